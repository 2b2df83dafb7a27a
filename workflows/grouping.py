"""Which unanswered questions mean the same: each joins the nearest gap, or begins one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from core.ids import new_id
from core.vocabulary import AuthorKind, GapState, Reason
from graphs.turn.finding.query import parts_of, question_of, search_query
from graphs.turn.message import phrases
from graphs.turn.message.account import asks_about_own_account
from graphs.turn.message.attacks import is_attack
from graphs.turn.message.clauses import without_courtesy
from graphs.turn.message.courtesy import REPLIES, courtesy
from graphs.turn.message.legible import is_bare, is_illegible
from graphs.turn.thread import ThreadMessage
from knowledge.contracts import Vector
from store.unanswered import FailedTurn, Group, GroupChange, Placed

NEAR: Final = 0.58
"""Mean cosine to a gap's questions from which one belongs to it; measured: docs/learning.md."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a failed turn was asked, in the messages after `after_seq` up to `upto_seq`.

    `meaning` is embedded: it says what the thread adds.
    """

    after_seq: int
    upto_seq: int
    text: str
    meaning: str


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


def asking(turn: FailedTurn) -> Asking | None:
    """Find what the documents should have answered; None when it was no question to them.

    A wish for a person is about what was asked before it.
    """
    thread = [ThreadMessage(line.seq, line.author, line.text) for line in turn.lines]
    asked = [m for m in thread if m.seq > turn.after_seq and m.author is AuthorKind.VISITOR]
    earlier = [m for m in thread if m.seq <= turn.after_seq]
    if turn.reason == Reason.HUMAN_REQUESTED:
        visitor = [m for m in earlier if m.author is AuthorKind.VISITOR]
        asked = [m for m in visitor if courtesy(m.text) not in REPLIES][-1:]
        earlier = [m for m in earlier if not asked or m.seq < asked[0].seq]
    asked = [m for m in asked if courtesy(m.text) is None and not _says_nothing(m.text)]
    question = question_of(asked)
    if turn.beyond_documents or turn.reason == Reason.HUMAN_REQUESTED:
        question = _to_documents(question, turn.beyond_documents)
    if not question:
        return None
    return Asking(
        after_seq=asked[0].seq - 1,
        upto_seq=asked[-1].seq,
        text=without_courtesy(question),
        meaning=search_query(question, earlier),
    )


def _says_nothing(text: str) -> bool:
    return is_illegible(text) or is_bare(text) or is_attack(text)


def _to_documents(question: str, beyond_documents: bool) -> str:
    """Return the question without its parts about the visitor's own account or for an act."""
    parts = parts_of(question) or (question,)
    left = [p for p in parts if not (asks_about_own_account(p) or phrases.asks_for_an_act(p))]
    if len(left) < len(parts):
        return "\n".join(left)
    return "" if beyond_documents else question


class Grouping:
    """Places the questions of one step; `known` are the gaps of every assistant in it."""

    def __init__(self, known: dict[str, Sequence[Group]]) -> None:
        self._clusters: dict[str, list[Cluster]] = {
            assistant_id: [_cluster(assistant_id, group) for group in groups]
            for assistant_id, groups in known.items()
        }

    def place(self, turn: FailedTurn, asked: Asking, vector: Vector) -> Placed:
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


def changed(cluster: Cluster, members: Iterable[tuple[str, bytes]]) -> GroupChange:
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
