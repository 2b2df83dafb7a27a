"""Questions that were asked while the embedding fails become gaps when it works again."""

from functools import partial

import pytest

from core.bus import InProcessBus
from core.vocabulary import GapState
from knowledge.contracts import Vector
from knowledge.delegating import DelegatingEmbedder
from knowledge.embed import AbsentModel, MiniLmEmbedder
from knowledge.embed.weights import WeightsUnusable
from store import feedback, gaps, past, unanswered
from store.database import Database
from tests.store.asking import Asking
from tests.store.conftest import MovableClock
from tests.store.test_gaps import INVOICE, SIGN_ON, SIGN_ON_AGAIN
from workflows.gaps.keeper import FAILURES, GapKeeper


class Failing(DelegatingEmbedder):
    """Fails for texts with one of the words; counts how often it was asked."""

    def __init__(self, works: MiniLmEmbedder, *words: str) -> None:
        super().__init__(works)
        self.words, self.asked = words, 0

    async def embed_query(self, text: str) -> Vector:
        self.asked += 1
        if any(word in text for word in self.words):
            raise RuntimeError("the model's runtime is broken")
        return await super().embed_query(text)


@pytest.fixture
def failing(embedder: MiniLmEmbedder) -> Failing:
    return Failing(embedder, "")


@pytest.fixture
def keeper(db: Database, bus: InProcessBus, failing: Failing, clock: MovableClock) -> GapKeeper:
    return GapKeeper(db, bus, failing, clock)


async def questions(db: Database) -> dict[str, int]:
    found, _ = await db.read(lambda s: gaps.listed(s, state=GapState.OPEN))
    return {gap.question: gap.count for gap in found}


async def test_questions_wait_for_the_embedding_and_count_once_when_it_is_back(
    db: Database, clock: MovableClock, keeper: GapKeeper, failing: Failing, asking: Asking
) -> None:
    await asking.fails(SIGN_ON)
    await asking.fails(INVOICE)
    assert await keeper.group() == 0
    clock.forward(3600)
    await asking.fails(SIGN_ON)
    assert await keeper.group() == 0
    assert await questions(db) == {}
    failing.words = ("nothing that anybody asked",)
    assert await keeper.group() == 3
    assert await keeper.group() == 0
    assert await questions(db) == {SIGN_ON: 2, INVOICE: 1}


async def test_another_process_groups_what_waited_in_one_without_a_model(
    db: Database,
    bus: InProcessBus,
    embedder: MiniLmEmbedder,
    clock: MovableClock,
    asking: Asking,
) -> None:
    absent = GapKeeper(db, bus, AbsentModel(WeightsUnusable("missing")), clock)
    await asking.fails(SIGN_ON)
    await asking.fails("ok")
    assert await absent.group() == 1
    clock.forward(unanswered.LATE.total_seconds() * 2)
    await asking.fails("great, got it")
    assert await absent.group() == 1
    assert await GapKeeper(db, bus, embedder, clock).group() == 1
    assert await questions(db) == {SIGN_ON: 1}


async def test_a_text_that_alone_cannot_be_embedded_holds_up_no_other(
    db: Database, clock: MovableClock, keeper: GapKeeper, failing: Failing, asking: Asking
) -> None:
    failing.words = ("tax number",)
    await asking.fails(INVOICE)
    await asking.fails(SIGN_ON)
    assert await keeper.group() == 1
    clock.forward(3600)
    await asking.fails(SIGN_ON_AGAIN)
    assert await keeper.group() == 1
    assert list((await questions(db)).values()) == [2]


async def test_an_embedding_that_fails_is_asked_a_few_times_a_look_only(
    keeper: GapKeeper, failing: Failing, asking: Asking
) -> None:
    for number in range(FAILURES + 2):
        await asking.fails(f"Which of your offices has the number {number}?")
    await keeper.group()
    assert failing.asked == FAILURES


async def test_an_answer_marked_as_not_helpful_waits_as_well(
    db: Database,
    clock: MovableClock,
    keeper: GapKeeper,
    failing: Failing,
    asking: Asking,
    visitor_id: str,
) -> None:
    answer = await asking.succeeds(SIGN_ON)
    [turn] = await db.read(lambda s: past.answered(s, clock.now(), asking.assistant_id, 9))
    await db.write(
        partial(
            feedback.give,
            now=clock.now(),
            visitor_id=visitor_id,
            conversation_id=turn.conversation_id,
            message_id=answer.id,
            helpful=False,
        )
    )
    assert await keeper.group() == 0
    failing.words = ("nothing that anybody asked",)
    assert await keeper.group() == 1
    assert await questions(db) == {SIGN_ON: 1}
