"""A line that a test can cut, mend, and let swallow what is sent."""

import asyncio
from contextlib import suppress


class Line:
    """Forwards TCP from its own port to `target` while it is up."""

    def __init__(self, target: str, port: int) -> None:
        self.port = port
        self._host, _, own_port = target.rpartition(":")
        self._target_port = int(own_port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._dead = asyncio.Event()

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def swallow(self) -> None:
        """Keep what is connected open and forward none of it; later connections are whole."""
        self._dead.set()
        self._dead = asyncio.Event()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(self._host, self._target_port)
        pairs = ((reader, back), (there, writer))
        self._writers |= {writer, back}
        for source, sink in pairs:
            task = asyncio.create_task(_pump(source, sink, self._dead))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _pump(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dead: asyncio.Event
) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            if dead.is_set():
                continue
            writer.write(data)
            await writer.drain()
    writer.close()
