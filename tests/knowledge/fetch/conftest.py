from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

import pytest

from core.vocabulary import SourceKind
from knowledge.extract import Extractor
from knowledge.fetch import Item, Limits, SourceSpec, StoredFile, Validators
from knowledge.fetch.http import Fetcher
from knowledge.fetch.sources import WalkTools, walk_source
from tests.knowledge.fetch.site import WebSite


class Uploads:
    """Implements `FileStore` with a dictionary."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        self.stored = dict(files or {})

    async def files(self, key: str) -> Sequence[StoredFile]:
        return [StoredFile(name, "", len(data)) for name, data in sorted(self.stored.items())]

    async def read(self, key: str, name: str) -> bytes:
        return self.stored[name]


class Walker:
    """Walks sources without waiting; `pauses` are the waits that a real walk would have made."""

    def __init__(self, extractor: Extractor) -> None:
        self.pauses: list[float] = []
        self.uploads = Uploads()
        self.fetcher = Fetcher(allow_private=True, sleep=self._sleep)
        self.extractor = extractor

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    async def __call__(
        self,
        kind: SourceKind,
        location: str = "src_a",
        known: Mapping[str, Validators] | None = None,
        limits: Limits | None = None,
        **settings: object,
    ) -> list[Item]:
        spec = SourceSpec(kind, location, settings)
        tools = WalkTools(self.uploads, self.fetcher, self.extractor)
        walked = walk_source(spec, known or {}, tools, limits or Limits(delay_s=0))
        return [item async for item in walked]


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as started:
        yield started


@pytest.fixture
async def extractor() -> AsyncIterator[Extractor]:
    async with Extractor() as started:
        yield started


@pytest.fixture
async def walk(extractor: Extractor) -> AsyncIterator[Walker]:
    walker = Walker(extractor)
    async with walker.fetcher:
        yield walker
