"""Make an HTML tree fit for reading: content only, every text inside a block."""

import re
from collections.abc import Set

from bs4 import Comment, NavigableString, PageElement, Tag

from knowledge.extract.html.branch import holders_of
from knowledge.extract.html.callouts import is_callout, settle_callouts
from knowledge.extract.html.elements import BLOCKS, HEADINGS
from knowledge.extract.html.lists import join_lists, unlist_folds
from knowledge.extract.html.tables import settle_tables
from knowledge.refusals import Refusal, UnreadableFile

DROPPED = frozenset(
    "script style noscript template svg math iframe object embed form button input select "
    "textarea nav footer aside dialog canvas video audio picture img link meta title head".split()
)
CONTAINERS = BLOCKS | frozenset(
    "div section article main header blockquote details figure body html center tbody hr".split()
)
MAX_DEPTH = 300
MAX_ELEMENTS = 150_000
MAX_ATTRIBUTES = 2_000
"""Of one element; libxml2 compares each with all others."""
_NAVIGATION = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_SENTENCES = frozenset({"p", "li", "td", "dd"})
_ID = re.compile(r"[A-Za-z][\w.:-]{0,199}\Z")
_EXPLICIT_ID = re.compile(r"\{#([A-Za-z][\w.:-]*)\}\s*$")


def check_size(root: Tag) -> None:
    """Refuse a tree that nobody wrote by hand, before anything walks it again and again.

    Errors: `file_unreadable`.
    """
    level, count = [root], 0
    for _ in range(MAX_DEPTH):
        level = [child for tag in level for child in tag.children if isinstance(child, Tag)]
        count += len(level)
        if any(len(tag.attrs) > MAX_ATTRIBUTES for tag in level):
            raise too_many_attributes()
        if not level:
            return
        if count > MAX_ELEMENTS:
            reason = f"The page has more than {MAX_ELEMENTS:,} elements."
            raise UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX)
    raise UnreadableFile("The page is nested too deeply.", Refusal.FILE_TOO_COMPLEX)


def too_many_attributes() -> UnreadableFile:
    reason = f"An element of the page has more than {MAX_ATTRIBUTES:,} attributes."
    return UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX)


def tidy(body: Tag) -> None:
    """Drop what is not content, wrap loose text into paragraphs, keep only headings' ids."""
    for comment in body.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    settle_callouts(body)
    for tag in body.find_all(_is_dropped):
        if not tag.decomposed and not _is_content(tag):
            tag.decompose()
    for tag in body.find_all(True):
        if tag.name in HEADINGS:
            _explicit_id(tag)
        elif tag.name == "details":
            _open(tag)
        elif tag.has_attr("id") and not (tag.name == "summary" and _ID.match(str(tag["id"]))):
            del tag["id"]
    settle_tables(body)
    unlist_folds(body)
    _wrap_loose(body, holders_of(body.find_all(list(BLOCKS))))
    join_lists(body)


def _is_dropped(tag: Tag) -> bool:
    return tag.name in DROPPED or tag.get("role") in _NAVIGATION


def _is_content(tag: Tag) -> bool:
    """Keep notes beside the text, a form around the whole page, and a button in a sentence."""
    if tag.name == "aside":
        kept = is_callout(tag)
    elif tag.name == "form":
        kept = tag.find(["h1", "main", "article"]) is not None
    else:
        kept = tag.name == "button" and _stands_in_words(tag)
    if kept:
        tag.name = "span" if tag.name == "button" else "div"
    return kept


def _stands_in_words(tag: Tag) -> bool:
    if tag.parent is None or tag.parent.name not in _SENTENCES:
        return False
    around = (tag.previous_sibling, tag.next_sibling)
    return any(type(node) is NavigableString and node.strip() for node in around)


def _open(fold: Tag) -> None:
    """Show what a click would, and let a link to it lead to its first line."""
    own = fold.attrs.pop("id", "")
    fold["open"] = ""
    summary = fold.find("summary", recursive=False)
    if not isinstance(summary, Tag):
        return
    heading = summary.find(list(HEADINGS))
    own = heading.attrs.pop("id", own) if isinstance(heading, Tag) else own
    if own and not summary.has_attr("id"):
        summary["id"] = own


def _explicit_id(heading: Tag) -> None:
    """Docusaurus and others write `## Title {#anchor}`."""
    last = heading.contents[-1] if heading.contents else None
    if type(last) is NavigableString and (found := _EXPLICIT_ID.search(last)):
        last.replace_with(last[: found.start()].rstrip())
        heading["id"] = found.group(1)


def _wrap_loose(tag: Tag, holders: Set[int]) -> None:
    """Put loose text into paragraphs; `holders` are all elements with a block inside."""
    run: list[PageElement] = []
    for child in list(tag.contents):
        if isinstance(child, Tag) and (child.name in CONTAINERS or id(child) in holders):
            _wrap(run)
            run = []
            if child.name not in BLOCKS:
                _wrap_loose(child, holders)
        else:
            run.append(child)
    _wrap(run)


def _wrap(run: list[PageElement]) -> None:
    if not any(node.get_text().strip() for node in run):
        return
    paragraph = Tag(name="p")
    run[0].insert_before(paragraph)
    for node in run:
        paragraph.append(node.extract())
