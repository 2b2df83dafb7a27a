"""AI turns: begun and committed only while the AI may speak, and only once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Row, bindparam, insert, literal, select, update
from sqlalchemy.orm import Session

from core import ownership
from core.assistants import AssistantSettings
from core.views import CitationView, TurnView
from core.vocabulary import Decision, EventName, Mode, Reason, TagKind, TurnState
from store import actions, answers, messages, spending, tags
from store.change import Change, NewMessage, UnitOfWork
from store.messages import Line
from store.spending import MICROS
from store.tables import CONVERSATIONS, SPENDING, TURNS

CONTEXT_MESSAGES = 60
u, p = TURNS.c, SPENDING.c
_STATE = select(u.state).where(u.id == bindparam("turn_id"))
_OPEN = insert(TURNS)
_CLOSE = update(TURNS).where(
    u.id == bindparam("turn_id"), u.state == literal(TurnState.RUNNING.value)
)


@dataclass(frozen=True)
class TurnStart:
    """All that one turn may look at."""

    change: Change
    assistant_id: str
    assistant_name: str
    settings: AssistantSettings
    knowledge_revision: int
    messages: Sequence[Line]
    pending_action: dict[str, Any] | None
    tags: Sequence[tuple[str, str]]
    answered_upto: int
    upto_seq: int


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands, for a workflow that lost track."""

    mode: Mode
    epoch: int
    owner_id: str | None
    answered_upto: int
    unread_upto: int
    reason: Reason | None
    waiting_since: datetime | None
    hold_until: datetime | None


@dataclass(frozen=True)
class TurnCommit:
    """The outcome of one turn, to be stored if the AI may still speak."""

    turn_id: str
    conversation_id: str
    epoch: int
    upto_seq: int
    decision: Decision
    text: str
    html: str
    reason: Reason | None = None
    citations: Sequence[CitationView] = ()
    choices: Sequence[str] = ()
    tags: Sequence[str] = ()
    answerable: float | None = None
    trace: dict[str, Any] = field(default_factory=dict)
    pending_action: dict[str, Any] | None = None
    action_run: actions.ActionStep | None = None
    summary: str = ""
    cost: spending.Cost | None = None
    remembered: answers.Remembered | None = None


def begin(
    s: Session, now: datetime, *, conversation_id: str, epoch: int, turn_id: str
) -> TurnStart | None:
    """Open the turn, or return None: the AI may not speak, nothing is unanswered, or it is over.

    Repeating an open turn returns it again without a second event. A turn that is over stays so:
    what was asked since, while its end was not heard of, is another turn's.
    """
    work = UnitOfWork.lock(s, now, conversation_id)
    row = work.row
    if row.mode != Mode.AI or row.epoch != epoch or row.last_visitor_seq <= row.answered_upto:
        return None
    state = s.execute(_STATE, {"turn_id": turn_id}).scalar_one_or_none()
    if state not in (None, TurnState.RUNNING):
        return None
    upto = row.last_visitor_seq
    if state is None:
        _open_turn(s, now, turn_id, conversation_id, epoch, upto)
        data = {"turn_id": turn_id, "epoch": epoch, "upto_seq": upto}
        work.add_event(EventName.TURN_STARTED, data)
        change = work.finish()
    else:
        change = work.unchanged()
    return TurnStart(
        change=change,
        assistant_id=row.assistant_id,
        assistant_name=row.assistant_name,
        settings=work.settings,
        knowledge_revision=row.knowledge_revision,
        messages=messages.lines(s, conversation_id, CONTEXT_MESSAGES),
        pending_action=row.pending_action,
        tags=tags.described(s),
        answered_upto=row.answered_upto,
        upto_seq=upto,
    )


def commit(s: Session, now: datetime, outcome: TurnCommit) -> Change | None:
    """Store the outcome of an open turn if mode and epoch are unchanged; else return None.

    This check under the conversation's lock is the fence: whatever arrives after a takeover, from
    however slow a model, is never stored.
    """
    work = UnitOfWork.lock(s, now, outcome.conversation_id)
    row = work.row
    if outcome.cost:
        spending.settle(s, now, outcome.cost)
    fenced = row.mode != Mode.AI or row.epoch != outcome.epoch
    if fenced or outcome.upto_seq <= row.answered_upto:
        _close_turn(s, now, outcome, TurnState.DISCARDED)
        return None
    if not _close_turn(s, now, outcome, TurnState.COMMITTED):
        return None
    _write_answer(work, outcome)
    if outcome.remembered:
        answers.remember(s, now, outcome.remembered)
    if outcome.decision is Decision.HANDOFF:
        _hand_off(work, outcome)
    if outcome.tags:
        tags.attach(work, outcome.tags, TagKind.AUTO)
    if outcome.decision is Decision.HANDOFF or outcome.tags:
        work.updated(work.assistant)
    return work.finish()


def standing(s: Session, conversation_id: str) -> Standing:
    """Read how things are now."""
    c = CONVERSATIONS.c
    row = s.execute(select(CONVERSATIONS).where(c.id == conversation_id)).one()
    return Standing(
        mode=Mode(row.mode),
        epoch=row.epoch,
        owner_id=row.owner_id,
        answered_upto=row.answered_upto,
        unread_upto=row.last_visitor_seq,
        reason=Reason(row.reason) if row.reason else None,
        waiting_since=row.waiting_since,
        hold_until=row.hold_until,
    )


def is_running(s: Session, turn_id: str) -> bool:
    return bool(s.execute(_STATE, {"turn_id": turn_id}).scalar_one_or_none() == TurnState.RUNNING)


def of_conversation(s: Session, conversation_id: str) -> list[TurnView]:
    """All turns with their decision traces, oldest first."""
    query = (
        select(TURNS, p.model, p.input_tokens, p.output_tokens, p.micros, p.estimated)
        .outerjoin(SPENDING, (p.turn_id == u.id) & p.settled)
        .where(u.conversation_id == conversation_id)
        .order_by(u.upto_seq, u.epoch)
    )
    return [
        TurnView(
            id=row.id,
            epoch=row.epoch,
            upto_seq=row.upto_seq,
            state=TurnState(row.state),
            decision=Decision(row.decision) if row.decision else None,
            reason=Reason(row.reason) if row.reason else None,
            answerable=row.answerable,
            trace=_with_cost(row),
            started_at=row.started_at,
            finished_at=row.finished_at,
        )
        for row in s.execute(query)
    ]


def _with_cost(row: Row[Any]) -> dict[str, Any]:
    """The trace; of a turn whose model was stopped, with what was spent until then."""
    trace: dict[str, Any] = row.trace
    if row.model is None or trace.get("usage"):
        return trace
    return {
        **trace,
        "model": row.model,
        "usage": {"input_tokens": row.input_tokens, "output_tokens": row.output_tokens},
        "cost": row.micros / MICROS,
        "cost_estimated": row.estimated,
    }


def _write_answer(work: UnitOfWork, outcome: TurnCommit) -> None:
    row = work.row
    work.add_message(
        NewMessage(
            work.assistant,
            outcome.text,
            outcome.html,
            citations=outcome.citations,
            choices=outcome.choices,
            turn_id=outcome.turn_id,
        )
    )
    work.set(answered_upto=outcome.upto_seq, pending_action=outcome.pending_action)
    if outcome.action_run:
        view = actions.record(work.session, work.now, row.id, outcome.action_run)
        data = view.model_dump(mode="json")
        work.add_event(EventName.ACTION_UPDATED, data, internal=True)
    work.add_event(
        EventName.TURN_FINISHED,
        {"turn_id": outcome.turn_id, "epoch": outcome.epoch, "decision": outcome.decision},
    )


def _hand_off(work: UnitOfWork, outcome: TurnCommit) -> None:
    reason = outcome.reason or Reason.NO_ANSWER
    work.set_ownership(ownership.request_handoff(work.ownership, reason, work.now))
    target = timedelta(seconds=work.settings.response_target_s)
    work.set(
        summary=outcome.summary,
        escalated_at=work.now,
        due_at=work.now + target,
        answered_upto=outcome.upto_seq,
        taken_seq=work.row.seq,
    )


def _open_turn(
    s: Session, now: datetime, turn_id: str, conversation_id: str, epoch: int, upto: int
) -> None:
    values = {
        "id": turn_id,
        "conversation_id": conversation_id,
        "epoch": epoch,
        "upto_seq": upto,
        "state": TurnState.RUNNING,
        "trace": {},
        "started_at": now,
    }
    s.execute(_OPEN, values)


def _close_turn(s: Session, now: datetime, outcome: TurnCommit, state: TurnState) -> bool:
    """Close an open turn; says whether it was open."""
    values = {
        "turn_id": outcome.turn_id,
        "state": state,
        "upto_seq": outcome.upto_seq,
        "decision": outcome.decision,
        "reason": outcome.reason,
        "answerable": outcome.answerable,
        "trace": outcome.trace,
        "finished_at": now,
    }
    return cast(CursorResult[Any], s.execute(_CLOSE, values)).rowcount == 1
