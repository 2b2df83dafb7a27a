"""Walk single pages: one address, or those that a sitemap lists."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import urljoin, urlsplit

from knowledge.extract.apart import Extractor
from knowledge.extract.wire import MAX_SITEMAP_BYTES
from knowledge.fetch.http import Fetcher
from knowledge.fetch.normal import normalised, site_of
from knowledge.fetch.patterns import Patterns
from knowledge.fetch.robots import FORBIDDEN, Site
from knowledge.fetch.spec import (
    Fetched,
    Item,
    Limits,
    Refused,
    SourceSpec,
    Unchanged,
    Validators,
)
from knowledge.refusals import Refusal, UnreadableFile

MAX_SITEMAPS = 100


async def walk_url(
    spec: SourceSpec, known: Mapping[str, Validators], fetcher: Fetcher, limits: Limits
) -> AsyncIterator[Item]:
    """Yield the one page; somebody named it, so it is no crawl and needs no permission."""
    url = normalised(spec.location) or spec.location
    yield await _page(url, known, fetcher, limits, of=1)


async def walk_sitemap(
    spec: SourceSpec,
    known: Mapping[str, Validators],
    fetcher: Fetcher,
    extractor: Extractor,
    limits: Limits,
) -> AsyncIterator[Item]:
    """Yield the pages that the sitemap lists, those of its own site only.

    Errors: `file_unreadable` when a sitemap cannot be read or lists nothing (it may just be
    written anew): what there is to be read is not known then.
    """
    site = await Site.open(spec.location, fetcher, extractor, limits)
    listed = await _listed(_sitemaps(spec.location, site), site)
    wanted = Patterns.of(spec.settings)
    pages = [url for url in listed if wanted.allow_page(url)]
    if not pages:
        reason = "The sitemap lists no page of its own site that is asked for."
        raise UnreadableFile(reason, Refusal.FILE_EMPTY)
    allowed = set(await site.allowed(pages))
    most = spec.asked("max_pages", limits.max_pages, limits.most_pages)
    expected = min(len(pages), most)
    for place, url in enumerate(pages):
        if place >= most:
            reason = f"Only the first {most:,} pages of the sitemap are read."
            yield Refused(url, reason, Refusal.LIMIT_REACHED, most)
            return
        if url not in allowed:
            yield Refused(url, FORBIDDEN, Refusal.ROBOTS_FORBIDDEN, expected)
            continue
        await site.wait()
        yield await _page(url, known, fetcher, limits, of=expected)


async def _page(
    url: str, known: Mapping[str, Validators], fetcher: Fetcher, limits: Limits, of: int
) -> Item:
    """Fetch one page; it keeps the address it was listed by, wherever that leads."""
    known_here = {url: known[url]} if url in known else {}
    try:
        page = await fetcher.get(url, limit_bytes=limits.useful_bytes, known=known_here)
    except UnreadableFile as error:
        return Refused(url, error.detail, error.refusal, of)
    if page.data is None:
        return Unchanged(url, of)
    kept = page.validators if page.url == url else Validators()
    return Fetched(url, page.data, page.url, page.media, kept, of)


def _sitemaps(location: str, site: Site) -> list[str]:
    """A site's front page stands for the sitemaps that its robots.txt names."""
    if urlsplit(location).path not in {"", "/"}:
        return [location]
    return list(site.sitemaps) or [urljoin(location, "/sitemap.xml")]


async def _listed(sitemaps: list[str], site: Site) -> list[str]:
    """Collect the pages of a sitemap or an index of sitemaps, each once, in order."""
    pages: dict[str, None] = {}
    todo = list(sitemaps)
    for place, sitemap in enumerate(todo):
        if place >= MAX_SITEMAPS:
            reason = f"The index lists more than {MAX_SITEMAPS} sitemaps."
            raise UnreadableFile(reason, Refusal.LIMIT_REACHED)
        if place:
            await site.wait()
        data = (await site.fetcher.get(sitemap, limit_bytes=MAX_SITEMAP_BYTES)).data or b""
        found = await site.extractor.ask({"task": "sitemap"}, data)
        if place < len(sitemaps):  # an index of indexes is not allowed, and could go in circles
            todo += [url for url in found["sitemaps"] if site_of(url) == site_of(sitemap)]
        for url in found["pages"]:
            address = normalised(url)
            if address and site_of(address) == site_of(sitemap):
                pages[address] = None
    return list(pages)
