"""One run over one source, from what SQL knows of it to what is published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from core.clock import Clock
from core.document_urls import docs_base
from core.vocabulary import SourceKind
from knowledge.contracts import Embedder
from knowledge.extract import Extractor
from knowledge.fetch import SourceSpec
from knowledge.fetch.http import Fetcher
from knowledge.fetch.sources import WalkTools, walk_source
from knowledge.fetch.spec import Limits
from knowledge.ingest.library import Target
from knowledge.ingest.run import IngestReport, Job, Progress, Tools, ingest
from knowledge.ingest.spool import Spool
from store import assistants, sources
from store.database import Database
from workflows.adapters.sql_files import SqlFiles
from workflows.adapters.sql_library import SqlLibrary

UPLOADED: Final = frozenset({SourceKind.FILES, SourceKind.ZIP, SourceKind.TEXT, SourceKind.ANSWERS})


@dataclass(frozen=True)
class Plan:
    """What is to be read, and for whom."""

    spec: SourceSpec
    targets: tuple[Target, ...]


def plan(s: Session, source_id: str) -> Plan:
    """What SQL knows of a source. Errors: 404 `source_not_found`.

    Uploads of several sources may hold the same names, so their pages lie below the source.
    """
    source = sources.get(s, source_id)
    kind = SourceKind(source.kind)
    uploaded = kind in UPLOADED
    below = f"/{source_id[-8:]}" if uploaded else ""
    targets = tuple(
        Target(assistant_id, docs_base(assistants.get(s, assistant_id).key) + below)
        for assistant_id in source.assistant_ids
    )
    location = source_id if uploaded else source.location
    is_named = kind is SourceKind.TEXT and source.name != source.location
    title = source.name if is_named else ""
    return Plan(SourceSpec(kind, location, source.settings, title), targets)


@dataclass(frozen=True)
class Surroundings:
    """What a run needs of its process; `spool` is a folder of this run's own."""

    db: Database
    clock: Clock
    embedder: Embedder
    spool: Path
    allow_private: bool = False


async def run_source(
    around: Surroundings, source_id: str, run_id: str, progress: Progress | None = None
) -> IngestReport:
    """Fetch, read, embed and publish; the same run again goes on where it stopped.

    Errors: 404 `source_not_found`, and those of the walk: then what is published stays as it is.
    """
    wanted = await around.db.read(lambda s: plan(s, source_id))
    async with Fetcher(allow_private=around.allow_private) as fetcher, Extractor() as extractor:
        tools = WalkTools(SqlFiles(around.db), fetcher, extractor)
        return await ingest(
            Tools(
                library=SqlLibrary(around.db, around.clock),
                embedder=around.embedder,
                walk=lambda known: walk_source(wanted.spec, known, tools, Limits()),
                read=extractor.extract,
                spool=Spool(around.spool),
            ),
            Job(run_id, source_id, wanted.targets),
            progress,
        )
