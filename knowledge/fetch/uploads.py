"""Read uploaded files and pasted texts; an archive among them is opened."""

from collections.abc import AsyncIterator

from knowledge.extract.decode import decoded
from knowledge.extract.markdown.read import titled
from knowledge.fetch.archive import walk_archive
from knowledge.fetch.spec import Fetched, FileStore, Item, Limits, Refused, SourceSpec, StoredFile
from knowledge.kinds import ARCHIVES, suffix_of
from knowledge.refusals import Refusal, UnreadableFile, megabytes


async def walk_uploads(spec: SourceSpec, store: FileStore, limits: Limits) -> AsyncIterator[Item]:
    """Yield every stored file; the members of a single archive keep their own paths."""
    files = await store.files(spec.location)
    for file in files:
        if suffix_of(file.name) in ARCHIVES:
            inside = "" if len(files) == 1 else file.name.rpartition(".")[0]
            data = await store.read(spec.location, file.name)
            async for item in walk_archive(file.name, data, inside, spec, limits):
                yield item
        else:
            yield await _read(spec, store, file, limits, len(files))


async def _read(
    spec: SourceSpec, store: FileStore, file: StoredFile, limits: Limits, of: int
) -> Item:
    if file.size > limits.file_bytes:
        reason = f"The file is larger than {megabytes(limits.file_bytes)}."
        return Refused(file.name, reason, Refusal.FILE_TOO_LARGE, of)
    try:
        data = await store.read(spec.location, file.name)
    except UnreadableFile as error:  # taken away meanwhile
        return Refused(file.name, error.detail, error.refusal, of)
    if spec.title:
        data = titled(decoded(data), spec.title).encode()
    return Fetched(file.name, data, media=file.media, of=of)
