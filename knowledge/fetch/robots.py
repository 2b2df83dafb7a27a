"""What a site asks of crawlers, and the pace that follows from it (RFC 9309)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from knowledge.extract.apart import Extractor
from knowledge.fetch.http import AGENT, Fetcher
from knowledge.fetch.spec import Limits
from knowledge.refusals import Refusal, UnreadableFile

ROBOTS_BYTES = 1_000_000
FORBIDDEN = "The site's robots.txt asks crawlers to leave this page alone."


@dataclass(slots=True)
class Site:
    """One site while it is walked: its rules, and when it may be asked again."""

    fetcher: Fetcher
    extractor: Extractor
    limits: Limits
    delay_s: float
    rules: bytes = b""
    sitemaps: Sequence[str] = field(default_factory=list)
    _next_at: float = 0.0

    @classmethod
    async def open(cls, url: str, fetcher: Fetcher, extractor: Extractor, limits: Limits) -> "Site":
        """Read the site's robots.txt; a site without one allows everything.

        Errors: `file_unreadable` when the rules cannot be read for another reason.
        """
        site = cls(fetcher, extractor, limits, limits.delay_s)
        try:
            page = await fetcher.get(urljoin(url, "/robots.txt"), limit_bytes=ROBOTS_BYTES)
        except UnreadableFile as error:
            if error.refusal not in {Refusal.PAGE_MISSING, Refusal.PAGE_FORBIDDEN}:
                raise
            return site
        site.rules = page.data or b""
        said = await site._ask([])
        site.sitemaps = said["sitemaps"]
        if said["delay"]:
            site.delay_s = min(max(float(said["delay"]), limits.delay_s), limits.longest_delay_s)
        return site

    async def allowed(self, urls: Sequence[str]) -> list[str]:
        """Return those addresses that the rules leave open."""
        if not self.rules or not urls:
            return list(urls)
        said = await self._ask(urls)
        return [url for url, allowed in zip(urls, said["allowed"], strict=True) if allowed]

    async def wait(self) -> None:
        """Wait until the site may be asked again."""
        loop = asyncio.get_running_loop()
        pause = self._next_at - loop.time()
        if pause > 0:
            await self.fetcher.sleep(pause)
        self._next_at = loop.time() + self.delay_s

    async def _ask(self, urls: Sequence[str]) -> dict[str, Any]:
        task = {"task": "robots", "agent": AGENT, "urls": list(urls)}
        said: dict[str, Any] = await self.extractor.ask(task, self.rules)
        return said
