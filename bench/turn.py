"""One AI turn: POST -> answer at the reader, and turns a second, beside the bare workflow.

python -m bench.turn [--turns 200] [--chats 50] [--seconds 10]
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from temporalio.client import Client

from bench.floor import open_floor
from bench.load import Chat
from bench.table import ms, percentile, show
from harness.product import Product

GAP_S = 0.05
QUESTIONS = (
    "How do I import my contacts?",
    "What plans are there?",
    "How do I cancel my subscription?",
    "How do I turn on two-factor authentication?",
)

Ask = Callable[[int], Awaitable[float]]


async def latency(ask: Ask, turns: int) -> list[float]:
    """One chat, `turns` questions with a short gap between them."""
    for number in range(10):
        await ask(number)
    found = []
    for number in range(turns):
        found.append(await ask(number))
        await asyncio.sleep(GAP_S)
    return found


async def rate(asks: Sequence[Ask], seconds: float) -> float:
    """Turns a second when every chat asks again as soon as it is answered."""
    ends = time.perf_counter() + seconds
    counted = 0

    async def loop(ask: Ask) -> None:
        nonlocal counted
        number = 0
        while time.perf_counter() < ends:
            await ask(number)
            number += 1
            counted += time.perf_counter() < ends

    await asyncio.gather(*(loop(ask) for ask in asks))
    return counted / seconds


async def measure_floor(
    address: str, folder: Path, turns: int, chats: int, seconds: float
) -> tuple[list[float], float]:
    async with open_floor(address, folder) as floor:
        first = await floor.start(0)
        found = await latency(lambda _: floor.ask(0, first), turns)
        handles = [await floor.start(chat) for chat in range(1, chats + 1)]

        def asking(chat: int) -> Ask:
            return lambda _: floor.ask(chat, handles[chat - 1])

        return found, await rate([asking(chat) for chat in range(1, chats + 1)], seconds)


async def measure_baton(
    product: Product, turns: int, chats: int, seconds: float
) -> tuple[list[float], float, float]:
    """Latencies, turns a second, and history events a turn of the first chat."""

    def asking(chat: Chat) -> Ask:
        return lambda number: chat.ask(QUESTIONS[number % len(QUESTIONS)])

    first = Chat(product.port)
    await first.open(QUESTIONS[0])
    found = await latency(asking(first), turns)
    events = await history_events(product, first.id, turns + 11)
    crowd = [Chat(product.port) for _ in range(chats)]
    for start in range(0, chats, 10):
        await asyncio.gather(*(chat.open(QUESTIONS[0]) for chat in crowd[start : start + 10]))
    turns_a_second = await rate([asking(chat) for chat in crowd], seconds)
    for chat in (first, *crowd):
        chat.close()
    return found, turns_a_second, events


async def history_events(product: Product, conversation_id: str, turns: int) -> float:
    client = await Client.connect(f"127.0.0.1:{product.temporal_port}")
    described = await client.get_workflow_handle(f"conv:{conversation_id}").describe()
    return described.history_length / turns


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200)
    parser.add_argument("--chats", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with Product(folder) as product:
            baton, baton_rate, events = await measure_baton(
                product, chosen.turns, chosen.chats, chosen.seconds
            )
            address = f"127.0.0.1:{product.temporal_port}"
            floor, floor_rate = await measure_floor(
                address, folder, chosen.turns, chosen.chats, chosen.seconds
            )
    p50 = percentile(baton, 0.5) / percentile(floor, 0.5)
    p99 = percentile(baton, 0.99) / percentile(floor, 0.99)
    show(
        f"One AI turn, extractive answers (p50 / p99 of {chosen.turns})",
        [
            ("bare workflow: signal -> insert", ms(floor), "the floor"),
            ("Baton: POST -> answer at the reader", ms(baton), "p50 under 35 ms"),
            ("Baton / floor", f"{p50:.2f} / {p99:.2f}", "at most 2 / 3"),
            (f"floor, turns/s at {chosen.chats} chats", f"{floor_rate:.0f}", ""),
            (f"Baton, turns/s at {chosen.chats} chats", f"{baton_rate:.0f}", "at least 80"),
            ("history events a turn", f"{events:.1f}", "at most 11"),
        ],
    )


if __name__ == "__main__":
    asyncio.run(main())
