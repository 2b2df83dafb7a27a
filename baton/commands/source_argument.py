"""What `baton ingest` was pointed at: an address, a folder, an archive or a single file."""

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from core.errors import Misconfigured
from core.unicode import is_text
from core.vocabulary import SourceKind
from store import source_files, sources
from store.source_files import GivenFile

WEB = (SourceKind.URL, SourceKind.SITEMAP, SourceKind.CRAWL)


@dataclass(frozen=True)
class Given:
    """A source as it was named; `files` are kept in the database."""

    kind: SourceKind
    location: str
    name: str
    files: tuple[GivenFile, ...] = ()


def look_at(place: str, kind: str | None, name: str | None) -> Given:
    """Tell what a place is. Errors: `misconfigured` when there is nothing, or it is of no kind."""
    if place.startswith(("http://", "https://")):
        wanted = SourceKind.SITEMAP if place.endswith(".xml") else SourceKind.URL
        return Given(_chosen(kind, wanted, WEB), place, name or place)
    try:
        found = _on_this_machine(place, kind, name)
    except (OSError, RuntimeError) as error:  # pathlib raises both for what no path can be
        raise Misconfigured(f"{place!r} cannot be read ({error}).") from error
    if found is None:
        raise Misconfigured(
            f"{place!r} is not a folder of documents, nor a file, nor an address (https://...)."
        )
    if not is_text(found.location):
        raise Misconfigured(f"{found.location!a} has a name that is no UTF-8: rename it.")
    return found


@dataclass(frozen=True)
class Asked:
    """A source that was asked to be read; `number` is the request's. `begun` is false when it was
    being read, or waited for that, before."""

    source_id: str
    number: int
    begun: bool


def register(s: Session, now: datetime, given: Given, assistant_id: str) -> Asked:
    """Find or make the source and ask for a run."""
    source_id = sources.ensure(
        s,
        now,
        assistant_id=assistant_id,
        kind=given.kind,
        location=given.location,
        name=given.name,
    )
    if given.files:
        source_files.replace(s, source_id, given.files)
    was_busy = sources.standing(s, source_id).is_busy
    return Asked(source_id, sources.request(s, source_id), begun=not was_busy)


def _on_this_machine(place: str, kind: str | None, name: str | None) -> Given | None:
    if not place.strip():
        return None  # an unset variable of a script, not the folder one happens to be in
    path = Path(place).expanduser().resolve()
    if path.is_dir():
        chosen = _chosen(kind, SourceKind.FOLDER, (SourceKind.FOLDER,))
        return Given(chosen, str(path), name or path.name)
    if not path.is_file():
        return None
    found = SourceKind.ZIP if path.suffix.lower() == ".zip" else SourceKind.FILES
    media = mimetypes.guess_type(path.name)[0] or ""
    file = GivenFile(path.name, media, path.read_bytes())
    return Given(_chosen(kind, found, (found,)), str(path), name or path.name, (file,))


def _chosen(kind: str | None, found: SourceKind, possible: tuple[SourceKind, ...]) -> SourceKind:
    if kind is None:
        return found
    if kind not in possible:
        raise Misconfigured(f"--kind {kind!r} does not fit: here it can be {', '.join(possible)}.")
    return SourceKind(kind)
