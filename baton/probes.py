"""How each part of a running process is, asked at `/readyz`."""

from itertools import count
from pathlib import Path

from temporalio.client import Client

from api.services import PartState, Probe
from core.disk import SPARE_BYTES, free_bytes
from knowledge.contracts import Embedder
from knowledge.index.vectors import VectorIndex
from knowledge.query.vector import read_query
from workflows.adapters.sql_reader import SqlReader


def search_probe(index: VectorIndex, reader: SqlReader, embedder: Embedder) -> Probe:
    """Both indexes are caches: what is broken is made again, and searches use what is left; without
    the embedder that is the words. Each probe reads another text: known ones are remembered."""
    texts = (f"ready {number}" for number in count())

    async def probe() -> PartState:
        well = [await index.check(), await reader.keeper.check_quickly()]
        read = await read_query(embedder, next(texts))
        return "ok" if all(well) and read is not None else "degraded"

    return probe


def temporal_probe(client: Client) -> Probe:
    async def probe() -> PartState:
        return "ok" if await client.service_client.check_health() else "down"

    return probe


def disk_probe(data_dir: Path) -> Probe:
    """Degraded as soon as nobody may upload any more: a full disk takes no message either."""

    async def probe() -> PartState:
        return "ok" if free_bytes(data_dir) >= SPARE_BYTES else "degraded"

    return probe
