"""What a source is, what walking it gives, and how much of it is read at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from core.vocabulary import SourceKind
from knowledge.kinds import TEXT_FORMATS, format_of
from knowledge.refusals import Refusal

NOTHING = "The {place} has no document that is asked for and can be read."
"""Said of a whole source. What it held before stays: a volume may not be mounted just now."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source as plain data.

    `location` is a folder for `folder`, an address for `url`, `sitemap` and `crawl`, and the key of
    the `FileStore` (the source's id) for `files`, `zip`, `text` and `answers`. `settings` may hold
    `max_pages`, `max_depth`, and `include` and `exclude`: lists of path patterns with `*`.
    """

    kind: SourceKind
    location: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    """Of a pasted text, which has no name of a file to be called by; empty: its own heading's."""

    def asked(self, setting: str, default: int, most: int) -> int:
        """Return what the source sets, at most `most`, or the default."""
        wanted = self.settings.get(setting)
        return min(wanted, most) if isinstance(wanted, int) and wanted >= 0 else default


@dataclass(frozen=True, slots=True)
class Limits:
    """What one walk may cost."""

    file_bytes: int = 20_000_000
    page_bytes: int = 5_000_000
    files: int = 20_000
    expanded_bytes: int = 1_000_000_000
    """All members of one archive together."""
    max_pages: int = 1_000
    """Unless the source sets another number, as `max_depth`."""
    most_pages: int = 20_000
    max_depth: int = 6
    most_depth: int = 20
    delay_s: float = 0.5
    """Between two requests to one site, when its robots.txt asks for nothing longer."""
    longest_delay_s: float = 30.0
    """A site that asks for more than this gets this."""

    def useful_bytes(self, address: str, media: str) -> int:
        """Return how much of a response of this declared type is read, 0 when it is no document."""
        found = format_of(address, media)
        if found is None:
            return 0
        return self.page_bytes if found in TEXT_FORMATS else self.file_bytes


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets a server say "unchanged"; keep them with the document, as they were given.

    `links` are the addresses that the page leads to, since a crawl goes on from an unchanged page.
    """

    etag: str = ""
    last_modified: str = ""
    links: tuple[str, ...] = ()

    @property
    def can_ask(self) -> bool:
        """Whether a server can be asked for changes only."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file or page with its bytes.

    `path` is stable and unique within the source: a POSIX path, or the page's normalised address.
    """

    path: str
    data: bytes
    url: str | None = None
    """The company's own page, which citations open; None for files that Baton serves."""
    media: str = ""
    """Declared media type without parameters, or empty."""
    validators: Validators = Validators()
    of: int | None = None
    """How many the walk expects, as far as it knows by now."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server says that `known[path]` still holds."""

    path: str
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """One file or page that is not read; `reason` is a sentence for people."""

    path: str
    reason: str
    refusal: Refusal
    of: int | None = None
    with_all_below: bool = False
    """Whether it is a folder: nothing is known of what lies below its path."""

    @property
    def is_gone(self) -> bool:
        """Whether the page is no part of the source (any more): it does not exist, or lies beyond
        the limit. Otherwise its published version stays; also that of a file which was listed and
        could not be opened, since a file that has really gone is not listed the next time."""
        return self.refusal in {Refusal.PAGE_MISSING, Refusal.LIMIT_REACHED}


Item = Fetched | Unchanged | Refused


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One uploaded file, or a pasted text."""

    name: str
    media: str
    size: int


class FileStore(Protocol):
    """Where uploaded files are kept."""

    async def files(self, key: str) -> Sequence[StoredFile]:
        """List the files of one source in a stable order."""

    async def read(self, key: str, name: str) -> bytes:
        """Return one file's bytes."""
