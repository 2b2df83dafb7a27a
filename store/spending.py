"""What the model costs: tokens and price of each turn, and the day's budget they count against."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from store.dialect import one_at_a_time, upsert
from store.tables import SPENDING

p = SPENDING.c
MICROS = 1_000_000
"""Prices are kept as whole millionths of the currency unit."""


@dataclass(frozen=True)
class Cost:
    """Tokens and price of one turn so far; `micros` are millionths of the currency unit."""

    turn_id: str
    assistant_id: str
    model: str
    input_tokens: int
    output_tokens: int
    micros: int
    estimated: bool


@dataclass(frozen=True)
class DaySpend:
    """One assistant's day (UTC); `estimated` counts the turns whose tokens are an estimate."""

    day: date
    assistant_id: str
    turns: int
    input_tokens: int
    output_tokens: int
    micros: int
    estimated: int


def reserve(s: Session, now: datetime, cost: Cost, budget_micros: int) -> bool:
    """Book what a turn is about to cost, or return False: the others have spent the day's budget.

    Turns of one assistant reserve one after the other, so that together they do not pass the
    budget by more than one call. A turn that reserves again replaces what it had booked.
    """
    one_at_a_time(s, f"spending:{cost.assistant_id}")
    others = select(func.coalesce(func.sum(p.micros), 0)).where(
        p.assistant_id == cost.assistant_id, p.day == _day(now), p.turn_id != cost.turn_id
    )
    if int(s.execute(others).scalar_one()) >= budget_micros:
        return False
    _book(s, now, cost, settled=False)
    return True


def settle(s: Session, now: datetime, cost: Cost) -> None:
    """Keep what a turn did cost, once: a repeated turn replaces its figures."""
    _book(s, now, cost, settled=True)


def per_day(s: Session, since: date, assistant_id: str | None = None) -> Sequence[DaySpend]:
    """What was spent on each day from `since` on, newest first."""
    query = (
        select(
            p.day,
            p.assistant_id,
            func.count(),
            func.sum(p.input_tokens),
            func.sum(p.output_tokens),
            func.sum(p.micros),
            func.sum(case((p.estimated, 1), else_=0)),
        )
        .where(p.day >= since)
        .group_by(p.day, p.assistant_id)
        .order_by(p.day.desc(), p.assistant_id)
    )
    if assistant_id is not None:
        query = query.where(p.assistant_id == assistant_id)
    return [
        DaySpend(day, assistant, *(int(figure) for figure in figures))
        for day, assistant, *figures in s.execute(query)
    ]


def _book(s: Session, now: datetime, cost: Cost, *, settled: bool) -> None:
    figures: dict[str, Any] = {
        "model": cost.model,
        "input_tokens": cost.input_tokens,
        "output_tokens": cost.output_tokens,
        "micros": cost.micros,
        "estimated": cost.estimated,
        "settled": settled,
    }
    whose = {"turn_id": cost.turn_id, "assistant_id": cost.assistant_id}
    statement = upsert(s, SPENDING).values(**whose, day=_day(now), at=now, **figures)
    s.execute(statement.on_conflict_do_update(index_elements=[p.turn_id], set_=figures))


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
