"""The full-text index is a cache of the chunks: is it whole, and how is it made again?"""

from sqlalchemy import text
from sqlalchemy.orm import Session

_SIZES = {
    "sqlite": "SELECT (SELECT count(*) FROM chunk_words_docsize), (SELECT count(*) FROM chunks)",
    "postgresql": "SELECT (SELECT count(*) FROM chunk_words), (SELECT count(*) FROM chunks)",
}
_MAKE = {
    "sqlite": (
        """CREATE VIRTUAL TABLE chunk_words
           USING fts5 (title, headings, body, tokenize = 'porter unicode61')""",
        """INSERT INTO chunk_words (rowid, title, headings, body)
           SELECT row_id, title, heading_path, text FROM chunks""",
    ),
    "postgresql": (
        """CREATE TABLE chunk_words (
               row_id integer PRIMARY KEY REFERENCES chunks (row_id), words tsvector NOT NULL)""",
        """INSERT INTO chunk_words (row_id, words)
           SELECT row_id, setweight(to_tsvector('english', title), 'A')
               || setweight(to_tsvector('english', heading_path), 'B')
               || setweight(to_tsvector('english', text), 'D') FROM chunks""",
        "CREATE INDEX ix_chunk_words_words ON chunk_words USING gin (words)",
    ),
}


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
    s.execute(text("DROP TABLE IF EXISTS chunk_words"))
    for statement in _MAKE[s.get_bind().dialect.name]:
        s.execute(text(statement))
