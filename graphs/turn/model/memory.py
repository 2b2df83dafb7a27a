"""The same question again: a verified answer is given once more while all it rests on is the same.

Only a question that stands alone has a key, and only an answer that was written without a
conversation before it is kept, so nothing of one visitor's conversation reaches another.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.vocabulary import AuthorKind
from graphs.turn.finding.query import stands_alone
from graphs.turn.model.prompts import PROMPT_REVISION
from graphs.turn.thread import Thread, ThreadMessage
from knowledge.contracts import Passage


@dataclass(frozen=True, slots=True)
class Remembered:
    """An answer as it was committed, and the turn that wrote it.

    `chunks`: number in the text -> chunk id.
    """

    turn_id: str
    text: str
    chunks: Mapping[int, str]

    def fits(self, passages: Sequence[Passage]) -> bool:
        """Say whether its numbers mean the same passages as now."""
        found = {n: passage.chunk_id for n, passage in enumerate(passages, 1)}
        return all(found.get(n) == chunk_id for n, chunk_id in self.chunks.items())


class AnswerMemory(Protocol):
    """Where verified answers are kept."""

    async def recall(self, key: str) -> Remembered | None:
        """Return the answer of this key, unless somebody has called it unhelpful."""
        ...


def answer_key(thread: Thread, question: str, model: str) -> str | None:
    """Hash the question with all that its answer depends on; None: it has to be asked anew.

    That is a question that leans on what was said, that comes during a custom action, or that this
    visitor has asked before: the same words again would be no help.
    """
    asked = _plain(question)
    before = {_plain(m.text) for m in thread.earlier() if m.author is AuthorKind.VISITOR}
    if not thread.revision or thread.pending_action or asked in before:
        return None
    if not stands_alone(question):
        return None
    assistant = thread.assistant
    rests_on = [
        assistant.id,
        assistant.name,
        assistant.settings.model_dump(mode="json"),
        thread.revision,
        PROMPT_REVISION,
        model,
        asked,
    ]
    return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()


def is_first(earlier: Sequence[ThreadMessage]) -> bool:
    """Say whether nobody has said anything before that an answer may have drawn on."""
    return all(m.author not in (AuthorKind.VISITOR, AuthorKind.REP) for m in earlier)


def _plain(text: str) -> str:
    """Return the text without differences that change nothing."""
    return re.sub(r"\s+", " ", text).strip(" \t\n.!?").casefold()
