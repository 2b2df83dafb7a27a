"""The floor of an ingestion: nothing but the embedding of all its passages at once.

A process for `taking_turns`, with the priority of the one that reads sources. Standard input has
one line: the cache folder and the texts.
"""

import asyncio
import os
import sys
from pathlib import Path

import orjson

from knowledge.embed.minilm import MiniLmEmbedder
from workflows.ingestion.child import NICENESS


async def main() -> None:
    os.nice(NICENESS)
    order = orjson.loads(sys.stdin.buffer.readline())
    embedder = MiniLmEmbedder(Path(order["cache_dir"]))
    await embedder.embed_passages(["warm"])
    print('{"phase": "ready"}', flush=True)
    await embedder.embed_passages(order["texts"])
    print('{"phase": "done"}', flush=True)


if __name__ == "__main__":
    asyncio.run(main())
