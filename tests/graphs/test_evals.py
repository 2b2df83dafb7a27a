"""Quality on public question sets; runs where `BATON_EVALS_DIR` names them."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.settings import Settings
from graphs.turn.intents import IntentModel, wants_person
from knowledge.embed import MiniLmEmbedder

EVALS = Settings().evals_dir
pytestmark = pytest.mark.skipif(EVALS is None, reason="BATON_EVALS_DIR is not set")

FLOORS = {  # set: least recall of plainly labelled requests, least precision
    "escalation_mix": (0.68, 0.95),
    "bitext": (0.93, 0.98),
    "nlupp": (0.80, 0.90),
}
"""Measured: 0.71/0.99, 0.95/1.00, 0.87/0.94. `hint3` labels reports of missing money as requests
for a person; what it misses in escalation_mix is nearly all of that kind."""


@pytest.mark.parametrize("name", FLOORS)
async def test_requests_for_a_person_are_found(
    name: str, embedder: MiniLmEmbedder, intents: IntentModel
) -> None:
    rows = [row for row in cases(name) if row["escalation"] is not None]
    vectors = await embedder.embed([row["text"] for row in rows])
    found = [
        wants_person(row["text"], intents.score(vector))
        for row, vector in zip(rows, vectors, strict=True)
    ]
    wanted = ["human_request" in row["escalation"] for row in rows]
    plain = [w and not row.get("soft") for row, w in zip(rows, wanted, strict=True)]
    right = sum(f and w for f, w in zip(found, wanted, strict=True))
    recall = sum(f and p for f, p in zip(found, plain, strict=True)) / sum(plain)
    precision = right / sum(found)
    assert recall >= FLOORS[name][0]
    assert precision >= FLOORS[name][1], f"{recall=:.3f}"


def cases(name: str) -> list[dict[str, Any]]:
    assert EVALS is not None
    path: Path = EVALS / name / "cases.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]
