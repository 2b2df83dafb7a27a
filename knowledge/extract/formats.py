"""One file of any format becomes an `ExtractedDocument`."""

import codecs
import posixpath
import re

from bs4 import BeautifulSoup, Tag
from bs4.builder import ParserRejectedMarkup

from knowledge.extract.assemble import assemble
from knowledge.extract.document import ExtractedDocument
from knowledge.extract.elements import heading_text
from knowledge.extract.markdown import markdown_page, text_html
from knowledge.extract.tree import main_content, tidy
from knowledge.fetch import UnreadableFile

EXTRACTOR_VERSION = "1"
"""Raise it when extraction, splitting or rendering changes: documents are then made anew."""

HTML_SUFFIXES = frozenset({".html", ".htm"})
_SITE_NAME = re.compile(r"\s+[|\u2013\u2014·]\s+[^|\u2013\u2014·]+$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def extract(path: str, data: bytes) -> ExtractedDocument:
    """Read one document.

    Errors: `file_unreadable` when the bytes are not text or nothing is left to read.
    """
    try:
        document = _read(path, data)
    except (ValueError, RecursionError, ParserRejectedMarkup) as error:
        raise UnreadableFile(f"cannot be parsed: {error}") from error
    if not document.sections:
        raise UnreadableFile("has no text")
    return document


def _read(path: str, data: bytes) -> ExtractedDocument:
    stem, suffix = posixpath.splitext(path)
    text = _decoded(data, lenient=suffix.lower() in HTML_SUFFIXES)
    fallback = _title_of(stem)
    if suffix.lower() in HTML_SUFFIXES:
        return _html(text, fallback)
    if suffix.lower() == ".txt":
        return _page(text_html(text), "", "", fallback)
    page = markdown_page(text)
    return _page(page.html, page.title, page.description, fallback)


def _page(html: str, title: str, description: str, fallback: str) -> ExtractedDocument:
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    return _document(soup.body or soup, title, description, fallback)


def _html(text: str, fallback: str) -> ExtractedDocument:
    soup = BeautifulSoup(text, "lxml")
    described = soup.find("meta", attrs={"name": "description"})
    description = str(described.get("content") or "") if isinstance(described, Tag) else ""
    named = soup.title.get_text().strip() if soup.title else ""
    body = main_content(soup)
    return _document(body, "", description, _SITE_NAME.sub("", named) or fallback)


def _document(body: Tag, title: str, description: str, fallback: str) -> ExtractedDocument:
    tidy(body)
    first = body.find("h1")
    found = heading_text(first) if isinstance(first, Tag) else ""
    return assemble(body, title or found or fallback, " ".join(description.split()))


def _decoded(data: bytes, *, lenient: bool) -> str:
    """Decode UTF-8 or what a byte order mark says; HTML may also be in an older encoding."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data:
        raise UnreadableFile("is not text (it contains NUL bytes)")
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if not lenient:
            raise UnreadableFile(f"is not {encoding} text (byte {error.start})") from error
        text = data.decode("cp1252", errors="replace")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _title_of(stem: str) -> str:
    folder, name = posixpath.split(stem)
    if name.lower() in {"index", "readme"} and folder:
        name = posixpath.basename(folder)
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:] or "Document"
