"""Word files: headings by style, or bold; lists by numbering, tables, links and code."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from knowledge.extract.document import ExtractedDocument
from knowledge.extract.docx.headings import bold_headings
from knowledge.extract.docx.lists import Item, Numbering, level_of, lists, value_of
from knowledge.extract.docx.notes import is_hidden, note_at, notes_of
from knowledge.extract.formats import page_document
from knowledge.refusals import Refusal, UnreadableFile, megabytes

MAX_EXPANDED_BYTES = 200_000_000
MAX_PARTS = 5_000
MAX_SPAN = 60
MAX_BASES = 5
"""A style is based on no more than so many others."""
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_XML = (".xml", ".rels")
_HEADING = re.compile(r"heading ([1-6])\b", re.IGNORECASE)
_COMPOSED = re.compile(r"\w\.\w")
_CODE = re.compile(r"\b(?:code|preformatted|source)\b", re.IGNORECASE)
_PLAIN = re.compile(r"(?:normal|body text|text body|no spacing|standard)\b|\Z", re.IGNORECASE)
_ANY_LEVEL = re.compile(r"toc \d|table of contents", re.IGNORECASE)
_INSIDE = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:customXml", "w:smartTag")}
_GONE = {qn(name) for name in ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr")}
_LETTERS = {qn("w:tab"): " ", qn("w:noBreakHyphen"): "-", qn("w:ptab"): " "}
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
        self._notes = notes_of(word)
        self._items = self._numbered(Numbering(word))
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
            if _PLAIN.match(name) and block not in self._items and not self._level(block)
        ]
        top = max(styled, default=0) + 2
        return {
            block: min(top + deeper, 6) for block, deeper in bold_headings(blocks, plain).items()
        }

    def _blocks(self, parent: etree._Element) -> Iterator[str]:
        """Yield blocks; consecutive list paragraphs come out as one list."""
        items: list[Item] = []
        for child in _children(parent):
            if child.tag == qn("w:p"):
                item = self._items.get(child)
                if item is not None and not self._level(child):
                    text = self._inline(child).strip()
                    items += [replace(item, text=text)] if text else []
                    continue
                yield from lists(items)
                items = []
                yield self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from lists(items)
                items = []
                yield self._table(child)
        yield from lists(items)

    def _paragraph(self, paragraph: etree._Element) -> str:
        text = self._inline(paragraph).strip()
        name = self._style_name(paragraph)
        if not text or _ANY_LEVEL.search(name):
            return ""
        if name.lower() == "title":
            return f"<h1>{text}</h1>"
        if level := min(self._level(paragraph) + 1, 6) if self._level(paragraph) else 0:
            item = self._items.get(paragraph)
            label = f"{item.label} " if item and item.label else ""
            return f"<h{level}>{label}{text}</h{level}>"
        if paragraph in self._bold:
            return f"<h{self._bold[paragraph]}>{text}</h{self._bold[paragraph]}>"
        if _CODE.search(name):
            return f"<pre>{text.replace('<br>', chr(10))}</pre>"
        return f"<p>{text}</p>"

    def _numbered(self, numbering: Numbering) -> dict[etree._Element, Item]:
        """Return the paragraphs of lists, and the headings with numbers."""
        found: dict[etree._Element, Item] = {}
        for paragraph in self._word.element.body.iter(qn("w:p")):
            name = self._style_name(paragraph)
            settings = self._setting(paragraph, "w:numPr")
            number = value_of(settings, "w:numId")
            is_list = name.lower().startswith("list ")
            if number == "0" or (not number and not is_list) or name.lower() == "title":
                continue
            level = level_of(settings)
            if is_list and name[-1].isdigit():  # "List Bullet 2"
                level = int(name[-1]) - 1
            kind = numbering.kind(number, level)
            is_numbered = kind not in {"bullet", "none"} if kind else "number" in name.lower()
            count, label = numbering.next(number or name, level) if is_numbered else (1, "")
            composed = _COMPOSED.search(label) or self._level(paragraph) > 0
            found[paragraph] = Item(level, is_numbered, count, escape(label) if composed else "")
        return found

    def _level(self, paragraph: etree._Element) -> int:
        """Return the level of a heading, by its style or by its outline; 0 for other text."""
        if found := _HEADING.search(self._style_name(paragraph)):
            return int(found.group(1))
        outline = self._setting(paragraph, "w:outlineLvl")
        said = outline.get(qn("w:val"), "") if outline is not None else ""
        return int(said) + 1 if said in {"0", "1", "2", "3", "4", "5"} else 0

    def _setting(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """Return what is set for a paragraph: by itself, by its style, or by what that bases on."""
        path = f"{qn('w:pPr')}/{qn(name)}"
        found = paragraph.find(path)
        style = self._style_element(paragraph)
        for _ in range(MAX_BASES):
            if found is not None or style is None:
                break
            found, style = style.find(path), self._base(style)
        return found

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
                said = _merge(cell, "w:gridSpan")
                width = max(1, min(int(said), MAX_SPAN)) if said.isdecimal() else 1
                if _merge(cell, "w:vMerge") != "continue":
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
            elif child.tag in _LETTERS:
                parts.append(_LETTERS[child.tag])
            elif child.tag == qn("w:r") and _is_raised(child):
                parts.append(f"<sup>{self._inline(child)}</sup>")
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

    def _base(self, style: etree._Element) -> etree._Element | None:
        found = self._styles.get(value_of(style, "w:basedOn"))
        return found.element if found is not None else None

    def _style_name(self, paragraph: etree._Element) -> str:
        """Return the style's built-in name, or that of the style it is based on."""
        style = self._style_element(paragraph)
        names: list[str] = []
        while style is not None and len(names) < MAX_BASES:
            names.append(value_of(style, "w:name"))
            style = self._base(style)
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


def _merge(cell: etree._Element, name: str) -> str:
    """Return how a cell is merged; one without a value goes on with the cell above."""
    found = cell.find(f"{qn('w:tcPr')}/{qn(name)}")
    return "" if found is None else found.get(qn("w:val"), "continue")


def _is_raised(run: etree._Element) -> bool:
    return value_of(run.find(qn("w:rPr")), "w:vertAlign") == "superscript"
