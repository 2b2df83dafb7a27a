"""What the workflow asks SQL when one of its timers rings."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session
from temporalio import activity

from core.errors import NotFound
from store import timers
from store.change import Change
from store.ledger import Ledger
from store.timers import TimerVerdict
from workflows.activities.translate import gone, read_standing
from workflows.contracts import CHECK_HOLD, CHECK_IDLE, CheckInput, CheckResult


class Check(Protocol):
    def __call__(
        self, s: Session, now: datetime, *, conversation_id: str, epoch: int
    ) -> TimerVerdict: ...


class TimerActivities:
    """Checks that are harmless when run twice: SQL acts only while the time is really up."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn(name=CHECK_IDLE)
    async def check_idle(self, check: CheckInput) -> CheckResult:
        """Warn the rep, give an idle conversation back to the AI, or call for everybody."""
        return await self._run(timers.check_idle, check)

    @activity.defn(name=CHECK_HOLD)
    async def check_hold(self, check: CheckInput) -> CheckResult:
        """End a hold whose time is over."""
        return await self._run(timers.check_hold, check)

    async def _run(self, look: Check, check: CheckInput) -> CheckResult:
        results: list[CheckResult] = []

        def transaction(s: Session, _: datetime) -> Change | None:
            verdict = look(s, check.now, conversation_id=check.conversation_id, epoch=check.epoch)
            standing = read_standing(s, check.conversation_id)
            results.append(CheckResult(verdict.acted, verdict.again_in_s, standing))
            return verdict.change

        try:
            await self._ledger.commit(transaction)
        except NotFound:
            return CheckResult(acted=False, again_in_s=None, standing=gone(check.epoch))
        return results[0]
