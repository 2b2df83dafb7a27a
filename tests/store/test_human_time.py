"""What counts as time that a person has spent on a question."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from store.human_time import LONGEST_PAUSE_S, Stopwatch

BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def stands(mode: str, warned: bool = False) -> dict[str, Any]:
    return {"mode": mode, "resume_at": BEGIN.isoformat() if warned else None}


MESSAGE = None
HUMAN, CLOSED, WARNED = stands("human"), stands("closed"), stands("human", warned=True)


@pytest.mark.parametrize(
    ("events", "seconds"),
    [
        ([], 0),
        ([(0, MESSAGE), (60, HUMAN)], 0),
        ([(0, stands("waiting")), (600, HUMAN), (660, MESSAGE), (700, CLOSED)], 100),
        ([(0, HUMAN), (LONGEST_PAUSE_S + 1, MESSAGE)], LONGEST_PAUSE_S),
        ([(0, HUMAN), (40, MESSAGE), (3_000, CLOSED)], 40 + LONGEST_PAUSE_S),
        ([(0, HUMAN), (40, MESSAGE), (540, WARNED), (600, stands("ai"))], 40),
        ([(0, HUMAN), (40, MESSAGE), (100, WARNED), (110, MESSAGE), (120, HUMAN)], 110),
        ([(0, HUMAN), (30, CLOSED), (500, MESSAGE), (600, HUMAN), (610, CLOSED)], 40),
    ],
    ids=[
        "nothing-happened",
        "waiting-costs-nobody-anything",
        "from-takeover-to-close",
        "a-long-pause-counts-in-part",
        "left-open-for-long",
        "taken-back-for-idleness",
        "went-on-after-the-warning",
        "twice",
    ],
)
def test_human_time_is_counted_from_signs_of_life(
    events: list[tuple[float, dict[str, Any] | None]], seconds: float
) -> None:
    watch = Stopwatch()
    for after, view in events:
        at = BEGIN + timedelta(seconds=after)
        if view is None:
            watch.message(at)
        else:
            watch.conversation(at, view)
    assert watch.seconds == seconds
