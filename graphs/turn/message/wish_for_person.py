"""Whether a message asks for a person, by its wording and its meaning."""

from collections.abc import Sequence
from typing import Final

from graphs.turn.message import languages
from graphs.turn.message.asides import wishes
from graphs.turn.message.intents import intent_scores, wants_person
from graphs.turn.message.settled import is_settled
from graphs.turn.state import IntentScores
from knowledge.contracts import Embedder

WEIGHED_MESSAGES: Final = 5
"""Of a burst of messages only the newest are embedded; the wording of all is looked at."""
WEIGHED_PARTS: Final = 10
"""So many clauses of them are embedded: each takes some milliseconds from everybody."""

Weighed = tuple[str, dict[str, float] | None]


async def weigh(texts: Sequence[str], embedder: Embedder, intents: IntentScores) -> list[Weighed]:
    """Weigh each message as a whole, and what stands beside something else in it and may be a wish
    of its own. Without scores is what is too old or too much, or whose embedding failed."""
    each = {text: wishes(text) for text in texts}
    newest = dict.fromkeys(texts[-WEIGHED_MESSAGES:])
    parts = [part for text in newest for part in each[text]][:WEIGHED_PARTS]
    scored = {part: await intent_scores(embedder, intents, part) for part in (*newest, *parts)}
    every = dict.fromkeys(part for text in texts for part in (text, *each[text]))
    return [(part, scored.get(part)) for part in every]


def person_wanted(weighed: Sequence[Weighed]) -> bool:
    """Say whether one of the messages asks for a person; "I no longer need help" takes it back."""
    return any(
        not is_settled(text) and (wants_person(text, scores) or languages.wants_person(text))
        for text, scores in weighed
    )
