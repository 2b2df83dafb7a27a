"""Show a document as safe HTML whose ids are what the chunks cite."""

import re
from collections.abc import Mapping, Sequence

import nh3

from knowledge.extract.document import MARK, ExtractedDocument
from knowledge.ingest.split import SplitChunk
from knowledge.urls import resolve_link

TAGS = frozenset(
    "h1 h2 h3 h4 h5 h6 p br hr ul ol li dl dt dd blockquote pre code kbd table caption thead tbody "
    "tfoot tr th td a strong b em i u s del ins sup sub small details summary "
    "figure figcaption".split()
)
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "title"},
    "details": {"open"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
REL = "noopener nofollow noreferrer"
_INSIDE = re.compile(r"(?:#|/(?![/\\]))[^\s\\]*\Z|(?:https?|mailto):[^\s\\]+\Z", re.IGNORECASE)
_ID = re.compile(r"[\w.:~=-]{1,200}\Z")
_LEADS_NOWHERE = re.compile(r"<a(?: (?:id|title|rel)=\"[^\"]*\")*>(.*?)</a>", re.DOTALL)
"""Links do not nest in what nh3 has written, so each ends at the next end tag."""


def render(
    document: ExtractedDocument, pieces: Sequence[SplitChunk], path: str, urls: Mapping[str, str]
) -> str:
    """Return a fragment that begins with the title's `h1`.

    Links to other documents of the source lead to their pages, those of a web page to where they
    lead there; other relative links are dropped, as are images, scripts, styles and forms.
    """
    passages = {
        f"{MARK}{piece.element}": piece.chunk.passage
        for piece in pieces
        if piece.chunk.passage != piece.chunk.anchor
    }

    def kept(_tag: str, attribute: str, value: str) -> str | None:
        if attribute == "href":
            target = resolve_link(value, path, urls)
            return target if target is not None and _INSIDE.match(target) else None
        if attribute == "id":
            chosen = passages.get(value, value)
            return chosen if _ID.match(chosen) else None
        return value

    html = nh3.clean(
        document.html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
    return _LEADS_NOWHERE.sub(r"\1", html)
