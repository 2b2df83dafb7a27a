"""The full text is a cache: deleted or damaged, it is made again from the chunks (fault F16)."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.errors import Unavailable
from store import assistants, sources
from store.database import Database
from store.full_text import integrity, words
from store.tables import CHUNKS, DOCUMENTS
from tests.store.conftest import MovableClock
from workflows.adapters.sql_reader import SqlReader

DAMAGES = {
    "emptied": "DELETE FROM chunk_words",
    "dropped": "DROP TABLE chunk_words",
}


def publish(s: Session, clock: MovableClock, assistant_id: str, chunks: int, said: str) -> None:
    """Publish one page whose chunks all say the same."""
    shared = {"assistant_id": assistant_id, "title": "Invoices", "since": 1}
    document = {"document_id": f"doc_{assistant_id}", "path": "a.md", "url": "/docs/a"}
    document |= {"description": "", "content_hash": "h", "html": ""}
    chunk = {"content_id": "vec_1", "heading_path": [], "anchor": "", "passage": "", "text": said}
    source_id = sources.ensure(
        s, clock.now(), assistant_id=assistant_id, kind="folder", location="/x"
    )
    values = shared | document | {"source_id": source_id}
    row = s.execute(insert(DOCUMENTS).values(values).returning(DOCUMENTS.c.row_id)).scalar_one()
    places = {"document_row": row, "tokens": 9, "start": 0, "end": 1}
    rows = [
        shared | chunk | places | {"chunk_id": f"chk_{assistant_id}_{n}", "ordinal": n}
        for n in range(chunks)
    ]
    s.execute(insert(CHUNKS), rows)
    words.index_document(s, row)


@pytest.fixture
async def published(db: Database, clock: MovableClock, assistant: assistants.Assistant) -> str:
    """One chunk, found by "invoices"."""
    await db.write(lambda s: publish(s, clock, assistant.id, 1, "Sent monthly."))
    return assistant.id


async def test_better_matches_of_another_assistant_hide_none(
    db: Database, clock: MovableClock, published: str
) -> None:
    def crowd(s: Session) -> None:
        other = assistants.create(s, clock.now(), name="Other", key="other")
        publish(s, clock, other.id, 40, "Invoices, invoices and invoices.")

    await db.write(crowd)
    found = await SqlReader(db).full_text(published, 1, ["invoices"], 5)
    assert [chunk_id for chunk_id, _ in found] == [f"chk_{published}_0"]


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_lost_full_text_is_noticed_and_made_again(
    db: Database, published: str, damage: str
) -> None:
    reader = SqlReader(db)
    assert await reader.keeper.check_quickly()
    before = await reader.full_text(published, 1, ["invoices"], 5)
    await db.write(lambda s: s.execute(text(DAMAGES[damage])))
    assert not await reader.keeper.check_quickly()
    await reader.keeper.repair()
    assert await reader.keeper.check_quickly()
    assert await reader.full_text(published, 1, ["invoices"], 5) == before
    assert await db.read(integrity.is_complete)


DROPPED = "DROP TABLE chunk_words"
DAMAGED = "UPDATE chunk_words_data SET block = x'00ff00ff'"


@pytest.mark.parametrize(
    ("database_address", "damage"),
    [("sqlite", DROPPED), ("postgres", DROPPED), ("sqlite", DAMAGED)],
    indirect=["database_address"],
)
async def test_a_search_in_a_broken_full_text_finds_nothing_and_has_it_made_again(
    db: Database, published: str, damage: str
) -> None:
    reader = SqlReader(db)
    await db.write(lambda s: s.execute(text(damage)))
    assert await reader.full_text(published, 1, ["invoices"], 5) == []
    await reader.keeper.repair()
    assert len(await reader.full_text(published, 1, ["invoices"], 5)) == 1


async def publish_many(db: Database, clock: MovableClock) -> None:
    """Chunks of words that only they have."""

    def add(s: Session) -> None:
        for n in range(30):
            other = assistants.create(s, clock.now(), name=f"Other {n}", key=f"other{n}")
            publish(
                s, clock, other.id, 1, f"naïve {n:04}a, (b{n:04}), c/{n:04} 文字{n:04} ☂ \u0301"
            )

    await db.write(add)


ON_SQLITE = pytest.mark.parametrize("database_address", ["sqlite"], indirect=True)
"""Postgres keeps watch over its pages itself."""
OVERWRITTEN = "UPDATE chunk_words_data SET block = zeroblob(length(block)) WHERE id > 10"


@ON_SQLITE
async def test_an_overwritten_part_of_the_full_text_is_noticed_and_made_again(
    db: Database, clock: MovableClock, published: str
) -> None:
    await publish_many(db, clock)
    reader = SqlReader(db)
    for _ in range(9):  # twice over all of them
        assert await reader.keeper.check_quickly()
    await db.read(integrity.check)
    await db.write(lambda s: s.execute(text(OVERWRITTEN)))
    assert await reader.full_text(published, 1, ["invoices"], 5) == []
    with pytest.raises((Unavailable, DBAPIError)):
        await db.read(integrity.check)
    assert not await reader.keeper.check_quickly()
    await reader.keeper.repair()
    assert await reader.keeper.check_quickly()
    await db.read(integrity.check)
    assert len(await reader.full_text(published, 1, ["invoices"], 5)) == 1


@ON_SQLITE
async def test_one_damaged_block_is_met_by_the_look_at_every_word(
    db: Database, clock: MovableClock, published: str
) -> None:
    await publish_many(db, clock)
    keeper = SqlReader(db).keeper
    assert await keeper.check_fully()
    newest = "(SELECT max(id) FROM chunk_words_data)"
    block = f"UPDATE chunk_words_data SET block = zeroblob(length(block)) WHERE id = {newest}"
    await db.write(lambda s: s.execute(text(block)))
    assert not await keeper.check_fully()
    await keeper.repair()
    assert await keeper.check_fully()


WORDLESS = "UPDATE chunk_words SET body = ''"
MADE_WORDLESS = """CREATE TEMP VIEW chunks AS
    SELECT row_id, title, heading_path, '' AS text FROM main.chunks"""
"""In front of the table for the one connection that writes, and so makes the index anew."""


@ON_SQLITE
async def test_a_chunk_that_no_index_finds_has_it_made_anew_once(
    db: Database, published: str
) -> None:
    keeper = SqlReader(db).keeper
    assert await keeper.check_quickly()
    await db.write(lambda s: s.execute(text(WORDLESS)))
    await db.write(lambda s: s.execute(text(MADE_WORDLESS)))
    assert not await keeper.check_quickly()
    await keeper.repair()
    assert await keeper.check_quickly()
