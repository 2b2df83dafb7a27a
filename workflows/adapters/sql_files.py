"""What people gave to a source, as its walk reads it."""

from knowledge.fetch import StoredFile
from knowledge.refusals import Refusal, UnreadableFile
from store import source_files
from store.database import Database


class SqlFiles:
    """The `FileStore` of `knowledge.fetch`, on the table of given files."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def files(self, key: str) -> list[StoredFile]:
        found = await self._db.read(lambda s: source_files.entries(s, key))
        return [StoredFile(entry.path, entry.media, entry.size) for entry in found]

    async def read(self, key: str, name: str) -> bytes:
        data = await self._db.read(lambda s: source_files.read(s, key, name))
        if data is None:
            raise UnreadableFile("The file has been taken away.", Refusal.FILE_MISSING)
        return data
