"""What commands print about their work, for people."""

from collections.abc import Sequence

from rich.console import Console

from store.assistants import Assistant
from store.ingest_runs import RunView
from store.source_pages import PageEntry

MAX_REASONS = 10


def show_ingested(run: RunView | None, failures: Sequence[PageEntry], assistant: Assistant) -> int:
    """Say in three lines what is published now, and what was not read; returns the exit code.

    `run` is None when somebody has stopped it.
    """
    console = Console(highlight=False)
    if run is None:
        console.print(f"{assistant.name}: somebody has stopped the reading.", markup=False)
        return 1
    counts, revision = run.counts, assistant.knowledge_revision
    if run.error:
        console.print(f"{assistant.name}: {run.error}", markup=False)
        if not counts.failed:
            return 1
    else:
        console.print(
            f"{assistant.name}: {counts.added} added, {counts.changed} changed, "
            f"{counts.removed} removed, {counts.unchanged} unchanged.",
            markup=False,
        )
        if counts.added or counts.changed or counts.removed:
            console.print(f"Published as revision {revision}, {counts.chunks} new passages.")
        else:
            console.print("Nothing new to publish.")
    for page in failures[:MAX_REASONS]:
        console.print(f"  not read: {page.path}: {page.reason}", markup=False)
    if len(failures) > MAX_REASONS:
        console.print(f"  and {counts.failed - MAX_REASONS} more")
    return 1 if run.error else 0
