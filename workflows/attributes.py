"""What operators see of a conversation in Temporal's Web UI; never personal data."""

from datetime import datetime
from typing import Any, Final

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from core.vocabulary import Mode
from workflows.contracts import ConversationState

MODE: Final = SearchAttributeKey.for_keyword("ConvMode")
TAGS: Final = SearchAttributeKey.for_keyword_list("ConvTags")
OWNER: Final = SearchAttributeKey.for_keyword("ConvOwner")
ASSISTANT: Final = SearchAttributeKey.for_keyword("ConvAssistant")
REASON: Final = SearchAttributeKey.for_keyword("EscalationReason")
WAITING_SINCE: Final = SearchAttributeKey.for_datetime("WaitingSince")
SLA_BREACHED: Final = SearchAttributeKey.for_bool("SlaBreached")
CONFIDENCE: Final = SearchAttributeKey.for_float("LastConfidence")
TURNS: Final = SearchAttributeKey.for_int("TurnCount")
KEYS: Final[tuple[SearchAttributeKey[Any], ...]] = (
    MODE,
    TAGS,
    OWNER,
    ASSISTANT,
    REASON,
    WAITING_SINCE,
    SLA_BREACHED,
    CONFIDENCE,
    TURNS,
)
MOVING: Final = (CONFIDENCE, TURNS)
"""They change with every turn."""
TURNS_BETWEEN: Final = 10


def values(state: ConversationState) -> dict[SearchAttributeKey[Any], Any]:
    """The value of each attribute; None means that it is not set."""
    return {
        MODE: state.mode.value,
        TAGS: list(state.tags) or None,
        OWNER: state.owner_id,
        ASSISTANT: state.assistant_id or None,
        REASON: state.reason.value if state.reason else None,
        WAITING_SINCE: state.waiting_since,
        SLA_BREACHED: state.sla_breached,
        CONFIDENCE: state.confidence,
        TURNS: state.turn_count,
    }


def at_start(state: ConversationState) -> TypedSearchAttributes:
    """The attributes a run starts with; set here they cost no event."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(key, value)
            for key, value in values(state).items()
            if value is not None
        ]
    )


def changes(
    state: ConversationState, shown: TypedSearchAttributes
) -> list[SearchAttributeUpdate[Any]]:
    """The updates that make `shown` tell the truth; empty when it does.

    Each upsert costs the server about as much as a signal. So while only the count and the
    confidence of an ongoing chat move, they are told with the first turn and then every tenth;
    with any other change they are told at once.
    """
    wanted = values(state)
    stale = [key for key, value in wanted.items() if shown.get(key) != value]
    if state.turn_count % TURNS_BETWEEN != 1 and all(key in MOVING for key in stale):
        return []
    return [
        key.value_unset() if wanted[key] is None else key.value_set(wanted[key]) for key in stale
    ]


def details(state: ConversationState) -> str:
    """The state in Markdown, for the workflow's page in the Web UI."""
    lines = [f"**{_MODE_TEXTS[state.mode]}** (epoch {state.epoch}, turns {state.turn_count})"]
    if state.owner_id:
        lines.append(f"- owner `{state.owner_id}`")
    if state.reason:
        lines.append(f"- escalated: `{state.reason.value}`")
    if state.waiting_since:
        late = ", **past the response target**" if state.sla_breached else ""
        lines.append(f"- waiting since {_clock(state.waiting_since)}{late}")
    if state.hold_until:
        lines.append(f"- held until {_clock(state.hold_until)}")
    if state.decision:
        sure = "" if state.confidence is None else f" at {state.confidence:.2f}"
        lines.append(f"- last turn: `{state.decision.value}`{sure}")
    if state.tags:
        lines.append("- tags: " + ", ".join(f"`{tag}`" for tag in state.tags))
    lines.append(f"- answered up to {state.answered_upto} of {state.unread_upto}")
    return "\n".join(lines)


def summary(state: ConversationState) -> str:
    """The one line of a run that never changes."""
    return f"Visitor chat with {state.assistant_id or 'an assistant'}"


def in_words(seconds: float) -> str:
    """A duration for a timer's label: `0.3 s`, `45 s`, `10 min`, `2 h`."""
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def _clock(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


_MODE_TEXTS: Final = {
    Mode.AI: "The AI answers",
    Mode.WAITING: "Waiting for a person",
    Mode.HUMAN: "A person answers",
    Mode.CLOSED: "Closed",
}
