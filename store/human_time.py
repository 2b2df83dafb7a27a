"""What people spent on a question that the AI could not answer, and what they replied.

Counted from the log of events: from the takeover after the question to the hand back or the close.
Every pause between two signs of life (a message, a note, the end) counts for at most
`LONGEST_PAUSE_S`, and the silence before the AI took an idle conversation back for nothing: a
conversation left open over lunch cost nobody an hour. It ends where the AI next finishes a turn.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.orm import Session

from core.vocabulary import AuthorKind, EventName, MessageKind, Mode
from store.tables import CONVERSATIONS, EVENTS, GAP_QUESTIONS, MESSAGES

q, e, c, m = GAP_QUESTIONS.c, EVENTS.c, CONVERSATIONS.c, MESSAGES.c

LONGEST_PAUSE_S: Final = 300.0
SETTLED_AFTER: Final = timedelta(days=7)
REPLIES: Final = 50
AT_ONCE: Final = 200


@dataclass(frozen=True)
class HumanTime:
    """What people have spent on one question, counted up to the event `counted_seq`."""

    turn_id: str
    gap_id: str
    human_s: float
    counted_seq: int
    settled: bool


@dataclass(frozen=True)
class HumanReply:
    """What a rep wrote to the visitor after a question of a gap."""

    conversation_id: str
    text: str
    rep: str
    at: datetime
    visitor: str


class Stopwatch:
    """Adds up one question's human time from its events, in order."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._last: datetime | None = None
        self._warned = False

    def conversation(self, at: datetime, view: dict[str, Any]) -> None:
        """Take in how the conversation stands."""
        if view["mode"] == Mode.HUMAN:
            self._warned = view["resume_at"] is not None
            self._last = self._last or at
            return
        if not self._warned:
            self._sign_of_life(at)
        self._last, self._warned = None, False

    def message(self, at: datetime) -> None:
        self._sign_of_life(at)

    def _sign_of_life(self, at: datetime) -> None:
        if self._last is not None:
            self.seconds += min((at - self._last).total_seconds(), LONGEST_PAUSE_S)
            self._last = at


def counted(s: Session, now: datetime) -> list[HumanTime]:
    """What people have spent on some questions whose conversations went on since the last count.

    A question is settled when the AI has finished another turn, or after a week.
    """
    query = (
        select(q.turn_id, q.gap_id, q.conversation_id, q.at, c.seq)
        .join(CONVERSATIONS, q.conversation_id == c.id)
        .where(q.settled.is_(False), c.seq > q.counted_seq)
        .order_by(q.at)
        .limit(AT_ONCE)
    )
    found = []
    for row in s.execute(query).all():
        spent, over = _spent(s, row.conversation_id, row.turn_id)
        settled = over or row.at < now - SETTLED_AFTER
        found.append(HumanTime(row.turn_id, row.gap_id, spent, row.seq, settled))
    return found


def store(s: Session, times: Sequence[HumanTime]) -> None:
    """Keep what was counted, unless somebody has counted further meanwhile."""
    turn_id: BindParameter[str] = bindparam("counted_turn")
    upto: BindParameter[int] = bindparam("upto")
    keep = update(GAP_QUESTIONS).where(q.turn_id == turn_id, q.counted_seq < upto)
    keep = keep.values(human_s=bindparam("spent"), counted_seq=upto, settled=bindparam("is_over"))
    rows = [
        {
            "counted_turn": one.turn_id,
            "upto": one.counted_seq,
            "spent": one.human_s,
            "is_over": one.settled,
        }
        for one in times
    ]
    s.execute(keep, rows)


def replies(s: Session, gap_id: str) -> list[HumanReply]:
    """What reps wrote after the gap's newest questions and before the AI answered again."""
    query = (
        select(q.turn_id, q.conversation_id)
        .where(q.gap_id == gap_id)
        .order_by(q.at.desc())
        .limit(REPLIES)
    )
    found: dict[tuple[str, int], HumanReply] = {}
    for row in s.execute(query).all():
        begin, end = _ends(s, row.conversation_id, row.turn_id)
        for seq, reply in _written(s, row.conversation_id, begin, end):
            found[row.conversation_id, seq] = reply
    return list(found.values())[:REPLIES]


def _written(
    s: Session, conversation_id: str, after: int, until: int | None
) -> Iterable[tuple[int, HumanReply]]:
    visitor = select(m.author_name).where(
        m.conversation_id == conversation_id, m.author_kind == AuthorKind.VISITOR
    )
    name = s.execute(visitor.limit(1)).scalar() or ""
    query = select(m.seq, m.text, m.author_name, m.created_at).where(
        m.conversation_id == conversation_id,
        m.author_kind == AuthorKind.REP,
        m.kind == MessageKind.REPLY,
        m.seq > after,
    )
    if until is not None:
        query = query.where(m.seq < until)
    for seq, text, rep, at in s.execute(query.order_by(m.seq)):
        yield seq, HumanReply(conversation_id, text, rep, at, name)


def _spent(s: Session, conversation_id: str, turn_id: str) -> tuple[float, bool]:
    """Seconds, and whether another turn of the AI has ended the count."""
    watch = Stopwatch()
    begin, end = _ends(s, conversation_id, turn_id)
    for name, data, at in _events(s, conversation_id, begin, end):
        match name:
            case EventName.CONVERSATION_UPDATED:
                watch.conversation(at, orjson.loads(data))
            case EventName.MESSAGE_CREATED:
                watch.message(at)
    return watch.seconds, end is not None


def _ends(s: Session, conversation_id: str, turn_id: str) -> tuple[int, int | None]:
    """The seq at which this turn was finished, and at which the AI finished its next one.

    Nothing is between them when the log does not know the turn: one conversation with a damaged
    log must not hold up the count of the others.
    """
    query = (
        select(e.seq, e.data)
        .where(e.conversation_id == conversation_id, e.name == EventName.TURN_FINISHED)
        .order_by(e.seq)
    )
    finished = [(int(seq), orjson.loads(data)["turn_id"]) for seq, data in s.execute(query)]
    own = next((seq for seq, finished_id in finished if finished_id == turn_id), None)
    if own is None:
        return 0, 0
    return own, next((seq for seq, _ in finished if seq > own), None)


def _events(s: Session, conversation_id: str, after: int, until: int | None) -> Sequence[Any]:
    query = select(e.name, e.data, e.created_at).where(
        e.conversation_id == conversation_id, e.seq > after
    )
    if until is not None:
        query = query.where(e.seq < until)
    return s.execute(query.order_by(e.seq)).all()
