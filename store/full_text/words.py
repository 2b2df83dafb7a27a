"""The full-text index of chunks: FTS5 on SQLite, `tsvector` on Postgres.

Both stem English words and weigh title and headings above the text. The table `chunk_words` is
made by a migration and keyed by the chunk's `row_id` (FTS5 calls it `rowid`).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, cast, column, delete, func, select, table, text
from sqlalchemy.dialects.postgresql import REGCONFIG, TSQUERY
from sqlalchemy.orm import Session

from store.passages import visible
from store.tables import CHUNKS

k = CHUNKS.c
FTS5 = table("chunk_words", column("rowid"))
TSVECTOR = table("chunk_words", column("row_id"), column("words"))
ENGLISH = cast("english", REGCONFIG)

_WORDS_OF_CHUNKS = {
    "sqlite": """
        INSERT INTO chunk_words (rowid, title, headings, body)
        SELECT row_id, title, heading_path, text FROM chunks
    """,
    "postgresql": """
        INSERT INTO chunk_words (row_id, words)
        SELECT row_id, setweight(to_tsvector('english', title), 'A')
            || setweight(to_tsvector('english', heading_path), 'B')
            || setweight(to_tsvector('english', text), 'D')
        FROM chunks
    """,
}

# Thousands match: who may see a chunk is asked of the best only, and answered by the index alone.
# Those that may not be seen come as NULL, so that the caller knows whether there may be more.
# It says what `visible` says: SQLAlchemy cannot name the index to use.
_FTS5 = text("""
    SELECT k.chunk_id, best.score
    FROM (
        SELECT rowid, -bm25(chunk_words, 4.0, 2.0, 1.0) AS score
        FROM chunk_words WHERE chunk_words MATCH :match
        ORDER BY score DESC, rowid LIMIT :looked_at
    ) best LEFT JOIN chunks k INDEXED BY ix_chunks_visible ON k.row_id = best.rowid
        AND k.assistant_id = :assistant_id
        AND k.since <= :at AND (k.until IS NULL OR k.until > :at)
    ORDER BY best.score DESC, best.rowid
""")
LOOKED_AT = 3
"""So many times as many matches as are wanted are looked at first."""
ALL = -1


def index_document(s: Session, document_row: int) -> None:
    """Index the chunks of one document, staged or not: who may see them is asked at the search."""
    chosen = text(_WORDS_OF_CHUNKS[_dialect(s)] + "WHERE document_row = :document_row")
    s.execute(chosen, {"document_row": document_row})


def index_all(s: Session) -> None:
    """Index every chunk there is, in an empty table."""
    s.execute(text(_WORDS_OF_CHUNKS[_dialect(s)]))


def drop(s: Session, chunk_rows: Select[tuple[int]]) -> None:
    """Forget these chunks."""
    if _dialect(s) == "sqlite":
        s.execute(delete(FTS5).where(FTS5.c.rowid.in_(chunk_rows)))
    else:
        s.execute(delete(TSVECTOR).where(TSVECTOR.c.row_id.in_(chunk_rows)))


def find(
    s: Session, assistant_id: str, revision: int, terms: Sequence[str], limit: int
) -> list[tuple[str, float]]:
    """Chunk ids with any of the terms, best first; scores are positive, higher is better.

    BM25 on SQLite, `ts_rank` on Postgres: comparable within one result only.
    """
    if not terms:
        return []
    if _dialect(s) == "sqlite":
        asked = {"match": matching(terms), "assistant_id": assistant_id, "at": revision}
        return _best_visible(s, asked, limit)
    query = (
        _tsvector(terms)
        .where(k.assistant_id == assistant_id, *visible(revision))
        .order_by(text("score DESC"), k.row_id)
        .limit(limit)
    )
    return [(row.chunk_id, float(row.score)) for row in s.execute(query)]


def matching(terms: Sequence[str]) -> str:
    """Say "any of them" as FTS5 wants it."""
    return " OR ".join(f'"{term}"' for term in terms)


def _best_visible(s: Session, asked: dict[str, object], limit: int) -> list[tuple[str, float]]:
    """Look at the best matches, and at all of them when others' stand in front."""
    for looked_at in (LOOKED_AT * limit, ALL):
        rows = s.execute(_FTS5, {**asked, "looked_at": looked_at}).all()
        found = [(name, float(score)) for name, score in rows if name is not None]
        if len(found) >= limit or len(rows) < looked_at:
            break
    return found[:limit]


def _dialect(s: Session) -> str:
    return s.get_bind().dialect.name


def _tsvector(terms: Sequence[str]) -> Select[tuple[str, float]]:
    wanted: ColumnElement[str] = func.phraseto_tsquery(ENGLISH, terms[0], type_=TSQUERY)
    for term in terms[1:]:
        wanted = wanted.op("||")(func.phraseto_tsquery(ENGLISH, term, type_=TSQUERY))
    score = func.ts_rank(TSVECTOR.c.words, wanted, 1)
    return (
        select(k.chunk_id, score.label("score"))
        .select_from(TSVECTOR.join(CHUNKS, k.row_id == TSVECTOR.c.row_id))
        .where(TSVECTOR.c.words.op("@@")(wanted))
    )
