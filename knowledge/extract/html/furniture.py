"""Take away what an article holds of the site around it: menus, votes, dates, related pages."""

import re
from itertools import islice

from bs4 import NavigableString, Tag

from knowledge.extract.html.elements import HEADINGS
from knowledge.extract.html.steps import drop_steps

_NAMES = re.compile(
    r"(?:breadcrumbs?|cookie[-_\w]*|consent[-_\w]*|sidebar|side-nav|toc|table-of-contents|"
    r"pagination|pager|bookmark-href|share(?:-\w+)?|social(?:-\w+)?|related(?:-\w+)?|feedback|newsletter|skip-?link|"
    r"skip-to-content|sr-only|visually-hidden|edit-page|page-helpful|article-votes|"
    r"(?:article|post|entry|page)-(?:author|byline|meta|metadata|subscribe|more-questions|comments|"
    r"return-to-top|relatives)|recent-articles|recently-viewed(?:-\w+)*|comments(?:-\w+)?|comment-list|byline|"
    r"theme-doc-version-badge|theme-doc-toc-mobile|article__reactions|related_articles)\Z",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:was|is|did|has|does) (?:this|that|it|we|the (?:page|article|answer))\b[^.!?]{0,40}?"
    r"\b(?:helpful|useful|help(?:ed)?(?: you)?|answer(?:ed)? your questions?|solve your \w+)"
    r"(?: to you)?\?"
    r"|\d[\d.,]* (?:out )?of \d[\d.,]* (?:people )?found this (?:article )?helpful\.?"
    r"|have more questions\?"
    r"|last (?:updated|modified|edited|reviewed)(?: on|:)?(?: .{0,30}(?:\d|ago))?\.?"
    r"|updated(?: on|:)? .{0,30}(?:\d|ago)\.?"
    r"|edit (?:this|the) page(?: on \w+)?|(?:back|return) to top",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"(?:related|recently viewed|recommended|similar|popular) (?:articles?|pages|posts|topics):?",
    re.IGNORECASE,
)
MAX_PHRASE_CHARS, MAX_PHRASE_PARTS = 90, 12
_PAGE = frozenset({"body", "main", "article", "html", "[document]"})
_ALONE = HEADINGS | {"p", "div", "section", "small", "fieldset", "legend", "footer", "span", "time"}
_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:in|on) this (?:page|article|guide|section)|jump to|inhalt|"
    r"inhaltsverzeichnis|sommaire|contenido|[ií]ndice|indice|inhoud",
    re.IGNORECASE,
)
_MAX_LINK_SHARE = 0.7
_MIN_LINKS = 4
_MIN_JUMPS = 2


def drop_furniture(body: Tag) -> None:
    """Take away navigation that sits inside the article: by its name, or since it is all links."""
    title = body.find("h1")
    kept = {id(holder) for holder in title.parents} if isinstance(title, Tag) else set()
    for tag in body.find_all(["div", "section", "ul", "ol", "p", "span", "a"]):
        if tag.decomposed or id(tag) in kept:
            continue
        if _is_named(tag) or _is_menu(tag):
            tag.decompose()
        elif tag.name in {"ul", "ol"} and _is_contents(tag):
            _drop_contents(tag)
    drop_steps(body)
    for text in body.find_all(string=_is_phrase):
        _drop_phrase(text)


def _is_named(tag: Tag) -> bool:
    """Tell by class or id; an id that its own heading has given says nothing."""
    if any(_NAMES.match(name) for name in tag.get("class") or []):
        return True
    own = tag.get("id")
    if own is None or not _NAMES.match(str(own)):
        return False
    first = tag.find(True, recursive=False)
    return not isinstance(first, Tag) or first.name not in HEADINGS


def _is_menu(tag: Tag) -> bool:
    """A list of bare links that nothing introduces is a menu; one after "See also:" is not."""
    if tag.name not in {"ul", "ol"} or tag.find(["p", "pre", "table"]) is not None:
        return False
    links = tag.find_all("a")
    if len(links) < _MIN_LINKS:
        return False
    before = tag.find_previous_sibling()
    introduced = isinstance(before, Tag) and (
        before.name in HEADINGS or before.get_text(strip=True).endswith(":")
    )
    return _is_linked(tag) and not introduced


def _is_contents(tag: Tag) -> bool:
    """Say whether all that it says are links within the page."""
    links = tag.find_all("a")
    if len(links) < _MIN_JUMPS:
        return False
    targets = (str(link.get("href") or "") for link in links)
    if not all(target.startswith("#") and len(target) > 1 for target in targets):
        return False
    linked = sum(len(link.get_text(strip=True)) for link in links)
    return 0 < linked == len(tag.get_text(strip=True))


def _drop_contents(tag: Tag) -> None:
    """Drop a table of contents with the line above that names it."""
    before = tag.find_previous_sibling()
    tag.decompose()
    if isinstance(before, Tag) and before.name in {*HEADINGS, "p", "div", "strong", "span"}:
        words = before.get_text(" ", strip=True).rstrip(":")
        if _CONTENTS.fullmatch(words):
            before.decompose()


def _is_phrase(text: str | None) -> bool:
    words = (text or "").strip()
    if not 0 < len(words) <= MAX_PHRASE_CHARS:
        return False
    return (_PHRASE.fullmatch(words) or _RELATED.fullmatch(words)) is not None


def _drop_phrase(text: NavigableString) -> None:
    """Drop the element that says only this; in a sentence or a cell they are words like others."""
    node: Tag | NavigableString = text
    while isinstance(holder := node.parent, Tag) and holder.name not in _PAGE:
        whole = _short_text(holder)
        if not _is_phrase(whole):
            break
        node = holder
    if not isinstance(node, Tag) or node.name not in _ALONE or _is_in_words(node):
        return
    if _RELATED.fullmatch(node.get_text(" ", strip=True)):
        following = node.find_next_sibling()
        if isinstance(following, Tag) and following.name not in HEADINGS:
            if not _is_linked(following):
                return
            following.decompose()
    node.decompose()


def _is_in_words(node: Tag) -> bool:
    around = (node.previous_sibling, node.next_sibling)
    return any(type(text) is NavigableString and text.strip() for text in around)


def _short_text(tag: Tag) -> str:
    """Join the words of an element; nothing if they are in many pieces."""
    found = list(islice(tag.strings, MAX_PHRASE_PARTS + 1))
    return "" if len(found) > MAX_PHRASE_PARTS else " ".join(" ".join(found).split())


def _is_linked(tag: Tag) -> bool:
    linked = sum(len(link.get_text(strip=True)) for link in tag.find_all("a"))
    return linked > _MAX_LINK_SHARE * len(tag.get_text(strip=True))
