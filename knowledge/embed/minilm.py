"""all-MiniLM-L6-v2 behind an async face: onnxruntime frees the GIL, so work runs in threads."""

import asyncio
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from tokenizers import Encoding, Tokenizer

from knowledge.contracts import Embedded, ReadQuery, Vector, Vectors
from knowledge.embed import pieces
from knowledge.embed.form import GRAPH_VERSION, WIDTH
from knowledge.embed.session import LazySession, open_session
from knowledge.embed.telling import Telling
from knowledge.embed.weights import (
    WEIGHTS_SHA256,
    ModelFiles,
    find_model,
    unusable,
)

MAX_TOKENS = 256
"""Word pieces the model was trained to see, its two special ones included; the rest is cut."""
BATCH_TOKENS = 2048
"""Padded word pieces in one run: large enough to fill two cores, small enough to stay in cache."""
REMEMBERED_QUERIES = 512
QUESTION_SHARE = 0.7
"""What the last line of a query counts beside the whole. Measured on `mtrag_un` (183 questions,
November 2026), whole search: recall@1 0.842, recall@5 0.929 and MRR@10 0.878 for every share from
0.5 to 0.85, as with a second run for the last line alone (0.836, 0.934, 0.878); 0.831, 0.929 and
0.871 for the whole alone."""

Progress = Callable[[int], None]
"""Told after each batch how many texts are done."""
Given = TypeVar("Given")
Result = TypeVar("Result")


class MiniLmEmbedder:
    """Implements `Embedder`; build it once per process and `close()` it.

    The full weights (90 MB) are opened when the first passages come: who only answers never needs
    them. Errors, also of those passages: `embedding_weights_unusable`.
    """

    def __init__(self, cache_dir: Path) -> None:
        files = find_model()
        self._cutting = _tokenizer(files)
        self._cutting.enable_truncation(MAX_TOKENS)
        self._cutting.no_padding()
        self._counting = _tokenizer(files)
        self._counting.no_truncation()
        self._counting.no_padding()
        self._telling = Telling(self._counting)
        self._questions = open_session(files, cache_dir, "quantized", threads=1)
        full = partial(open_session, files, cache_dir, "full", os.cpu_count() or 1)
        self._passages = LazySession(full)
        self._queries: OrderedDict[str, _Query] = OrderedDict()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="embed")

    @property
    def model(self) -> str:
        return f"all-MiniLM-L6-v2/{WEIGHTS_SHA256[:12]}/{GRAPH_VERSION}.{pieces.CODEC_VERSION}"

    @property
    def dimensions(self) -> int:
        return WIDTH

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count word pieces without the two special ones, however long the text is."""
        encodings = self._counting.encode_batch(list(texts), add_special_tokens=False)
        return [len(encoding) for encoding in encodings]

    async def embed_query(self, text: str) -> Vector:
        """Embed one text; the newest few hundred are remembered."""
        return (await self._queried(text)).whole

    async def read_query(self, text: str) -> ReadQuery:
        """Embed one text with its words, remembered as well; its last line is the question."""
        return (await self._queried(text)).read

    async def _queried(self, text: str) -> "_Query":
        known = self._queries.get(text)
        if known is not None:
            self._queries.move_to_end(text)
            return known
        read = await self._in_thread(self._read, text)
        self._queries[text] = read
        if len(self._queries) > REMEMBERED_QUERIES:
            self._queries.popitem(last=False)
        return read

    async def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed many texts in batches of similar length; the order of the result is the input's.

        One batch at a time, so a query meanwhile waits for at most one batch.
        """
        vectors: Vectors = np.empty((len(texts), WIDTH), np.float32)
        done = 0
        for batch in _batches(self.count_tokens(texts)):
            vectors[batch] = await self._in_thread(self._run, [texts[place] for place in batch])
            done += len(batch)
            if progress is not None:
                progress(done)
        return vectors

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        """Embed what is searched in, batched as `embed` does."""
        found: dict[int, Embedded] = {}
        for batch in _batches(self.count_tokens(texts)):
            embedded = await self._in_thread(self._pack, [texts[place] for place in batch])
            found |= zip(batch, embedded, strict=True)
        return [found[place] for place in range(len(texts))]

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    async def _in_thread(self, work: Callable[[Given], Result], given: Given) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, given)

    def _run(self, texts: list[str]) -> Vectors:
        inputs = _padded(self._cutting.encode_batch(texts))
        vectors: Vectors = self._passages.get().run(["vectors"], inputs)[0]
        return vectors

    def _pack(self, texts: list[str]) -> list[Embedded]:
        encodings = self._cutting.encode_batch(texts)
        vectors, hidden = self._passages.get().run(["vectors", "pieces"], _padded(encodings))
        places = [self._telling.places(encoding.ids) for encoding in encodings]
        kept = np.concatenate([hidden[row, telling] for row, telling in enumerate(places)])
        ends = np.cumsum([len(telling) for telling in places])[:-1] * pieces.PIECE_BYTES
        packed = memoryview(pieces.pack(kept))
        starts = [0, *ends.tolist(), len(packed)]
        return [
            Embedded(vectors[row].tobytes(), bytes(packed[start:end]))
            for row, (start, end) in enumerate(pairwise(starts))
        ]

    def _read(self, text: str) -> "_Query":
        encoding = self._cutting.encode(text)
        vectors, hidden = self._questions.run(["vectors", "pieces"], _single(encoding))
        places = self._telling.places(encoding.ids)
        whole: Vector = vectors[0]
        vector = _leaning(whole, hidden[0, _last_line(text, encoding)])
        for given in (whole, vector):
            given.setflags(write=False)
        words = self._telling.words(encoding, places)
        return _Query(whole, ReadQuery(vector, words, pieces.project(hidden[0, places])))


@dataclass(frozen=True, slots=True)
class _Query:
    """One run of the model: the vector of the whole text, and the text as a question."""

    whole: Vector
    read: ReadQuery


def _last_line(text: str, encoding: Encoding) -> list[int]:
    """Return the places of the last line's pieces; none when it is the only one."""
    start = text.rstrip().rfind("\n") + 1
    if not text[:start].strip():
        return []
    special = encoding.special_tokens_mask
    return [n for n, (at, _) in enumerate(encoding.offsets) if at >= start and not special[n]]


def _leaning(whole: Vector, last: Vectors) -> Vector:
    """Turn the vector towards the question, whose pieces have seen what leads to it."""
    if not len(last):
        return whole
    question = last.mean(axis=0)
    between = (1 - QUESTION_SHARE) * whole + QUESTION_SHARE * question / np.linalg.norm(question)
    leaning: Vector = between / np.linalg.norm(between)
    return leaning


def _tokenizer(files: ModelFiles) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # the library raises nothing narrower
        raise unusable(files.tokenizer, f"cannot be read ({error})") from error


def _padded(encodings: Sequence[Encoding]) -> dict[str, np.ndarray]:
    shape = (len(encodings), max(len(encoding) for encoding in encodings))
    ids, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding)] = encoding.ids
        mask[row, : len(encoding)] = 1
    return {"ids": ids, "types": np.zeros(shape, np.int32), "mask": mask}


def _single(encoding: Encoding) -> dict[str, np.ndarray]:
    ids = np.array([encoding.ids], np.int32)
    return {"ids": ids, "places": np.arange(ids.size, dtype=np.int32)[None]}


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Group places by length, so that little of a batch is padding."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        longest = min(lengths[place] + 2, MAX_TOKENS)
        if batch and longest * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
