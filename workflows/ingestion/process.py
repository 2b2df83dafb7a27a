"""The parent's side of the process that reads a source (`workflows.ingestion.child`)."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

log = structlog.get_logger(__name__)

ROOT: Final = Path(__file__).resolve().parents[2]
MAX_LINE_BYTES: Final = 1_000_000
LAST_WORDS: Final = 2_000


class ReadingFailed(Exception):
    """The process ended without a word: it was killed, or there is a defect."""


@dataclass(frozen=True)
class ReadingPlace:
    """What the process needs to know of where it works."""

    database_url: str
    data_dir: Path
    cache_dir: Path
    allow_private: bool = False
    failpoints: str = ""

    def spools(self, source_id: str) -> Path:
        """Where the bytes of all runs over one source wait."""
        return self.data_dir.absolute() / "ingest" / source_id

    def spool(self, source_id: str, run_id: str) -> Path:
        """Where the bytes of one run wait."""
        return self.spools(source_id) / run_id

    def keep_only(self, source_id: str, run_id: str | None) -> None:
        """Delete the bytes of all runs over one source but this one; they will not go on."""
        place = self.spools(source_id)
        for spool in place.iterdir() if place.is_dir() else ():
            if spool.name != run_id:
                shutil.rmtree(spool, ignore_errors=True)

    def order(self, source_id: str, run_id: str) -> bytes:
        values = {
            "source_id": source_id,
            "run_id": run_id,
            "database_url": self.database_url,
            "cache_dir": str(self.cache_dir),
            "spool": str(self.spool(source_id, run_id)),
            "allow_private": self.allow_private,
            "failpoints": self.failpoints,
        }
        return orjson.dumps(values) + b"\n"


@asynccontextmanager
async def reading(
    place: ReadingPlace, source_id: str, run_id: str
) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Start the process and give its lines; leaving the context ends it.

    Errors: `ReadingFailed` while the lines are read.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "workflows.ingestion.child"),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=MAX_LINE_BYTES,
        start_new_session=True,  # a Ctrl-C in the terminal reaches Baton alone, which ends this
    )
    assert process.stdin
    assert process.stderr
    complaints = asyncio.create_task(process.stderr.read())
    try:
        process.stdin.write(place.order(source_id, run_id))
        await process.stdin.drain()
        yield _lines(process, complaints)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        complaints.cancel()


async def _lines(
    process: asyncio.subprocess.Process, complaints: asyncio.Task[bytes]
) -> AsyncIterator[dict[str, Any]]:
    assert process.stdout
    finished = False
    async for raw in process.stdout:
        line: dict[str, Any] = orjson.loads(raw)
        finished = "phase" not in line
        yield line
    code = await process.wait()
    if not finished:
        said = (await complaints).decode(errors="replace")
        log.error("reading_failed", exit_code=code, said=said[-LAST_WORDS:])
        raise ReadingFailed(f"The process that reads the source ended with code {code}.")
