"""Between the words of the store, of the graph, and of the workflow."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from core.markdown import markdown_html
from core.views import CitationView, ConversationView
from core.vocabulary import Mode
from graphs.turn.giving_up import failed
from graphs.turn.outcome import TurnOutcome
from graphs.turn.thread import AssistantProfile, PendingAction, Thread, ThreadMessage, Topic
from store import turns
from store.actions import ActionStep
from store.turns import TurnCommit, TurnStart
from workflows.adapters.answering import to_cost, to_remembered
from workflows.contracts import Standing, TurnInput


def to_thread(turn: TurnInput, start: TurnStart) -> Thread:
    """What the graph may know about the conversation."""
    return Thread(
        conversation_id=turn.conversation_id,
        messages=tuple(
            ThreadMessage(line.seq, line.author, line.text, line.author_name)
            for line in start.messages
        ),
        assistant=_profile(start),
        pending_action=_pending(start),
        revision=start.knowledge_revision,
        topics=tuple(Topic(name, description) for name, description in start.tags),
        answered_upto=start.answered_upto,
        turn_id=turn.turn_id,
    )


def failure(start: TurnStart) -> TurnOutcome:
    """The outcome of a turn that could not be finished."""
    return failed(_profile(start), _pending(start))


def to_commit(turn: TurnInput, start: TurnStart, outcome: TurnOutcome) -> TurnCommit:
    """What the store keeps of the outcome; only its sources and own pages may be linked."""
    return TurnCommit(
        turn_id=turn.turn_id,
        conversation_id=turn.conversation_id,
        epoch=turn.epoch,
        upto_seq=start.upto_seq,
        decision=outcome.decision,
        reason=outcome.reason,
        text=outcome.text,
        html=_html(outcome),
        citations=to_citations(outcome),
        choices=outcome.choices,
        tags=outcome.tags,
        answerable=outcome.answerable,
        trace={**outcome.to_trace(), "threshold": start.settings.answer_threshold},
        pending_action=outcome.action.to_json() if outcome.action else None,
        action_run=_action_step(start, outcome),
        summary=outcome.summary,
        cost=to_cost(turn.turn_id, start.assistant_id, outcome.spent) if outcome.spent else None,
        remembered=to_remembered(
            turn.turn_id, start.assistant_id, start.knowledge_revision, outcome
        ),
    )


def to_citations(outcome: TurnOutcome) -> list[CitationView]:
    """Return what people see of the sources; which chunks they are stays inside."""
    return [
        CitationView(
            n=item.n, title=item.title, section=item.section, url=item.url, quote=item.quote
        )
        for item in outcome.citations
    ]


def to_standing(view: ConversationView) -> Standing:
    """Who may speak after a change."""
    return Standing(
        mode=view.mode,
        epoch=view.epoch,
        owner_id=view.owner.id if view.owner else None,
        hold_until=view.hold_until,
        waiting_since=view.waiting_since,
        reason=view.escalation.reason if view.escalation else None,
    )


def read_standing(s: Session, conversation_id: str) -> Standing:
    """Who may speak now, and what is answered."""
    found = turns.standing(s, conversation_id)
    return Standing(
        mode=found.mode,
        epoch=found.epoch,
        owner_id=found.owner_id,
        hold_until=found.hold_until,
        waiting_since=found.waiting_since,
        reason=found.reason,
        answered_upto=found.answered_upto,
    )


def gone(epoch: int) -> Standing:
    """A conversation that SQL does not have (erased, or lost with its database): its run ends."""
    return Standing(Mode.CLOSED, epoch + 1)


def _html(outcome: TurnOutcome) -> str:
    links = frozenset(citation.url for citation in outcome.citations)
    return _rendered(outcome.text, links, frozenset(outcome.link_hosts))


@lru_cache(500)  # many visitors ask the same, and what is quoted to them is the same text
def _rendered(text: str, links: Collection[str], hosts: Collection[str]) -> str:
    return markdown_html(text, links, hosts)


def _profile(start: TurnStart) -> AssistantProfile:
    return AssistantProfile(start.assistant_id, start.assistant_name, start.settings)


def _pending(start: TurnStart) -> PendingAction | None:
    return PendingAction.from_json(start.pending_action) if start.pending_action else None


def _action_step(start: TurnStart, outcome: TurnOutcome) -> ActionStep | None:
    """How a custom action stands after the turn: still open, or ended in it."""
    ended = outcome.action_result
    if ended is not None:
        known: dict[str, Any] = (start.pending_action or {}).get("slots", {})
        slots = {
            name: {**known.get(name, {}), "value": value, "valid": True}
            for name, value in ended.values.items()
        }
        return ActionStep(ended.name, _title(ended.name), ended.end.value, slots)
    if outcome.action is not None:
        pending = outcome.action.to_json()
        name = outcome.action.name
        return ActionStep(name, _title(name), pending["state"], pending["slots"])
    return None


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
