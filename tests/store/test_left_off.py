"""A form of the AI ends when a person has settled what it was for, and not before."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from core.views import ActionRunView, RepView
from core.vocabulary import Decision, EventName, Mode
from store import actions, control, timers, turns
from store.actions import ActionStep
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from tests.store.conftest import MovableClock, Write
from tests.store.test_control import begin, outcome, reply

PENDING: dict[str, Any] = {"name": "cancel_subscription", "slots": {}, "state": "collecting"}
SLOTS = {"account_id": {"value": "AB-123456", "valid": True, "message_seq": 1}}
Act = Callable[[], Awaitable[Change]]


@pytest.fixture
async def form(ledger: Ledger, conversation: Change) -> Change:
    """The AI has asked for the next value of a form."""
    await begin(ledger, conversation)
    asks = outcome(
        conversation,
        decision=Decision.ACTION,
        pending_action=PENDING,
        action_run=ActionStep("cancel_subscription", "Cancel subscription", "collecting", SLOTS),
    )
    change = await ledger.commit(lambda s, now: turns.commit(s, now, asks))
    assert change
    return change


async def pending(ledger: Ledger, form: Change, write: Write) -> dict[str, Any] | None:
    """What the turn that answers the next message is told of the form."""
    last = await write("How do I export my contacts?")
    start: list[turns.TurnStart | None] = []

    def note(s: Any, now: Any) -> Change | None:
        known: dict[str, Any] = {
            "conversation_id": form.conversation.id,
            "epoch": last.conversation.epoch,
        }
        start.append(turns.begin(s, now, turn_id="trn_2", **known))
        return start[0].change if start[0] else None

    await ledger.commit(note)
    assert start[0]
    return start[0].pending_action


async def runs(db: Database, form: Change) -> list[ActionRunView]:
    return await db.read(lambda s: actions.of_conversation(s, form.conversation.id))


@pytest.mark.parametrize("way", ["hand back", "close", "close and reopen", "idle"])
async def test_a_form_ends_when_a_person_has_written_and_given_back(
    db: Database,
    ledger: Ledger,
    form: Change,
    alex: RepView,
    write: Write,
    clock: MovableClock,
    way: str,
) -> None:
    own = form.conversation.id
    taken = await reply(ledger, form, alex, "I have cancelled it.")
    match way:
        case "hand back":
            await ledger.commit(
                lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex)
            )
        case "idle":
            epoch = taken.conversation.epoch
            for forward in (540, 60):
                clock.forward(forward)
                await ledger.commit(
                    lambda s, now: (
                        timers.check_idle(s, now, conversation_id=own, epoch=epoch).change
                    )
                )
        case _:
            await ledger.commit(lambda s, now: control.close(s, now, conversation_id=own, rep=alex))
    if way == "close and reopen":
        await ledger.commit(lambda s, now: control.reopen(s, now, conversation_id=own, rep=alex))
    assert await pending(ledger, form, write) is None
    [run] = await runs(db, form)
    assert (run.state, run.slots["account_id"].value) == ("failed", "AB-123456")


@pytest.mark.parametrize("way", ["button and withdrawn", "take over and hand back"])
async def test_a_form_of_a_closed_conversation_never_goes_on(
    db: Database,
    ledger: Ledger,
    form: Change,
    alex: RepView,
    visitor_id: str,
    write: Write,
    way: str,
) -> None:
    own = form.conversation.id
    whose: dict[str, Any] = {"conversation_id": own, "rep": alex}
    visitors: dict[str, Any] = {"conversation_id": own, "visitor_id": visitor_id}
    await ledger.commit(lambda s, now: control.close(s, now, **whose))
    [run] = await runs(db, form)
    assert run.state == "failed"
    if way == "button and withdrawn":
        await ledger.commit(
            lambda s, now: control.request_handoff(s, now, line="Asked.", **visitors)
        )
        await ledger.commit(lambda s, now: control.withdraw(s, now, **visitors))
    else:
        await ledger.commit(lambda s, now: control.take_over(s, now, **whose))
        await ledger.commit(lambda s, now: control.hand_back(s, now, **whose))
    assert await pending(ledger, form, write) is None


async def test_a_form_ends_when_a_visitor_withdraws_after_a_person_wrote_and_fell_silent(
    ledger: Ledger,
    form: Change,
    alex: RepView,
    visitor_id: str,
    write: Write,
    clock: MovableClock,
) -> None:
    own = form.conversation.id
    await reply(ledger, form, alex, "I have cancelled it.")
    asked = await write("Since when?")
    clock.forward(3600)
    epoch = asked.conversation.epoch
    released = await ledger.commit(
        lambda s, now: timers.check_idle(s, now, conversation_id=own, epoch=epoch).change
    )
    assert released
    assert released.conversation.mode is Mode.WAITING
    await ledger.commit(
        lambda s, now: control.withdraw(s, now, conversation_id=own, visitor_id=visitor_id)
    )
    assert await pending(ledger, form, write) is None


async def test_the_end_of_a_form_is_told_once_and_after_the_ai_has_the_word(
    ledger: Ledger, form: Change, alex: RepView
) -> None:
    own = form.conversation.id
    await reply(ledger, form, alex)
    given = await ledger.commit(
        lambda s, now: control.hand_back(s, now, conversation_id=own, rep=alex)
    )
    assert [event.name for event in given.events] == [
        EventName.CONVERSATION_UPDATED,
        EventName.ACTION_UPDATED,
    ]
    assert given.events[1].internal
    assert given.conversation.mode is Mode.AI


@pytest.mark.parametrize("way", ["take over", "hold", "button"])
async def test_a_form_goes_on_when_nobody_has_written(
    db: Database,
    ledger: Ledger,
    form: Change,
    alex: RepView,
    visitor_id: str,
    write: Write,
    way: str,
) -> None:
    own = form.conversation.id
    whose: dict[str, Any] = {"conversation_id": own, "rep": alex}
    visitors: dict[str, Any] = {"conversation_id": own, "visitor_id": visitor_id}
    match way:
        case "take over":
            await ledger.commit(lambda s, now: control.take_over(s, now, **whose))
            await ledger.commit(lambda s, now: control.hand_back(s, now, **whose))
        case "hold":
            held = await ledger.commit(lambda s, now: control.hold(s, now, seconds=0.0, **whose))
            epoch = held.conversation.epoch
            await ledger.commit(
                lambda s, now: timers.check_hold(s, now, conversation_id=own, epoch=epoch).change
            )
        case _:
            await ledger.commit(
                lambda s, now: control.request_handoff(s, now, line="Asked.", **visitors)
            )
            await ledger.commit(lambda s, now: control.withdraw(s, now, **visitors))
    assert await pending(ledger, form, write) == PENDING
    [run] = await runs(db, form)
    assert run.state == "collecting"
