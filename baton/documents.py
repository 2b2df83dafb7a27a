"""Bringing a folder into an assistant's documents, with a progress bar."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.clock import Clock
from core.errors import Misconfigured
from knowledge.contracts import Embedder
from knowledge.ingest import IngestProgress, IngestReport, ingest_folder
from store import sources
from store.assistants import Assistant
from store.database import Database
from workflows.library import SqlLibrary

DEMO_BASE = "/docs"


def url_base(assistant: Assistant) -> str:
    """Where the assistant's pages are served; the demo has the short address."""
    return DEMO_BASE if assistant.key == "demo" else f"{DEMO_BASE}/{assistant.key}"


def require_folder(folder: Path) -> None:
    """Errors: `misconfigured` when there is no such folder."""
    if not folder.is_dir():
        raise Misconfigured(f"{str(folder)!r} is not a folder of documents.")


async def ingest(
    db: Database, clock: Clock, embedder: Embedder, assistant: Assistant, folder: Path
) -> IngestReport:
    """Publish the folder as a source of the assistant."""
    location = str(folder)
    source_id = await db.write(
        lambda s: sources.ensure(
            s, clock.now(), assistant_id=assistant.id, kind="folder", location=location
        )
    )
    bar = Progress(
        TextColumn("  Reading documents"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("documents", total=None)

        def show(progress: IngestProgress) -> None:
            bar.update(task, completed=progress.done, total=progress.total)

        return await ingest_folder(
            SqlLibrary(db, clock),
            embedder,
            assistant.id,
            folder,
            show,
            source_id=source_id,
            url_base=url_base(assistant),
        )
