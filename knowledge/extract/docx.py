"""Word files: headings by style, or bold; lists by numbering, tables, links and code."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.extract.document import ExtractedDocument
from knowledge.extract.docx_headings import bold_headings
from knowledge.extract.docx_notes import is_hidden, note_at, notes_of
from knowledge.extract.formats import page_document
from knowledge.refusals import Refusal, UnreadableFile, megabytes

MAX_EXPANDED_BYTES = 200_000_000
MAX_PARTS = 5_000
MAX_SPAN = 60
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_XML = (".xml", ".rels")
_HEADING = re.compile(r"heading ([1-6])\b", re.IGNORECASE)
_CODE = re.compile(r"\b(?:code|preformatted|source)\b", re.IGNORECASE)
_PLAIN = re.compile(r"(?:normal|body text|text body|no spacing|standard)\b|\Z", re.IGNORECASE)
_ANY_LEVEL = re.compile(r"toc \d|table of contents", re.IGNORECASE)
_INSIDE = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag")}
_GONE = {qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr")}
_REPEATED = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs read instead: the text of a text box once more."""


def read_docx(path: str, data: bytes) -> ExtractedDocument:
    """Read the body; headers, footers, comments, hidden and deleted words are left out."""
    _check_parts(data)
    try:
        word = Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise UnreadableFile("The Word file is broken.", Refusal.FILE_BROKEN) from error
    html = _titled("\n".join(_Body(word).html()))
    title = (word.core_properties.title or "").strip()
    return page_document(html, path, "" if "<h1>" in html else title)


def _titled(html: str) -> str:
    """A single heading of the first level, on top, is the title."""
    html = html.lstrip()
    if not html.startswith("<h2>") or html.count("<h2>") != 1:
        return html
    return re.sub(r"<(/?)h([2-6])>", lambda tag: f"<{tag[1]}h{int(tag[2]) - 1}>", html)


def _check_parts(data: bytes) -> None:
    """Refuse what would expand without end, and XML that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            size = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or size > MAX_EXPANDED_BYTES:
                reason = f"The Word file expands to more than {megabytes(MAX_EXPANDED_BYTES)}."
                raise UnreadableFile(reason, Refusal.FILE_EXPANDS)
            for part in parts:
                if part.filename.lower().endswith(_XML) and _declares(package.read(part)):
                    reason = "The Word file declares XML entities, which no Word file needs."
                    raise UnreadableFile(reason, Refusal.ARCHIVE_UNSAFE)
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError) as error:
        raise UnreadableFile("The Word file is broken.", Refusal.FILE_BROKEN) from error


def _declares(part: bytes) -> bool:
    return any(mark in part for mark in _DECLARATIONS)


class _Body:
    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._styles = {style.style_id: style for style in word.styles}
        self._links = {
            key: link.target_ref for key, link in word.part.rels.items() if link.is_external
        }
        self._formats = _list_formats(word)
        self._notes = notes_of(word)
        self._bold = self._bold_levels()

    def html(self) -> Iterator[str]:
        yield from self._blocks(self._word.element.body)

    def _bold_levels(self) -> dict[etree._Element, int]:
        """Return the level of each heading that is only bold: below all that have a style."""
        blocks = [child for child in _children(self._word.element.body) if self._inline(child)]
        paragraphs = [block for block in blocks if block.tag == qn("w:p")]
        names = {block: self._style_name(block) for block in paragraphs}
        styled = [
            int(found.group(1)) for name in names.values() if (found := _HEADING.search(name))
        ]
        plain = [
            block
            for block, name in names.items()
            if _PLAIN.match(name) and self._item(block) is None
        ]
        top = max(styled, default=0) + 2
        return {
            block: min(top + deeper, 6) for block, deeper in bold_headings(blocks, plain).items()
        }

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        """Yield blocks; consecutive list paragraphs come out as one list."""
        items: list[tuple[int, bool, str]] = []
        for child in _children(parent):
            if child.tag == qn("w:p"):
                item = self._item(child)
                if item is not None:
                    items.append(item)
                    continue
                yield from _lists(items)
                items = []
                yield self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from _lists(items)
                items = []
                yield self._table(child)
        yield from _lists(items)

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = self._inline(paragraph).strip()
        name = self._style_name(paragraph)
        if not text or _ANY_LEVEL.search(name):
            return ""
        if name.lower() == "title":
            return f"<h1>{text}</h1>"
        if found := _HEADING.search(name):
            level = min(int(found.group(1)) + 1, 6)
            return f"<h{level}>{text}</h{level}>"
        if paragraph in self._bold:
            return f"<h{self._bold[paragraph]}>{text}</h{self._bold[paragraph]}>"
        if _CODE.search(name):
            return f"<pre>{text.replace('<br>', chr(10))}</pre>"
        return f"<p>{text}</p>"

    def _item(self, paragraph: etree._Element) -> tuple[int, bool, str] | None:
        """Return (level, whether it is numbered, text) of a list paragraph."""
        name = self._style_name(paragraph)
        if _HEADING.search(name) or name.lower() == "title":
            return None
        numbering = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = self._style_element(paragraph)
        if numbering is None and style is not None:
            numbering = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        is_list = name.lower().startswith("list ")
        if numbering is None and not is_list:
            return None
        text = self._inline(paragraph).strip()
        level, number = _value(numbering, "w:ilvl"), _value(numbering, "w:numId")
        if is_list and name[-1].isdigit():  # "List Bullet 2"
            level = str(int(name[-1]) - 1)
        kind = self._formats.get((number, level), "")
        numbered = kind not in {"bullet", "none"} if kind else "number" in name.lower()
        return (int(level or 0), numbered, text) if text else None

    def _table(self, table: etree._Element) -> str:
        """Write a table; what is merged over rows stands in each of them."""
        rows = [row for row in table.iter(qn("w:tr")) if _holder(row) is table]
        above: dict[int, str] = {}
        shown = []
        for place, row in enumerate(rows):
            tag = "th" if place == 0 and len(rows) > 1 else "td"
            cells, column = [], 0
            for cell in row.iter(qn("w:tc")):
                if _holder(cell) is not table:
                    continue
                said = _setting(cell, "w:gridSpan")
                width = max(1, min(int(said), MAX_SPAN)) if said.isdecimal() else 1
                if _setting(cell, "w:vMerge") != "continue":
                    above[column] = self._cell(cell)
                cells.append(f'<{tag} colspan="{width}">{above.get(column, "")}</{tag}>')
                column += width
            shown.append(f"<tr>{''.join(cells)}</tr>")
        return f"<table>{''.join(shown)}</table>"

    def _cell(self, cell: etree._Element) -> str:
        texts = (self._inline(paragraph).strip() for paragraph in cell.iter(qn("w:p")))
        return "<br>".join(filter(None, texts))

    def _inline(self, parent: etree._Element) -> str:
        parts: list[str] = []
        for child in parent:
            if child.tag in _GONE or child.tag == _REPEATED or is_hidden(child):
                continue
            parts.append(escape(note_at(child, self._notes)))
            if child.tag == qn("w:t"):
                parts.append(escape(child.text or ""))
            elif child.tag in {qn("w:br"), qn("w:cr")}:
                parts.append("<br>")
            elif child.tag == qn("w:tab"):
                parts.append(" ")
            elif child.tag == qn("w:hyperlink"):
                parts.append(self._link(child))
            else:
                parts.append(self._inline(child))
        return "".join(parts)

    def _link(self, link: etree._Element) -> str:
        words = self._inline(link)
        target = self._links.get(link.get(qn("r:id"), ""))
        return f'<a href="{escape(target)}">{words}</a>' if target else words

    def _style_element(self, paragraph: etree._Element) -> etree._Element | None:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        found = self._styles.get(style.get(qn("w:val"))) if style is not None else None
        return found.element if found is not None else None

    def _style_name(self, paragraph: etree._Element) -> str:
        """Return the style's built-in name, or that of the style it is based on."""
        style = self._style_element(paragraph)
        names: list[str] = []
        while style is not None and len(names) < 5:
            name, base = style.find(qn("w:name")), style.find(qn("w:basedOn"))
            names.append(name.get(qn("w:val"), "") if name is not None else "")
            parent = self._styles.get(base.get(qn("w:val"))) if base is not None else None
            style = parent.element if parent is not None else None
        telling = (name for name in names if _HEADING.search(name) or name.lower() == "title")
        return next(telling, names[0] if names else "")


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if child.tag in _INSIDE:
            yield from _children(child)
        elif isinstance(child.tag, str):
            yield child


def _holder(part: etree._Element) -> etree._Element:
    """Return the table that a row or cell belongs to; tables stand in cells of others."""
    return next(part.iterancestors(qn("w:tbl")))


def _setting(cell: etree._Element, name: str) -> str:
    """Return how a cell is merged; one without a value goes on with the cell above."""
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return "" if found is None else found.get(qn("w:val"), "continue")


def _lists(items: list[tuple[int, bool, str]]) -> Iterator[str]:
    """Nest a run of items by their levels."""
    open_tags: list[str] = []
    parts: list[str] = []
    for level, numbered, text in items:
        depth = min(level, len(open_tags)) + 1
        while len(open_tags) > depth:
            parts.append(f"</li></{open_tags.pop()}>")
        tag = "ol" if numbered else "ul"
        if len(open_tags) == depth:
            parts.append("</li>")
            if depth == 1 and open_tags[0] != tag:
                parts.append(f"</{open_tags.pop()}>")
        if len(open_tags) < depth:
            parts.append(f"<{tag}>")
            open_tags.append(tag)
        parts.append(f"<li>{text}")
    parts += [f"</li></{tag}>" for tag in reversed(open_tags)]
    yield "".join(parts)


def _list_formats(word: WordDocument) -> dict[tuple[str, str], str]:
    """Map (numbering id, level) to its format: `bullet`, `decimal` and others."""
    try:
        numbering = word.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    abstract = {
        (entry.get(qn("w:abstractNumId")), level.get(qn("w:ilvl"))): _value(level, "w:numFmt")
        for entry in numbering.iter(qn("w:abstractNum"))
        for level in entry.iter(qn("w:lvl"))
    }
    return {
        (number.get(qn("w:numId")), level): kind
        for number in numbering.iter(qn("w:num"))
        for (key, level), kind in abstract.items()
        if key == _value(number, "w:abstractNumId")
    }


def _value(parent: etree._Element | None, name: str) -> str:
    found = parent.find(qn(name)) if parent is not None else None
    return found.get(qn("w:val"), "") if found is not None else "0" if name == "w:ilvl" else ""
