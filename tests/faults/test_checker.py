"""The checker of the fault tests finds what it is there to find."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.views import RepView
from core.vocabulary import Decision, Role
from store import assistants, control, intake, reps, turns, visitors
from store.migrations import migrate
from store.turns import TurnCommit
from tests.faults import checker

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TURN = "trn_1"


class Scene:
    """One conversation, moved on by the real transactions of the store."""

    def __init__(self, s: Session) -> None:
        self.s = s
        assistant = assistants.create(s, NOW, name="Demo", key="demo", settings=AssistantSettings())
        self.visitor, _ = visitors.open_session(s, NOW, assistant_id=assistant.id)
        self.rep: RepView = reps.create(s, NOW, email="k@x.example", name="Kim", role=Role.REP)
        change = intake.start(
            s,
            NOW,
            assistant_id=assistant.id,
            visitor_id=self.visitor.id,
            client_id="c1",
            text="How?",
        )
        self.id = change.conversation.id

    def begin(self) -> None:
        assert turns.begin(self.s, NOW, conversation_id=self.id, epoch=1, turn_id=TURN)

    def answer(self) -> None:
        turns.commit(
            self.s,
            NOW,
            TurnCommit(TURN, self.id, 1, 1, Decision.ANSWER, "So. [1]", "<p>So. [1]</p>"),
        )

    def take_over(self) -> None:
        control.take_over(self.s, NOW, conversation_id=self.id, rep=self.rep)

    def ask_for_person(self) -> None:
        control.request_handoff(
            self.s, NOW, conversation_id=self.id, visitor_id=self.visitor.id, line="Asked."
        )

    def forget_the_fence(self) -> None:
        """What a store without the fence would do."""
        self.sql("UPDATE conversations SET mode = 'ai', epoch = 1")
        self.sql("UPDATE turns SET state = 'running'")

    def sql(self, statement: str) -> None:
        self.s.connection().exec_driver_sql(statement)


@pytest.fixture
async def play(tmp_path: Path) -> Callable[..., Path]:
    database = tmp_path / "baton.db"
    await migrate(f"sqlite:///{database}")

    def run(*steps: Callable[[Scene], Any]) -> Path:
        engine = create_engine(f"sqlite:///{database}")
        with Session(engine) as s:
            scene = Scene(s)
            for step in steps:
                step(scene)
            s.commit()
        engine.dispose()
        return database

    return run


SOUND: list[list[Callable[[Scene], None]]] = [
    [Scene.begin, Scene.answer],
    [Scene.begin, Scene.answer, Scene.take_over],
    [Scene.begin, Scene.take_over, Scene.answer],
    [Scene.ask_for_person, Scene.take_over],
]


@pytest.mark.parametrize("steps", SOUND, ids=["answered", "taken", "raced", "asked"])
def test_what_the_store_does_is_sound(
    play: Callable[..., Path], steps: list[Callable[[Scene], None]]
) -> None:
    assert checker.broken(play(*steps)) == []


def test_an_answer_behind_a_takeover_is_found(play: Callable[..., Path]) -> None:
    database = play(Scene.begin, Scene.take_over, Scene.forget_the_fence, Scene.answer)
    assert "is the AI's while the mode is human" in " ".join(checker.broken(database))


def test_a_message_without_an_answer_is_found_only_when_all_must_be_settled(
    play: Callable[..., Path],
) -> None:
    database = play()
    assert "is not answered" in " ".join(checker.broken(database))
    assert checker.broken(database, settled=False) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("UPDATE events SET seq = 9 WHERE seq = 4", "seq is not dense"),
        ("UPDATE conversations SET seq = 7", "the row says seq 7"),
        ("DELETE FROM messages WHERE seq = 3", "messages and their events differ"),
        ("DELETE FROM events WHERE seq = 4", "the row says seq 4"),
        ("UPDATE conversations SET mode = 'waiting'", "waits without a clock"),
        ("UPDATE conversations SET mode = 'human'", "mode human with owner None"),
        ("UPDATE events SET name = 'turn.started' WHERE name = 'turn.finished'", "2 x turn.start"),
        ("UPDATE events SET epoch = 3 WHERE seq = 3", "has epoch 1 after 3"),
    ],
)
def test_each_kind_of_damage_is_found(play: Callable[..., Path], damage: str, fault: str) -> None:
    database = play(Scene.begin, Scene.answer, lambda scene: scene.sql(damage))
    assert fault in " ".join(checker.broken(database))


def test_a_lost_and_a_doubled_client_id_are_found(play: Callable[..., Path]) -> None:
    database = play(Scene.begin, Scene.answer)
    assert checker.lost(database, ["c1"]) == []
    assert checker.lost(database, ["c1", "c2"]) == ["c2: 0 rows"]


def test_reading_does_not_disturb_a_writer(play: Callable[..., Path]) -> None:
    database = play(Scene.begin, Scene.answer)
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM messages")
        assert checker.broken(database) == []
        writer.rollback()
