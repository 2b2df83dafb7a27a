"""One AI turn: load the thread, let the graph decide, commit if the AI may still speak."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session
from temporalio import activity
from temporalio.exceptions import ApplicationError

from core.bus import InProcessBus
from core.errors import NotFound
from core.vocabulary import Mode
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Emit
from graphs.turn.thread import Thread
from store import turns
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.turns import TurnStart
from workflows.activities.draft import Draft
from workflows.activities.fence import EpochFence
from workflows.activities.translate import (
    failure,
    gone,
    read_standing,
    to_commit,
    to_standing,
    to_thread,
)
from workflows.contracts import AI_TURN, FAIL_TURN, TurnEnd, TurnInput, TurnResult

log = structlog.get_logger(__name__)

Decide = Callable[[Thread, Emit], Awaitable[TurnOutcome]]
CallsPerson = Callable[[str], Awaitable[bool]]
HEARTBEAT_S = 0.5
LAST_WORDS_S = 2.0


class TurnActivities:
    """Runs turns; `decide` is the turn graph with its dependencies.

    `calls_person` says whether a message that comes while a turn runs asks for a person.
    """

    def __init__(
        self,
        db: Database,
        ledger: Ledger,
        bus: InProcessBus,
        decide: Decide,
        calls_person: CallsPerson,
    ) -> None:
        self._db, self._ledger, self._bus = db, ledger, bus
        self._decide, self._calls_person = decide, calls_person

    @activity.defn(name=AI_TURN)
    async def ai_turn(self, turn: TurnInput) -> TurnResult:
        """Answer everything unanswered; harmless when run twice or too late."""
        try:
            return await self._turn(turn)
        except NotFound:
            return TurnResult(TurnEnd.FENCED, 0, gone(turn.epoch))
        except Exception as error:
            # The cause may quote what the visitor wrote: it goes to the log, not to the history.
            log.exception("turn_failed", conversation=turn.conversation_id, turn=turn.turn_id)
            raise ApplicationError(
                "The turn failed; the log of the worker says why.", type=type(error).__name__
            ) from None

    @activity.defn(name=FAIL_TURN)
    async def fail_turn(self, turn: TurnInput) -> TurnResult:
        """Close a turn that failed for good: an honest line, and a person is called."""
        try:
            start = await self._begin(turn)
        except NotFound:
            return TurnResult(TurnEnd.FENCED, 0, gone(turn.epoch))
        if start is None:
            return await self._refused(turn)
        return await self._commit(turn, start, failure(start))

    async def _turn(self, turn: TurnInput) -> TurnResult:
        async with EpochFence(self._bus, turn.conversation_id, turn.epoch) as fence:
            draft = Draft(self._bus, turn, fence)
            if activity.info().attempt > 1:
                draft.reset()
            decided = await self._decided(turn, draft, fence)
        if decided is None:
            return await self._refused(turn)
        return await self._commit(turn, *decided)

    async def _decided(
        self, turn: TurnInput, draft: Draft, fence: EpochFence, *, person_called: bool = False
    ) -> tuple[TurnStart, TurnOutcome] | None:
        """What the graph decides about which messages; None when somebody else may speak now.

        When the visitor asks for a person meanwhile, the turn begins again with what they wrote.
        """
        start = await self._begin(turn)
        if start is None:
            return None
        thread = replace(to_thread(turn, start), person_called=person_called)
        outcome = await self._outcome(thread, draft, fence)
        if outcome is not None:
            return start, outcome
        if fence.stopped:
            return None
        draft.reset()
        return await self._decided(turn, draft, fence, person_called=True)

    async def _begin(self, turn: TurnInput) -> TurnStart | None:
        begun: list[TurnStart] = []

        def begin(s: Session, now: datetime) -> Change | None:
            start = turns.begin(
                s,
                now,
                conversation_id=turn.conversation_id,
                epoch=turn.epoch,
                turn_id=turn.turn_id,
            )
            if start is None:
                return None
            begun.append(start)
            return start.change

        await self._ledger.commit(begin)
        return begun[0] if begun else None

    async def _outcome(self, thread: Thread, draft: Draft, fence: EpochFence) -> TurnOutcome | None:
        """What the graph decides; None when the fence, or a wish for a person, stopped it."""
        deciding = asyncio.ensure_future(self._decide(thread, draft.emit))
        listening = asyncio.ensure_future(self._listen(thread, fence, deciding.cancel))
        fence.on_stop = deciding.cancel
        if fence.stopped:
            deciding.cancel()
        try:
            while not (await asyncio.wait((deciding,), timeout=HEARTBEAT_S))[0]:
                activity.heartbeat(draft.phase)
        finally:
            listening.cancel()
            draft.close()
            if deciding.cancel():  # only when this activity itself was cancelled
                await asyncio.wait((deciding,), timeout=LAST_WORDS_S)
        called = deciding.cancelled() and not thread.person_called
        return None if fence.stopped or called else deciding.result()

    async def _listen(self, thread: Thread, fence: EpochFence, stop: Callable[[], object]) -> None:
        """Stop the deciding as soon as the visitor asks for a person, once in a turn."""
        if thread.person_called:
            return
        async for text in fence.said_after(thread.messages[-1].seq):
            if await self._calls_person(text):
                stop()
                return

    async def _commit(self, turn: TurnInput, start: TurnStart, outcome: TurnOutcome) -> TurnResult:
        commit = to_commit(turn, start, outcome)
        change = await self._ledger.commit(
            lambda s, now: turns.commit(s, now, commit), point="outcome"
        )
        if change is None:
            return await self._refused(turn)
        return TurnResult(
            end=TurnEnd.DONE,
            upto_seq=start.upto_seq,
            standing=to_standing(change.conversation),
            decision=outcome.decision,
            confidence=round(outcome.answerable, 4),
            tags=[tag.name for tag in change.conversation.tags],
        )

    async def _refused(self, turn: TurnInput) -> TurnResult:
        """Why SQL did not want the turn: somebody else may speak, or nothing is unanswered."""
        standing = await self._db.read(lambda s: read_standing(s, turn.conversation_id))
        fenced = standing.mode is not Mode.AI or standing.epoch != turn.epoch
        end = TurnEnd.FENCED if fenced else TurnEnd.IDLE
        return TurnResult(end, max(standing.answered_upto, turn.upto_seq), standing)
