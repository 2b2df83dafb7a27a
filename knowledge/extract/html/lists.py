"""Lists that a page writes in pieces: an exporter's one item each, or a picture between steps."""

from bs4 import NavigableString, Tag

from knowledge.extract.html.elements import HEADINGS, first_number

MAX_BETWEEN = 4
"""What stands between two steps belongs to the first of them, if it is no more than this."""
MAX_WRAPS = 3
_ENDS = HEADINGS | {"ol", "ul", "hr", "table", "details"}


def join_lists(root: Tag) -> None:
    """Make one list of those whose numbers go on, and of bullets with nothing between them."""
    items_of: dict[int, list[Tag]] = {}
    for tag in root.find_all(["ol", "ul"]):
        above, between = _list_before(tag)
        if above is None:
            continue
        items = tag.find_all("li", recursive=False)
        earlier = items_of.get(id(above)) or above.find_all("li", recursive=False)
        if not earlier or not _goes_on(above, tag, len(earlier), len(items), bool(between)):
            continue
        for block in between:
            earlier[-1].append(block.extract())
        for item in items:
            above.append(item.extract())
        _outermost(tag).decompose()
        earlier += items
        items_of[id(above)] = earlier


def unlist_folds(root: Tag) -> None:
    """A list of folds and nothing else is no list: each of them heads its own text."""
    for tag in root.find_all("ul"):
        items = [child for child in tag.children if isinstance(child, Tag)]
        folds = [_only_child(item) for item in items]
        if items and all(fold is not None and fold.name == "details" for fold in folds):
            tag.name = "div"
            for item in items:
                item.name = "div"


def _goes_on(above: Tag, tag: Tag, length: int, items: int, apart: bool) -> bool:
    if tag.name == "ol":
        return first_number(tag) == first_number(above) + length > 1
    return not apart and items == 1


def _list_before(tag: Tag) -> tuple[Tag | None, list[Tag]]:
    """Return the list of the same kind above, and the blocks between the two."""
    between: list[Tag] = []
    node = _outermost(tag).previous_sibling
    while node is not None and len(between) <= MAX_BETWEEN:
        if isinstance(node, Tag):
            inner = _inner_list(node)
            if inner is not None and inner.name == tag.name:
                return inner, between[::-1]
            if node.name in _ENDS or node.find(list(_ENDS)) is not None:
                break
            between.append(node)
        elif type(node) is NavigableString and node.strip():
            break
        node = node.previous_sibling
    return None, []


def _outermost(tag: Tag) -> Tag:
    """Return the element that holds the list and nothing else."""
    for _ in range(MAX_WRAPS):
        holder = tag.parent
        if not isinstance(holder, Tag) or holder.name != "div" or _only_child(holder) is not tag:
            break
        tag = holder
    return tag


def _inner_list(tag: Tag) -> Tag | None:
    for _ in range(MAX_WRAPS):
        if tag.name in {"ol", "ul"}:
            return tag
        child = _only_child(tag) if tag.name == "div" else None
        if child is None:
            return None
        tag = child
    return tag if tag.name in {"ol", "ul"} else None


def _only_child(tag: Tag) -> Tag | None:
    """Return the only element in a holder; none beside words or other elements."""
    found: Tag | None = None
    for child in tag.children:
        if isinstance(child, Tag):
            if found is not None:
                return None
            found = child
        elif type(child) is NavigableString and child.strip():
            return None
    return found
