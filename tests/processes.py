"""Processes of the scaled layout, started as an operator starts them."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

START_LIMIT_S = 120.0


@asynccontextmanager
async def running(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Process]:
    """One `baton` process from its `Ready` on; it must end with 0, or by a failpoint that kills."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "baton", *arguments),
        cwd=folder,
        env={**os.environ, **settings, "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(START_LIMIT_S):
        while (line := await process.stdout.readline()) and line != b"Ready\n":
            pass
    try:
        assert process.returncode is None
        yield process
    finally:
        with suppress(ProcessLookupError):  # a failpoint has killed it
            process.send_signal(signal.SIGCONT)
            process.send_signal(signal.SIGINT)
        await process.communicate()
    killed = "kill" in settings.get("BATON_FAILPOINTS", "")
    assert process.returncode == (-signal.SIGKILL if killed else 0)


async def once(folder: Path, *arguments: str, **settings: str) -> str:
    """Run a command that ends, and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "baton", *arguments),
        cwd=folder,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return output.decode()
