"""What the assistant says about itself and the conversation; from state, never from a model."""

from collections.abc import Mapping, Sequence

from core.vocabulary import Reason
from graphs.turn.forms.actions import ActionDefinition
from graphs.turn.forms.filling import Filled, Step
from graphs.turn.thread import AssistantProfile, PendingAction

_BECAUSE: Mapping[Reason, str] = {
    Reason.HUMAN_REQUESTED: "Of course. I have asked a person from our team to join.",
    Reason.NO_ANSWER: "I did not find an answer to that in our documentation, "
    "so I have asked a person from our team.",
    Reason.LOW_CONFIDENCE: "I am not sure enough to answer that from our documentation, "
    "so I have asked a person from our team.",
    Reason.AI_FAILURE: "Something failed on my side and I cannot answer right now, "
    "so I have asked a person from our team.",
    Reason.BUDGET_EXHAUSTED: "I cannot answer any more questions today, "
    "so I have asked a person from our team.",
}


BEYOND_ME: Mapping[str, str] = {
    "own_account": "I cannot see into your account, so I have asked a person from our team.",
    "other_product": "That seems to be about another company's product, which our documentation "
    "does not cover, so I have asked a person from our team.",
    "asks_for_act": "I cannot do that for you myself, so I have asked a person from our team.",
}
"""What no page can do or say, by the signal that says so."""


def handoff(
    reason: Reason, assistant: AssistantProfile, signals: Mapping[str, object] | None = None
) -> str:
    """Say that a person was asked, why, and what happens next."""
    because = _BECAUSE.get(reason, "I have asked a person from our team to join.")
    if reason in (Reason.NO_ANSWER, Reason.LOW_CONFIDENCE):
        beyond = (text for name, text in BEYOND_ME.items() if (signals or {}).get(name))
        because = next(beyond, because)
    return f"{because} {_soon(assistant)}"


def may_help(page: str, n: int) -> str:
    """Name a page that is near the question, without a word on what it says."""
    return f"Until then, our page \u201c{page}\u201d [{n}] may help."


_IF_YOU_LIKE = "If you would like a person from our team to look at it, write “person”."
SAID_BEFORE = f"That is what I told you before. {_IF_YOU_LIKE}"
_SHALL_I = (
    "Would you like me to ask a person from our team? Write “yes”, or ask me again in other words."
)
_RATHER_A_PERSON = "If you would rather talk to a person, just say so."
_STILL_UNCLEAR = (
    "I still do not understand. Write “person” and I will ask someone from our team to join."
)


def offers_person(text: str) -> bool:
    """Say whether a line of ours ends with the offer of a person."""
    return text.endswith((_IF_YOU_LIKE, _SHALL_I, _STILL_UNCLEAR, _RATHER_A_PERSON))


def accepts(kinds: Sequence[str], text: str) -> bool:
    """Say whether short replies of these kinds take the person that the text offers."""
    return ("yes" in kinds and offers_person(text)) or (kinds[-1] == "ok" and text == _SHALL_I)


def left_open(question: str) -> str:
    """Say which of several questions has no answer, and how to get one."""
    return f"I cannot answer “{question}” from our documentation. {_IF_YOU_LIKE}"


def kept_for_person(question: str) -> str:
    """Say that the person who was asked also gets what has no answer."""
    return f"I have passed on your question “{question}” as well."


UNCLEAR = (
    "I did not understand that. Could you say in a few words what you need? I answer from our "
    "documentation, and if you would rather talk to a person, just say so."
)


def unclear(earlier: str) -> str:
    """Ask for other words; after that, offer a person instead of asking again."""
    if earlier != UNCLEAR:
        return UNCLEAR
    return _STILL_UNCLEAR


def which(choices: Sequence[str]) -> str:
    """Ask which of the topics is meant."""
    *first, last = (f"“{choice}”" for choice in choices)
    return f"Which of these do you mean: {', '.join(first)} or {last}?"


def declined(assistant: AssistantProfile) -> str:
    """Say what we are here for, to a message that wants to change it."""
    return (
        f"I am {assistant.name}, an AI assistant, and I only answer questions from our "
        "documentation. What would you like to know?"
    )


def small_talk(kind: str, assistant: AssistantProfile) -> str:
    """Answer a greeting, thanks, a goodbye, "are you a robot?", or a short reply (`courtesy`)."""
    match kind:
        case "ok":
            return "All right. If there is anything else, just ask."
        case "settled":
            return (
                "All right, then nobody needs to look at it. If there is anything else, just ask."
            )
        case "no":
            return _SHALL_I
        case "welcome":
            return "What would you like to know? I answer from our documentation."
        case "greeting":
            return assistant.settings.greeting
        case "thanks":
            return "You're welcome! Is there anything else I can look up for you?"
        case "goodbye":
            return "Goodbye! You can come back to this chat at any time."
        case _:
            return (
                f"I am {assistant.name}, an AI assistant. I answer from our documentation and show "
                f"where each answer comes from. {_RATHER_A_PERSON}"
            )


def is_courtesy(text: str, assistant: AssistantProfile) -> bool:
    """Say whether a line of ours only asks what else the visitor would like to know."""
    kinds = ("greeting", "thanks", "goodbye", "ok", "settled", "welcome")
    asking = (declined(assistant), UNCLEAR, *(small_talk(kind, assistant) for kind in kinds))
    return text in asking


CONSENT = ("Yes, that's right", "No, that's not right")
"""What may be tapped in reply to a confirmation."""


def action_step(definition: ActionDefinition, filled: Filled, *, opened: bool = False) -> str:
    """Ask, confirm or close, as the step says."""
    match filled.step:
        case Step.CONFIRM:
            said = definition.confirmation.format(values=values(definition, filled.action))
        case Step.FINISH:
            said = definition.finished.format(values=values(definition, filled.action))
        case Step.WITHDRAW:
            said = definition.withdrawn
        case Step.WHAT_TO_CHANGE:
            said = "What should I change? If you want to drop the request, say stop."
        case Step.REFUSE_VALUE:
            said = _refusal(definition, filled)
        case _:
            said = _question(definition, filled.action)
    return f"{definition.opening} {said}" if opened else said


def gave_up(assistant: AssistantProfile) -> str:
    """Hand over a form that did not succeed."""
    return (
        "We are not getting further this way, so I have asked a person from our team to help "
        f"you. {_soon(assistant)}"
    )


def finished(definition: ActionDefinition, filled: Filled, assistant: AssistantProfile) -> str:
    """Say that the form is with a person now."""
    return f"{action_step(definition, filled)} {_soon(assistant)}"


def go_on(definition: ActionDefinition, action: PendingAction) -> str:
    """Offer to return to the open action after something else was answered."""
    return f"Shall we go on with {definition.goal}? {_question(definition, action)}"


def values(definition: ActionDefinition, action: PendingAction) -> str:
    """List the values: "account ID AB-123456, reason: too expensive"."""
    given = [
        f"{slot.label}: {action.slots[slot.name].value}"
        for slot in definition.slots
        if slot.name in action.slots
    ]
    return "; ".join(given)


def span(seconds: float) -> str:
    """Say a duration in words: "30 seconds", "5 minutes", "1 hour"."""
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {unit}{'s' if count != 1 else ''}"
    count = max(1, round(seconds))
    return f"{count} second{'s' if count != 1 else ''}"


def _soon(assistant: AssistantProfile) -> str:
    target = span(assistant.settings.response_target_s)
    return f"We aim to reply within {target}, here in this chat."


def _question(definition: ActionDefinition, action: PendingAction) -> str:
    missing = next((s for s in definition.slots if s.name not in action.slots), None)
    if missing is not None:
        return missing.prompt
    return definition.confirmation.format(values=values(definition, action))


def _refusal(definition: ActionDefinition, filled: Filled) -> str:
    question = _question(definition, filled.action)
    patterned = next((s for s in definition.slots if s.pattern is not None), None)
    if filled.refused and patterned is not None:
        return f"{patterned.problem.format(value=filled.refused)} {question}"
    return f"I need it to go on. {question}"
