"""Between the turn graph and the store: what answers cost, and answers that are given again."""

from sqlalchemy.orm import Session

from core.clock import Clock
from graphs.turn.model.memory import Remembered
from graphs.turn.model.metering import Spent
from graphs.turn.outcome import TurnOutcome
from graphs.turn.thread import Thread
from store import answers, spending
from store.database import Database
from store.spending import MICROS, Cost


class SqlPurse:
    """`graphs.turn.model.metering.Purse` on the database."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def reserve(self, thread: Thread, spent: Spent, budget: float) -> bool:
        """Book in a transaction of its own; only assistants with a budget come here."""
        cost = to_cost(thread.turn_id, thread.assistant.id, spent)
        limit = round(budget * MICROS)

        def book(s: Session) -> bool:
            return spending.reserve(s, self._clock.now(), cost, limit)

        return await self._db.write(book)

    async def settle(self, thread: Thread, spent: Spent) -> None:
        cost = to_cost(thread.turn_id, thread.assistant.id, spent)
        await self._db.write(lambda s: spending.settle(s, self._clock.now(), cost))


class SqlMemory:
    """`graphs.turn.model.memory.AnswerMemory` on the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def recall(self, key: str) -> Remembered | None:
        found = await self._db.read(lambda s: answers.recall(s, key))
        return Remembered(found.turn_id, found.text, found.chunks) if found else None


def to_cost(turn_id: str, assistant_id: str, spent: Spent) -> Cost:
    """What the store keeps of a turn's costs."""
    return Cost(
        turn_id=turn_id,
        assistant_id=assistant_id,
        model=spent.model,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        micros=spent.micros,
        estimated=spent.estimated,
    )


def to_remembered(
    turn_id: str, assistant_id: str, revision: int, outcome: TurnOutcome
) -> answers.Remembered | None:
    """What the store keeps of an answer that may be given again."""
    if not outcome.remember or outcome.answer_key is None:
        return None
    return answers.Remembered(
        key=outcome.answer_key,
        assistant_id=assistant_id,
        knowledge_revision=revision,
        turn_id=turn_id,
        text=outcome.text,
        chunks={citation.n: citation.chunk_id for citation in outcome.citations},
    )
