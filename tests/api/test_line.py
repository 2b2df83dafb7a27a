"""Whether a reader is still there is found out without waiting for anything."""

import asyncio
import subprocess
import sys

from starlette.types import Message

from api.streams.sse import Line

FIRST_LOOK = """
import asyncio, sys
from api.streams.sse import Line

async def silent():
    await asyncio.get_running_loop().create_future()

async def main():
    before = set(sys.modules)
    assert not await Line(silent, silent).is_gone()
    print(sorted(set(sys.modules) - before))

asyncio.run(main())
"""


class Wire:
    """The messages that a server has for a reply, in turn."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[Message] = asyncio.Queue()

    async def send(self, message: Message) -> None:
        raise AssertionError(message)


async def test_a_reader_is_there_until_it_leaves() -> None:
    wire = Wire()
    line = Line(wire.waiting.get, wire.send)
    assert not await line.is_gone()
    wire.waiting.put_nowait({"type": "http.request"})
    assert not await line.is_gone()
    assert not await line.is_gone()
    wire.waiting.put_nowait({"type": "http.disconnect"})
    assert await line.is_gone()
    assert await line.is_gone()


async def test_who_stops_a_stream_while_it_looks_is_obeyed() -> None:
    wire = Wire()
    looking = asyncio.create_task(Line(wire.waiting.get, wire.send).is_gone())
    looking.cancel()
    await asyncio.wait({looking})
    assert looking.cancelled()


def test_the_first_look_imports_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", FIRST_LOOK], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]", done.stdout
