"""Requests for a person: found in the words of real visitors, and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.metrics import detection
from evals.sets import rows
from evals.tables import Finding, show
from evals.workbench import Workbench
from graphs.turn.message.intents import IntentModel, wants_person
from knowledge.contracts import Embedder

FLOORS = {  # set: least recall of plainly labelled requests, least precision
    "escalation_mix": (0.68, 0.95),
    "bitext": (0.93, 0.98),
    "nlupp": (0.80, 0.90),
}
"""`hint3` labels reports of missing money as requests for a person; what is missed in
escalation_mix is nearly all of that kind."""


@dataclass(frozen=True, slots=True)
class Found:
    """Recall leaves out arguable labels, precision counts them as right."""

    messages: int
    recall: float
    precision: float
    hard_negatives: float | None
    """Share of the messages with telltale words, but no such wish, that were taken for one."""


async def measure(folder: Path, embedder: Embedder, intents: IntentModel) -> Found:
    """Weigh every labelled message of a set."""
    labelled = [row for row in rows(folder / "cases.jsonl") if row["escalation"] is not None]
    vectors = await embedder.embed([row["text"] for row in labelled])
    found = [
        wants_person(row["text"], intents.score(vector))
        for row, vector in zip(labelled, vectors, strict=True)
    ]
    wanted = ["human_request" in row["escalation"] for row in labelled]
    plain = [w and not row.get("soft") for row, w in zip(labelled, wanted, strict=True)]
    hard = [f for row, f in zip(labelled, found, strict=True) if row.get("hard_negative")]
    return Found(
        len(labelled),
        detection(found, plain).recall,
        detection(found, wanted).precision,
        sum(hard) / len(hard) if hard else None,
    )


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print recall and precision of "wants a person"."""
    intents = await IntentModel.build(bench.embedder)
    table, findings = [], []
    for name, (recall, precision) in FLOORS.items():
        if name not in chosen:
            continue
        found = await measure(bench.evals / name, bench.embedder, intents)
        hard = "" if found.hard_negatives is None else f"{found.hard_negatives:.3f}"
        figures = (f"{found.recall:.3f}", f"{found.precision:.3f}")
        table.append((name, str(found.messages), *figures, hard))
        findings.append(
            Finding(
                f"{name}: a person is wanted, recall {recall:.2f} and precision {precision:.2f}",
                " and ".join(figures),
                found.recall >= recall and found.precision >= precision,
            )
        )
    head = ("set", "messages", "recall", "precision", "false alarms on hard negatives")
    show("Requests for a person", head, table)
    return findings
