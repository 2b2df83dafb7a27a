"""What a crawl needs to know of a page, a robots.txt and a sitemap; runs in the parsing process."""

import io
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from lxml import etree, html
from protego import Protego

from knowledge.extract.decode import decoded
from knowledge.extract.html.tree import MAX_ATTRIBUTES, too_many_attributes
from knowledge.extract.wire import MAX_SITEMAP_BYTES
from knowledge.refusals import Refusal, UnreadableFile, megabytes

MAX_LINKS = 2_000
MAX_SITEMAP_ENTRIES = 50_000
"""Of one file: the limit of sitemaps.org."""


def page_links(head: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return where a page leads, and what it says about itself to crawlers.

    `{links: [absolute], canonical: str, index: bool}`; a page with `nofollow` has no links.
    """
    text = _filled(data)
    etree.fromstring(text, etree.HTMLParser(target=_Attributes()))
    page = html.document_fromstring(text, base_url=head["url"])
    base = urljoin(head["url"], str(page.xpath("string(//base/@href)")))
    rules = str(page.xpath("string(//meta[translate(@name,'ROBTS','robts')='robots']/@content)"))
    canonical = str(page.xpath("string(//link[@rel='canonical']/@href)")).strip()
    links = [] if "nofollow" in rules.lower() else _links(page, base)
    return {
        "links": links,
        "canonical": _joined(base, canonical) if canonical else "",
        "index": "noindex" not in rules.lower(),
    }


def robots_rules(head: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return `{allowed: [bool for each url], delay: seconds | None, sitemaps: [address]}`."""
    rules = _robots(data)
    agent = head["agent"]
    return {
        "allowed": [bool(rules.can_fetch(url, agent)) for url in head["urls"]],
        "delay": rules.crawl_delay(agent),
        "sitemaps": list(rules.sitemaps)[:50],
    }


def sitemap_entries(_: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Return `{pages: [address], sitemaps: [address]}` of a sitemap or an index of sitemaps.

    Errors: `file_unreadable`.
    """
    data = _gunzipped(data)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = decoded(data).split("\n")
        pages = [line.strip() for line in lines if line.strip().startswith("http")]
        return {"pages": _some(pages), "sitemaps": []}
    try:
        return _parsed(data)
    except (ParseError, DefusedXmlException) as error:
        reason = "The sitemap is not proper XML."
        raise UnreadableFile(reason, Refusal.FILE_BROKEN) from error


class _Attributes:
    """Hears of elements before a tree is built of them, and refuses what would take minutes."""

    def start(self, _: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > MAX_ATTRIBUTES:
            raise too_many_attributes()

    def close(self) -> None:
        """Nothing is kept."""


def _filled(data: bytes) -> str:
    """Cut off an XML declaration, which lxml refuses in text."""
    text = decoded(data, is_html=True).lstrip()
    text = text.partition("?>")[2] if text.startswith("<?xml") else text
    return text if text.strip() else "<html></html>"


def _links(page: html.HtmlElement, base: str) -> list[str]:
    found: dict[str, None] = {}
    for link in page.iter("a", "area"):
        if not isinstance(link, etree._Element) or "nofollow" in (link.get("rel") or ""):
            continue
        href = (link.get("href") or "").strip()
        if href and not href.startswith("#") and (joined := _joined(base, href)):
            found[joined] = None
        if len(found) >= MAX_LINKS:
            break
    return list(found)


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


@lru_cache(maxsize=4)
def _robots(data: bytes) -> Protego:
    return Protego.parse(data.decode("utf-8-sig", errors="replace"))


def _gunzipped(data: bytes) -> bytes:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        unpacked = zlib.decompressobj(31).decompress(data, MAX_SITEMAP_BYTES + 1)
    except zlib.error as error:
        raise UnreadableFile("The sitemap cannot be decompressed.") from error
    if len(unpacked) > MAX_SITEMAP_BYTES:
        reason = f"The sitemap expands to more than {megabytes(MAX_SITEMAP_BYTES)}."
        raise UnreadableFile(reason, Refusal.FILE_EXPANDS)
    return unpacked


def _parsed(data: bytes) -> dict[str, Any]:
    """Read `loc` elements while they come, so that a long file needs little memory."""
    pages: list[str] = []
    sitemaps: list[str] = []
    events = iterparse(io.BytesIO(data), events=("end",), forbid_dtd=True)
    for _, element in events:
        name = element.tag.rpartition("}")[2].lower()
        if name in {"url", "sitemap"}:
            for child in element:
                if child.tag.rpartition("}")[2].lower() == "loc" and child.text:
                    (pages if name == "url" else sitemaps).append(child.text.strip())
            element.clear()
    return {"pages": _some(pages), "sitemaps": _some(sitemaps)}


def _some(found: list[str]) -> list[str]:
    return list(dict.fromkeys(found))[:MAX_SITEMAP_ENTRIES]
