"""Measure the answers on the public question sets: `python -m evals --help`."""

import argparse
import asyncio
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from core.settings import get_settings
from evals.registry import TASKS
from evals.sets import DEMO
from evals.tables import Finding, show_summary
from evals.vectors import RememberingEmbedder
from evals.workbench import Workbench

ABSENT = (
    "The question sets are not here: set BATON_EVALS_DIR to the folder that holds them "
    "(one folder per set; see docs/evals.md)."
)
ALL_SETS = tuple(dict.fromkeys(name for task in TASKS.values() for name in task.sets))


async def measure(evals: Path, cache: Path, tasks: Sequence[str], sets: Sequence[str]) -> None:
    """Run the tasks one after the other, then print the summary."""
    cache_dir = get_settings().cache_dir
    embedder = RememberingEmbedder(cache_dir, cache / "vectors.db")
    bench, findings = Workbench(evals, cache, embedder), list[Finding]()
    started = time.monotonic()
    try:
        for name in tasks:
            findings += await TASKS[name].run(bench, sets)
    finally:
        embedder.close()
    show_summary(findings)
    print(f"\n{time.monotonic() - started:.0f} s; kept for the next run in {cache}")


def main() -> None:
    """Read the command line. Exit code 2: the sets are absent."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument(
        "--tasks", nargs="+", choices=TASKS, default=list(TASKS), metavar="TASK", help=_of(TASKS)
    )
    parser.add_argument(
        "--sets", nargs="+", choices=ALL_SETS, default=ALL_SETS, metavar="SET", help=_of(ALL_SETS)
    )
    settings = get_settings()
    parser.add_argument(
        "--cache",
        type=Path,
        default=settings.cache_dir / "evals",
        help="vectors and ingested sets, kept for the next run (%(default)s)",
    )
    options = parser.parse_args()
    evals = settings.evals_dir
    if evals is None or not any((evals / name).is_dir() for name in ALL_SETS):
        print(ABSENT, file=sys.stderr)
        raise SystemExit(2)
    missing = [name for name in options.sets if not _is_here(evals, name)]
    if missing:
        print(f"Not in {evals}, left out: {', '.join(missing)}", file=sys.stderr)
    sets = [name for name in options.sets if name not in missing]
    asyncio.run(measure(evals, options.cache, options.tasks, sets))


def _is_here(evals: Path, name: str) -> bool:
    return name == DEMO or (evals / name / "cases.jsonl").is_file()


def _of(names: Iterable[str]) -> str:
    return "all, or some of: " + ", ".join(names)


if __name__ == "__main__":
    main()
