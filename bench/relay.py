"""People talking: visitor's POST -> rep's event with the message in it, and back; always in order.

python -m bench.relay [--messages 300]
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import orjson

from bench.load import API, Chat, Connection, Reader, read_head
from bench.table import ms, show
from harness.product import Product

GAP_S = 0.05  # a visitor may write 20 times a second


class Inbox(Connection):
    """A rep, signed in by the link that `baton up` printed."""

    async def sign_in(self, link: str, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        path = link.split(f":{port}", 1)[1]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        _, headers = await read_head(reader)
        self.headers["Cookie"] = headers["set-cookie"].split(";")[0]
        writer.close()


class Arrivals:
    """When each message text reached a reader, and whether the seqs only ever rose."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.in_order = True
        self._last = 0
        self._changed = asyncio.Event()

    def event(self, name: bytes, seq: int, data: bytes, now: float) -> None:
        if seq:
            self.in_order &= seq > self._last
            self._last = seq
        if name == b"message.created":
            self.at[orjson.loads(data)["text"]] = now
            self._changed.set()

    async def until(self, texts: set[str]) -> None:
        while not texts <= self.at.keys():
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), 30)


async def measure(product: Product, messages: int) -> list[tuple[str, str, str]]:
    chat = Chat(product.port)
    await chat.open("How do I import my contacts?")
    rep = Inbox(product.port)
    await rep.sign_in(product.addresses["Inbox"], product.port)
    thread = f"{API}/inbox/conversations/{chat.id}"
    await rep.request("POST", f"{thread}/take-over", {})
    at_rep, at_visitor = Arrivals(), Arrivals()
    readers = [
        Reader(product.port, f"{thread}/events", rep.headers, at_rep.event),
        Reader(product.port, f"{chat.path}/events", chat.headers, at_visitor.event),
    ]
    for reader in readers:
        await reader.open()
    visitor = Connection(product.port, chat.headers)
    to_rep = await send(visitor, f"{chat.path}/messages", messages, at_rep, GAP_S)
    to_visitor = await send(rep, f"{thread}/messages", messages, at_visitor, GAP_S)
    burst = await send(rep, f"{thread}/messages", messages, at_visitor, 0)
    for reader in readers:
        reader.close()
    ordered = "yes" if at_rep.in_order and at_visitor.in_order else "NO"
    goal = "at most 5 / 25 ms"
    return [
        ("visitor's POST -> rep's event", ms(to_rep), goal + "  (Libredesk: 10 with the message)"),
        ("rep's POST -> visitor's event", ms(to_visitor), goal + "  (Libredesk: 30 / 55)"),
        ("rep's burst without gaps", ms(burst), ""),
        ("always in order", ordered, "yes"),
    ]


async def send(
    connection: Connection, path: str, messages: int, arrivals: Arrivals, gap_s: float
) -> list[float]:
    """Seconds from each POST to its event at the reader."""
    sent: dict[str, float] = {}
    for _ in range(messages):
        text = uuid4().hex
        sent[text] = time.perf_counter()
        body = {"client_id": text, "text": text, "kind": "reply"}
        await connection.request("POST", path, body)
        if gap_s:
            await asyncio.sleep(gap_s)
    await arrivals.until(set(sent))
    return [arrivals.at[text] - at for text, at in sent.items()]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=300)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        async with Product(Path(name)) as product:
            rows = await measure(product, chosen.messages)
    show(f"Relay between people (p50 / p99 of {chosen.messages})", rows)


if __name__ == "__main__":
    asyncio.run(main())
