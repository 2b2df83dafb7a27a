import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import pytest

from core.errors import Unavailable
from core.vocabulary import IngestPhase
from knowledge.contracts import DocumentVersion, Embedded
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import MiniLmEmbedder
from knowledge.extract import ExtractedDocument
from knowledge.fetch import FolderMissing
from knowledge.fetch.spec import Fetched, Item, Refused, Unchanged, Validators
from knowledge.ingest.library import IngestRun, PublishPlan, Target
from knowledge.ingest.run import IngestProgress, Job, Tools, ingest_folder
from knowledge.ingest.run import ingest as run_ingestion
from knowledge.ingest.spool import Spool
from knowledge.loaders import load
from knowledge.refusals import Refusal, UnreadableFile
from knowledge.search import HybridSearch
from tests.fakes.memory_library import MemoryLibrary
from tests.knowledge.conftest import Ingest, WriteFiles

DOCS = {"a.md": "# A\n\nAlpha words.\n", "b/c.html": "<h1>C</h1><p>Gamma words.</p>"}


async def test_a_first_run_publishes_everything_as_revision_one(
    ingest: Ingest, write: WriteFiles, library: MemoryLibrary
) -> None:
    report = await ingest(write(DOCS))
    assert report.added == ["a.md", "b/c.html"]
    assert (report.revision, report.chunks, report.embedded) == (1, 2, 2)
    assert set(await library.documents("ast_a", "src_a")) == set(DOCS)


async def test_nothing_changed_publishes_nothing(
    ingest: Ingest, write: WriteFiles, library: MemoryLibrary
) -> None:
    await ingest(write(DOCS))
    report = await ingest(write({}))
    assert (report.unchanged, report.revision, report.embedded) == (2, None, 0)
    assert library.published_at == [1]


async def test_changed_and_removed_files_show_in_one_revision(
    ingest: Ingest, write: WriteFiles, library: MemoryLibrary
) -> None:
    folder = write({**DOCS, "gone.md": "# Gone\n\nBye.\n"})
    await ingest(folder)
    (folder / "gone.md").unlink()
    report = await ingest(write({"a.md": "# A\n\nNew words.\n", "new.md": "# N\n\nMore.\n"}))
    assert (report.added, report.changed, report.removed) == (["new.md"], ["a.md"], ["gone.md"])
    assert (report.unchanged, report.revision) == (1, 2)
    assert set(await library.documents("ast_a", "src_a")) == {"a.md", "b/c.html", "new.md"}


async def test_only_new_chunks_of_a_changed_file_are_embedded(
    ingest: Ingest, write: WriteFiles
) -> None:
    sections = "\n".join(f"## Part {n}\n\nText {n}.\n" for n in range(5))
    await ingest(write({"a.md": f"# A\n\n{sections}"}))
    report = await ingest(write({"a.md": f"# A\n\n{sections}\n## Part 5\n\nText 5.\n"}))
    assert (report.chunks, report.embedded) == (6, 1)


async def test_broken_files_are_listed_with_reasons_and_the_rest_is_published(
    ingest: Ingest, write: WriteFiles
) -> None:
    folder = write(DOCS)
    (folder / "bad.md").write_bytes(b"\0" * 9)
    (folder / "big.txt").write_bytes(b"x" * 5_000_001)
    (folder / "empty.md").write_text("")
    report = await ingest(folder)
    assert report.added == ["a.md", "b/c.html"]
    assert sorted(report.failed) == ["bad.md", "big.txt", "empty.md"]
    assert "not text" in report.failed["bad.md"]
    assert "larger than 5 MB" in report.failed["big.txt"]


async def test_a_file_that_breaks_keeps_its_published_version(
    ingest: Ingest, write: WriteFiles, library: MemoryLibrary
) -> None:
    folder = write(DOCS)
    await ingest(folder)
    before = await library.documents("ast_a", "src_a")
    (folder / "a.md").write_bytes(b"\0" * 9)
    report = await ingest(folder)
    assert list(report.failed) == ["a.md"]
    assert report.revision is None
    assert await library.documents("ast_a", "src_a") == before


async def test_sources_and_assistants_do_not_touch_each_other(
    ingest: Ingest, library: MemoryLibrary, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.md").write_text(f"# {name}\n\nText.\n")
    await ingest(tmp_path / "one", source_id="src_1")
    await ingest(tmp_path / "two", source_id="src_2")
    await ingest(tmp_path / "two", "ast_b", "src_3")
    ids = [row.document.document_id for row in library.rows]
    assert len(set(ids)) == 3
    assert library.revisions == {"ast_a": 2, "ast_b": 1}
    assert set(await library.documents("ast_a", "src_1")) == {"same.md"}


async def test_an_unchanged_web_page_is_fetched_once_more_for_another_assistant(
    library: MemoryLibrary, embedder: MiniLmEmbedder, tmp_path: Path
) -> None:
    url = "https://help.example/export"

    async def walk(known: Mapping[str, Validators]) -> AsyncIterator[Item]:
        if url in known:
            yield Unchanged(url)
        else:
            page = b"<h1>Export</h1><p>Press Export.</p>"
            yield Fetched(url, page, url, "text/html", Validators(etag="1"))

    async def read(path: str, media: str, data: bytes) -> ExtractedDocument:
        return load(path, media, data)

    tools = Tools(library, embedder, walk, read, Spool(tmp_path / "spool"))
    one, other = Target("ast_a", "/docs"), Target("ast_b", "/docs/b")
    await run_ingestion(tools, Job("run_1", "src_a", (one,)))
    report = await run_ingestion(tools, Job("run_2", "src_a", (one, other)))
    assert (report.failed, set(await library.documents("ast_b", "src_a"))) == ({}, {url})


async def test_an_emptied_folder_leaves_the_source_as_it_was(
    ingest: Ingest, write: WriteFiles, library: MemoryLibrary, search: HybridSearch
) -> None:
    folder = write(DOCS)
    await ingest(folder)
    for path in DOCS:
        (folder / path).unlink()
    with pytest.raises(UnreadableFile, match="folder"):
        await ingest(folder)
    assert await search.search("ast_a", "alpha words") != []


async def test_what_is_out_of_reach_for_a_moment_is_listed_and_stays_published(
    library: MemoryLibrary, embedder: MiniLmEmbedder, tmp_path: Path
) -> None:
    there = {path: b"# Words\n\nSome text.\n" for path in ("a.md", "g/b.md", "g/h/c.md", "gh.md")}
    shut: list[Item] = []

    async def walk(_: Mapping[str, Validators]) -> AsyncIterator[Item]:
        for item in shut or [Fetched(path, data) for path, data in there.items()]:
            yield item

    async def read(path: str, media: str, data: bytes) -> ExtractedDocument:
        return load(path, media, data)

    tools = Tools(library, embedder, walk, read, Spool(tmp_path / "spool"))
    job = Job("run_1", "src_a", (Target("ast_a", "/docs"),))
    await run_ingestion(tools, job)
    shut = [
        Refused("a.md", "Permission denied.", Refusal.FILE_MISSING),
        Refused("g", "Input/output error.", Refusal.FILE_MISSING, with_all_below=True),
    ]
    for number in (2, 3):
        report = await run_ingestion(tools, Job(f"run_{number}", "src_a", job.targets))
        assert report.failed == {
            "a.md": "Permission denied.",
            "g/b.md": "Input/output error.",
            "g/h/c.md": "Input/output error.",
        }
        assert set(await library.documents("ast_a", "src_a")) == {"a.md", "g/b.md", "g/h/c.md"}
    shut = []
    report = await run_ingestion(tools, Job("run_4", "src_a", job.targets))
    assert (report.failed, report.added, report.unchanged) == ({}, ["gh.md"], 3)


async def test_a_missing_folder_publishes_nothing(ingest: Ingest, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        await ingest(tmp_path / "nowhere")


async def test_progress_ends_at_the_number_of_new_documents(
    library: MemoryLibrary, embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    told: list[IngestProgress] = []
    files = {f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(120)}
    await ingest_folder(library, embedder, "ast_a", write(files), told.append, source_id="src_a")
    told = [item for item in told if item.phase is not IngestPhase.FETCHING]
    assert told[0] == IngestProgress(IngestPhase.READING, 0, 120, 0)
    assert told[-1] == IngestProgress(IngestPhase.PUBLISHING, 120, 120, 120)
    assert [item.done for item in told] == [0, 64, 120, 120]


class Dying(DelegatingEmbedder):
    """Fails at its second batch, as a killed process would."""

    batches = 0

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        self.batches += 1
        if self.batches == 2:
            raise Unavailable("killed")
        return await super().embed_passages(texts)


async def test_a_run_that_died_shows_nothing_and_continues_under_its_id(
    library: MemoryLibrary, embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    folder = write({f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(80)})
    dying = Dying(embedder)
    with pytest.raises(Unavailable):
        await ingest_folder(library, dying, "ast_a", folder, source_id="src_a", run_id="run_1")
    assert await library.documents("ast_a", "src_a") == {}
    assert await library.revision("ast_a") == 0
    report = await ingest_folder(
        library, embedder, "ast_a", folder, source_id="src_a", run_id="run_1"
    )
    assert (len(report.added), report.chunks, report.revision) == (80, 80, 1)
    assert len(await library.documents("ast_a", "src_a")) == 80


class Watching(MemoryLibrary):
    """Looks at what readers see right before everything is published."""

    seen: dict[str, str] | None = None

    async def publish(self, plan: PublishPlan) -> int:
        self.seen = await self.documents(plan.run.assistant_id, plan.run.source_id)
        return await super().publish(plan)


async def test_readers_see_all_of_a_run_or_nothing(
    embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    library = Watching()
    folder = write({f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(60)})
    await ingest_folder(library, embedder, "ast_a", folder, source_id="src_a")
    assert library.seen == {}
    assert len(await library.documents("ast_a", "src_a")) == 60


class Noting(MiniLmEmbedder):
    """Notes how many texts it is given at once; `gate` is waited for before each but the first."""

    def __init__(self, like: MiniLmEmbedder, gate: asyncio.Event | None = None) -> None:
        self.__dict__ = {**like.__dict__, "sizes": [], "gate": gate}
        self.sizes: list[int]
        self.gate: asyncio.Event | None

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        self.sizes.append(len(texts))
        if self.gate and len(self.sizes) > 1:
            await self.gate.wait()
        return await super().embed_passages(texts)


def pages(count: int) -> dict[str, str]:
    return {f"{n:03}.md": f"# Page {n}\n\nText {n}.\n" for n in range(count)}


async def test_batches_grow_so_that_little_of_them_is_padding(
    library: MemoryLibrary, embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    noting = Noting(embedder)
    await ingest_folder(library, noting, "ast_a", write(pages(340)), source_id="src_a")
    assert noting.sizes == [64, 256, 20]


class Opening(MemoryLibrary):
    """Opens the gate when a batch is staged."""

    def __init__(self, gate: asyncio.Event) -> None:
        super().__init__()
        self.gate = gate

    async def stage(
        self,
        run: IngestRun,
        documents: Sequence[DocumentVersion],
        vectors: Mapping[str, Embedded],
    ) -> set[str]:
        self.gate.set()
        return await super().stage(run, documents, vectors)


async def test_a_batch_is_staged_while_the_next_is_embedded(
    embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    gate = asyncio.Event()
    library, noting = Opening(gate), Noting(embedder, gate)
    async with asyncio.timeout(30):
        await ingest_folder(library, noting, "ast_a", write(pages(80)), source_id="src_a")
    assert noting.sizes == [64, 16]


async def test_a_passage_that_the_batch_before_has_is_not_embedded_again(
    library: MemoryLibrary, embedder: MiniLmEmbedder, write: WriteFiles
) -> None:
    same = "# Same\n\nThe same words.\n"
    noting = Noting(embedder)
    folder = write({**pages(80), "063.md": same, "064.md": same})
    await ingest_folder(library, noting, "ast_a", folder, source_id="src_a")
    assert noting.sizes == [64, 15]
    assert len(await library.documents("ast_a", "src_a")) == 80
