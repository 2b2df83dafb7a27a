"""Which unanswered questions mean the same: each joins the nearest gap, or begins one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from core.ids import new_id
from core.vocabulary import GapState
from knowledge.contracts import Vector
from store.unanswered import FailedTurn, Group, GroupChange, Placed
from workflows.gaps.question import FailedQuestion

NEAR: Final = 0.58
"""Mean cosine to a gap's questions from which one belongs to it; measured: docs/learning.md."""


@dataclass(slots=True)
class Cluster:
    """A gap as the step leaves it; `total` is the sum of its questions' vectors."""

    id: str
    assistant_id: str
    state: GapState
    changed_at: datetime | None
    total: Vector
    count: int
    last_at: datetime
    added: list[tuple[str, Vector]] = field(default_factory=list)
    reopened: bool = False

    @property
    def is_new(self) -> bool:
        return self.changed_at is None


class Grouping:
    """Places the questions of one step; `known` are the gaps of every assistant in it."""

    def __init__(self, known: dict[str, Sequence[Group]]) -> None:
        self._clusters: dict[str, list[Cluster]] = {
            assistant_id: [_cluster(assistant_id, group) for group in groups]
            for assistant_id, groups in known.items()
        }

    def place(self, turn: FailedTurn, asked: FailedQuestion, vector: Vector) -> Placed:
        """Join the nearest gap; an answered one is open again when it failed since then."""
        clusters = self._clusters.setdefault(turn.assistant_id, [])
        cluster = nearest(clusters, vector)
        if cluster is None:
            cluster = Cluster(
                id=new_id("gap"),
                assistant_id=turn.assistant_id,
                state=GapState.OPEN,
                changed_at=None,
                total=np.zeros_like(vector),
                count=0,
                last_at=turn.at,
            )
            clusters.append(cluster)
        cluster.total = cluster.total + vector
        cluster.count += 1
        cluster.last_at = max(cluster.last_at, turn.at)
        cluster.added.append((asked.text, vector))
        failed_again = cluster.changed_at is not None and turn.started_at > cluster.changed_at
        if cluster.state is GapState.ANSWERED and failed_again:
            cluster.state, cluster.reopened = GapState.OPEN, True
        return Placed(
            turn=turn,
            after_seq=asked.after_seq,
            upto_seq=asked.upto_seq,
            text=asked.text,
            vector=vector.astype("<f4").tobytes(),
            gap_id=cluster.id,
        )

    def touched(self) -> list[Cluster]:
        """Return the gaps that this step has changed."""
        every = (cluster for clusters in self._clusters.values() for cluster in clusters)
        return [cluster for cluster in every if cluster.added]


def nearest(clusters: Sequence[Cluster], vector: Vector) -> Cluster | None:
    """Return the gap whose questions are nearest on average, if they are near enough."""
    if not clusters:
        return None
    means = np.stack([cluster.total / max(1, cluster.count) for cluster in clusters])
    cosines = means @ vector
    best = int(np.argmax(cosines))
    return clusters[best] if cosines[best] >= NEAR else None


def change_of(cluster: Cluster, members: Iterable[tuple[str, bytes]]) -> GroupChange:
    """Return what to store; `members` are the questions that were there before."""
    everyone = [(text, np.frombuffer(data, np.float32)) for text, data in members]
    everyone.extend(cluster.added)
    return GroupChange(
        id=cluster.id,
        assistant_id=cluster.assistant_id,
        question=most_central(everyone, cluster.total),
        state=cluster.state,
        centre=cluster.total.astype("<f4").tobytes(),
        last_at=cluster.last_at,
        is_new=cluster.is_new,
        changed=cluster.reopened,
    )


def most_central(questions: Sequence[tuple[str, Vector]], centre: Vector) -> str:
    """Return the question nearest to the centre; of equals the shortest."""
    return max(questions, key=lambda item: (round(float(item[1] @ centre), 4), -len(item[0])))[0]


def _cluster(assistant_id: str, group: Group) -> Cluster:
    total = np.frombuffer(group.centre, np.float32)
    return Cluster(
        group.id, assistant_id, group.state, group.changed_at, total, group.count, group.last_at
    )
