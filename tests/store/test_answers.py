"""Remembered answers: found by their key, gone with their revision, never after a "not helpful"."""

from dataclasses import replace
from functools import partial

import pytest

from store import answers
from store.answers import Remembered
from store.assistants import Assistant
from store.database import Database
from tests.store.conftest import MovableClock


@pytest.fixture
def known(assistant: Assistant) -> Remembered:
    return Remembered("k1", assistant.id, 3, "turn_1", "Choose Import [2].", {2: "chk_2"})


async def remember(db: Database, clock: MovableClock, answer: Remembered) -> None:
    await db.write(lambda s: answers.remember(s, clock.now(), answer))


async def test_an_answer_is_found_by_its_key(
    db: Database, clock: MovableClock, known: Remembered
) -> None:
    await remember(db, clock, known)
    assert await db.read(lambda s: answers.recall(s, "k1")) == known
    assert await db.read(lambda s: answers.recall(s, "k2")) is None


async def test_a_new_revision_forgets_the_answers_of_older_ones(
    db: Database, clock: MovableClock, known: Remembered
) -> None:
    await remember(db, clock, known)
    await remember(db, clock, replace(known, key="k2", knowledge_revision=4))
    assert await db.read(lambda s: answers.recall(s, "k1")) is None
    assert await db.read(lambda s: answers.recall(s, "k2")) is not None


async def test_only_the_newest_answers_are_kept(
    db: Database, clock: MovableClock, known: Remembered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "KEPT", 3)
    for n in range(5):
        clock.forward(1)
        await remember(db, clock, replace(known, key=f"k{n}"))
    left = [n for n in range(5) if await db.read(partial(answers.recall, key=f"k{n}"))]
    assert left == [2, 3, 4]
