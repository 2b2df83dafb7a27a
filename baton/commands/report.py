"""What commands print about their work, for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from api.schemas.admin import TryOut
from store.assistants import Assistant
from store.ingest_runs import RunView
from store.source_pages import PageEntry

MAX_REASONS = 10


def show_ingested(run: RunView, failures: Sequence[PageEntry], assistant: Assistant) -> int:
    """Say in three lines what is published now, and what was not read; returns the exit code."""
    console = Console(highlight=False)
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


def show_trial(result: TryOut) -> None:
    """Show the answer with its sources, then why."""
    console = Console(highlight=False)
    reason = f" ({result.reason})" if result.reason else ""
    console.print(f"[bold]{result.decision}{reason}[/]  answerable {result.answerable:.2f}")
    console.print(result.answer, markup=False)
    for citation in result.citations:
        section = f", {citation.section}" if citation.section else ""
        console.print(f"  [{citation.n}] {citation.title}{section}  {citation.url}", markup=False)
    if result.tags:
        console.print(f"tags: {', '.join(result.tags)}", markup=False)
    table = Table("score", "title", "section", "document", title="Passages", title_justify="left")
    for chunk in result.chunks:
        table.add_row(f"{chunk.score:.3f}", chunk.title, chunk.section, _tail(chunk.document))
    console.print(table)
    console.print("signals:")
    for name, value in result.signals.items():
        console.print(f"  {name}: {value}", markup=False)


def _tail(place: str) -> str:
    """The end of a path or address, which tells documents apart."""
    return "/".join(place.rsplit("/", 2)[-2:])
