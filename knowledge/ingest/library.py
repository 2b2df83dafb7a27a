"""Where ingestion keeps documents: the protocol, and the values that cross it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.contracts import DocumentVersion, Embedded


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One attempt to bring a source up to date; the same `run_id` again continues it."""

    run_id: str
    assistant_id: str
    source_id: str


@dataclass(frozen=True, slots=True)
class Target:
    """An assistant that a source is published to, and where its pages are served."""

    assistant_id: str
    url_base: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What is kept of a page or file for the next time.

    `version` names its bytes and what read them; `url` is its own address, if it has one; `etag`,
    `last_modified` and `links` are as the walk gave them. A page that could not be read has a
    `reason`.
    """

    path: str
    version: str
    url: str | None = None
    etag: str = ""
    last_modified: str = ""
    links: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """Everything that becomes visible at once.

    Documents staged by the run replace published ones of the same source and path; `removed` paths
    are closed.
    """

    run: IngestRun
    removed: frozenset[str]


class Library(Protocol):
    """Where ingestion keeps documents. Every method is one transaction of its own."""

    async def pages(self, source_id: str) -> dict[str, KnownPage]:
        """Return what is kept of the source's pages, by path."""

    async def keep_pages(
        self, source_id: str, pages: Sequence[KnownPage], gone: Sequence[str]
    ) -> None:
        """Keep these for the next time, and forget those that are gone."""

    async def documents(self, assistant_id: str, source_id: str) -> dict[str, str]:
        """Return path -> content hash of what is published now."""

    async def staged(self, run: IngestRun) -> dict[str, str]:
        """Return path -> content hash of what this run has staged so far."""

    async def staged_chunks(self, run: IngestRun) -> int:
        """Count the chunks of what this run has staged so far."""

    async def known_vectors(self, content_ids: Sequence[str]) -> set[str]:
        """Return those of the given ids that are stored with their word vectors.

        At most 500 are asked at once. What an older version stored without word vectors is not
        known: it stays searchable, and is completed when it is staged again.
        """

    async def stage(
        self,
        run: IngestRun,
        documents: Sequence[DocumentVersion],
        vectors: Mapping[str, Embedded],
    ) -> set[str]:
        """Store documents with their chunks, invisible, and new vectors (by content id).

        Idempotent: a document staged twice by one run replaces itself; a known vector stays as it
        is, and gets the word vectors that it lacks. Returns the content ids that have no vector
        although they were known a moment ago; then nothing was stored.
        """

    async def unstage(self, run: IngestRun, paths: Sequence[str]) -> None:
        """Drop these documents of what the run has staged."""

    async def discard(self, run: IngestRun) -> None:
        """Drop what other runs of the same source and assistant have staged and not published."""

    async def publish(self, plan: PublishPlan) -> int:
        """Make everything staged by the run visible in one transaction and return the new revision.

        Closes the replaced and removed rows, opens the staged ones, keeps the full-text index in
        step, raises the assistant's revision by one.
        """

    async def clean(self, source_id: str) -> None:
        """Delete rows that were closed two or more revisions ago, with vectors that nothing uses.

        A search that started one revision ago still finds its rows.
        """
