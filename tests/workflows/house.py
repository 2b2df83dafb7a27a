"""A real database, bus and ledger with one assistant, one visitor and one rep."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.bus import (
    BusMessage,
    CommittedEvent,
    Ephemeral,
    InProcessBus,
    QueueSubscription,
    conversation_topic,
)
from core.clock import Clock, SystemClock
from core.outbox import OutboxItem
from core.views import MessageView, RepView, TurnView
from core.vocabulary import Decision, MessageKind, Role
from graphs.turn.outcome import TurnOutcome
from graphs.turn.state import Emit
from graphs.turn.thread import Thread
from store import assistants, control, intake, messages, reps, turns, visitors
from store.change import Change
from store.database import Database
from store.ledger import Ledger
from store.migrations import migrate
from workflows.activities.timers import TimerActivities
from workflows.activities.turn import Decide, TurnActivities
from workflows.worker import Activities

Submit = Callable[[OutboxItem], None]


@dataclass
class House:
    """What a test needs of everything below the workflow."""

    db: Database
    bus: InProcessBus
    ledger: Ledger
    clock: Clock
    assistant_id: str
    visitor_id: str
    rep: RepView

    async def start(self, text: str = "How do I import my contacts?") -> Change:
        return await self.ledger.commit(
            lambda s, now: intake.start(
                s,
                now,
                assistant_id=self.assistant_id,
                visitor_id=self.visitor_id,
                client_id=uuid4().hex,
                text=text,
            )
        )

    async def write(self, conversation_id: str, text: str = "And how do I export them?") -> Change:
        return await self.ledger.commit(
            lambda s, now: intake.receive(
                s,
                now,
                conversation_id=conversation_id,
                visitor_id=self.visitor_id,
                client_id=uuid4().hex,
                text=text,
            )
        )

    async def reply(
        self,
        conversation_id: str,
        text: str = "Hello, Alex here.",
        kind: MessageKind = MessageKind.REPLY,
    ) -> Change:
        return await self.ledger.commit(
            lambda s, now: control.reply(
                s,
                now,
                conversation_id=conversation_id,
                rep=self.rep,
                client_id=uuid4().hex,
                text=text,
                html=f"<p>{text}</p>",
                kind=kind,
            )
        )

    async def messages(self, conversation_id: str) -> list[MessageView]:
        return await self.db.read(
            lambda s: messages.of_conversation(s, conversation_id, notes=True)
        )

    async def standing(self, conversation_id: str) -> turns.Standing:
        return await self.db.read(lambda s: turns.standing(s, conversation_id))

    async def turns(self, conversation_id: str) -> list[TurnView]:
        return await self.db.read(lambda s: turns.of_conversation(s, conversation_id))

    def activities(self, decide: Decide) -> Activities:
        turns = TurnActivities(self.db, self.ledger, self.bus, decide, calls_person)
        return Activities(turns, TimerActivities(self.ledger))


@asynccontextmanager
async def open_house(
    folder: Path,
    submit: Submit | None = None,
    *,
    settings: AssistantSettings | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[House]:
    """Open it on SQLite in `folder`; signals go to `submit`, or nowhere."""
    url = f"sqlite:///{folder / 'baton.db'}"
    await migrate(url)
    db, bus, clock = Database(url), InProcessBus(), clock or SystemClock()
    settings = settings or AssistantSettings()

    def furnish(s: Session) -> tuple[str, str, RepView]:
        now = clock.now()
        known = assistants.by_key(s, "guide")
        guide = known or assistants.create(s, now, name="Guide", key="guide", settings=settings)
        visitor, _ = visitors.open_session(s, now, assistant_id=guide.id, name="Vera")
        email = f"{uuid4().hex}@a.test"
        return guide.id, visitor.id, reps.create(s, now, email=email, name="Alex", role=Role.REP)

    assistant_id, visitor_id, rep = await db.write(furnish)
    ledger = Ledger(db, bus, submit or (lambda item: None), clock)
    yield House(db, bus, ledger, clock, assistant_id, visitor_id, rep)
    await db.close()


async def calls_person(text: str) -> bool:
    return "person" in text


async def say(thread: Thread, emit: Emit) -> TurnOutcome:
    """Answer with the number of the messages asked: a graph that takes no time."""
    asked = thread.unanswered()
    return TurnOutcome(Decision.ANSWER, None, f"{len(asked)} answered", answerable=0.8)


class Listener(QueueSubscription):
    """Keeps everything that is published about one conversation, in order, from now on.

    `drafted` is set with the first piece of an answer.
    """

    def __init__(self, bus: InProcessBus, conversation_id: str) -> None:
        topic = conversation_topic(conversation_id)
        super().__init__(bus, (topic,))
        self.heard: list[BusMessage] = []
        self.drafted = asyncio.Event()
        bus.readers.setdefault(topic, set()).add(self)

    def put(self, message: BusMessage) -> None:
        self.heard.append(message)
        if isinstance(message, Ephemeral):
            self.drafted.set()

    def names(self) -> list[str]:
        return [str(message.name) for message in self.heard]

    def drafts(self) -> list[Ephemeral]:
        return [message for message in self.heard if isinstance(message, Ephemeral)]

    def committed(self) -> list[CommittedEvent]:
        return [message for message in self.heard if isinstance(message, CommittedEvent)]
