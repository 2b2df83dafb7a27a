"""The vector of a query, or none: what has only words left goes on with words."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TypeVar
from weakref import WeakKeyDictionary

import numpy as np
import structlog

from core.errors import AppError
from knowledge.contracts import Embedder, ReadQuery, Vector

log = structlog.get_logger(__name__)

Result = TypeVar("Result")

LIMIT_S = 2.0
"""Longer than any embedding takes on a busy machine; a visitor does not wait for more."""
REST_S = 20.0
"""An embedder that did not answer in time is not asked again for so long."""

_resting: WeakKeyDictionary[Embedder, float] = WeakKeyDictionary()


async def query_vector(embedder: Embedder, text: str) -> Vector | None:
    """Return the vector of a whole text, or None as `read_query` does."""

    def fault(vector: Vector) -> str | None:
        return _fault(vector, embedder.dimensions)

    return await _given(embedder, lambda: embedder.embed_query(text), fault, LIMIT_S, REST_S)


async def read_query(
    embedder: Embedder, text: str, limit_s: float = LIMIT_S, rest_s: float = REST_S
) -> ReadQuery | None:
    """Return vector and words, or None when the embedder fails, hangs or gives no direction.

    No direction is: another shape than it promises, a value that is not finite, or length 0.
    """

    def fault(read: ReadQuery) -> str | None:
        finite = bool(np.isfinite(read.pieces).all())
        return _fault(read.vector, embedder.dimensions) if finite else "not finite"

    return await _given(embedder, lambda: embedder.read_query(text), fault, limit_s, rest_s)


async def _given(
    embedder: Embedder,
    ask: Callable[[], Awaitable[Result]],
    fault: Callable[[Result], str | None],
    limit_s: float,
    rest_s: float,
) -> Result | None:
    if _resting.get(embedder, 0.0) > monotonic():
        return None
    try:
        async with asyncio.timeout(limit_s):
            given = await ask()
    except TimeoutError:
        _resting[embedder] = monotonic() + rest_s
        error: str | None = "timeout"
    except AppError:  # a model that is known to be absent: the start has said so
        return None
    except Exception as raised:  # a model's runtime may raise anything, and no visitor waits for it
        error = type(raised).__name__
    else:
        error = fault(given)
        if error is None:
            return given
    log.warning("embedding_failed", error=error)
    return None


def _fault(vector: Vector, dimensions: int) -> str | None:
    if vector.shape != (dimensions,):
        return "shape"
    length = float(vector @ vector)
    return None if math.isfinite(length) and length > 0 else "not finite or zero"
