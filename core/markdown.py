"""Message texts as HTML that cannot carry a script, an image or a foreign link."""

from collections.abc import Collection
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "a", "h3", "h4"}
REL = "noopener nofollow noreferrer"


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def plain_html(text: str) -> str:
    """What a visitor typed: escaped, line breaks kept."""
    return "<p>" + escape(text).replace("\n", "<br>") + "</p>"


def markdown_html(text: str, links: Collection[str] | None = None) -> str:
    """Render Markdown of an assistant or a rep.

    `links`: the only addresses that may be linked (an assistant's cited sources); None allows
    every http(s) and mailto address (a rep knows whom they send where).
    """

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag != "a" or attribute != "href":
            return value
        return value if links is None or value in links else None

    return nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
