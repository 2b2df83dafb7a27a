"""Reading the demo's documents at a first start, in this process and with a progress bar."""

from pathlib import Path
from typing import Final

from baton.process.progress import documents_bar
from core.clock import Clock
from core.document_urls import docs_base
from knowledge.contracts import Embedder
from knowledge.ingest.run import IngestProgress, IngestReport, ingest_folder
from store import sources
from store.assistants import Assistant
from store.database import Database
from workflows.adapters.sql_library import SqlLibrary

FOLDER: Final = Path(__file__).resolve().parents[1] / "demo" / "help-centre"


async def ingest(
    db: Database, clock: Clock, embedder: Embedder, assistant: Assistant
) -> IngestReport:
    """Publish the help centre as a source of the assistant; later runs are the workflow's."""
    source_id = await db.write(
        lambda s: sources.ensure(
            s,
            clock.now(),
            assistant_id=assistant.id,
            kind="folder",
            location=str(FOLDER),
            name=FOLDER.name,
        )
    )
    with documents_bar() as bar:
        task = bar.add_task("Reading documents", total=None)

        def show(progress: IngestProgress) -> None:
            words = f"{progress.phase.capitalize()} documents"
            bar.update(task, description=words, completed=progress.done, total=progress.total)

        return await ingest_folder(
            SqlLibrary(db, clock),
            embedder,
            assistant.id,
            FOLDER,
            show,
            source_id=source_id,
            url_base=docs_base(assistant.key),
        )
