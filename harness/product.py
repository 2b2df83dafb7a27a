"""The whole product as its users start it: `baton up` in a process of its own, killed at will."""

import asyncio
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil
from sqlalchemy.orm import Session

from core.clock import SystemClock
from core.vocabulary import Role
from harness.ports import free_ports
from store import reps
from store.database import Database

START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 20.0
ADDRESS = re.compile(r"^(Demo page|Inbox|Temporal Web UI): +(\S+)")


class NotStarted(Exception):
    """`baton up` ended before it was ready; its output is the message."""


class Product:
    """One instance with ports and a data folder of its own; `start` may follow `kill`.

    `environment`: further `BATON_` variables, for this and every later start.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.data = folder / "var"
        self.port, self.temporal_port, self.ui_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.addresses: dict[str, str] = {}
        self.lines: list[str] = []
        self.ready_after_s = 0.0
        self.environment = {
            "BATON_PORT": str(self.port),
            "BATON_TEMPORAL_PORT": str(self.temporal_port),
            "BATON_TEMPORAL_UI_PORT": str(self.ui_port),
            "BATON_DATA_DIR": str(self.data),
            **(environment or {}),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process and self._process.returncode is None:
            await self.stop()

    @property
    def database(self) -> Path:
        return self.data / "baton.db"

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        assert self._process
        return self._process.returncode

    def children(self) -> list[psutil.Process]:
        """The processes that this one has started, and theirs."""
        found: list[psutil.Process] = psutil.Process(self.pid).children(recursive=True)
        return found

    def temporal(self) -> psutil.Process:
        """The dev server that this instance supervises now."""
        return next(child for child in self.children() if "start-dev" in child.cmdline())

    async def start(self, **environment: str) -> None:
        """Start and wait for `Ready`; `environment` counts for this start only."""
        began = time.monotonic()
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
        except TimeoutError:
            await self.kill()
            raise
        finally:
            ready.cancel()
            ended.cancel()
        if not self._ready.is_set():
            await self._ended()
            raise NotStarted("\n".join(self.lines[-40:]))
        self.ready_after_s = time.monotonic() - began

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

    def said(self, last: int = 40) -> str:
        """What it printed last, for the message of a failed test."""
        return "\n".join(self.lines[-last:])

    async def _ended(self) -> int:
        assert self._process
        assert self._reader
        async with asyncio.timeout(STOP_TIMEOUT_S):
            code = await self._process.wait()
            await self._reader
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


@dataclass(frozen=True)
class Prepared:
    """A data folder after the first start: migrated, the demo documents read, nobody chatted yet.

    `sessions`: an open session of each rep by name, as the cookie carries it.
    """

    folder: Path
    sessions: dict[str, str]

    def copy(self, to: Path, environment: Mapping[str, str] | None = None) -> Product:
        """An instance of its own that starts from here."""
        shutil.copytree(self.folder / "var", to / "var")
        return Product(to, environment)


_prepared: dict[Path, Prepared] = {}


async def prepare(folder: Path) -> Prepared:
    """Make the prepared folder; asked again for the same one, it is there already."""
    if folder not in _prepared:
        product = Product(folder)
        await product.start()
        assert await product.stop() == 0, product.said()
        _prepared[folder] = Prepared(folder, await _enlist(product, ("Kim", "Alex")))
    return _prepared[folder]


async def _enlist(product: Product, names: tuple[str, ...]) -> dict[str, str]:
    """Add people to the team and sign them in."""
    now = SystemClock().now()

    def enlist(s: Session) -> dict[str, str]:
        sessions = {}
        for name in names:
            email = f"{name.lower()}@pennilark.example"
            rep = reps.create(s, now, email=email, name=name, role=Role.ADMIN)
            sessions[name] = reps.open_session(s, now, rep.id)
        return sessions

    database = Database(f"sqlite:///{product.database}")
    try:
        return await database.write(enlist)
    finally:
        await database.close()
