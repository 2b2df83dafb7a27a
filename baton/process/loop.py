"""The event loop of the processes that serve."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end, on uvloop where that exists: a tenth less CPU a turn (`bench/`)."""
    if sys.platform == "win32":
        asyncio.run(work)
    else:
        import uvloop  # noqa: PLC0415  (there is none for Windows)

        uvloop.run(work)
