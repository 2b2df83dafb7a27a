"""verify: nothing is said that the cited passages do not say."""

from dataclasses import replace
from typing import Any, Final

from core.vocabulary import AuthorKind
from graphs.turn.checking.grounding import ground
from graphs.turn.checking.marks import claims_citing
from graphs.turn.checking.wording import says_nothing
from graphs.turn.finding.parts import not_answerable, unanswered
from graphs.turn.model.prompts import HISTORY_MESSAGES, repeats_prompt
from graphs.turn.quoting.source import best_sentence, cite
from graphs.turn.state import TurnState

MIN_KEPT: Final = 0.5
"""An answer that loses more than this share of its words is not given at all."""


async def verify(state: TurnState) -> dict[str, Any]:
    """Drop what has no support, and leave no text when too little is left.

    Reads `draft`, `passages`, `parts`, `question`, `earlier`, `thread`; writes `text`, `citations`,
    `signals`, and `left_open`: the questions of several that the answer does not reach. Pure.
    """
    draft = state["draft"]
    if draft.failed or draft.declined or repeats_prompt(draft.text):
        return {"text": "", "citations": ()}
    passages = state["passages"]
    left = ground(draft.text, passages, brought(state))
    said, lost = len(left.text.split()), sum(len(text.split()) for text in left.dropped)
    kept = said / max(1, said + lost)
    signals = {**state["signals"], "unsupported": float(len(left.dropped)), "kept": round(kept, 3)}
    if says_nothing(left.text):
        declined = replace(draft, declined=not left.dropped)
        return {"text": "", "citations": (), "signals": signals, "draft": declined}
    if not left.cited or kept < MIN_KEPT:
        return {"text": "", "citations": (), "signals": signals}
    citations = tuple(
        cite(passages[n - 1], n, best_sentence(passages[n - 1], claims_citing(left.text, n)))
        for n in left.cited
    )
    chunks = {citation.chunk_id for citation in citations}
    left_open = (*not_answerable(state), *unanswered(state, left.text, chunks, draft.left))
    if len(left_open) == len(state["parts"]) > 0:
        return {"text": "", "citations": (), "signals": signals}
    return {
        "text": left.text,
        "citations": citations,
        "signals": signals,
        "left_open": left_open,
        "draft": replace(draft, key=None) if left_open else draft,
    }


def brought(state: TurnState) -> str:
    """Return what may hold names that no passage has: what people said, and who we are."""
    people = (AuthorKind.VISITOR, AuthorKind.REP)
    said = [m.text for m in state["earlier"][-HISTORY_MESSAGES:] if m.author in people]
    return " ".join([*said, state["question"], state["thread"].assistant.name])
