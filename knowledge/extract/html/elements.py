"""Read blocks out of an HTML tree as light Markdown text."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from bs4 import NavigableString, PageElement, Tag

from knowledge.extract.document import BlockKind
from knowledge.extract.html.branch import holders_of

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PAGE_BREAK = "hr"
"""With an id only: readers of printed formats put it where a page begins."""
LISTS = frozenset({"ul", "ol"})
LEAVES = frozenset({"p", "summary", "dt", "dd", "figcaption", "caption"})
BLOCKS = HEADINGS | LISTS | LEAVES | {"table", "pre", "dl"}
MAX_SUMMARY_CHARS = 200
"""A longer one is text itself."""
MAX_SPAN = 100
MAX_COLUMNS = 200
"""Wider tables are read without what reaches down into them."""
BREAKS = BLOCKS | frozenset("div section article blockquote li tr details figure header".split())
"""What begins a line of its own, also inside a cell, a link or a piece of code."""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = str.maketrans("", "", "\u200b\u2060\ufeff\u00ad")
"""Places where a word may be divided, and where it may not."""
_SENTENCE = re.compile(r"(?<=[.!?])[\"')\]]* +(?=[\"'(\[]*[A-Z0-9])")
_PERMALINK = re.compile(r"\s*[#¶🔗]\s*$")


@dataclass(slots=True)
class Found:
    """One block as it stands in the tree; `pieces` are (text, element) pairs in order."""

    tag: Tag
    kind: BlockKind
    pieces: list[tuple[str, Tag]] = field(default_factory=list)
    head: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """What a click unfolds begins here, under this `summary`; without one it ends here."""

    summary: Tag | None = None


def read_blocks(root: Tag) -> Iterator[Tag | Found | Fold]:
    """Yield headings, page breaks, folds and non-empty blocks in reading order."""
    return _read(root, holders_of(root.find_all(list(BLOCKS))))


def _read(root: Tag, holders: Set[int]) -> Iterator[Tag | Found | Fold]:
    """Read an element; `holders` are all elements with a block inside."""
    for child in root.find_all(True, recursive=False):
        summary = child.find("summary", recursive=False) if child.name == "details" else None
        if isinstance(summary, Tag) and len(heading_text(summary)) <= MAX_SUMMARY_CHARS:
            yield Fold(summary.extract())
            yield from _read(child, holders)
            child.insert(0, summary)
            yield Fold()
        elif child.name in HEADINGS or (child.name == PAGE_BREAK and child.has_attr("id")):
            yield child
        elif child.name in BLOCKS:
            found = _block(child, holders)
            if found.pieces:
                yield found
        else:
            yield from _read(child, holders)


def heading_text(tag: Tag) -> str:
    return _PERMALINK.sub("", inline_text(tag).replace("\n", " ").replace("`", ""))


def inline_text(node: Tag) -> str:
    """Join the words of an element: line breaks and code marks stay, all other marks go."""
    return _words(node.children)


def _words(nodes: Iterable[PageElement]) -> str:
    said: list[str] = []
    _say(nodes, said)
    lines = "".join(said).split("\n")
    return "\n".join(filter(None, (_SPACES.sub(" ", line).strip() for line in lines)))


def _say(nodes: Iterable[PageElement], said: list[str]) -> None:
    for node in nodes:
        if type(node) is NavigableString:
            said.append(_SPACES.sub(" ", node.translate(_INVISIBLE)))
        elif isinstance(node, Tag):
            if node.name == "br":
                said.append("\n")
            elif node.name == "code":
                words = _SPACES.sub(" ", node.get_text())
                said.append(f"`{words}`" if words.strip() else "")
            elif node.name == "sup":
                _say_raised(node, said)
            elif node.name in BREAKS:
                said.append("\n")
                _say(node.children, said)
                said.append("\n")
            elif not _is_jump(node):
                _say(node.children, said)


def _say_raised(tag: Tag, said: list[str]) -> None:
    """Say a power as one; the number of a footnote is no word of the sentence."""
    link = tag.find("a")
    words = tag.get_text().strip()
    if isinstance(link, Tag) and str(link.get("href") or "").startswith("#") and len(words) < 8:
        return
    is_power = words[:1].isdigit() and said and said[-1][-1:].isdigit()
    said.append("^" if is_power else "")
    _say(tag.children, said)


def _is_jump(tag: Tag) -> bool:
    """Say whether it is a link within the page that shows only a mark, like `¶` and `↩`."""
    if tag.name != "a" or not str(tag.get("href") or "").startswith("#"):
        return False
    return not any(letter.isalnum() for letter in tag.get_text())


def _block(tag: Tag, holders: Set[int]) -> Found:
    if tag.name in LISTS:
        return Found(tag, BlockKind.LIST, list(_items(tag, holders)))
    if tag.name == "dl":
        return Found(tag, BlockKind.LIST, list(_definitions(tag, holders)))
    if tag.name == "table":
        return _table(tag)
    if tag.name == "pre":
        return Found(tag, BlockKind.CODE, [("```\n" + _code(tag) + "\n```", tag)])
    text = inline_text(tag)
    has_words = any(letter.isalnum() for letter in text)
    sentences = _SENTENCE.split(text) if has_words else []
    return Found(tag, BlockKind.PARAGRAPH, [(sentence, tag) for sentence in sentences])


def _items(tag: Tag, holders: Set[int]) -> Iterator[tuple[str, Tag]]:
    number = first_number(tag)
    for item in tag.find_all("li", recursive=False):
        marker = f"{number}. " if tag.name == "ol" else "- "
        text = _item_text(item, holders)
        number = first_number(item, "value", number)
        if text:
            yield marker + text.replace("\n", "\n" + " " * len(marker)), item
        number += 1


def first_number(tag: Tag, name: str = "start", otherwise: int = 1) -> int:
    """Return the number that a list begins with, or that one of its items has."""
    said = str(tag.get(name) or "")
    return int(said) if said.isdecimal() and len(said) < 6 else otherwise


def _item_text(item: Tag, holders: Set[int]) -> str:
    """Join an item's own words with the blocks nested in it, each on lines of its own."""
    lines: list[str] = []
    run: list[PageElement] = []
    for child in item.contents:
        if isinstance(child, Tag) and (child.name in BLOCKS or id(child) in holders):
            lines += [_words(run), *_nested_lines(child, holders)]
            run = []
        else:
            run.append(child)
    return "\n".join(filter(None, [*lines, _words(run)]))


def _nested_lines(child: Tag, holders: Set[int]) -> Iterator[str]:
    if child.name in HEADINGS:
        yield heading_text(child)
    elif child.name in BLOCKS:
        found = _block(child, holders)
        joiner = " " if found.kind is BlockKind.PARAGRAPH else "\n"
        yield found.head
        yield joiner.join(text for text, _ in found.pieces)
    else:
        yield _item_text(child, holders)


def _definitions(tag: Tag, holders: Set[int]) -> Iterator[tuple[str, Tag]]:
    term = ""
    for child in tag.find_all(["dt", "dd"]):
        if child.name == "dt":
            term = inline_text(child)
        elif meaning := _item_text(child, holders):
            meaning = meaning.replace("\n", "\n  ")
            yield f"- {term}: {meaning}" if term else f"- {meaning}", child


def _table(tag: Tag) -> Found:
    rows = list(_own_rows(tag))
    lines = list(zip(_rows(rows), rows, strict=True))
    found = Found(tag, BlockKind.TABLE, [(line, row) for line, row in lines if line])
    if len(found.pieces) > 1 and lines[0][0] and _names_columns(rows):
        header, _ = found.pieces.pop(0)
        found.head = f"{header}\n{'| --- ' * header.count(' | ')}| --- |"
    return found


def _names_columns(rows: Sequence[Tag]) -> bool:
    """Say whether the first row heads the others: marked so, or the only one all in bold."""
    first = rows[0].find_all(["td", "th"], recursive=False)
    told = [cell for cell in first if cell.get_text(strip=True)]
    in_head = rows[0].parent is not None and rows[0].parent.name == "thead"
    if in_head or all(cell.name == "th" for cell in told):
        return True
    return all(map(_is_bold, told)) and not all(
        _is_bold(cell) for cell in rows[1].find_all(["td", "th"], recursive=False)
    )


def _is_bold(cell: Tag) -> bool:
    marked = cell.find(["b", "strong"])
    return isinstance(marked, Tag) and marked.get_text(strip=True) == cell.get_text(strip=True)


def _own_rows(tag: Tag) -> Iterator[Tag]:
    """Yield the rows of a table, not those of tables in its cells."""
    for child in tag.find_all(True, recursive=False):
        if child.name == "tr":
            yield child
        elif child.name != "table":
            yield from _own_rows(child)


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
    while len(cells) < MAX_COLUMNS and (left := below.get(len(cells), (0, "")))[0] > 0:
        below[len(cells)] = (left[0] - 1, left[1])
        cells.append(left[1])


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name) or "")
    return min(max(int(said), 1), MAX_SPAN) if said.isdecimal() and len(said) < 6 else 1


def _code(tag: Tag) -> str:
    said: list[str] = []
    _say_code(tag, said)
    return "".join(said).strip("\n").rstrip()


def _say_code(tag: Tag, said: list[str]) -> None:
    """Keep the lines as they are, also those that the page divides by elements."""
    for node in tag.children:
        if type(node) is NavigableString:
            said.append(node.translate(_INVISIBLE))
        elif isinstance(node, Tag) and node.name == "br":
            said.append("\n")
        elif isinstance(node, Tag):
            if node.name in BREAKS:
                _end_line(said)
            _say_code(node, said)
            if node.name in BREAKS:
                _end_line(said)


def _end_line(said: list[str]) -> None:
    if said and not said[-1].endswith("\n"):
        said.append("\n")
