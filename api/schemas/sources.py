"""Where assistants know things from: sources, what became of each document, and its passages."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.schemas.chat import Url
from api.schemas.shown import Shown
from core.text import ClientId, Line, Text
from core.vocabulary import IngestPhase, PageState, SourceKind, SourceState

MAX_TEXT_CHARS = 500_000
MAX_PATTERNS = 50
MAX_ASSISTANTS = 100
MIN_REFRESH_S = 60
MAX_REFRESH_S = 366 * 24 * 3600

AssistantIds = Annotated[list[Line], Field(min_length=1, max_length=MAX_ASSISTANTS)]
SourceName = Annotated[Line, StringConstraints(max_length=120)]
PastedText = Annotated[Text, StringConstraints(max_length=MAX_TEXT_CHARS)]
RefreshSeconds = Annotated[int, Field(ge=MIN_REFRESH_S, le=MAX_REFRESH_S)]
Patterns = Annotated[list[Line], Field(max_length=MAX_PATTERNS)]
AddedKind = Literal[
    SourceKind.URL, SourceKind.SITEMAP, SourceKind.CRAWL, SourceKind.TEXT, SourceKind.FOLDER
]


class SourceSettings(BaseModel):
    """How far a crawl goes, and which paths are wanted; `*` in a pattern stands for anything.

    Unset, a site is read up to 1,000 pages, and a crawl six links deep.
    """

    max_depth: Annotated[int, Field(ge=0, le=20)] | None = None
    max_pages: Annotated[int, Field(ge=1, le=20_000)] | None = None
    include: Patterns | None = None
    exclude: Patterns | None = None


class SourceProgress(Shown):
    """`total` is null while documents are still being found; `chunks` are the new passages."""

    phase: IngestPhase
    done: int
    total: int | None
    chunks: int


class SourceHolding(Shown):
    """What one assistant knows from the source."""

    assistant_id: str
    documents: int
    chunks: int


class SourceOut(Shown):
    """`failed` counts the documents that could not be read; `error` says why a refresh failed.

    `documents` and `chunks` are those of `assistant_id`; `holdings` are those of each assistant,
    which differ until the source is read for one that got it later.
    """

    id: str
    assistant_id: str
    assistant_ids: list[str]
    kind: SourceKind
    name: str
    location: str
    settings: SourceSettings
    refresh_s: int | None
    state: SourceState
    progress: SourceProgress | None
    error: str | None
    documents: int
    chunks: int
    holdings: list[SourceHolding]
    failed: int
    created_at: datetime
    refreshed_at: datetime | None
    next_refresh_at: datetime | None


class SourcesOut(BaseModel):
    items: list[SourceOut]
    next_cursor: str | None = None


class SourceIn(BaseModel):
    """`location` is an address, or a folder on the server; pasted text comes in `text`."""

    kind: AddedKind
    assistant_ids: AssistantIds
    name: SourceName | None = None
    location: Url | None = None
    text: PastedText | None = None
    settings: SourceSettings = SourceSettings()
    refresh_s: RefreshSeconds | None = None
    client_id: ClientId | None = None

    @model_validator(mode="after")
    def _says_where(self) -> "SourceIn":
        given = self.text if self.kind is SourceKind.TEXT else self.location
        if not given or not given.strip():
            wanted = "text" if self.kind is SourceKind.TEXT else "location"
            raise ValueError(f"a source of kind {self.kind.value!r} needs {wanted!r}")
        return self


class SourceTextOut(BaseModel):
    text: str


class SourcePatch(BaseModel):
    """Only what is given changes; `refresh_s` null ends the regular refresh.

    An empty `name` gives the source the one that it gets by itself.
    """

    name: SourceName | None = None
    assistant_ids: AssistantIds | None = None
    settings: SourceSettings | None = None
    refresh_s: RefreshSeconds | None = None
    text: PastedText | None = None


class PageOut(Shown):
    """`id` is null for a document that could not be read; `reason` says why."""

    id: str | None
    path: str
    url: str | None
    title: str
    state: PageState
    reason: str | None
    chunks: int
    fetched_at: datetime | None


class PagesOut(BaseModel):
    items: list[PageOut]
    next_cursor: str | None = None


class ChunkOut(Shown):
    """A passage as it is found and cited; `tokens` are the word pieces that are embedded."""

    id: str
    ordinal: int
    heading_path: list[str]
    anchor: str
    url: str
    text: str
    tokens: int


class DocumentOut(Shown):
    id: str
    assistant_id: str
    source_id: str
    path: str
    url: str
    title: str
    description: str


class DocumentsOut(BaseModel):
    items: list[DocumentOut]
    next_cursor: str | None = None


class DocumentDetailOut(BaseModel):
    document: DocumentOut
    chunks: list[ChunkOut]
