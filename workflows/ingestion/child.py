"""Read one source in a process of its own: `python -m workflows.ingestion.child`.

Parsing, splitting and embedding take all the processor time there is, which would make every
conversation wait; here they run with a lower priority than the process that answers. What is to be
done comes as one line on standard input, which then stays open: its end means that the parent is
gone, and that this process has to end at once. Standard output has one line of JSON for every step,
and a last one with the report or the error.
"""

import asyncio
import os
import sys
import threading
from pathlib import Path
from typing import Any

import orjson

from core import failpoints
from core.clock import SystemClock
from core.errors import AppError, Unavailable
from knowledge.embed import MiniLmEmbedder
from knowledge.ingest.run import IngestProgress, IngestReport
from store.database import Database
from workflows.ingestion.run import Surroundings, run_source

NICENESS = 10


def main() -> None:
    """Work until the report is written, then leave without further ado."""
    os.nice(NICENESS)
    order = orjson.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    failpoints.arm(order["failpoints"])
    answer: dict[str, Any]
    try:
        answer = {"report": _counts(asyncio.run(_run(order)))}
    except Unavailable:
        raise  # the database will be back: the run is tried again
    except AppError as error:
        answer = {"error": {"code": error.code, "detail": error.detail}}
    _say(answer)
    os._exit(0)


async def _run(order: dict[str, Any]) -> IngestReport:
    db = Database(order["database_url"])
    embedder = MiniLmEmbedder(Path(order["cache_dir"]))
    around = Surroundings(db, SystemClock(), embedder, Path(order["spool"]), order["allow_private"])
    try:
        return await run_source(around, order["source_id"], order["run_id"], _tell)
    finally:
        embedder.close()
        await db.close()


def _tell(progress: IngestProgress) -> None:
    _say(
        {
            "phase": progress.phase,
            "done": progress.done,
            "total": progress.total,
            "chunks": progress.chunks,
        }
    )
    failpoints.hit(f"ingest_{progress.phase}")


def _counts(report: IngestReport) -> dict[str, int]:
    return {
        "added": len(report.added),
        "changed": len(report.changed),
        "removed": len(report.removed),
        "unchanged": report.unchanged,
        "failed": len(report.failed),
        "chunks": report.chunks,
    }


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
