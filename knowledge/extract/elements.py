"""Read blocks out of an HTML tree as light Markdown text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import NavigableString, PageElement, Tag

from knowledge.extract.document import BlockKind

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PAGE_BREAK = "hr"
"""With an id only: readers of printed formats put it where a page begins."""
LISTS = frozenset({"ul", "ol"})
LEAVES = frozenset({"p", "summary", "dt", "dd", "figcaption", "caption"})
BLOCKS = HEADINGS | LISTS | LEAVES | {"table", "pre", "dl"}
MAX_SPAN = 100
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]* +(?=[\"'(\[]*[A-Z0-9])")
_PERMALINK = re.compile(r"\s*[#¶🔗]\s*$")


@dataclass(slots=True)
class Found:
    """One block as it stands in the tree; `pieces` are (text, element) pairs in order."""

    tag: Tag
    kind: BlockKind
    pieces: list[tuple[str, Tag]] = field(default_factory=list)
    head: str = ""


def read_blocks(root: Tag) -> Iterator[Tag | Found]:
    """Yield headings, page breaks and non-empty blocks in reading order."""
    for child in root.find_all(True, recursive=False):
        if child.name in HEADINGS or (child.name == PAGE_BREAK and child.has_attr("id")):
            yield child
        elif child.name in BLOCKS:
            found = _block(child)
            if found.pieces:
                yield found
        else:
            yield from read_blocks(child)


def heading_text(tag: Tag) -> str:
    return _PERMALINK.sub("", inline_text(tag).replace("\n", " ").replace("`", ""))


def inline_text(node: Tag) -> str:
    """Join the words of an element: line breaks and code marks stay, all other marks go."""
    return _words(node.children)


def _words(nodes: Iterable[PageElement]) -> str:
    lines = "".join(_inline(nodes)).split("\n")
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def _inline(nodes: Iterable[PageElement]) -> Iterator[str]:
    for node in nodes:
        if type(node) is NavigableString:
            yield _SPACES.sub(" ", node)
        elif isinstance(node, Tag):
            if node.name == "br":
                yield "\n"
            elif node.name == "code":
                words = _SPACES.sub(" ", node.get_text())
                yield f"`{words}`" if words.strip() else ""
            else:
                yield from _inline(node.children)


def _block(tag: Tag) -> Found:
    if tag.name in LISTS:
        return Found(tag, BlockKind.LIST, list(_items(tag)))
    if tag.name == "dl":
        return Found(tag, BlockKind.LIST, list(_definitions(tag)))
    if tag.name == "table":
        return _table(tag)
    if tag.name == "pre":
        return Found(tag, BlockKind.CODE, [("```\n" + _code(tag) + "\n```", tag)])
    text = inline_text(tag)
    sentences = [] if not text else _SENTENCE.split(text)
    return Found(tag, BlockKind.PARAGRAPH, [(sentence, tag) for sentence in sentences])


def _items(tag: Tag) -> Iterator[tuple[str, Tag]]:
    number = _number(tag)
    for item in tag.find_all("li", recursive=False):
        marker = f"{number}. " if tag.name == "ol" else "- "
        text = _item_text(item)
        if text:
            yield marker + text.replace("\n", "\n" + " " * len(marker)), item
        number += 1


def _number(tag: Tag) -> int:
    start = str(tag.get("start") or "")
    return int(start) if start.isdigit() and len(start) < 6 else 1


def _item_text(item: Tag) -> str:
    """Join an item's own words with the blocks nested in it, each on lines of its own."""
    lines: list[str] = []
    run: list[PageElement] = []
    for child in item.contents:
        if isinstance(child, Tag) and _holds_blocks(child):
            lines += [_words(run), *_nested_lines(child)]
            run = []
        else:
            run.append(child)
    return "\n".join(filter(None, [*lines, _words(run)]))


def _nested_lines(child: Tag) -> Iterator[str]:
    if child.name in HEADINGS:
        yield heading_text(child)
    elif child.name in BLOCKS:
        found = _block(child)
        joiner = " " if found.kind is BlockKind.PARAGRAPH else "\n"
        yield found.head
        yield joiner.join(text for text, _ in found.pieces)
    else:
        yield _item_text(child)


def _holds_blocks(tag: Tag) -> bool:
    return tag.name in BLOCKS or tag.find(list(BLOCKS)) is not None


def _definitions(tag: Tag) -> Iterator[tuple[str, Tag]]:
    term = ""
    for child in tag.find_all(["dt", "dd"]):
        if child.name == "dt":
            term = inline_text(child)
        elif meaning := _item_text(child):
            yield f"- {term}: {meaning}" if term else f"- {meaning}", child


def _table(tag: Tag) -> Found:
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    lines = list(zip(_rows(rows), rows, strict=True))
    found = Found(tag, BlockKind.TABLE, [(line, row) for line, row in lines if line])
    if found.pieces and len(found.pieces) > 1 and rows[0].find("th") is not None:
        header, _ = found.pieces.pop(0)
        found.head = f"{header}\n{'| --- ' * header.count(' | ')}| --- |"
    return found


def _rows(rows: list[Tag]) -> Iterator[str]:
    """Write each row in one line; a cell that spans several rows or columns stands in all of them.

    A cell that is a row of its own stands once.
    """
    below: dict[int, tuple[int, str]] = {}
    for row in rows:
        own = row.find_all(["td", "th"], recursive=False)
        cells: list[str] = []
        for cell in own:
            _take_down(below, cells)
            text = inline_text(cell).replace("\n", " ")
            for _ in range(_span(cell, "colspan") if len(own) > 1 else 1):
                below[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        _take_down(below, cells)
        yield f"| {' | '.join(cells)} |" if any(cells) else ""


def _take_down(below: dict[int, tuple[int, str]], cells: list[str]) -> None:
    """Add the cells that reach down from rows above."""
    while (left := below.get(len(cells), (0, "")))[0] > 0:
        below[len(cells)] = (left[0] - 1, left[1])
        cells.append(left[1])


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name) or "")
    return min(max(int(said), 1), MAX_SPAN) if said.isdigit() and len(said) < 6 else 1


def _code(tag: Tag) -> str:
    return tag.get_text().strip("\n").rstrip()
