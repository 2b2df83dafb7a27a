"""The vector of a query, or none: what has only words left goes on with words."""

import math

import structlog

from knowledge.contracts import Embedder, Vector

log = structlog.get_logger(__name__)


async def query_vector(embedder: Embedder, text: str) -> Vector | None:
    """Return the vector, or None when the embedder fails or gives what is no direction.

    That is: another shape than it promises, a value that is not finite, or length 0.
    """
    try:
        vector = await embedder.embed_query(text)
    except Exception as error:  # a model's runtime may raise anything, and no visitor waits for it
        log.warning("embedding_failed", error=type(error).__name__)
        return None
    if vector.shape != (embedder.dimensions,):
        log.warning("embedding_failed", error="shape")
        return None
    length = float(vector @ vector)
    if not math.isfinite(length) or length == 0:
        log.warning("embedding_failed", error="not finite or zero")
        return None
    return vector
