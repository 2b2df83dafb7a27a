"""Make an HTML tree fit for reading: content only, every text inside a block."""

import re
from collections.abc import Set

from bs4 import Comment, NavigableString, PageElement, Tag

from knowledge.extract.branch import holders_of
from knowledge.extract.elements import BLOCKS
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
    for tag in body.find_all(_is_dropped):
        tag.decompose()
    for tag in body.find_all(True):
        if tag.name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            _explicit_id(tag)
        elif tag.has_attr("id"):
            del tag["id"]
    _wrap_loose(body, holders_of(body.find_all(list(BLOCKS))))


def _is_dropped(tag: Tag) -> bool:
    return tag.name in DROPPED or tag.get("role") in _NAVIGATION


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
