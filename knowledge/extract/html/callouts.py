"""Boxes that stand out of the text ("Note", "Warning"): their title announces what they say."""

import re
from itertools import islice

from bs4 import Tag

from knowledge.extract.announce import announced
from knowledge.extract.html.elements import HEADINGS

_BOX = re.compile(
    r"(?:(?:theme-|markdown-)?(?:admonition|callout|notice|note|tip|hint|important|warning|caution|"
    r"danger|alert)|confluence-information-macro|starlight-aside|custom-block)(?:[-_]+\w+)*\Z",
    re.IGNORECASE,
)
_TITLE = re.compile(r"title\Z|heading|(?:__|-)title\b", re.IGNORECASE)
_MAX_TITLE_CHARS = 80
MAX_BOX_CHARS = 2_000
"""A longer one is part of the article, and has headings of its own."""
_LOOKED_AT = 12
"""The title is among so many first nodes of the box."""


def is_callout(tag: Tag) -> bool:
    """Tell by class, or by the label that readers of the screen hear."""
    names = [*(tag.get("class") or []), str(tag.get("aria-label") or "")]
    return any(_BOX.match(name) for name in names)


def settle_callouts(body: Tag) -> None:
    """Make the title of a box a line of text: it heads the box, not what follows below."""
    for box in body.find_all(["div", "section", "aside", "blockquote"]):
        if not is_callout(box) or len(box.get_text()) > MAX_BOX_CHARS:
            continue
        inside = (node for node in islice(box.descendants, _LOOKED_AT) if isinstance(node, Tag))
        title = next((tag for tag in inside if _is_title(tag)), None)
        words = title.get_text(" ", strip=True) if title is not None else ""
        if title is None or not 0 < len(words) <= _MAX_TITLE_CHARS:
            continue
        title.name = "p"
        title.append(announced(words)[len(words) :])


def _is_title(tag: Tag) -> bool:
    return tag.name in HEADINGS or any(_TITLE.search(name) for name in tag.get("class") or [])
