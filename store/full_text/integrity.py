"""The full-text index is a cache of the chunks: is it whole, and how is it made again?"""

from typing import Final
from unicodedata import ucd_3_2_0 as unicode

from sqlalchemy import column, delete, insert, select, table, text
from sqlalchemy.orm import Session

from store.full_text import words
from store.tables import CHUNKS

_SIZES = {
    "sqlite": "SELECT (SELECT count(*) FROM chunk_words_docsize), (SELECT count(*) FROM chunks)",
    "postgresql": "SELECT (SELECT count(*) FROM chunk_words), (SELECT count(*) FROM chunks)",
}
_TABLES = {
    "sqlite": """CREATE VIRTUAL TABLE chunk_words
        USING fts5 (title, headings, body, tokenize = 'porter unicode61')""",
    "postgresql": """CREATE TABLE chunk_words (
        row_id integer PRIMARY KEY REFERENCES chunks (row_id), words tsvector NOT NULL)""",
}
_PARTS: Final = {
    "config": ("k", "v"),
    "content": ("id", "c0", "c1", "c2"),
    "data": ("id", "block"),
    "docsize": ("id", "sz"),
    "idx": ("segid", "term", "pgno"),
}
"""The tables that FTS5 keeps an index in, with their columns."""
SOME_CHUNKS: Final = 10
SOME_WORDS: Final = 12
_GIN = "CREATE INDEX ix_chunk_words_words ON chunk_words USING gin (words)"


def is_complete(s: Session) -> bool:
    """Whether it has a row for every chunk and can be searched; `check` looks closer.

    What the database raises when the index is gone or unreadable is left to the caller.
    """
    dialect = s.get_bind().dialect.name
    indexed, chunks = s.execute(text(_SIZES[dialect])).one()
    if dialect == "sqlite":
        s.execute(text("SELECT rowid FROM chunk_words WHERE chunk_words MATCH 'a' LIMIT 1")).all()
    return bool(indexed == chunks)


def some(s: Session, after: int) -> list[tuple[int, str]]:
    """The next few chunks behind `after`, as (row id, text), to be looked for by `finds`.

    None on Postgres, which keeps watch over its pages itself.
    """
    if s.get_bind().dialect.name != "sqlite":
        return []
    query = select(CHUNKS.c.row_id, CHUNKS.c.text).where(CHUNKS.c.row_id > after)
    rows = s.execute(query.order_by(CHUNKS.c.row_id).limit(SOME_CHUNKS))
    return [(row_id, said) for row_id, said in rows]


def finds(s: Session, row_id: int, said: str, skipped: int = 0) -> bool:
    """Whether some words of the chunk's text lead to it: SQLite does not say when a part of the
    index was overwritten, it only finds less. A greater `skipped` takes other words."""
    known = [word for word in dict.fromkeys(said.split()) if _is_indexed(word)]
    step = len(known) // SOME_WORDS + 1
    chosen = known[skipped % step :: step]
    if not chosen:
        return True
    query = text("SELECT 1 FROM chunk_words WHERE chunk_words MATCH :match AND rowid = :row_id")
    quoted = (word.replace('"', '""') for word in chosen)
    match = " AND ".join(f'body : "{word}"' for word in quoted)
    return s.execute(query, {"match": match, "row_id": row_id}).first() is not None


def check(s: Session) -> None:
    """Raise what the database raises unless every word of every chunk is where it belongs.

    SQLite's own check writes, so it is done on a temporary copy: about a second for 20,000 chunks.
    On Postgres nothing is checked, as in `some`.
    """
    if s.get_bind().dialect.name != "sqlite":
        return
    s.execute(text(_TABLES["sqlite"].replace(" chunk_words", " temp.chunk_words_copy")))
    for part, columns in _PARTS.items():
        kept, copy = (
            table(f"{name}_{part}", *map(column, columns), schema=schema)
            for name, schema in (("chunk_words", "main"), ("chunk_words_copy", "temp"))
        )
        s.execute(delete(copy))
        s.execute(insert(copy).from_select(columns, select(kept)))
    check = "INSERT INTO temp.chunk_words_copy (chunk_words_copy) VALUES ('integrity-check')"
    s.execute(text(check))
    s.execute(text("DROP TABLE temp.chunk_words_copy"))


def _is_indexed(word: str) -> bool:
    """Whether it has a letter or digit of a Unicode that FTS5 knows (it knows 6.1)."""
    return any(unicode.category(letter)[0] in "LN" for letter in word)


def rebuild(s: Session) -> None:
    """Make it anew from the chunks, whatever is left of the old one."""
    dialect = s.get_bind().dialect.name
    s.execute(text("DROP TABLE IF EXISTS chunk_words"))
    s.execute(text(_TABLES[dialect]))
    words.index_all(s)
    if dialect == "postgresql":
        s.execute(text(_GIN))
