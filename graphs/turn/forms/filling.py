"""One visitor message against an open custom action: pure steps from state to state."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.vocabulary import ActionState
from graphs.turn.forms import consent
from graphs.turn.forms.actions import ActionDefinition, SlotDefinition
from graphs.turn.message import phrases
from graphs.turn.thread import PendingAction, SlotValue, ThreadMessage

MAX_INVALID = 3
"""After that many refused values in a row a person takes over."""


class Step(StrEnum):
    """What a message did to the action."""

    ASK = "ask"
    REFUSE_VALUE = "refuse_value"
    CONFIRM = "confirm"
    WHAT_TO_CHANGE = "what_to_change"
    FINISH = "finish"
    WITHDRAW = "withdraw"
    GIVE_UP = "give_up"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Filled:
    """The action after one message; `refused` is the value that was not accepted."""

    step: Step
    action: PendingAction
    refused: str = ""


def open_action(definition: ActionDefinition, message: ThreadMessage) -> Filled:
    """Start the action, with the values that the opening message already has."""
    empty = PendingAction(definition.name)
    values = _pattern_values(definition, message) | _stated_values(definition, message)
    return _proceed(definition, replace(empty, slots=values), message.seq)


def fill(definition: ActionDefinition, action: PendingAction, message: ThreadMessage) -> Filled:
    """Apply one message. Values may come several at once, unasked, or as corrections."""
    text = message.text
    if consent.withdraws(text) and not _is_aside(text):
        return Filled(Step.WITHDRAW, action)
    values = _pattern_values(definition, message) | _stated_values(definition, message)
    if not values and phrases.small_talk(text) is None and not _is_aside(text):
        values = _asked_value(definition, action, message)
    if values:
        merged = {**action.slots, **values}
        return _proceed(definition, replace(action, slots=merged, invalid_tries=0), message.seq)
    if action.state is ActionState.CONFIRMING:
        return _confirm(definition, action, message)
    return _without_value(definition, action, message)


def _confirm(definition: ActionDefinition, action: PendingAction, message: ThreadMessage) -> Filled:
    if consent.agrees(message.text):
        return Filled(Step.FINISH, action)
    if consent.refuses(message.text):
        if action.asked_slot is None:
            return Filled(Step.WITHDRAW, action)
        return Filled(Step.WHAT_TO_CHANGE, replace(action, asked_slot=None))
    attempt = _attempt(definition, message.text)
    if attempt is not None:
        return refuse(action, attempt)
    if phrases.small_talk(message.text) is not None:
        return Filled(Step.CONFIRM, action)
    return Filled(Step.ASIDE, action)


def _without_value(
    definition: ActionDefinition, action: PendingAction, message: ThreadMessage
) -> Filled:
    attempt = _attempt(definition, message.text)
    if attempt is not None:
        return refuse(action, attempt)
    if phrases.small_talk(message.text) is not None or consent.agrees(message.text):
        return Filled(Step.ASK, action)
    if consent.does_not_know(message.text) or consent.refuses(message.text):
        return refuse(action, "")
    return Filled(Step.ASIDE, action)


def refuse(action: PendingAction, value: str) -> Filled:
    """Count one message that gave no value; at `MAX_INVALID` a person takes over."""
    tries = action.invalid_tries + 1
    step = Step.GIVE_UP if tries >= MAX_INVALID else Step.REFUSE_VALUE
    return Filled(step, replace(action, invalid_tries=tries), value)


def _proceed(definition: ActionDefinition, action: PendingAction, seq: int) -> Filled:
    """Ask for the first slot that is empty, or for confirmation when none is."""
    missing = next((s.name for s in definition.slots if s.name not in action.slots), None)
    if missing is not None:
        asking = replace(action, state=ActionState.COLLECTING, asked_slot=missing, asked_at_seq=seq)
        return Filled(Step.ASK, asking)
    last = definition.slots[-1].name
    confirming = replace(action, state=ActionState.CONFIRMING, asked_slot=last, asked_at_seq=seq)
    return Filled(Step.CONFIRM, confirming)


def _is_aside(text: str) -> bool:
    return phrases.is_question(text) or text.rstrip().endswith("?")


def _pattern_values(definition: ActionDefinition, message: ThreadMessage) -> dict[str, SlotValue]:
    """Find values by pattern. Of several the last one counts, but none after "not"."""
    values = {}
    for slot in definition.slots:
        if slot.pattern is None:
            continue
        for found in slot.pattern.finditer(message.text):
            before = message.text[: found.start()].rstrip().lower()
            if before.endswith(("not", "isn't", "instead of", "no longer")):
                continue
            value = slot.normal_form.format(*(part.upper() for part in found.groups()))
            values[slot.name] = SlotValue(value, message.seq)
    return values


def _stated_values(definition: ActionDefinition, message: ThreadMessage) -> dict[str, SlotValue]:
    """Find a free-text value that is announced ("because ...")."""
    reason = consent.stated_reason(message.text)
    slot = next((s for s in definition.slots if s.pattern is None), None)
    if reason is None or slot is None:
        return {}
    value = _own_words(definition, slot, reason)
    return {slot.name: SlotValue(value, message.seq)} if value else {}


def _asked_value(
    definition: ActionDefinition, action: PendingAction, message: ThreadMessage
) -> dict[str, SlotValue]:
    """Take the message itself as the value of the free-text slot that was asked for."""
    if action.state is not ActionState.COLLECTING or action.asked_slot is None:
        return {}
    slot = definition.slot(action.asked_slot)
    if slot.pattern is not None:
        return {}
    value = _own_words(definition, slot, message.text)
    return {slot.name: SlotValue(value, message.seq)} if value else {}


def _own_words(definition: ActionDefinition, slot: SlotDefinition, text: str) -> str:
    for other in definition.slots:
        if other.pattern is not None:
            text = other.pattern.sub("", text)
    return consent.without_lead_in(text)[: slot.max_chars].strip().rstrip(".")


def _attempt(definition: ActionDefinition, text: str) -> str | None:
    """Return what looks like a value of a patterned slot but is not one."""
    for slot in definition.slots:
        found = slot.looks_like.search(text) if slot.looks_like else None
        if found is not None and not _is_aside(text):
            return found.group(0).strip()
    return None
