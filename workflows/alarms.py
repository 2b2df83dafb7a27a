"""Long-lived timers of a conversation: armed once, looked at when they ring."""

import asyncio
from datetime import datetime
from enum import StrEnum

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from workflows.attributes import in_words


class Alarm(StrEnum):
    """The value is the timer's label in the Web UI."""

    IDLE = "idle resume"
    HOLD = "hold end"
    RESPONSE = "response target"


class Alarms:
    """At most one timer of each kind.

    A deadline that moves on leaves its timer alone: looking once too early costs less history than
    cancelling and starting a timer for every message.
    """

    def __init__(self) -> None:
        self.rung: list[Alarm] = []
        self._armed: dict[Alarm, tuple[datetime, asyncio.Task[None]]] = {}

    def arm(self, alarm: Alarm, at: datetime) -> None:
        """Ring at `at` or earlier."""
        if alarm in self._armed:
            earlier, task = self._armed[alarm]
            if earlier <= at:
                return
            task.cancel()
        self._armed[alarm] = at, asyncio.create_task(self._ring(alarm, at))

    async def _ring(self, alarm: Alarm, at: datetime) -> None:
        seconds = max((at - workflow.now()).total_seconds(), 0.001)
        await workflow.sleep(seconds, summary=f"{alarm.value} {in_words(seconds)}")
        del self._armed[alarm]
        self.rung.append(alarm)
