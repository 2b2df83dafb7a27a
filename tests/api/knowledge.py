"""A source with one published document, as an ingestion leaves it."""

from store import library, sources
from tests.api.conftest import World

DOCUMENT = {
    "document_id": "doc_1",
    "path": "a.md",
    "url": "/docs/a",
    "title": "Alpha",
    "description": "",
    "content_hash": "h",
    "html": "<h1>Alpha</h1>",
}
CHUNK = {
    "chunk_id": "chk_1",
    "content_id": "vec_1",
    "ordinal": 0,
    "heading_path": ["One", "Two"],
    "anchor": "two",
    "passage": "two",
    "text": "Words.",
    "start": 0,
    "end": 6,
    "tokens": 5,
}


async def published_source(world: World) -> str:
    """Make a source of the world's assistant and publish `DOCUMENT`; returns its id."""
    now, assistant_id = world.clock.now(), world.assistant.id
    source_id = await world.db.write(
        lambda s: sources.ensure(s, now, assistant_id=assistant_id, kind="folder", location="/x")
    )
    await publish(world, source_id)
    return source_id


async def publish(world: World, source_id: str) -> None:
    run = library.Run("run_1", world.assistant.id, source_id)
    vectors = {"vec_1": (b"v", b"t")}
    await world.db.write(lambda s: library.stage(s, run, [(DOCUMENT, [CHUNK])], vectors))
    await world.db.write(lambda s: library.publish(s, run, []))
