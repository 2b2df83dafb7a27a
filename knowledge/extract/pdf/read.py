"""PDF files: lines become headings, paragraphs and lists again; every page has an anchor.

Headings are told by their size and weight, which is why pypdf is asked directly: text alone, as
other loaders give it, has neither.
"""

import io
import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from bs4 import BeautifulSoup
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from knowledge.extract.assemble import assemble
from knowledge.extract.document import ExtractedDocument
from knowledge.extract.formats import title_of
from knowledge.extract.pdf.columns import by_columns
from knowledge.extract.pdf.lines import Fonts, Line, body_size, page_lines, without_furniture
from knowledge.extract.pdf.tables import Table, with_tables
from knowledge.refusals import Refusal, UnreadableFile

MAX_PAGES = 2_000
HEADING_SCALE = 1.15
MAX_HEADING_CHARS = 120
MAX_LEVELS = 3
_BULLET = re.compile(r"[\u2022\u25aa\u25cf\u25e6\u2023\u00b7*\u2013-]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_NUMBERED_HEADING = re.compile(r"\d+(?:\.\d+)*\.?\s+[A-Z]")
_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_ENDS = re.compile(r"[.!?:;][\"')\]]*$")


def read_pdf(path: str, data: bytes) -> ExtractedDocument:
    """Read the text of all pages.

    Errors: `file_unreadable` for a PDF that is encrypted, broken, endless or has only pictures.
    """
    try:
        title, pages = _pages(data)
    except (PyPdfError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise UnreadableFile("The PDF is broken.", Refusal.FILE_BROKEN) from error
    pages = without_furniture(pages)
    if not any(pages):
        reason = "The PDF has no text; scanned pages are not read."
        raise UnreadableFile(reason, Refusal.FILE_EMPTY)
    printed = [with_tables(by_columns(lines)) for lines in pages]
    levels = _Levels([[item for item in page if isinstance(item, Line)] for page in printed])
    _name_columns(printed)
    blocks = _joined([list(_blocks(items, levels)) for items in printed])
    first = next((block for page in blocks for block in page if block.kind == "h1"), None)
    html = "".join(_page_html(number, page) for number, page in enumerate(blocks, 1))
    soup = BeautifulSoup(f"<body>{html}</body>", "lxml")
    shown = first.text if first else title or title_of(path)
    return assemble(soup.body or soup, shown, "")


def _pages(data: bytes) -> tuple[str, list[list[Line]]]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile("The PDF is protected by a password.", Refusal.FILE_ENCRYPTED)
    if _declared_pages(reader) > MAX_PAGES:  # before pypdf lists them all
        raise _too_many_pages()
    pages: list[list[Line]] = []
    fonts = Fonts()
    for page in reader.pages:
        if len(pages) >= MAX_PAGES:
            raise _too_many_pages()
        pages.append(page_lines(page, fonts))
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    return (title if " " in title else ""), pages


def _declared_pages(reader: PdfReader) -> int:
    tree = reader.root_object["/Pages"].get_object()
    count = tree.get("/Count", 0) if isinstance(tree, DictionaryObject) else 0
    return int(count) if isinstance(count, int) else 0


def _too_many_pages() -> UnreadableFile:
    reason = f"The PDF has more than {MAX_PAGES:,} pages."
    return UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX)


def _name_columns(pages: Sequence[list[Line | Table]]) -> None:
    """A table that goes on over the page has the same names of columns there."""
    for above, page in pairwise(page for page in pages if page):
        last, first = above[-1], page[0]
        if isinstance(last, Table) and isinstance(first, Table) and first.goes_on(last):
            first.rows.insert(0, last.rows[0])
            first.has_head = True


class _Block:
    """A heading, paragraph or list item that grows line by line; or a table, as HTML."""

    __slots__ = ("kind", "number", "text")

    def __init__(self, kind: str, text: str, number: int = 0) -> None:
        self.kind, self.text, self.number = kind, text, number

    @property
    def is_closed(self) -> bool:
        return self.kind[0] in "ht"

    def add(self, text: str) -> None:
        """Join the next line; a word that was divided is whole again."""
        if _HYPHENATED.search(self.text) and text[:1].islower():
            self.text = self.text[:-1] + text
        else:
            self.text += " " + text


class _Levels:
    """Which lines are headings, and of which level."""

    def __init__(self, pages: Sequence[list[Line]]) -> None:
        self._body = body_size(pages)
        lines = [line for page in pages for line in page]
        sizes = {line.size for line in lines if self._is_larger(line)}
        self._sizes = sorted(sizes, reverse=True)
        first = next((line for line in lines if self._is_larger(line)), None)
        largest = [line for line in lines if self._sizes and line.size == self._sizes[0]]
        self._title = first if first is not None and largest == [first] else None

    def of(self, line: Line) -> str | None:
        """Return the heading's tag, or None for other lines."""
        if line is self._title:
            return "h1"
        if self._is_larger(line):
            sizes = self._sizes[1:] if self._title else self._sizes
            return f"h{2 + min(sizes.index(line.size), MAX_LEVELS - 1)}"
        short = len(line.text) <= MAX_HEADING_CHARS // 2 and not _ENDS.search(line.text)
        if line.bold and short and line.size >= self._body and not _BULLET.match(line.text):
            is_step = _NUMBER.match(line.text) and not _NUMBERED_HEADING.match(line.text)
            return None if is_step else f"h{2 + min(len(self._sizes), MAX_LEVELS)}"
        return None

    def _is_larger(self, line: Line) -> bool:
        return line.size >= self._body * HEADING_SCALE and len(line.text) <= MAX_HEADING_CHARS


def _blocks(items: Sequence[Line | Table], levels: _Levels) -> Iterator[_Block]:
    usual = _usual_gap([item for item in items if isinstance(item, Line)])
    for is_line, run in groupby(items, key=lambda item: isinstance(item, Line)):
        if is_line:
            yield from _texts([item for item in run if isinstance(item, Line)], levels, usual)
        else:
            yield from (_Block("table", item.html()) for item in run if isinstance(item, Table))


def _texts(lines: Sequence[Line], levels: _Levels, usual: float) -> Iterator[_Block]:
    block: _Block | None = None
    before: Line | None = None
    for line in lines:
        tag = levels.of(line)
        bullet, number = _BULLET.match(line.text), _NUMBER.match(line.text)
        apart = before is None or not 0 <= before.y - line.y <= usual * 1.4
        apart = apart and not _goes_on_above(block, before, line)
        if tag and block and block.kind == tag and not apart:
            block.add(line.text)
        elif tag or bullet or number or block is None or block.is_closed or apart:
            if block:
                yield block
            block = _begin(line, tag, bullet, number)
        else:
            block.add(line.text)
        before = line
    if block:
        yield block


def _goes_on_above(block: _Block | None, before: Line | None, line: Line) -> bool:
    """Say whether a sentence goes on at the top of the next column."""
    if block is None or before is None or line.y <= before.y:
        return False
    return line.text[:1].islower() and _ENDS.search(block.text) is None


def _begin(
    line: Line, tag: str | None, bullet: re.Match[str] | None, number: re.Match[str] | None
) -> _Block:
    if tag:
        return _Block(tag, line.text)
    if bullet:
        return _Block("ul", line.text[bullet.end() :])
    if number:
        return _Block("ol", line.text[number.end() :], int(number.group(1)))
    return _Block("p", line.text)


def _usual_gap(lines: Sequence[Line]) -> float:
    """Return the distance of two lines of one paragraph."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if 0 < a.y - b.y < 60]
    sizes = sorted(line.size for line in lines)
    fallback = sizes[len(sizes) // 2] * 1.5 if sizes else 0.0
    return sorted(gaps)[len(gaps) // 3] if gaps else fallback


def _joined(pages: list[list[_Block]]) -> list[list[_Block]]:
    """A sentence that goes on over the page stays with the page on which it begins."""
    last: _Block | None = None
    for blocks in pages:
        going_on = blocks and blocks[0].kind == "p" and blocks[0].text[:1].islower()
        if last and going_on and not last.is_closed and not _ENDS.search(last.text):
            last.add(blocks.pop(0).text)
        last = blocks[-1] if blocks else last
    return pages


def _page_html(number: int, blocks: Sequence[_Block]) -> str:
    parts = [f'<hr id="page={number}">'] if blocks else []
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        group = list(run)
        if kind in {"ul", "ol"}:
            start = f' start="{group[0].number}"' if kind == "ol" else ""
            items = "".join(f"<li>{escape(block.text)}</li>" for block in group)
            parts.append(f"<{kind}{start}>{items}</{kind}>")
        elif kind == "table":
            parts += [block.text for block in group]
        else:
            parts += [f"<{kind}>{escape(block.text)}</{kind}>" for block in group]
    return "".join(parts)
