"""Fill a Chroma folder in a process of its own: `python -m knowledge.index.fill FOLDER BYTES`.

Adding holds the interpreter lock for as long as it takes, seconds for a large index, which would
stop every conversation of the process that answers. `BYTES` is the size of one vector. Rows come
on standard input as frames; the last one is empty, so a parent that dies midway leaves no index
that looks complete.
"""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from knowledge.index.chroma import Rows, fill

HEADER = struct.Struct("<II")
NICENESS = 5


def frame(rows: Rows) -> bytes:
    """Pack one batch; no rows make the last frame."""
    names = "\n".join(chunk_id for chunk_id, _ in rows).encode()
    return HEADER.pack(len(rows), len(names)) + names + b"".join(data for _, data in rows)


def frames(stream: BinaryIO, vector_bytes: int) -> Iterator[Rows]:
    """Unpack batches up to the last frame.

    Errors: `EOFError` when the stream ends before it.
    """
    while True:
        count, length = HEADER.unpack(_exactly(stream, HEADER.size))
        if count == 0:
            return
        names = _exactly(stream, length).decode().split("\n")
        yield [(name, _exactly(stream, vector_bytes)) for name in names]


def main(folder: str, vector_bytes: str) -> None:
    os.nice(NICENESS)
    fill(Path(folder), frames(sys.stdin.buffer, int(vector_bytes)))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the stream of rows was cut")
    return data


if __name__ == "__main__":
    main(*sys.argv[1:])
