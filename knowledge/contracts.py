"""What knowledge asks of its neighbours, and the values that cross the border.

Only the standard library and numpy are imported here, so that an adapter may import this module
cheaply.

Revisions
    Each assistant has one published revision number; 0 means that nothing is published yet. Rows of
    documents and chunks carry `since` and `until`: a reader at revision N sees the rows with
    `since <= N and (until is null or until > N)`. Staged rows have no `since` and nobody sees them.
    Published rows never change, they are only closed by a later `publish`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
"""One embedding, shape (dimensions,), normalised to length 1."""
Vectors = NDArray[np.float32]
"""Several embeddings, shape (n, dimensions), each normalised to length 1."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One passage of a document: the unit that is found and cited.

    `chunk_id` depends only on assistant, source, path and content, so an unchanged passage keeps
    its id when the document around it changes; it is unique within one revision, and may have
    several rows with different `since`. `content_id` names what is embedded (model, title,
    headings, text): the key of the vector. `start` and `end` are character offsets in the
    document's plain text.
    """

    chunk_id: str
    content_id: str
    ordinal: int
    """Place in the document, from 0 and dense: the neighbours are `ordinal - 1` and `ordinal + 1`.
    """
    heading_path: tuple[str, ...]
    """Headings above the passage, outermost first, without the document's title."""
    anchor: str
    """Slug of the nearest heading; the title is one."""
    passage: str
    """`id` of the passage on the served page; equals `anchor` for the first chunk of a section."""
    text: str
    """Light Markdown: lists, steps, tables and code keep their form; no emphasis, no link targets.
    """
    start: int
    end: int
    tokens: int


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One page or file in one version, ready to be published."""

    document_id: str
    """Stable for (assistant, source, path), also over versions."""
    path: str
    """POSIX path inside the source, or the URL it was fetched from."""
    url: str
    """Where the page is served, without fragment."""
    title: str
    description: str
    content_hash: str
    """Of the file's bytes and of the extractor's version."""
    html: str
    """Sanitised fragment for the served page; every chunk's `passage` is an `id` in it."""
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """One chunk with what a citation and an answer need around it."""

    chunk_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    passage: str
    url: str
    """The document's URL, without fragment."""
    path: str
    text: str
    before: str
    """Text of the chunk before it in the same document, or empty."""
    after: str
    tokens: bytes = b""
    """Its packed word vectors (`Embedded.tokens`), empty when it has none."""
    cut_before: bool = False
    """Whether the chunk before it stands under the same headings: its section was cut there."""
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One search result, best first in its list.

    `score` is what the list is ordered by (comparable only within one search). `cosine`
    is -1..1. `lexical` is the full-text score, 0 when the full text did not find it. Ranks count
    from 1: `rank` in this list, `vector_rank` by cosine and `lexical_rank` by full text among all
    candidates, the last 0 when the full text did not find it.
    """

    chunk_id: str
    document_id: str
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    url: str
    """Opens the page at the passage: the document's URL with the passage as fragment."""
    path: str
    text: str
    before: str
    after: str
    score: float
    cosine: float
    lexical: float
    rank: int
    vector_rank: int = 0
    lexical_rank: int = 0
    coverage: float = 0.0
    """Share of the query's terms that stand in the passage, its title or its headings, 0..1."""
    background: float = 0.0
    """Mean cosine of what the search found nearest but not near (see `fusion.background`): the same
    for all passages of one search. How far a passage stands out says more than how near it is."""
    late: float = 0.0
    """How well each word of the query is met by a word of the passage, weighted by rarity, about
    0..1; 0 without a vector, and for what was ranked by the first two scores only."""
    features: Mapping[str, float] = field(default_factory=dict)
    """Everything that the order was made of, see `knowledge.rank.features`; empty where `late` is
    missing."""
    revision: int = 0
    cut_before: bool = False
    """As in `StoredPassage`."""
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class Embedded:
    """What is kept of one embedded passage.

    `vector`: float32 bytes of the whole. `tokens`: one small vector for each telling word piece,
    packed by the embedder (empty when there is none): compared with a question word by word.
    """

    vector: bytes
    tokens: bytes


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A question as late interaction compares it: its telling word pieces and their vectors.

    `words` has the whole word of each row of `pieces`: (n, small) float32, normalised.
    """

    vector: Vector
    words: tuple[str, ...]
    pieces: Vectors


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """What nobody has published, but competes in one search: how would it do?"""

    title: str
    text: str


class Embedder(Protocol):
    """Turns text into vectors; same text, same vector."""

    @property
    def model(self) -> str:
        """Name and version of the weights; part of every `content_id`."""

    @property
    def dimensions(self) -> int: ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count word pieces without the two special ones."""

    async def embed(self, texts: Sequence[str]) -> Vectors: ...

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """Embed what is searched in: the vector and the small word vectors, in one run."""

    async def embed_query(self, text: str) -> Vector: ...

    async def read_query(self, text: str) -> ReadQuery:
        """Embed what is searched for, with its word vectors, in one run.

        The last line is the question, lines before it only lead to it and weigh less; `embed_query`
        is about the whole text.
        """


class FullText(Protocol):
    """Ranks chunks by words."""

    async def full_text(
        self, assistant_id: str, revision: int, terms: Sequence[str], limit: int
    ) -> list[tuple[str, float]]:
        """Return (chunk id, score), best first, higher is better, always positive.

        `terms` are free of operators: letters, digits and inner `_ - . / : @ # +`. Each is one
        phrase of the tokenizer; chunks with any of them count (OR). Title and headings weigh more
        than text. An empty list of terms finds nothing.
        """


class ChunkReader(Protocol):
    """Reads what is published."""

    async def revision(self, assistant_id: str) -> int:
        """Return the published revision, 0 when there is none. Asked before every search: cheap."""

    def vectors(
        self, assistant_id: str, revision: int
    ) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
        """Yield batches of (chunk id, float32 bytes) until every visible chunk was given once."""

    def texts(self, assistant_id: str, revision: int) -> AsyncIterator[Sequence[str]]:
        """Yield batches of titles, headings and texts, one string a visible chunk."""

    async def vectors_of(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> dict[str, bytes]:
        """Return the float32 bytes of those chunks that are visible at that revision."""

    async def passages(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> list[StoredPassage]:
        """Return the passages visible at that revision in the order asked; unknown ids are left
        out.
        """

    async def taken_away(
        self, assistant_id: str, revision: int, chunk_ids: Sequence[str]
    ) -> set[str]:
        """Return those chunks of that revision whose document is not published any more, not even
        changed.
        """
