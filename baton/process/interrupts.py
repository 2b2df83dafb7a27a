"""Ctrl-C and SIGTERM: one ends in order, a second one at once."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


async def until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; the first interrupt cancels it and is no error, what it raises itself is."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work)
    stopping = False

    def interrupt() -> None:
        nonlocal stopping
        if stopping:
            os._exit(130)  # children die with us (see `die_with_parent`)
        stopping = True
        task.cancel()
        with suppress(OSError):  # who read our output may be gone
            print("Stopping ... (once more: at once)", flush=True)

    for number in INTERRUPTS:
        loop.add_signal_handler(number, interrupt)
    try:
        with suppress(asyncio.CancelledError):
            await task
    finally:
        for number in INTERRUPTS:
            loop.remove_signal_handler(number)
