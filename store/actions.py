"""Runs of custom actions: what was asked, what was given, how it ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from core.ids import new_id
from core.views import ActionRunView, SlotView
from core.vocabulary import ActionState, EventName
from store.change import UnitOfWork
from store.tables import ACTION_RUNS

a = ACTION_RUNS.c
LEFT_OFF = "failed"
"""A form that the AI began and does not go on with; the same word as when it hands one over."""


@dataclass(frozen=True)
class ActionStep:
    """How a run stands after a turn; `slots`: name -> {value, valid, message_seq}."""

    action: str
    title: str
    state: str
    slots: dict[str, dict[str, Any]]


def record(s: Session, now: datetime, conversation_id: str, step: ActionStep) -> ActionRunView:
    """Bring the open run of this action up to date, or begin one."""
    query = select(a.id).where(
        a.conversation_id == conversation_id,
        a.action == step.action,
        a.state.in_(tuple(ActionState)),
    )
    run_id = s.execute(query).scalars().first()
    values = {"state": step.state, "slots": step.slots, "updated_at": now}
    if run_id is None:
        run_id = new_id("act")
        s.execute(
            insert(ACTION_RUNS).values(
                id=run_id,
                conversation_id=conversation_id,
                action=step.action,
                title=step.title,
                created_at=now,
                **values,
            )
        )
    else:
        s.execute(update(ACTION_RUNS).where(a.id == run_id).values(values))
    row = s.execute(select(ACTION_RUNS).where(a.id == run_id)).mappings().one()
    return _to_view(row)


def leave_off(work: UnitOfWork) -> None:
    """End the form that was open when people took the word: what it was for is settled."""
    if work.row.pending_action is None:
        return
    work.set(pending_action=None)
    query = select(ACTION_RUNS).where(
        a.conversation_id == work.row.id, a.state.in_(tuple(ActionState))
    )
    for run in work.session.execute(query).mappings().all():
        step = ActionStep(run["action"], run["title"], LEFT_OFF, run["slots"])
        view = record(work.session, work.now, work.row.id, step)
        work.add_event(EventName.ACTION_UPDATED, view.model_dump(mode="json"), internal=True)


def of_conversation(s: Session, conversation_id: str) -> list[ActionRunView]:
    """All runs, oldest first."""
    query = select(ACTION_RUNS).where(a.conversation_id == conversation_id).order_by(a.created_at)
    return [_to_view(row) for row in s.execute(query).mappings()]


def _to_view(row: RowMapping) -> ActionRunView:
    return ActionRunView(
        id=row["id"],
        action=row["action"],
        title=row["title"],
        state=row["state"],
        slots={name: SlotView(**slot) for name, slot in row["slots"].items()},
        updated_at=row["updated_at"],
    )
