"""The activities of a conversation without a database: a test decides what each comes to."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from temporalio import activity

from core.vocabulary import Decision, Mode, Reason
from workflows.contracts import (
    AI_TURN,
    CHECK_HOLD,
    CHECK_IDLE,
    FAIL_TURN,
    CheckInput,
    CheckResult,
    Standing,
    TurnEnd,
    TurnInput,
    TurnResult,
)

Turn = Callable[[TurnInput], Awaitable[TurnResult]]
Check = Callable[[CheckInput], CheckResult]


def answered(turn: TurnInput, upto_seq: int | None = None) -> TurnResult:
    """The turn was answered; the AI still has the word."""
    return TurnResult(
        end=TurnEnd.DONE,
        upto_seq=upto_seq or turn.upto_seq,
        standing=Standing(Mode.AI, turn.epoch),
        decision=Decision.ANSWER,
        confidence=0.9,
    )


def handed_off(turn: TurnInput, reason: Reason = Reason.NO_ANSWER) -> TurnResult:
    """The turn ended in a handoff: the epoch rises with it."""
    since = activity.info().started_time
    standing = Standing(Mode.WAITING, turn.epoch + 1, waiting_since=since, reason=reason)
    return TurnResult(
        TurnEnd.DONE, turn.upto_seq, standing, Decision.HANDOFF, 0.2, tags=["billing"]
    )


async def answer(turn: TurnInput) -> TurnResult:
    return answered(turn)


async def hand_off(turn: TurnInput) -> TurnResult:
    return handed_off(turn)


@dataclass
class Desk:
    """`turn` and `check` may be replaced at any time; `asked` and `checked` say what happened."""

    turn: Turn = answer
    check: Check | None = None
    asked: list[TurnInput] = field(default_factory=list)
    failed: list[TurnInput] = field(default_factory=list)
    checked: list[CheckInput] = field(default_factory=list)
    began: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    @activity.defn(name=AI_TURN)
    async def ai_turn(self, turn: TurnInput) -> TurnResult:
        self.asked.append(turn)
        return await self.turn(turn)

    @activity.defn(name=FAIL_TURN)
    async def fail_turn(self, turn: TurnInput) -> TurnResult:
        self.failed.append(turn)
        return handed_off(turn, Reason.AI_FAILURE)

    @activity.defn(name=CHECK_IDLE)
    async def check_idle(self, check: CheckInput) -> CheckResult:
        return self._checked(check)

    @activity.defn(name=CHECK_HOLD)
    async def check_hold(self, check: CheckInput) -> CheckResult:
        return self._checked(check)

    def _checked(self, check: CheckInput) -> CheckResult:
        self.checked.append(check)
        assert self.check is not None, "no timer was expected"
        return self.check(check)

    async def wait_for_release(self, turn: TurnInput) -> TurnResult:
        """A turn that a test holds open; it notices its cancellation as a real one does."""
        self.began.set()
        try:
            while not self.release.is_set():
                activity.heartbeat("answering")
                await _wait(self.release, 0.1)
        except asyncio.CancelledError:
            self.cancelled.set()
            raise
        return answered(turn)

    def activities(self) -> list[Callable[..., Any]]:
        return [self.ai_turn, self.fail_turn, self.check_idle, self.check_hold]


def given_back(check: CheckInput) -> CheckResult:
    """Time is up: the AI has the word again."""
    return CheckResult(True, None, Standing(Mode.AI, check.epoch + 1))


def look_again(check: CheckInput, in_s: float) -> CheckResult:
    """Somebody was busy meanwhile."""
    return CheckResult(False, in_s, Standing(Mode.HUMAN, check.epoch, "rep_1"))


async def _wait(event: asyncio.Event, limit_s: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), limit_s)
    except TimeoutError:
        return
