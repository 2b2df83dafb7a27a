"""What commands print about their work, for people."""

from rich.console import Console
from rich.table import Table

from api.schemas.admin import TryOut
from knowledge.ingest import IngestReport
from store.assistants import Assistant

MAX_REASONS = 10


def show_ingested(report: IngestReport, assistant: Assistant) -> None:
    """Say in three lines what is published now, and which files were not read."""
    console = Console(highlight=False)
    console.print(
        f"{assistant.name}: {len(report.added)} added, {len(report.changed)} changed, "
        f"{len(report.removed)} removed, {report.unchanged} unchanged."
    )
    if report.revision is None:
        console.print("Nothing new to publish.")
    else:
        console.print(f"Published as revision {report.revision}, {report.chunks} new passages.")
    for path, reason in list(report.failed.items())[:MAX_REASONS]:
        console.print(f"  not read: {path}: {reason}")
    if len(report.failed) > MAX_REASONS:
        console.print(f"  and {len(report.failed) - MAX_REASONS} more")


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
