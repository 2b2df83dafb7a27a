"""Walk a source and tell what it holds; bytes that may have to be read wait in the spool."""

import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from knowledge.extract import EXTRACTOR_VERSION
from knowledge.fetch.spec import Fetched, Item, Refused, Unchanged, Validators
from knowledge.ingest.library import KnownPage
from knowledge.ingest.spool import Spool

Walk = Callable[[Mapping[str, Validators]], AsyncIterator[Item]]
"""Goes through the source; pages that still match their validators come as unchanged."""
Told = Callable[[int, int | None], None]
"""How many pages came, of how many, as far as the walk knows."""


@dataclass(slots=True)
class Gathered:
    """What the source holds now, and what of it cannot be had.

    `media` is the declared type of what was fetched. `failed` has a reason for every refused page;
    one that is only out of reach (`kept`) stays published as it is.
    """

    pages: dict[str, KnownPage] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


class Gatherer:
    """The walk of one run; `known` is what is kept of the source's pages."""

    def __init__(
        self, walk: Walk, spool: Spool, known: Mapping[str, KnownPage], model: str
    ) -> None:
        self._walk, self._spool, self._known = walk, spool, known
        made_by = f"{EXTRACTOR_VERSION}\0{model}"
        self._maker = hashlib.sha256(made_by.encode()).hexdigest()[:12]

    async def gather(self, told: Told) -> Gathered:
        """Walk the source, or take what a finished walk of this run has left."""
        index = await self._spool.finished()
        if index is not None:
            return _unpacked(orjson.loads(index))
        found = Gathered()
        count = 0
        async for item in self._walk(self._validators()):
            count += 1
            await self._note(item, found)
            told(count, item.of)
        await self._spool.finish(orjson.dumps(asdict(found)))
        return found

    async def fetch_again(self, found: Gathered, paths: Collection[str]) -> None:
        """Bring the bytes, and their type, of pages that looked unchanged, but must be read."""
        async for item in self._walk({}):
            if isinstance(item, Fetched) and item.path in paths:
                found.media[item.path] = item.media
                await self._spool.put(item.path, item.data)
        await self._spool.finish(orjson.dumps(asdict(found)))

    def _validators(self) -> dict[str, Validators]:
        """Of pages that were read by what reads them now; others must come with their bytes."""
        return {
            path: Validators(page.etag, page.last_modified, page.links)
            for path, page in self._known.items()
            if page.version.startswith(self._maker) and page.reason is None
        }

    async def _note(self, item: Item, found: Gathered) -> None:
        match item:
            case Unchanged():
                found.pages[item.path] = self._known[item.path]
            case Refused():
                paths = self._refused(item)
                found.failed |= dict.fromkeys(paths, item.reason)
                found.kept += paths if not item.is_gone else []
            case Fetched():
                page = self._page(item)
                known = self._known.get(item.path)
                if known is None or known.version != page.version or known.reason is not None:
                    await self._spool.put(item.path, item.data)
                found.pages[item.path] = page
                found.media[item.path] = item.media

    def _refused(self, item: Refused) -> list[str]:
        """Return the paths it concerns: of a folder those known below it, if there are any."""
        below = item.path + "/"
        known = [path for path in self._known if item.with_all_below and path.startswith(below)]
        return known or [item.path]

    def _page(self, item: Fetched) -> KnownPage:
        digest = hashlib.sha256(item.data).hexdigest()
        given = item.validators
        return KnownPage(
            path=item.path,
            version=f"{self._maker}:{digest}",
            url=item.url,
            etag=given.etag,
            last_modified=given.last_modified,
            links=given.links,
        )


def _unpacked(index: dict[str, Any]) -> Gathered:
    pages = {
        path: KnownPage(**{**page, "links": tuple(page["links"])})
        for path, page in index.pop("pages").items()
    }
    return Gathered(pages=pages, **index)
