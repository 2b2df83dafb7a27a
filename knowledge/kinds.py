"""Which formats are read, and whether a file is what it says it is."""

import io
import posixpath
import zipfile
from enum import StrEnum
from urllib.parse import urlsplit

import puremagic

from knowledge.refusals import Refusal, UnreadableFile


class Format(StrEnum):
    MARKDOWN = "Markdown"
    HTML = "HTML"
    TEXT = "text"
    PDF = "PDF"
    DOCX = "Word"
    CSV = "CSV"


TEXT_FORMATS = frozenset({Format.MARKDOWN, Format.HTML, Format.TEXT, Format.CSV})
MAX_TEXT_BYTES = 5_000_000
_BY_SUFFIX = {
    ".md": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".txt": Format.TEXT,
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
}
_BY_MEDIA = {
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/plain": Format.TEXT,
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "text/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
}
_UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain"})
"""Browsers and servers say these of files they do not know."""
SUFFIXES = frozenset(_BY_SUFFIX)
ARCHIVES = frozenset({".zip"})
_WORD_PART = "word/document.xml"


def suffix_of(path: str) -> str:
    """Return the lower-case suffix of a path or an address."""
    return posixpath.splitext(urlsplit(path).path if "://" in path else path)[1].lower()


def format_of(address: str, media: str) -> Format | None:
    """Name the format of a response by what it is declared to be; the address says little."""
    declared, named = _BY_MEDIA.get(media), _BY_SUFFIX.get(suffix_of(address))
    unsure = media in _UNSPECIFIC and declared in {None, Format.TEXT}
    return named if unsure and named is not None else declared


def sniff(path: str, media: str, data: bytes) -> Format:
    """Name the format; name, declared type and content must agree.

    A web page's address says nothing about its format, so there the declared type leads.
    Errors: `file_unreadable`.
    """
    named = _BY_SUFFIX.get(suffix_of(path))
    declared = _BY_MEDIA.get(media)
    if "://" in path:
        expected = format_of(path, media)
    else:
        expected = named
        if media not in _UNSPECIFIC and declared not in {None, named} and named is not None:
            _mismatch(named, f"was sent as {media}")
    if expected is None:
        reason = "Files of this kind are not read."
        raise UnreadableFile(reason, Refusal.FILE_KIND_UNKNOWN)
    _check_content(expected, data)
    return expected


def _check_content(expected: Format, data: bytes) -> None:
    begins_pdf = b"%PDF-" in data[:1024]
    if expected is Format.PDF:
        if not begins_pdf:
            _mismatch(expected, "is none")
    elif expected is Format.DOCX:
        if not _is_word(data):
            _mismatch(expected, "is none")
    elif data.startswith(b"%PDF-") or _is_binary(data):
        _mismatch(expected, "holds something else")


def _is_word(data: bytes) -> bool:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        reason = "The Word file is protected by a password or of an old format; save it as .docx."
        raise UnreadableFile(reason, Refusal.FILE_ENCRYPTED)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _WORD_PART in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_binary(data: bytes) -> bool:
    """Ask the magic numbers, but only about what is no text: words may look like numbers."""
    head = data[:2048]
    if head.startswith((b"PK\x03\x04", b"\x7fELF", b"MZ\x90", b"\xd0\xcf\x11\xe0")):
        return True
    if b"\0" not in head:
        return False
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return any(
        match.confidence >= 0.8 and not match.mime_type.startswith("text/") for match in found
    )


def _mismatch(expected: Format, but: str) -> None:
    reason = f"By its name this is a {expected} file, but it {but}."
    raise UnreadableFile(reason, Refusal.FILE_KIND_MISMATCH)
