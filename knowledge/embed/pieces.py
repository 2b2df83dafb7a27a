"""The vectors of single word pieces, made small enough to keep one for every telling word.

Late interaction (ColBERT, arXiv 2004.12832) compares a question with a passage word by word; here
the word vectors are those of the same model and come out of the same run. A vector of 384 numbers
becomes `DIMENSIONS` by random signs and a cosine transform, which keeps inner products (Ailon,
Chazelle 2009), and of each number only the sign is kept; a question is projected, not rounded.
Measured on `gov_uk` and `docs_faq` (November 2026): as good as whole vectors within 0.005 recall@5,
better than principal components of the same size, and not improved by more bits.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.contracts import Vectors
from knowledge.embed.form import WIDTH

CODEC_VERSION = 1
"""Raise it whenever packed bytes would mean something else: it is part of the model's name."""
DIMENSIONS = 192
PIECE_BYTES = DIMENSIONS // 8
SMALL_PRODUCT = 200_000
"""Multiplications that OpenBLAS makes in the calling thread; its limit is 2**18."""


def project(pieces: NDArray[np.float32]) -> Vectors:
    """Turn (n, 384) into (n, `DIMENSIONS`), normalised.

    A question has few pieces: to wake a second thread, as BLAS does, costs more than the sums, and
    20 ms on a busy machine.
    """
    return _normalised(np.einsum("nw,wd->nd", pieces, _projection()))


def pack(pieces: NDArray[np.float32]) -> bytes:
    """Pack (n, 384) into `n * PIECE_BYTES` bytes."""
    return np.packbits(pieces @ _projection() > 0, axis=1).tobytes()


def cosines(asked: Vectors, blobs: Sequence[bytes]) -> tuple[Vectors, NDArray[np.intp]]:
    """Return the cosine of each of `asked` (n, `DIMENSIONS`) with each packed vector of all blobs,
    and how many vectors each blob has.

    A product with signs is twice that with the bits, less the sum: so bits need no unpacking into
    signs. Products are made in parts so small that BLAS wakes no second thread for them.
    """
    sizes = np.array([len(blob) // PIECE_BYTES for blob in blobs], np.intp)
    codes = np.frombuffer(b"".join(blobs), np.uint8).reshape(-1, PIECE_BYTES)
    bits = np.unpackbits(codes, axis=1).astype(np.float32)
    near = np.empty((len(asked), len(bits)), np.float32)
    step = max(1, SMALL_PRODUCT // max(1, asked.size))
    for start in range(0, len(bits), step):
        part = slice(start, start + step)
        np.matmul(asked, bits[part].T, out=near[:, part])
    near *= 2
    near -= asked.sum(axis=1, keepdims=True)
    near /= np.float32(np.sqrt(DIMENSIONS))
    return near, sizes


@lru_cache(maxsize=1)
def _projection() -> Vectors:
    """Signs drawn from a hash, then a type II cosine transform, of which every second row stays."""
    bits = np.unpackbits(np.frombuffer(hashlib.blake2b(b"word pieces").digest(), np.uint8))
    signs = np.resize(bits, WIDTH) * 2.0 - 1
    rows = np.arange(DIMENSIONS) * (WIDTH // DIMENSIONS) + 1
    angles = np.pi / WIDTH * (np.arange(WIDTH)[:, None] + 0.5) * rows[None, :]
    matrix: Vectors = (signs[:, None] * np.cos(angles)).astype(np.float32)
    return matrix


def _normalised(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Vectors = vectors / np.maximum(lengths, 1e-9)
    return found
