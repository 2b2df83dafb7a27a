"""Tabs of a page: what stands under each of them is read with its name above it."""

from collections import deque
from collections.abc import Iterator, Sequence

from bs4 import Tag

from knowledge.extract.announce import announced
from knowledge.extract.html.elements import BLOCKS

MAX_LABEL_CHARS = 200
_ROLES = ["tablist", "tab", "tabpanel"]
_NAMED = "aria-labelledby"


def name_tabs(root: Tag) -> None:
    """Put the name of each tab above its panel and take away the row of tabs.

    A panel that says which tab it belongs to has its name already.
    """
    for row, tabs, panels in [*_by_role(root), *_by_label(root)]:
        if len(tabs) != len(panels):
            continue
        for tab, panel in zip(tabs, panels, strict=True):
            label = tab.get_text(" ", strip=True)
            if label and len(label) <= MAX_LABEL_CHARS and not panel.has_attr(_NAMED):
                _put(announced(label), panel)
        row.decompose()


def _put(label: str, panel: Tag) -> None:
    named = Tag(name="p")
    named.append(label)
    if panel.name in BLOCKS:
        panel.insert_before(named)
    else:
        panel.insert(0, named)


def _by_role(root: Tag) -> Iterator[tuple[Tag, Sequence[Tag], Sequence[Tag]]]:
    """Yield rows of tabs with the panels after them; tabs may stand in a panel of others."""
    found: list[tuple[Tag, list[Tag], list[Tag]]] = []
    waiting: deque[tuple[Tag, list[Tag], list[Tag]]] = deque()
    for tag in root.find_all(attrs={"role": _ROLES}):
        role = tag["role"]
        if role == "tablist":
            waiting.append((tag, [], []))
            found.append(waiting[-1])
        elif waiting and role == "tab":
            waiting[-1][1].append(tag)
        elif waiting:
            _, tabs, panels = waiting[-1]
            panels.append(tag)
            if len(panels) >= len(tabs):
                waiting.pop()
    yield from found


def _by_label(root: Tag) -> Iterator[tuple[Tag, Sequence[Tag], Sequence[Tag]]]:
    """Yield rows of labels for radio buttons, and what the element after such a row holds."""
    rows = {id(label.parent): label.parent for label in root.find_all("label", attrs={"for": True})}
    for row in rows.values():
        if not isinstance(row, Tag):
            continue
        inside = row.find_all(True, recursive=False)
        labels = [tag for tag in inside if tag.name == "label"]
        panels = row.find_next_sibling()
        others = {tag.name for tag in inside} - {"label", "input"}
        if len(labels) > 1 and not others and isinstance(panels, Tag):
            yield row, labels, panels.find_all(True, recursive=False)
