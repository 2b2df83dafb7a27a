"""Temporal's dev server as a supervised child of this process."""

import asyncio
import os
import re
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from baton.process import die_with_parent, orphans
from baton.process.ports import require_free
from core.errors import Misconfigured
from core.settings import Settings

log = structlog.get_logger(__name__)

# As `workflows` has them, whose import would hold up the server's start; a test compares them.
SEARCH_ATTRIBUTES: Final = {
    "ConvMode": "Keyword",
    "ConvTags": "KeywordList",
    "ConvOwner": "Keyword",
    "ConvAssistant": "Keyword",
    "EscalationReason": "Keyword",
    "WaitingSince": "Datetime",
    "SlaBreached": "Bool",
    "LastConfidence": "Double",
    "TurnCount": "Int",
    "IngestSource": "Keyword",
    "IngestKind": "Keyword",
    "IngestOutcome": "Keyword",
    "IngestFailed": "Int",
}
DYNAMIC_CONFIG: Final = {
    # The one shard's transfer queue is read 20 times a second by default: 100 ms for each turn.
    "history.transferProcessorMaxPollRPS": "2000",
    # Off by default before server 1.32; without it an activity starts 35 to 50 ms later.
    "system.enableActivityEagerExecution": "true",
    # It would tell version-info.temporal.io every day which version runs here.
    "frontend.enableServerVersionCheck": "false",
}
# synchronous=1 (NORMAL): a power cut may lose the last moments of Temporal's own state, never a
# message, which lies in Baton's database; half as many turns a second would be the price of FULL.
SQLITE_PRAGMAS: Final = {"journal_mode": "wal", "synchronous": "1"}
STOP_LIMIT_S = 5.0
FIRST_PAUSE_S = 0.1
START_LIMIT_S = 20.0
REASON: Final = re.compile(r"^(Error|error|panic|fatal error):")
LOG_LIMIT_BYTES = 10_000_000


@dataclass
class DevServer:
    """One dev server; it dies with us, and is started again when it dies alone.

    Call `start` from the main thread (see `die_with_parent`). `pid` is the running process, for
    tests that kill it; `up` is set while the server answers, `ended` while it is dead unbidden.
    """

    cli: Path
    port: int
    ui_port: int
    database: Path
    namespace: str = "default"
    ip: str = "127.0.0.1"
    extra: tuple[str, ...] = ()
    up: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _process: asyncio.subprocess.Process | None = None
    _supervisor: asyncio.Task[None] | None = None
    _was_healthy: bool = False

    @classmethod
    def of(cls, settings: Settings, cli: Path, *extra: str) -> "DevServer":
        """The server that the settings describe, with its file in the data folder."""
        return cls(
            cli=cli,
            port=settings.temporal_port,
            ui_port=settings.temporal_ui_port,
            database=settings.data_dir.resolve() / "temporal.db",
            namespace=settings.temporal_namespace,
            extra=extra,
        )

    @property
    def address(self) -> str:
        return f"{self.ip}:{self.port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def log_file(self) -> Path:
        return self.database.with_suffix(".log")

    @property
    def pid_file(self) -> Path:
        return self.database.with_suffix(".pid")

    async def start(self) -> None:
        """Spawn the server and its supervisor; returns before the server answers.

        Raises `Misconfigured` when a port is taken.
        """
        self.database.parent.mkdir(parents=True, exist_ok=True)
        orphans.end_left_behind(self.pid_file, str(self.database))
        require_free(self.ip, self.port, "BATON_TEMPORAL_PORT")
        require_free(self.ip, self.ui_port, "BATON_TEMPORAL_UI_PORT")
        if self.log_file.exists() and self.log_file.stat().st_size > LOG_LIMIT_BYTES:
            self.log_file.unlink()
        await self._spawn()
        self._supervisor = asyncio.create_task(self._supervise(), name="temporal-supervisor")

    async def wait_healthy(self) -> None:
        """Return when the server answers; `Misconfigured` with its last words when it does not."""
        deadline = time.monotonic() + START_LIMIT_S
        while not await self._answers():
            if self.pid is None:
                raise Misconfigured(
                    f"Temporal's dev server ended at once. {self._last_words()} If its file is "
                    f"damaged, move {self.database}* away: conversations go on without it."
                )
            if time.monotonic() > deadline:
                raise Misconfigured(
                    f"Temporal's dev server did not answer on {self.address} within "
                    f"{START_LIMIT_S:g} s. {self._last_words()}"
                )
            await asyncio.sleep(0.02)
        self._was_healthy = True
        self.ended.clear()
        self.up.set()

    async def stop(self) -> None:
        """End the server: politely, then by force."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with suppress(asyncio.CancelledError):
                await self._supervisor
            self._supervisor = None
        self.up.clear()
        process, self._process = self._process, None
        if process is not None:
            await _end(process)
        self.pid_file.unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The command line; `docs/operations.md` explains the values."""
        command = [str(self.cli), "server", "start-dev", "--ip", self.ip, "--log-level", "error"]
        command += ["--port", str(self.port), "--ui-port", str(self.ui_port)]
        command += ["--db-filename", str(self.database), "--namespace", self.namespace]
        for key, value in SQLITE_PRAGMAS.items():
            command += ["--sqlite-pragma", f"{key}={value}"]
        for key, value in DYNAMIC_CONFIG.items():
            command += ["--dynamic-config-value", f"{key}={value}"]
        for key, value in SEARCH_ATTRIBUTES.items():
            command += ["--search-attribute", f"{key}={value}"]
        return [*command, *self.extra]

    async def _spawn(self) -> None:
        guard = [sys.executable, "-ISE", str(Path(die_with_parent.__file__)), str(os.getpid())]
        with self.log_file.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *guard,
                *self.command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C in the terminal reaches Baton alone
            )
        self.pid_file.write_text(str(self._process.pid))

    async def _supervise(self) -> None:
        """Start the server again whenever it ends; when it keeps ending, wait longer."""
        pause = FIRST_PAUSE_S
        while (process := self._process) is not None:
            started = time.monotonic()
            code = await process.wait()
            if not self._was_healthy:
                return  # it never answered: `wait_healthy` tells why
            self.up.clear()
            self.ended.set()
            lived_long = time.monotonic() - started > 10
            pause = FIRST_PAUSE_S if lived_long else min(pause * 2, 5.0)
            log.warning("temporal_server_ended", exit_code=code, restart_in_s=pause)
            await asyncio.sleep(pause)
            try:
                await self._spawn()
                await self.wait_healthy()
                log.info("temporal_server_restarted", pid=self.pid)
            except (Misconfigured, OSError) as error:  # a full disk, perhaps: the next try may do
                log.error("temporal_server_not_restarted", reason=str(error))  # noqa: TRY400

    async def _answers(self) -> bool:
        """Whether a gRPC client can connect; the port is tried first because that is cheap."""
        if self.pid is None:
            return False
        try:
            _, writer = await asyncio.open_connection(self.ip, self.port)
        except OSError:
            return False
        writer.close()
        from temporalio.client import Client  # noqa: PLC0415  (0.8 s, while the server starts)

        try:
            await Client.connect(self.address, namespace=self.namespace)
        except RuntimeError:
            return False
        return self.pid is not None

    def _last_words(self) -> str:
        """The last line of the log that tells a reason; a stack trace tells none."""
        with suppress(OSError):
            lines = self.log_file.read_text(errors="replace").strip().splitlines()[-200:]
            reasons = [line for line in lines if REASON.search(line)] or lines
            if reasons:
                return f"It said: {reasons[-1][:300]} (all of it: {self.log_file})"
        return f"It left nothing in {self.log_file}."


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), STOP_LIMIT_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
