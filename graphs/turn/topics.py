"""Which tag a handoff gets: the meaning of the tag's description against the question."""

from collections.abc import Sequence
from typing import Final

from graphs.turn.thread import Topic
from knowledge.contracts import Embedder
from knowledge.query.vector import query_vector

MIN_COSINE: Final = 0.30


async def nearest_topic(embedder: Embedder, question: str, topics: Sequence[Topic]) -> str | None:
    """Return the name of the nearest topic, or None when none is near.

    Descriptions are embedded by the embedder's memory of queries, so only the first turn pays.
    """
    if not topics or not question.strip():
        return None
    asked = await query_vector(embedder, question)
    if asked is None:
        return None
    scored = []
    for topic in topics:
        meaning = await query_vector(embedder, f"{topic.name}: {topic.description}")
        if meaning is not None:
            scored.append((float(asked @ meaning), topic.name))
    cosine, name = max(scored, default=(0.0, ""))
    return name if cosine >= MIN_COSINE else None
