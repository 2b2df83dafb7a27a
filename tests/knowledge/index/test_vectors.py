import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from knowledge.index.vectors import IndexUnusable, VectorIndex

RNG = np.random.default_rng(7)


def vectors(count: int, tag: str = "c") -> dict[str, bytes]:
    rows = RNG.normal(size=(count, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return {f"{tag}{number}": row.tobytes() for number, row in enumerate(rows)}


def vector(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.float32)


class Published:
    """A `ChunkReader` over given vectors; reading a gated revision waits for its event."""

    def __init__(self) -> None:
        self.revisions: dict[int, dict[str, bytes]] = {}
        self.gates: dict[int, asyncio.Event] = {}
        self.read: list[int] = []
        self.begun = asyncio.Event()

    async def revision(self, assistant_id: str) -> int:
        return max(self.revisions, default=0)

    async def vectors(
        self, assistant_id: str, revision: int
    ) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
        self.read.append(revision)
        self.begun.set()
        rows = list(self.revisions[revision].items())
        for start in range(0, len(rows), 100):
            yield rows[start : start + 100]
            if gate := self.gates.get(revision):
                await gate.wait()

    async def passages(self, *_: object) -> list[object]:
        raise NotImplementedError


def open_index(folder: Path, published: Published, small_rows: int = 2_000) -> VectorIndex:
    return VectorIndex(folder, published, small_rows=small_rows, patience_s=0)  # type: ignore[arg-type]


async def found(index: VectorIndex, revision: int, data: bytes) -> str:
    snapshot = await index.snapshot("ast_a", revision)
    return next(iter(await index.nearest(snapshot, vector(data), 1)))


@pytest.fixture
def published() -> Published:
    return Published()


@pytest.fixture
async def index(published: Published, tmp_path: Path) -> AsyncIterator[VectorIndex]:
    index = open_index(tmp_path / "index", published)
    yield index
    await index.close()


async def test_nearest_is_ordered_by_exact_cosine(index: VectorIndex, published: Published) -> None:
    rows = published.revisions[1] = vectors(300)
    snapshot = await index.snapshot("ast_a", 1)
    query = vector(rows["c5"])
    near = await index.nearest(snapshot, query, 10)
    exact = {name: float(vector(data) @ query) for name, data in rows.items()}
    best = sorted(exact, key=lambda name: -exact[name])
    assert list(near) == best[:10]
    assert near == pytest.approx({name: exact[name] for name in near}, abs=1e-5)


async def test_the_old_revision_answers_whole_until_the_new_one_is_complete(
    index: VectorIndex, published: Published
) -> None:
    old = published.revisions[1] = vectors(250)
    await index.refresh("ast_a", 1)
    new = published.revisions[2] = vectors(250, "n")
    published.gates[2] = asyncio.Event()
    for data in old.values():
        snapshot = await index.snapshot("ast_a", 2)
        assert snapshot.revision == 1
        near = await index.nearest(snapshot, vector(data), 1)
        assert list(near.values()) == pytest.approx([1], abs=1e-4)
    assert not index.is_current("ast_a", 2)
    published.gates[2].set()
    await index.refresh("ast_a", 2)
    assert await found(index, 2, new["n9"]) == "n9"
    assert index.is_current("ast_a", 2)


async def test_a_removed_chunk_is_never_found_in_its_new_revision(
    index: VectorIndex, published: Published
) -> None:
    rows = published.revisions[1] = vectors(20)
    await index.refresh("ast_a", 1)
    published.revisions[2] = {name: data for name, data in rows.items() if name != "c3"}
    await index.refresh("ast_a", 2)
    snapshot = await index.snapshot("ast_a", 2)
    near = await index.nearest(snapshot, vector(rows["c3"]), 20)
    assert set(near) == set(published.revisions[2])


async def test_a_burst_of_searches_builds_once(index: VectorIndex, published: Published) -> None:
    published.revisions[1] = vectors(50)
    await asyncio.gather(*(index.snapshot("ast_a", 1) for _ in range(20)))
    assert published.read == [1]


async def test_a_revision_published_during_a_build_is_built_next(
    index: VectorIndex, published: Published
) -> None:
    published.revisions[1] = vectors(150)
    gate = published.gates[1] = asyncio.Event()
    first = asyncio.create_task(index.snapshot("ast_a", 1))
    await published.begun.wait()
    published.revisions[3] = vectors(10, "n")
    gate.set()
    assert (await first).revision == 3


async def test_nothing_published_in_a_revision_finds_nothing(
    index: VectorIndex, published: Published
) -> None:
    published.revisions[1] = {}
    snapshot = await index.snapshot("ast_a", 1)
    assert await index.nearest(snapshot, vector(vectors(1)["c0"]), 5) == {}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*"))


def revisions_on_disk(folder: Path) -> list[str]:
    return sorted(path.name.split("-")[0] for path in folder.glob("*/*"))


def catalogues(folder: Path) -> list[Path]:
    return list(folder.rglob("chroma.sqlite3"))


def break_files(folder: Path, damage: str) -> None:
    if damage == "catalogue":
        next(folder.rglob("chroma.sqlite3")).write_bytes(b"no database" * 500)
    elif damage == "vectors":
        for path in folder.rglob("*.bin"):
            path.write_bytes(b"x")
    elif damage == "flipped":
        flip(next(folder.rglob("data_level0.bin")))
    elif damage == "vectors gone":
        for path in list(folder.glob("*/r1-*/*/")):
            shutil.rmtree(path)
    else:
        shutil.rmtree(folder)


async def reopened(folder: Path, published: Published) -> VectorIndex:
    first = open_index(folder, published)
    await first.refresh("ast_a", 1)
    await first.close()
    published.read.clear()
    return open_index(folder, published)


async def test_a_second_process_takes_over_the_files_without_building(
    published: Published, tmp_path: Path
) -> None:
    rows = published.revisions[1] = vectors(50)
    second = await reopened(tmp_path, published)
    files = names(tmp_path)
    assert await found(second, 1, rows["c8"]) == "c8"
    assert names(tmp_path) == files
    assert revisions_on_disk(tmp_path) == ["r1"]
    await second.close()


@pytest.mark.parametrize("count", [50, 1100])
async def test_an_index_that_was_asked_is_opened_again_as_it_is(
    published: Published, tmp_path: Path, count: int
) -> None:
    rows = published.revisions[1] = vectors(count)
    built = await reopened(tmp_path, published)
    folders = kept(tmp_path)
    for _ in range(3):
        assert await found(built, 1, rows["c8"]) == "c8"
        await built.close()
        built = open_index(tmp_path, published)
    assert kept(tmp_path) == folders
    await built.close()


async def test_an_index_of_another_database_is_not_believed(
    published: Published, tmp_path: Path
) -> None:
    published.revisions[1] = vectors(50)
    second = await reopened(tmp_path, published)
    other = published.revisions[1] = vectors(50, "other")
    assert await found(second, 1, other["other4"]) == "other4"
    await second.close()


def held_by_chroma(folder: Path) -> list[str]:
    """The databases below the folder that Chroma keeps open, by its own account: their files are
    closed a moment later, in a thread of its own."""
    held = SharedSystemClient._identifier_to_system
    return [opened for opened in held if Path(opened).is_relative_to(folder)]


async def test_an_index_that_is_not_believed_is_let_go_of(
    published: Published, tmp_path: Path
) -> None:
    published.revisions[1] = vectors(50)
    second = await reopened(tmp_path, published)
    published.revisions[1] = vectors(50, "other")
    await second.refresh("ast_a", 1)
    await second.close()
    assert held_by_chroma(tmp_path) == []


def flip(path: Path) -> None:
    """Turn some bits over in the middle."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(byte ^ 0x55 for byte in data[middle : middle + 400])
    path.write_bytes(data)


@pytest.mark.parametrize("damage", ["catalogue", "vectors", "vectors gone", "flipped", "all gone"])
async def test_broken_files_are_built_again(
    published: Published, tmp_path: Path, damage: str
) -> None:
    rows = published.revisions[1] = vectors(1100)
    second = await reopened(tmp_path, published)
    break_files(tmp_path, damage)
    assert await found(second, 1, rows["c1000"]) == "c1000"
    await second.close()


@pytest.mark.parametrize("damage", ["catalogue", "vectors", "vectors gone", "flipped", "all gone"])
async def test_files_that_break_under_a_running_index_are_noticed_and_made_anew(
    published: Published, index: VectorIndex, tmp_path: Path, damage: str
) -> None:
    rows = published.revisions[1] = vectors(1100)
    await index.refresh("ast_a", 1)
    assert await index.check()
    break_files(tmp_path / "index", damage)
    assert not await index.check()
    await index.refresh("ast_a", 1)
    assert await index.check()
    assert await found(index, 1, rows["c1000"]) == "c1000"


async def test_an_index_without_its_files_is_made_anew_while_what_is_in_memory_answers(
    published: Published, index: VectorIndex, tmp_path: Path
) -> None:
    rows = published.revisions[1] = vectors(150)
    await index.refresh("ast_a", 1)
    published.gates[1] = asyncio.Event()
    shutil.rmtree(tmp_path / "index")
    assert await index.renew_touched()
    with suppress(IndexUnusable):  # Chroma may want a file; then the words answer alone
        assert await found(index, 1, rows["c4"]) == "c4"
    assert not await index.check()
    published.gates[1].set()
    await index.refresh("ast_a", 1)
    assert len(catalogues(tmp_path)) == 1
    assert not await index.renew_touched()


@pytest.mark.parametrize("count", [50, 1100])
async def test_searches_do_not_touch_the_files(
    published: Published, index: VectorIndex, count: int
) -> None:
    rows = published.revisions[1] = vectors(count)
    for name in ("c1", "c2", "c3"):
        assert await found(index, 1, rows[name]) == name
        assert await index.check()
    assert published.read == [1]


async def test_a_rebuilt_index_replaces_what_nobody_believes_any_more(
    published: Published, index: VectorIndex, tmp_path: Path
) -> None:
    rows = published.revisions[1] = vectors(30)
    await index.rebuild("ast_a", 1)
    before = set((tmp_path / "index").glob("*/r1-*"))
    published.gates[1] = asyncio.Event()
    rebuilding = asyncio.create_task(index.rebuild("ast_a", 1))
    published.begun.clear()
    await published.begun.wait()
    assert await found(index, 1, rows["c4"]) == "c4"
    published.gates[1].set()
    await rebuilding
    assert await found(index, 1, rows["c4"]) == "c4"
    assert len(set((tmp_path / "index").glob("*/r1-*")) - before) == 1


async def test_only_the_newest_and_the_last_revision_stay_on_disk(
    published: Published, index: VectorIndex, tmp_path: Path
) -> None:
    for revision in (1, 2, 3):
        published.revisions[revision] = vectors(30)
        await index.refresh("ast_a", revision)
    assert revisions_on_disk(tmp_path / "index") == ["r2", "r3"]


async def test_a_build_that_is_stopped_leaves_no_process_and_no_whole_index(
    published: Published, tmp_path: Path
) -> None:
    published.revisions[1] = vectors(600)
    published.gates[1] = asyncio.Event()
    index = open_index(tmp_path, published, small_rows=50)
    search = asyncio.create_task(index.snapshot("ast_a", 1))
    await published.begun.wait()
    await index.close()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert "r1" not in revisions_on_disk(tmp_path)


async def test_many_vectors_are_put_in_by_another_process(
    published: Published, tmp_path: Path
) -> None:
    rows = published.revisions[1] = vectors(300)
    index = open_index(tmp_path, published, small_rows=50)
    snapshot = await index.snapshot("ast_a", 1)
    near = await index.nearest(snapshot, vector(rows["c200"]), 300)
    assert next(iter(near)) == "c200"
    assert set(near) == set(rows)
    await index.close()
