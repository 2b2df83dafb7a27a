"""Ctrl-C, SIGTERM, a closed terminal: one ends in order, a second one at once."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from baton.process.early_interrupts import hears_hang_up

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


async def until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    """Run `work`; the first interrupt cancels it and is no error, what it raises itself is."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work)
    stopping = False

    def interrupt() -> None:
        if stopping:
            os._exit(130)  # children die with us (see `die_with_parent`)
        stop()

    def hang_up() -> None:
        if not stopping:  # a shell passes on what the terminal tells us as well
            stop()

    def stop() -> None:
        nonlocal stopping
        stopping = True
        task.cancel()
        with suppress(OSError):  # who read our output may be gone
            print("Stopping ... (once more: at once)", flush=True)

    handled = [(number, interrupt) for number in INTERRUPTS]
    if hears_hang_up():
        handled.append((signal.SIGHUP, hang_up))
    for number, handler in handled:
        loop.add_signal_handler(number, handler)
    try:
        with suppress(asyncio.CancelledError):
            await task
    finally:
        for number, _ in handled:
            loop.remove_signal_handler(number)
        if stopping:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it may come until the very end
