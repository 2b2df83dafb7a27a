"""The full-text index is a cache of the chunks: is it whole, and how is it made again?"""

from sqlalchemy import text
from sqlalchemy.orm import Session

from store import words

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
_GIN = "CREATE INDEX ix_chunk_words_words ON chunk_words USING gin (words)"


def is_whole(s: Session) -> bool:
    """Whether it has a row for every chunk and can be searched.

    What the database raises when the index is gone or unreadable is left to the caller.
    """
    dialect = s.get_bind().dialect.name
    indexed, chunks = s.execute(text(_SIZES[dialect])).one()
    if dialect == "sqlite":
        s.execute(text("SELECT rowid FROM chunk_words WHERE chunk_words MATCH 'a' LIMIT 1")).all()
    return bool(indexed == chunks)


def rebuild(s: Session) -> None:
    """Make it anew from the chunks, whatever is left of the old one."""
    dialect = s.get_bind().dialect.name
    s.execute(text("DROP TABLE IF EXISTS chunk_words"))
    s.execute(text(_TABLES[dialect]))
    words.index_all(s)
    if dialect == "postgresql":
        s.execute(text(_GIN))
