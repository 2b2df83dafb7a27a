"""The whole product as its users start it: `baton up` in a process of its own, killed at will."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.ports import free_ports

START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 20.0
ADDRESS = re.compile(r"^(Demo page|Inbox|Temporal Web UI): (\S+)")


class Product:
    """One instance with ports and a data folder of its own; `start` may follow `kill`.

    `environment`: further `BATON_` variables, for this and every later start.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port, self.temporal_port, self.ui_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.addresses: dict[str, str] = {}
        self.lines: list[str] = []
        self.environment = {
            "BATON_PORT": str(self.port),
            "BATON_TEMPORAL_PORT": str(self.temporal_port),
            "BATON_TEMPORAL_UI_PORT": str(self.ui_port),
            "BATON_DATA_DIR": str(folder / "var"),
            **(environment or {}),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process and self._process.returncode is None:
            await self.stop()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    async def start(self, **environment: str) -> None:
        """Start and wait for `Ready`; `environment` counts for this start only."""
        self._ready = asyncio.Event()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "baton",
            "up",
            env={**os.environ, **self.environment, **environment, "PYTHONUNBUFFERED": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reader = asyncio.create_task(self._read())
        ready = asyncio.create_task(self._ready.wait())
        ended = asyncio.create_task(self._process.wait())
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            ended.cancel()
        if not self._ready.is_set():
            raise RuntimeError("baton up ended:\n" + "\n".join(self.lines[-40:]))

    async def stop(self) -> int:
        """Interrupt as Ctrl-C does and return the exit code."""
        assert self._process
        self._process.send_signal(signal.SIGINT)
        return await self._ended()

    async def kill(self) -> None:
        """`kill -9`."""
        assert self._process
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._ended()

    async def died(self) -> int:
        """Wait until a failpoint has killed it."""
        return await self._ended()

    async def _ended(self) -> int:
        assert self._process
        assert self._reader
        async with asyncio.timeout(STOP_TIMEOUT_S):
            code = await self._process.wait()
        self._reader.cancel()
        return code

    async def _read(self) -> None:
        assert self._process
        assert self._process.stdout
        async for raw in self._process.stdout:
            line = raw.decode(errors="replace").rstrip()
            self.lines.append(line)
            if found := ADDRESS.match(line):
                self.addresses[found[1]] = found[2]
            if line.strip() == "Ready":
                self._ready.set()
