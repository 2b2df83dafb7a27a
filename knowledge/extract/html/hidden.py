"""What a page hides: panels that a visitor opens are read, all else that is hidden is not.

Attributes and inline styles tell, and the simple rules of style sheets inside the page.
"""

import re
from collections import Counter
from collections.abc import Set

from bs4 import Tag

from knowledge.extract.announce import announced
from knowledge.extract.html.elements import HEADINGS
from knowledge.extract.html.style_sheets import unseen

_CONTAINERS = frozenset("div section article ul ol dl dd p table li span".split())
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SETS = re.compile(r"(?:^|;)\s*(?:display|visibility)\s*:", re.IGNORECASE)
_FOR_ALL = frozenset({"", "all", "screen"})
_PANEL = re.compile(
    r"accordion|collaps|expand|disclosure|spoiler|\btab[-_]?(?:pane|panel|content)|\bfaq|\banswer",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"cookie|consent|gdpr|modal|dialog|pop-?up|overlay|tool-?tip|dropdown|\bnav|\bmenu|newsletter"
    r"|template|toast|alert|error|success",
    re.IGNORECASE,
)
_ASIDE_ROLES = frozenset({"dialog", "alertdialog", "alert", "status", "menu", "tooltip", "listbox"})
_LABEL = "aria-labelledby"
MAX_LABEL_CHARS = 200
_TARGETS = ("data-target", "data-bs-target")
Kind = tuple[str, str]


def settle_hidden(root: Tag) -> None:
    """Drop what is hidden, show what a click would open, and keep the words on its button."""
    page = _Page(root)
    holders = page.holders()
    hidden = [tag for tag in page.hidden if id(tag) not in holders]
    alike = Counter(map(_kind, hidden))
    for tag in hidden:
        if tag.decomposed:
            continue
        has_likes = alike[_kind(tag)] > 1
        if _is_panel(tag, page.opened, has_likes) or page.unfolds(tag, has_likes):
            _show(tag)
        else:
            tag.decompose()
    for panel, label in page.tab_panels():
        if not panel.decomposed:
            named = Tag(name="p")
            named.append(announced(label))
            panel.insert(0, named)
    for button in page.buttons:
        if not button.decomposed:
            _settle_button(button, page)


class _Page:
    """What one walk over the page's elements finds."""

    def __init__(self, root: Tag) -> None:
        self.hidden: list[Tag] = []
        self._by_sheet: set[int] = set()
        self._unseen = unseen(_sheets(root))
        self._root = root
        self._titles: list[Tag] = []
        self._mains: list[Tag] = []
        self.buttons: list[Tag] = []
        self.by_id: dict[str, Tag] = {}
        self.opened: set[str] = set()
        self._panels: list[Tag] = []
        for tag in root.find_all(True):
            if tag.name == "h1":
                self._titles.append(tag)
            elif tag.name in {"main", "body"}:
                self._mains.append(tag)
            elif tag.name == "button":
                self.buttons.append(tag)
            if tag.attrs:
                self._note(tag)
        self.opened.discard("")

    def _note(self, tag: Tag) -> None:
        if _is_hidden(tag):
            self.hidden.append(tag)
        elif self._unseen.hides(_names(tag)) and not _SETS.search(str(tag.get("style") or "")):
            self.hidden.append(tag)
            self._by_sheet.add(id(tag))
        if tag.get("role") == "tabpanel":
            self._panels.append(tag)
        self.by_id.setdefault(str(tag.get("id") or ""), tag)
        self.opened.update(str(tag.get("aria-controls") or "").split())
        self.opened.update(str(tag.get(name) or "").lstrip("#") for name in _TARGETS)

    def holders(self) -> Set[int]:
        """Return what holds the page itself; a script would show it, as a whole."""
        above = [{id(holder) for holder in title.parents} for title in self._titles]
        found = set.intersection(*above) if above else set()
        return found.union(*({id(main), *map(id, main.parents)} for main in self._mains))

    def unfolds(self, tag: Tag, has_likes: bool) -> bool:
        """Say whether a script shows what a style sheet hides: several of a kind below what is
        clicked, or most of the page."""
        if id(tag) not in self._by_sheet:
            return False
        before = tag.find_previous_sibling()
        if has_likes and isinstance(before, Tag) and before.get_text(strip=True):
            return True
        return 2 * len(tag.get_text(strip=True)) > len(self._root.get_text(strip=True))

    def tab_panels(self) -> list[tuple[Tag, str]]:
        """Return the panels whose tabs have words; the tabs are buttons, which are not read."""
        labels: dict[str, str] = {}
        found = []
        for panel in self._panels:
            name = str(panel.get(_LABEL))
            if name not in labels:
                tab = self.by_id.get(name)
                words = "" if tab is None else tab.get_text(" ", strip=True)
                labels[name] = words[:MAX_LABEL_CHARS]
            if labels[name]:
                found.append((panel, labels[name]))
        return found


def _sheets(root: Tag) -> list[str]:
    return [
        sheet.get_text()
        for sheet in root.find_all("style")
        if str(sheet.get("media") or "").strip().lower() in _FOR_ALL
        and sheet.find_parent("noscript") is None
    ]


def _names(tag: Tag) -> list[str]:
    """Return class and id as selectors write them."""
    names = [f".{name}" for name in tag.get("class") or []]
    return [*names, f"#{tag['id']}"] if tag.has_attr("id") else names


def _is_hidden(tag: Tag) -> bool:
    if tag.has_attr("hidden") or tag.get("aria-hidden") == "true":
        return True
    style = tag.get("style")
    return style is not None and _UNSEEN.search(str(style)) is not None


def _is_panel(tag: Tag, opened: Set[str], has_likes: bool) -> bool:
    names = " ".join([*(tag.get("class") or []), str(tag.get("id") or "")])
    if tag.name not in _CONTAINERS or _ASIDE.search(names) or tag.get("role") in _ASIDE_ROLES:
        return False
    if tag.get("hidden") == "until-found" or tag.get("role") == "tabpanel":
        return True
    if str(tag.get("id") or "") in opened or _PANEL.search(names):
        return True
    before = tag.find_previous_sibling()
    return has_likes and isinstance(before, Tag) and before.name in {*HEADINGS, "button", "dt"}


def _kind(tag: Tag) -> Kind:
    return tag.name, " ".join(tag.get("class") or [])


def _show(tag: Tag) -> None:
    for name in ("hidden", "aria-hidden", "style"):
        if tag.has_attr(name):
            del tag[name]


def _settle_button(button: Tag, page: _Page) -> None:
    """Keep the words of a button in a heading, or of one that opens what is read."""
    if button.find_parent([*HEADINGS, "summary", "dt"]) is not None:
        button.unwrap()
        return
    panel = page.by_id.get(str(button.get("aria-controls") or "-"))
    if not button.has_attr("aria-expanded") or panel is None or panel.decomposed:
        return
    button.name = "p"
    if button.find_next_sibling() is panel and not panel.find_all("button", limit=1):
        fold = Tag(name="details")
        button.insert_before(fold)
        button.name = "summary"
        fold.append(button.extract())
        fold.append(panel.extract())
