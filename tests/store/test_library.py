"""Documents are published all at once; a reader of the revision before still finds its rows."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from knowledge.contracts import Embedded
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from knowledge.ingest.library import IngestRun
from knowledge.ingest.run import ingest_folder
from knowledge.search import HybridSearch
from store import assistants, documents, passages, sources
from store.database import Database
from store.full_text import words
from store.tables import CHUNK_VECTORS
from tests.store.conftest import MovableClock
from workflows.adapters.sql_library import SqlLibrary
from workflows.adapters.sql_reader import SqlReader

IMPORT = """---
title: Import contacts
---
# Import contacts

## From a CSV file

1. Open **Contacts** and choose **Import**.
2. Pick the file; the limit is 50,000 rows.

## Errors

Error IMP-204 means that a column has no name.
"""
BILLING = "# Billing\n\n## Invoices\n\nInvoices are sent on the first day of the month.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "import.md").write_text(IMPORT)
    (folder / "billing.md").write_text(BILLING)
    return folder


async def test_a_folder_is_found_cited_changed_and_removed(
    db: Database,
    clock: MovableClock,
    assistant: assistants.Assistant,
    embedder: MiniLmEmbedder,
    folder: Path,
    tmp_path: Path,
) -> None:
    library, reader = SqlLibrary(db, clock), SqlReader(db)
    search = HybridSearch(embedder, VectorIndex(tmp_path / "index", reader), reader, reader)
    source_id = await db.write(
        lambda s: sources.ensure(
            s, clock.now(), assistant_id=assistant.id, kind="folder", location=str(folder)
        )
    )

    async def ingest() -> int | None:
        report = await ingest_folder(library, embedder, assistant.id, folder, source_id=source_id)
        return report.revision

    async def find(revision: int, word: str) -> list[tuple[str, float]]:
        return await db.read(lambda s: words.find(s, assistant.id, revision, [word], 5))

    assert await ingest() == 1
    assert await ingest() is None
    [best, *_] = await search.search(assistant.id, "What does IMP-204 mean?")
    assert (best.path, best.heading_path) == ("import.md", ("Errors",))
    [best, *_] = await search.search(assistant.id, "bring my address book over from a spreadsheet")
    assert best.url.startswith("/docs/import#")
    page = await db.read(lambda s: documents.page(s, "/docs/import"))
    assert page
    assert f'id="{best.url.split("#")[1]}"' in page.html

    (folder / "billing.md").unlink()
    (folder / "import.md").write_text(IMPORT.replace("IMP-204", "IMP-999"))
    assert await ingest() == 2
    assert len(await find(1, "invoices")) == 1
    assert await find(2, "invoices") == []
    assert len(await find(2, "imp-999")) == 1
    assert [item.path for item in await db.read(documents.listed)] == ["import.md"]
    [source] = await db.read(sources.listed)
    assert source.documents == 1
    assert await db.read(lambda s: passages.revision(s, assistant.id)) == 2


async def test_vectors_of_an_older_version_are_found_and_completed_at_the_next_ingestion(
    db: Database,
    clock: MovableClock,
    assistant: assistants.Assistant,
) -> None:
    library = SqlLibrary(db, clock)
    old = {"content_id": "vec_1", "vector": b"v", "tokens": None}
    await db.write(lambda s: s.execute(insert(CHUNK_VECTORS), [old]))
    assert await library.known_vectors(["vec_1"]) == set()
    run = IngestRun("run_1", assistant.id, "src_1")
    await library.stage(run, [], {"vec_1": Embedded(b"w", b"t"), "vec_2": Embedded(b"x", b"")})
    await library.stage(run, [], {"vec_1": Embedded(b"w", b"u")})
    assert await library.known_vectors(["vec_1", "vec_2"]) == {"vec_1", "vec_2"}
    stored = await db.read(lambda s: s.execute(select(CHUNK_VECTORS)).all())
    assert {tuple(row) for row in stored} == {("vec_1", b"v", b"t"), ("vec_2", b"x", b"")}
