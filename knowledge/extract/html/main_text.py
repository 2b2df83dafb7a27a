"""Find the article of a web page; what stands around it is the site's, not the page's."""

import re
from collections.abc import Sequence
from itertools import pairwise

import trafilatura
from bs4 import BeautifulSoup, Tag

from knowledge.extract.html.branch import holders_of

SHARE = 0.9
"""The article is the smallest element that holds this much of the main text."""
MIN_MAIN_CHARS = 200
"""Shorter pages are read whole: there is too little text to tell what is main."""
MAX_DEPTH = 200
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXTS = ["li", "td", "th", "pre", "dd", "dt", "blockquote", "p", *sorted(_HEADINGS)]
MANY_TEXTS, MANY_ELEMENTS = 3_000, 15_000
"""About a page with more of them no second opinion is asked: those who give it compare each with
all others."""
MAX_TABLE_WORK = 200_000
"""Texts times the depth of tables inside tables, each of which trafilatura reads with all below."""
_WIDE_SPAN = re.compile(r'\b(?:row|col)span="\d{2,}"')
"""Trafilatura writes such a cell down as often as it says."""
FEW_WORDS = 5


def marked_content(soup: BeautifulSoup) -> Tag | None:
    """Return what the page itself marks: `main`, or the only `article`."""
    main = soup.find("main") or soup.find(attrs={"role": "main"})
    articles = soup.find_all("article")
    if not isinstance(main, Tag) and len(articles) == 1:
        main = articles[0]
    return main if isinstance(main, Tag) else None


def likely_content(soup: BeautifulSoup) -> Tag:
    """Return the smallest element that holds the text which trafilatura takes for the main one.

    Only the place is asked of it: reading is done here, since it loses anchors and code.
    """
    body = soup.body or soup
    for header in body.find_all("header"):
        if header.find("h1") is None:
            header.decompose()
    texts = body.find_all(_TEXTS)
    text = _main_text(soup, texts)
    if len(text) < MIN_MAIN_CHARS:
        return body
    main = _Words(_plain(text))
    holders = holders_of(texts)
    weights: dict[int, int] = {}
    for tag in texts:
        own = "" if id(tag) in holders else _plain(tag.get_text())
        if len(own) > 3 and main.hold(own):
            for holder in (tag, *tag.parents):
                weights[id(holder)] = weights.get(id(holder), 0) + len(own)
    return _smallest(body, weights)


def _main_text(soup: BeautifulSoup, texts: Sequence[Tag]) -> str:
    if len(texts) * _table_depth(soup) > MAX_TABLE_WORK:
        return ""
    fast = len(texts) > MANY_TEXTS or len(soup.find_all(True)) > MANY_ELEMENTS
    html = _WIDE_SPAN.sub("", str(soup))
    return trafilatura.extract(html, favor_recall=True, include_comments=False, fast=fast) or ""


def _table_depth(soup: BeautifulSoup) -> int:
    depths: dict[int, int] = {}
    for table in soup.find_all("table"):
        depths[id(table)] = depths.get(id(table.find_parent("table")), 0) + 1
    return max(depths.values(), default=0)


class _Words:
    """A long text that is asked for many parts of it, mostly in their order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pairs = set(pairwise(text.split()))
        self._place = 0

    def hold(self, part: str) -> bool:
        words = part.split()
        inner = words[1:-1]  # the first and the last may be parts of words
        if not all(pair in self._pairs for pair in pairwise(inner)):
            return False
        place = self._text.find(part, self._place)
        if place < 0:
            place = self._text.find(part, 0, self._place + len(part))
        if place >= 0 and len(words) > FEW_WORDS:
            self._place = place
        return place >= 0


def _smallest(body: Tag, weights: dict[int, int]) -> Tag:
    needed = weights.get(id(body), 0) * SHARE
    found = body
    for _ in range(MAX_DEPTH):
        children = [child for child in found.children if isinstance(child, Tag)]
        inner = next((c for c in children if weights.get(id(c), 0) >= needed), None)
        if inner is None or not needed or inner.name in _TEXTS:
            return found
        found = inner
    return found


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
