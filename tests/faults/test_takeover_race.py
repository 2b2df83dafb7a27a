"""F23: a rep takes over while the AI is answering, at every moment an answer has."""

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from tests.clients import RepClient, SseEvent, Stream, VisitorClient
from tests.fakes.llm import FakeLlm, Reply
from tests.faults import checker
from tests.faults.crew import QUESTION, Crew

pytestmark = [pytest.mark.faults, pytest.mark.asyncio(loop_scope="session")]

WORDS = ["Open ", "Contacts ", "and ", "press ", "Import", ". ", "Choose ", "the ", "file ", "[1]."]
ANSWER = Reply(chunks=WORDS, delay_s=0.008)
AI_EVENTS = {"answer.delta", "turn.started", "turn.finished"}
PLACES = range(len(WORDS) + 1)
WAYS = ("reply", "take-over", "hold")
AT_ONCE = 12
NUMBER = re.compile(r"#(\d+)")
NUMBERS = count()


@dataclass
class Try:
    """One conversation whose answer is interrupted before chunk `place` of it.

    `acknowledged`: the model goes on only when the takeover was confirmed; otherwise both run on.
    `late_s`: fire that long after the place was reached.
    """

    visitor: VisitorClient
    number: int
    place: int
    way: str
    acknowledged: bool = False
    late_s: float = 0.0
    started: asyncio.Event = field(default_factory=asyncio.Event)
    firing: asyncio.Task[None] | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)


class Race:
    """Fires each takeover when the model comes to its place."""

    def __init__(self, llm: FakeLlm, rep: RepClient, tries: list[Try]) -> None:
        self.rep = rep
        self.tries = {item.number: item for item in tries}
        self.drafts_seen = 0
        self._slots = asyncio.Semaphore(AT_ONCE)
        llm.default, llm.gate = ANSWER, self._gate

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for item in self.tries.values():
                group.create_task(self._play(item))

    async def _gate(self, body: dict[str, Any], sent: int) -> None:
        item = self.tries[number_of(body)]
        if sent != item.place or item.firing:
            return
        item.firing = asyncio.create_task(self._fire(item))
        item.reached.set()
        if item.acknowledged:
            await asyncio.shield(item.firing)

    async def _fire(self, item: Try) -> None:
        await item.started.wait()
        await asyncio.sleep(item.late_s)
        conversation = item.visitor.conversation_id
        if item.way == "reply":
            reply = await self.rep.reply(conversation, "I am here now.")
            assert reply.status_code == 201, reply.text
        else:
            body = {"seconds": 60} if item.way == "hold" else {}
            await self.rep.act(conversation, item.way, body)

    async def _play(self, item: Try) -> None:
        """Interrupt, let both write, give back, and see the AI answer what comes next."""
        visitor = item.visitor
        async with self._slots:
            await visitor.start(f"{QUESTION} #{item.number}")
            async with visitor.stream() as stream:
                item.started.set()
                await item.reached.wait()
                assert item.firing
                await item.firing
                human = await stream.mode("human")
                await visitor.say("Thank you, person.")
                assert (await self.rep.reply(visitor.conversation_id, "Bye.")).status_code == 201
                goodbye = await stream.message("rep", after=human.seq or 0)
                await self.rep.act(visitor.conversation_id, "hand-back")
                back = await stream.mode("ai", after=goodbye.seq or 0)
                await visitor.say(f"{QUESTION} #{item.number}")
                await stream.message("assistant", after=back.seq or 0)
                self._look(stream)

    def _look(self, stream: Stream) -> None:
        """Between takeover and hand back this reader saw nothing of the AI."""
        taken = False
        for event in stream.events:
            taken = human_speaks(event, taken)
            of_the_ai = event.name in AI_EVENTS or (
                event.name == "message.created" and event.data["author"]["kind"] == "assistant"
            )
            assert not (taken and of_the_ai), stream.said()
        self.drafts_seen += any(e.name == "answer.delta" for e in stream.events[:4])


def human_speaks(event: SseEvent, before: bool) -> bool:
    if event.name == "conversation.updated":
        return bool(event.data["mode"] != "ai")
    is_rep = event.name == "message.created" and event.data["author"]["kind"] == "rep"
    return before or is_rep


def number_of(body: dict[str, Any]) -> int:
    found = NUMBER.findall(str(body["messages"]))
    return int(found[-1])


def at_every_chunk() -> list[tuple[int, str, bool, float]]:
    return [
        (place, way, acknowledged, 0.0)
        for _ in range(2)
        for way in WAYS
        for acknowledged in (True, False)
        for place in PLACES
    ]


def around_the_commit() -> list[tuple[int, str, bool, float]]:
    """Most within 60 ms after the last word; the last come late enough for a busy machine."""
    late = [0.0004 * n + 0.5 * (n / 72) ** 6 for n in range(72)]
    return [(len(WORDS), WAYS[n % 3], False, after_s) for n, after_s in enumerate(late)]


async def set_up(
    crew: Crew, llm: FakeLlm, rep: RepClient, places: list[tuple[int, str, bool, float]]
) -> Race:
    """Each try asks what nobody asked before: an answer that is remembered needs no model."""
    visitors = await crew.visitors(len(places))
    tries = [
        Try(visitor, next(NUMBERS), *place) for visitor, place in zip(visitors, places, strict=True)
    ]
    return Race(llm, rep, tries)


async def test_no_word_of_the_ai_follows_a_takeover_at_any_chunk(
    crew: Crew, llm: FakeLlm, kim: RepClient
) -> None:
    race = await set_up(crew, llm, kim, at_every_chunk())
    await race.run()
    assert len(race.tries) == 132
    assert race.drafts_seen, "no draft was ever on the way: the model is too fast"
    assert checker.broken(crew.product.database) == []


async def test_no_word_of_the_ai_follows_a_takeover_around_its_commit(
    crew: Crew, llm: FakeLlm, kim: RepClient
) -> None:
    race = await set_up(crew, llm, kim, around_the_commit())
    await race.run()
    assert len(race.tries) == 72
    assert checker.broken(crew.product.database) == []
    own = {item.visitor.conversation_id for item in race.tries.values()}
    logs = [log for log in checker.read(crew.product.database) if log.row["id"] in own]
    answered = sum(log.messages[1]["author_kind"] == "assistant" for log in logs)
    print(f"{answered} of {len(logs)} answers came first")
    assert 0 < answered < len(logs)
