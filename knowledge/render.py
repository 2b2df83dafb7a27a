"""Show a document as safe HTML whose ids are what the chunks cite."""

import re
from collections.abc import Mapping, Sequence

import nh3
from bs4 import Tag

from knowledge.extract import ExtractedDocument
from knowledge.split import Draft
from knowledge.urls import resolve_link

TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 p br hr ul ol li dl dt dd blockquote pre code kbd table caption thead tbody "
    "tfoot tr th td a strong b em i u s del ins sup sub small details summary "
    "figure figcaption".split()
)
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
REL = "noopener nofollow noreferrer"
_INSIDE = re.compile(r"(?:#|/(?![/\\]))[^\s\\]*\Z|(?:https?|mailto):[^\s\\]+\Z", re.IGNORECASE)
_ID = re.compile(r"[\w.:~-]{1,200}\Z")


def render(
    document: ExtractedDocument, drafts: Sequence[Draft], path: str, urls: Mapping[str, str]
) -> str:
    """Return a fragment that begins with the title's `h1`; consumes the document's tree.

    Links to other documents of the source lead to their pages, other relative links are dropped,
    as are images, scripts, styles and forms.
    """
    for draft in drafts:
        if draft.chunk.passage != draft.chunk.anchor:
            draft.tag["id"] = draft.chunk.passage
    for link in document.body.find_all("a"):
        _point(link, path, urls)
    return nh3.clean(
        document.body.decode_contents(),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _point(link: Tag, path: str, urls: Mapping[str, str]) -> None:
    target = resolve_link(str(link.get("href") or ""), path, urls)
    if target is None:
        link.unwrap()
    else:
        link["href"] = target


def _kept(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if _INSIDE.match(value) else None
    if attribute == "id":
        return value if _ID.match(value) else None
    return value
