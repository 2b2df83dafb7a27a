"""What one assistant still lacks of a source, until it is published to it."""

from knowledge.ingest.gather import Gathered
from knowledge.ingest.library import IngestRun, Library, PublishPlan
from knowledge.ingest.versions import Publisher


class Staging:
    """One assistant's share of a run.

    `pending` are the paths whose version is new to the assistant's readers, `todo` those of them
    that the run has not staged yet.
    """

    def __init__(self, library: Library, run: IngestRun, publisher: Publisher) -> None:
        self._library = library
        self.run, self.publisher = run, publisher
        self.published: dict[str, str] = {}
        self.pending: set[str] = set()
        self.todo: set[str] = set()
        self.removed: list[str] = []

    async def begin(self, found: Gathered) -> None:
        """Compare what the source holds with what is published and staged."""
        self.publisher.place(found.pages)
        run = self.run
        await self._library.discard(run)
        self.published = await self._library.documents(run.assistant_id, run.source_id)
        staged = await self._library.staged(run)
        wanted = {path: self.publisher.content_hash(page) for path, page in found.pages.items()}
        self.pending = {path for path, name in wanted.items() if self.published.get(path) != name}
        current = {path for path in self.pending if staged.get(path) == wanted[path]}
        stale = sorted(staged.keys() - current)
        if stale:
            await self._library.unstage(run, stale)
        self.todo = self.pending - current
        self.removed = sorted(self.published.keys() - wanted.keys() - set(found.kept))

    async def publish(self, failed: frozenset[str]) -> int | None:
        """Show it all at once; the new revision, or None when nothing has changed."""
        if not (self.pending - failed) and not self.removed:
            return None
        return await self._library.publish(PublishPlan(self.run, frozenset(self.removed)))
