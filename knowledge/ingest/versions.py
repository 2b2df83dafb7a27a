"""Make the version of a document that one assistant publishes: chunks, page, address."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from knowledge.contracts import DocumentVersion, Embedder
from knowledge.extract import ExtractedDocument
from knowledge.ingest.library import KnownPage, Target
from knowledge.ingest.render import render
from knowledge.ingest.split import Splitter
from knowledge.urls import page_urls


@dataclass(frozen=True, slots=True)
class Made:
    """A document's new version, and what of it is embedded: content id -> text."""

    document: DocumentVersion
    embedded: Mapping[str, str]


class Publisher:
    """Knows where one assistant's pages of a source lie, and makes their versions."""

    def __init__(self, target: Target, source_id: str, embedder: Embedder) -> None:
        self.assistant_id = target.assistant_id
        self._base = target.url_base
        self._source_id = source_id
        self._splitter = Splitter(embedder, f"{target.assistant_id}/{source_id}")
        self._urls: dict[str, str] = {}

    def place(self, pages: Mapping[str, KnownPage]) -> None:
        """Give every page its address: its own, or one below the assistant's."""
        own = {path: page.url for path, page in pages.items() if page.url is not None}
        served = page_urls((path for path in pages if path not in own), self._base)
        self._urls = {**served, **own}

    def content_hash(self, page: KnownPage) -> str:
        """Name the version that the page has here."""
        digest = hashlib.sha256(f"{page.version}\0{self._urls[page.path]}".encode())
        return digest.hexdigest()

    def make(self, page: KnownPage, extracted: ExtractedDocument) -> Made:
        """Split and render; a page with an address of its own is cited there and not served."""
        pieces = self._splitter.split(extracted, page.path)
        chunks = tuple(piece.chunk for piece in pieces)
        html = ""
        if page.url is None:
            html = render(extracted, pieces, page.path, self._urls)
        else:
            origins = extracted.origins
            chunks = tuple(
                replace(chunk, passage=origins.get(chunk.anchor, "")) for chunk in chunks
            )
        document = DocumentVersion(
            document_id=self._document_id(page.path),
            path=page.path,
            url=self._urls[page.path],
            title=extracted.title,
            description=extracted.description,
            content_hash=self.content_hash(page),
            html=html,
            chunks=chunks,
        )
        return Made(document, {piece.chunk.content_id: piece.embedded for piece in pieces})

    def _document_id(self, path: str) -> str:
        key = "\0".join([self.assistant_id, self._source_id, path])
        return "doc_" + hashlib.blake2b(key.encode(), digest_size=13).hexdigest()
