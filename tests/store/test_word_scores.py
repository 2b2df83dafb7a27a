"""What is remembered of single words adds up to what the whole query finds."""

import random
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from store import assistants, sources
from store.database import Database
from store.full_text import integrity, word_scores, words
from store.full_text.word_scores import WordScores
from store.tables import CHUNKS, DOCUMENTS
from tests.store.conftest import MovableClock

Find = Callable[[list[str], int], Awaitable[list[tuple[str, float]]]]
WORDS = "import contacts csv plan plans price export account billing invoice the of api.v2".split()


@pytest.fixture(params=["sqlite"])
def database_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('db') / 'baton.db'}"


def publish(s: Session, clock: MovableClock, assistant_id: str, said: list[str]) -> None:
    """Publish one page with these chunks; every fifth one is not published any more."""
    shared = {"assistant_id": assistant_id, "title": "Plans and prices", "since": 1}
    source_id = sources.ensure(
        s, clock.now(), assistant_id=assistant_id, kind="folder", location="/x"
    )
    document = {"document_id": "doc_1", "path": f"{len(said)}.md", "url": "/docs/a", "html": ""}
    document |= {"description": "", "content_hash": "h", "source_id": source_id}
    query = insert(DOCUMENTS).values(shared | document).returning(DOCUMENTS.c.row_id)
    row = s.execute(query).scalar_one()
    chunk = {"content_id": "vec_1", "heading_path": [], "anchor": "", "passage": "", "tokens": 9}
    chunk |= {"document_row": row, "start": 0, "end": 1}
    rows = [
        shared
        | chunk
        | {"chunk_id": f"chk_{row}_{n}", "ordinal": n, "text": words_of_it}
        | {"until": 2 if n % 5 == 0 else None}
        for n, words_of_it in enumerate(said)
    ]
    s.execute(insert(CHUNKS), rows)
    words.index_document(s, row)


def some_texts(seed: int, count: int) -> list[str]:
    drawn = random.Random(seed)
    return [" ".join(drawn.choices(WORDS, k=drawn.randint(1, 30))) for _ in range(count)]


@pytest.fixture
async def published(db: Database, clock: MovableClock, assistant: assistants.Assistant) -> str:
    """300 chunks between those of somebody else, who has the best matches."""

    def add(s: Session) -> None:
        other = assistants.create(s, clock.now(), name="Other", key="other")
        publish(s, clock, other.id, ["import import"] * 40)
        publish(s, clock, assistant.id, some_texts(1, 300))
        publish(s, clock, other.id, some_texts(2, 50))

    await db.write(add)
    return assistant.id


@pytest.fixture
def remembering(db: Database, published: str) -> Find:
    scores = WordScores()

    async def find(terms: list[str], limit: int) -> list[tuple[str, float]]:
        return await db.read(lambda s: scores.find(s, published, 2, terms, limit))

    return find


@pytest.fixture
def direct(db: Database, published: str) -> Find:
    async def find(terms: list[str], limit: int) -> list[tuple[str, float]]:
        return await db.read(lambda s: words.find(s, published, 2, terms, limit))

    return find


async def test_it_finds_the_same_with_the_same_scores(remembering: Find, direct: Find) -> None:
    drawn = random.Random(3)
    for _ in range(60):
        terms = drawn.choices([*WORDS, "unheard"], k=drawn.randint(1, 8))
        limit = drawn.choice([1, 5, 50, 1_000])
        assert await remembering(terms, limit) == await direct(terms, limit)


async def test_a_word_in_no_chunk_finds_nothing(remembering: Find) -> None:
    for _ in range(3):
        assert await remembering(["unheard"], 5) == []


async def test_it_finds_the_same_when_no_word_is_remembered_for_long(
    remembering: Find, direct: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_scores, "KEPT", 200)
    await test_it_finds_the_same_with_the_same_scores(remembering, direct)


async def test_it_finds_the_same_when_words_are_too_common_to_remember(
    remembering: Find, direct: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_scores, "TOO_COMMON", 150)
    await test_it_finds_the_same_with_the_same_scores(remembering, direct)


async def test_what_is_published_meanwhile_is_found(
    db: Database, clock: MovableClock, published: str, remembering: Find, direct: Find
) -> None:
    for seed in (4, 5):
        for _ in range(3):
            assert await remembering(["csv", "import"], 5) == await direct(["csv", "import"], 5)
        said = ["csv csv import", *some_texts(seed, 20), "import csv csv"]
        await db.write(partial(publish, clock=clock, assistant_id=published, said=said))
    assert await remembering(["csv", "import"], 5) == await direct(["csv", "import"], 5)


async def test_what_was_remembered_of_a_damaged_index_is_forgotten_when_it_is_made_anew(
    db: Database, remembering: Find, direct: Find
) -> None:
    await db.write(integrity.rebuild)
    whole = await direct(["csv"], 50)
    await db.write(lambda s: s.execute(text("DROP TABLE chunk_words")))
    await db.write(integrity.rebuild)
    forget = text("UPDATE chunk_words_docsize SET sz = x'7f7f7f'")
    await db.write(lambda s: s.execute(forget))
    for _ in range(3):
        assert await remembering(["csv"], 50) != whole
    await db.write(integrity.rebuild)
    assert await remembering(["csv"], 50) == whole
    assert await remembering(["csv"], 50) == whole
