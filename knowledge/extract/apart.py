"""Parse files in a process of their own, so that a hostile one hurts nobody.

The process lives long and is replaced now and then. One that dies or is too slow costs its own file
only. Nothing here blocks the event loop.
"""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any, Self

import orjson

from core.errors import Unavailable
from knowledge.extract.document import ExtractedDocument
from knowledge.extract.wire import (
    LENGTH_BYTES,
    MAX_ANSWER_BYTES,
    frame,
    lengths,
    unpacked_document,
)
from knowledge.refusals import Refusal, UnreadableFile

START_LIMIT_S = 60
ROOT = Path(__file__).parents[2]
_START = (
    "import sys; sys.path.insert(0, {root!r}); from knowledge.extract.child import main; main()"
)
_DIED = (
    EOFError,  # asyncio.IncompleteReadError is one
    ConnectionError,
    orjson.JSONDecodeError,
    KeyError,
    TypeError,
    ValueError,
)


class Extractor:
    """Reads documents one at a time in a confined child process.

    Use it within one event loop, and `close` it. `time_limit_s` is by the clock, and bounds the
    processor time too; `memory_bytes` is the child's whole address space.
    """

    def __init__(
        self,
        *,
        time_limit_s: float = 90,
        memory_bytes: int = 1_500_000_000,
        recycle_after: int = 500,
    ) -> None:
        self._time_limit_s = time_limit_s
        self._memory_bytes = memory_bytes
        self._recycle_after = recycle_after
        self._child: Process | None = None
        self._served = 0
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def pid(self) -> int | None:
        """The process that would read the next file, if it runs already."""
        return self._child.pid if self._child and self._child.returncode is None else None

    async def extract(self, path: str, media: str, data: bytes) -> ExtractedDocument:
        """Read one document; `media` is the declared type, or empty.

        Errors: `file_unreadable`, with the refusal and a reason for people.
        """
        answer = await self.ask({"task": "extract", "path": path, "media": media}, data)
        return await asyncio.to_thread(unpacked_document, answer)

    async def ask(self, head: dict[str, Any], data: bytes) -> Any:
        """Have one task done by the child and return its value.

        Errors: `file_unreadable`.
        """
        async with self._turn:
            answer = await self._exchange(frame(head, data))
        if "refusal" in answer:
            raise UnreadableFile(str(answer["reason"]), Refusal(answer["refusal"]))
        return answer["value"]

    async def close(self) -> None:
        """End the child."""
        if self._child is not None:
            if self._child.returncode is None:
                self._child.kill()
            await self._child.communicate()
            self._child = None

    async def _exchange(self, request: bytes) -> dict[str, Any]:
        if self._served >= self._recycle_after or self.pid is None:
            await self.close()
            await self._start()
        self._served += 1
        try:
            async with asyncio.timeout(self._time_limit_s):
                return await self._talk(request)
        except TimeoutError as error:
            await self.close()
            reason = f"Reading the file took longer than {self._time_limit_s:g} seconds."
            raise UnreadableFile(reason, Refusal.FILE_TOO_SLOW) from error
        except _DIED as error:
            await self.close()
            reason = "The file made its reader fail; it is broken or far too complex."
            raise UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX) from error
        except BaseException:
            await self.close()  # the answer to an abandoned request must not meet the next one
            raise

    async def _talk(self, request: bytes) -> dict[str, Any]:
        child = self._child
        if child is None or child.stdin is None:
            raise EOFError
        child.stdin.write(request)
        await child.stdin.drain()
        return await self._heard(child)

    async def _heard(self, child: Process) -> dict[str, Any]:
        if child.stdout is None:
            raise EOFError
        size, _ = lengths(await child.stdout.readexactly(LENGTH_BYTES))
        if size > MAX_ANSWER_BYTES:
            raise ValueError(size)
        packed = await child.stdout.readexactly(size)
        answer: dict[str, Any] = await asyncio.to_thread(orjson.loads, packed)
        return answer

    async def _start(self) -> None:
        """Start a child with an empty environment (no secret, no proxy) and wait for its word.

        Errors: `unavailable` when this machine does not let it start.
        """
        self._served = 0
        self._child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-c", _START.format(root=str(ROOT))),
            *(str(self._memory_bytes), str(int(self._time_limit_s) + 1)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=os.sep,
            env={"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        try:
            async with asyncio.timeout(START_LIMIT_S):
                await self._heard(self._child)
        except (TimeoutError, *_DIED) as error:
            await self.close()
            raise Unavailable("The process that reads documents cannot be started.") from error
