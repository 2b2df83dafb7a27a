"""What a request may change of a source, and what it may point to."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from api.schemas.sources import SourceIn, SourcePatch
from core.errors import Conflict, Invalid, NotAllowed
from core.settings import Settings
from core.vocabulary import SourceKind
from knowledge.fetch.address import place_of
from knowledge.refusals import UnreadableFile
from store import source_files, sources
from store.source_files import GivenFile
from store.sources import Source

TEXT_PATH: Final = "text.md"
PASTED: Final = "Pasted text"


def checked_location(settings: Settings, body: SourceIn) -> str:
    """Where the source lies, if it may be read.

    Errors: 403 `folder_not_allowed`, 422 `bad_address`.
    """
    if body.kind is SourceKind.TEXT:
        return PASTED
    location = body.location or ""
    if body.kind is SourceKind.FOLDER:
        return str(_allowed_folder(settings, Path(location)))
    try:
        place_of(location, allow_private=settings.allow_private_sources)
    except UnreadableFile as refused:
        raise Invalid(refused.detail, code="bad_address") from None
    return location


def add_text(s: Session, source_id: str, text: str) -> None:
    """Keep a pasted text as the only file of its source."""
    file = GivenFile(TEXT_PATH, "text/markdown", text.encode())
    source_files.replace(s, source_id, [file])


def text_of(s: Session, source_id: str) -> str:
    """The pasted text as it was given. Errors: 404 `source_not_found`, 409 `source_has_no_text`."""
    _require_text(sources.get(s, source_id))
    return (source_files.read(s, source_id, TEXT_PATH) or b"").decode()


def apply_patch(s: Session, source_id: str, body: SourcePatch) -> None:
    """Change what the request names; ask for a run when documents may be affected.

    Errors: 404 `source_not_found`, 409 `source_has_no_text`, 422 `unknown_assistant`.
    """
    source = sources.get(s, source_id)
    values: dict[str, Any] = {}
    must_read = False
    if body.name is not None:
        values["name"] = body.name or source.location
        must_read = source.kind == SourceKind.TEXT and values["name"] != source.name
    if "refresh_s" in body.model_fields_set:
        values["refresh_s"] = body.refresh_s
    if body.settings is not None:
        values["settings"] = body.settings.model_dump(exclude_none=True)
        must_read |= values["settings"] != source.settings
    sources.change(s, source_id, values)
    if body.assistant_ids is not None:
        must_read |= sources.share(s, source_id, body.assistant_ids)
    if body.text is not None:
        _require_text(source)
        add_text(s, source_id, body.text)
        must_read = True
    if must_read:
        sources.request(s, source_id)


def _require_text(source: Source) -> None:
    if source.kind != SourceKind.TEXT:
        raise Conflict("Only a pasted text can be changed.", code="source_has_no_text")


def _allowed_folder(settings: Settings, folder: Path) -> Path:
    """A folder below one that the operator has named; links are followed before it is judged."""
    try:
        found = folder.expanduser().resolve()
    except RuntimeError:  # no such user, or links in a circle
        raise Invalid("There is no such folder.", code="bad_address") from None
    allowed = [root.expanduser().resolve() for root in settings.source_folders]
    if not any(found.is_relative_to(root) for root in allowed):
        raise NotAllowed(
            "This folder is not among those that BATON_SOURCE_FOLDERS names.",
            code="folder_not_allowed",
        )
    return found
