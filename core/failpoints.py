"""Named places where tests make the process die or fail; idle unless `BATON_FAILPOINTS` is set.

`before_outcome_commit=kill` kills at the first pass; `...=kill@3` at the third; `...=stop` gives
the process no more processor time until somebody continues it; `...=raise` raises.
"""

import os
import signal
from dataclasses import dataclass
from typing import Final

NAMES: Final = frozenset(
    {
        "before_message_commit",
        "after_message_commit",
        "before_signal",
        "in_llm_call",
        "after_llm_call",
        "before_outcome_commit",
        "after_outcome_commit",
        "ingest_fetching",
        "ingest_reading",
        "ingest_publishing",
        "ingest_told",
        "before_ingest_finish",
        "before_gaps_commit",
    }
)


SIGNALS: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP}


class FailpointRaised(Exception):
    """The failure that a test asked for."""


@dataclass
class _Armed:
    action: str
    passes_left: int


_armed: dict[str, _Armed] = {}


def parse(specification: str) -> dict[str, _Armed]:
    """Read `name=action[@pass]`, several separated by `;`; an unknown one is a `ValueError`."""
    armed = {}
    for part in filter(None, specification.split(";")):
        name, _, action = part.partition("=")
        action, at, passes = action.partition("@")
        if (
            name not in NAMES
            or action not in {*SIGNALS, "raise"}
            or (at and not passes.isdecimal())
        ):
            raise ValueError(f"unknown failpoint {part!r}")
        armed[name] = _Armed(action, int(passes or 1))
    return armed


def arm(specification: str) -> None:
    """Arm what it says, and nothing else."""
    _armed.clear()
    _armed.update(parse(specification))


def hit(name: str) -> None:
    """Pass the point `name`."""
    if not _armed:
        return
    point = _armed.get(name)
    if point is None:
        return
    point.passes_left -= 1
    if point.passes_left == 0:
        if point.action == "raise":
            raise FailpointRaised(name)
        os.kill(os.getpid(), SIGNALS[point.action])
