"""Quality on public question sets; runs where `BATON_EVALS_DIR` names them."""

import pytest

from core.settings import Settings
from evals.person import FLOORS, measure
from graphs.turn.message.intents import IntentModel
from knowledge.embed import MiniLmEmbedder

EVALS = Settings().evals_dir
pytestmark = pytest.mark.skipif(EVALS is None, reason="BATON_EVALS_DIR is not set")


@pytest.mark.parametrize("name", FLOORS)
async def test_requests_for_a_person_are_found(
    name: str, embedder: MiniLmEmbedder, intents: IntentModel
) -> None:
    assert EVALS is not None
    found = await measure(EVALS / name, embedder, intents)
    recall, precision = FLOORS[name]
    assert found.recall >= recall
    assert found.precision >= precision
