"""Which classes and ids a page's own style sheets hide."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

MAX_CHARS = 300_000
"""Of all sheets of a page; what stands behind is not looked at."""
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)\Z", re.IGNORECASE)
_NAME = re.compile(r"[.#][\w-]+")
_HIDES = re.compile(
    r"(?:\A|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.I
)
_SETS = re.compile(r"(?:\A|[;\s])(?:display|visibility)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unseen:
    """Names as selectors write them: `.class` and `#id`.

    `shown` are those that any rule shows, be it on a wide screen or after a click only.
    """

    hidden: Set[str]
    shown: Set[str]

    def hides(self, names: Iterable[str]) -> bool:
        """Say whether an element with these names is hidden, and no other rule may show it."""
        names = set(names)
        return not names.isdisjoint(self.hidden) and names.isdisjoint(self.shown)


def unseen(sheets: Iterable[str]) -> Unseen:
    """Read the rules that set `display` or `visibility`.

    Only a rule for everybody with a single name hides: `.x`, `#x` or `p.x`. A name that another
    rule shows, wherever it stands in the selector, is not hidden: when it is, a script decides.
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    for selectors, body, is_for_all in _rules("\n".join(sheets)[:MAX_CHARS]):
        if not _SETS.search(body):
            continue
        hides = _HIDES.search(body) is not None
        for selector in selectors.split(","):
            simple = _SIMPLE.match(selector.strip())
            if not hides:
                shown.update(_NAME.findall(selector))
            elif simple and is_for_all:
                hidden.add(simple.group(1))
    return Unseen(frozenset(hidden), frozenset(shown))


def _rules(sheet: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (selectors, declarations, whether it stands in no other rule)."""
    depth, selectors = 0, ""
    for piece in re.split(r"(?<=[{}])", _without_comments(sheet)):
        words = piece[:-1].rpartition(";")[2].strip() if piece.endswith("{") else piece[:-1]
        if piece.endswith("{"):
            depth, selectors = depth + 1, words
        elif piece.endswith("}"):
            if selectors and not selectors.startswith("@"):
                yield selectors, words, depth == 1
            depth, selectors = max(0, depth - 1), ""


def _without_comments(sheet: str) -> str:
    kept = []
    for place, part in enumerate(sheet.split("/*")):
        kept.append(part if not place else part.partition("*/")[2])
    return "".join(kept)
