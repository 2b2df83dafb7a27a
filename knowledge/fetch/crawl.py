"""Walk a site by its links: breadth first, politely, every page once, within limits."""

import sys
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from knowledge.extract.apart import Extractor
from knowledge.fetch.http import Fetcher, Page
from knowledge.fetch.normal import may_be_page, normalised, site_of
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

VISITS_A_PAGE = 5
"""Visits for each page that may be read at most: a site can have pages without end that are not to
be read."""
MAX_QUERIES = 20
"""Different query strings of one path; calendars and filters have no end."""
_HTML = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one page gave: what to yield, if anything, and where it leads.

    `instead`: the address that the page calls its own.
    """

    item: Item | None
    links: tuple[str, ...] = ()
    instead: str | None = None


async def walk_crawl(
    spec: SourceSpec,
    known: Mapping[str, Validators],
    fetcher: Fetcher,
    extractor: Extractor,
    limits: Limits,
) -> AsyncIterator[Item]:
    """Yield the pages of one site, beginning at `spec.location`.

    Errors: `file_unreadable` when the first page or the site's rules cannot be read: nothing is
    known about the source then.
    """
    start = normalised(spec.location)
    if start is None:
        raise UnreadableFile("This is not a proper web address.", Refusal.ADDRESS_INVALID)
    site = await Site.open(start, fetcher, extractor, limits)
    if not await site.allowed([start]):
        raise UnreadableFile(FORBIDDEN, Refusal.ROBOTS_FORBIDDEN)
    depth = spec.asked("max_depth", limits.max_depth, limits.most_depth)
    pages = spec.asked("max_pages", limits.max_pages, limits.most_pages)
    crawl = _Crawl(start, site, known, Patterns.of(spec.settings), pages)
    async for item in crawl.run(depth):
        yield item


class _Crawl:
    def __init__(
        self,
        start: str,
        site: Site,
        known: Mapping[str, Validators],
        wanted: Patterns,
        max_pages: int,
    ) -> None:
        self._start = start
        self._name = site_of(start)
        self._site = site
        self._known = known
        self._wanted = wanted
        self._queue = deque([(start, 0)])
        self._seen = {start}
        self._queries: Counter[str] = Counter()
        self._max_pages = max_pages
        self._visits = VISITS_A_PAGE * max(max_pages, site.limits.max_pages)

    async def run(self, max_depth: int) -> AsyncIterator[Item]:
        given = 0
        while self._queue:
            url, depth = self._queue.popleft()
            if given >= self._max_pages:
                ended = f"The crawl ended at its limit of {self._max_pages:,} pages"
                yield Refused(url, f"{ended}; the site has more.", Refusal.LIMIT_REACHED)
                return
            if not self._visits:
                reason = "The crawl ended, since most pages of the site are not to be read."
                yield Refused(url, reason, Refusal.LIMIT_REACHED)
                return
            self._visits -= 1
            await self._site.wait()
            visit = await self._visit(url)
            if visit.instead is not None:
                await self._enqueue((visit.instead,), depth)
            if depth < max_depth:
                await self._enqueue(visit.links, depth + 1)
            if visit.item is not None:
                given += 1
                yield visit.item

    async def _visit(self, url: str) -> _Visit:
        before = self._known.get(url, Validators())
        try:
            page = await self._site.fetcher.get(
                url, limit_bytes=self._site.limits.useful_bytes, known=self._known
            )
        except UnreadableFile as error:
            if url == self._start:
                raise
            if error.refusal is Refusal.FILE_KIND_UNKNOWN:
                return _Visit(None)
            links = () if error.refusal is Refusal.PAGE_MISSING else before.links
            return _Visit(Refused(url, error.detail, error.refusal), links)
        return await self._landed(url, page)

    async def _landed(self, url: str, page: Page) -> _Visit:
        """Decide about a page where the redirects have led to."""
        if page.url != url:
            if url == self._start:
                self._name = site_of(page.url)
            elif site_of(page.url) != self._name or page.url in self._seen:
                return _Visit(None)
            self._seen.add(page.url)
        if page.data is None:
            return _Visit(self._wants(Unchanged(page.url)), page.validators.links)
        if page.media not in _HTML:
            return _Visit(self._wants(_fetched(page, ())), ())
        try:
            found = await self._site.extractor.ask({"task": "links", "url": page.url}, page.data)
        except UnreadableFile as error:
            return _Visit(Refused(page.url, error.detail, error.refusal), ())
        links = self._worth_a_visit(found["links"])
        canonical = self._canonical(found, page.url)
        if canonical != page.url:
            return _Visit(None, links, canonical)
        item = _fetched(page, links) if found["index"] else None
        return _Visit(item and self._wants(item), links)

    def _wants(self, item: Fetched | Unchanged) -> Item | None:
        return item if self._wanted.allow_page(item.path) else None

    def _canonical(self, found: Mapping[str, Any], url: str) -> str:
        """Return the address that the page calls its own; all pages calling the first one so err.

        A page whose canonical address was visited already has been read there.
        """
        said = normalised(str(found["canonical"])) if found["canonical"] else None
        if said is None or site_of(said) != self._name:
            return url
        return url if urlsplit(said).path == "/" else said

    def _worth_a_visit(self, links: list[str]) -> tuple[str, ...]:
        clean = dict.fromkeys(normalised(link) for link in links)
        return tuple(
            sys.intern(link)  # every page of a large site has the same links
            for link in clean
            if link and site_of(link) == self._name and may_be_page(link)
        )

    async def _enqueue(self, links: tuple[str, ...], depth: int) -> None:
        room = max(0, self._visits + 1 - len(self._queue))
        fresh = [link for link in links if link not in self._seen][:room]
        for link in await self._site.allowed(fresh):
            parts = urlsplit(link)
            if parts.query:
                self._queries[parts.path] += 1
            if self._queries[parts.path] <= MAX_QUERIES or not parts.query:
                self._queue.append((link, depth))
        self._seen.update(fresh)


def _fetched(page: Page, links: tuple[str, ...]) -> Fetched:
    kept = Validators(page.validators.etag, page.validators.last_modified, links)
    return Fetched(page.url, page.data or b"", page.url, page.media, kept)
