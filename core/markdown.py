"""Message texts as HTML that cannot carry a script, an image or a foreign link."""

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from core.autolink import linking_addresses

TAGS = set(
    "p br strong em code pre ul ol li blockquote a h3 h4 hr table thead tbody tr th td".split()
)
_PLAIN_ADDRESS = re.compile(r"(?:https?://[^\s\\@/?#]+(?:[/?#][^\s\\]*)?|mailto:[\w.+-]+@[\w.-]+)")
_PERSONS_LINK = re.compile(r"https?://[^/\\\s]|mailto:|/(?![/\\])", re.IGNORECASE)
REL = "noopener nofollow noreferrer"


@lru_cache
def _parser(*, is_person: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    parser.disable(["image", "lheading"])
    parser.core.ruler.push("below_the_page", _below_the_page)
    return linking_addresses(parser) if is_person else parser


def _below_the_page(state: StateCore) -> None:
    """Give headings the levels that a chat has: pages hold h1 and h2 of their own."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2") else "h4"


def plain_html(text: str) -> str:
    """What a visitor typed: escaped, line breaks kept."""
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>"


def markdown_html(
    text: str, links: Collection[str] | None = None, hosts: Collection[str] = ()
) -> str:
    """Render Markdown of an assistant or a rep.

    `links`: the only addresses that may be linked (an assistant's cited sources), besides pages and
    mail of the `hosts` (the company's own); None allows every page and mail address (a rep
    knows whom they send where), and links the pages that are named by their plain address.
    """

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag != "a" or attribute != "href":
            return value
        if links is None:
            return value if _PERSONS_LINK.match(value) else None
        return value if value in links or _is_own(value, hosts) else None

    return nh3.clean(
        _parser(is_person=links is None).render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )


def _is_own(address: str, hosts: Collection[str]) -> bool:
    """Say whether browsers, too, would go to one of the hosts: nothing that is read in two ways."""
    if not _PLAIN_ADDRESS.fullmatch(address):
        return False
    parts = urlsplit(address)
    if parts.scheme == "mailto":
        return parts.path.rpartition("@")[2].lower() in hosts and "," not in parts.path
    return parts.scheme in ("http", "https") and parts.netloc.lower() in hosts
