"""What everybody would try first: the tutorial stack, and BM25. Both see what Baton sees.

Each is asked twice, with the question alone and with the visitor's last questions before it; BM25
also over whole documents and over the tutorial's chunks. What counts is its strongest form.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.sets import Case, Document, QuestionSet
from knowledge.contracts import Embedder, Vectors

CHUNK_CHARS, OVERLAP_CHARS = 1000, 200
K1, B = 1.5, 0.75
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """Documents best first, and the score of the first."""

    documents: list[str]
    top: float


Answers = Mapping[str, Found]
"""Case id -> what was found."""


@dataclass(frozen=True, slots=True)
class _Piece:
    document: str
    text: str


async def tutorial(questions: QuestionSet, embedder: Embedder) -> dict[str, Answers]:
    """Split recursively, embed, take the nearest by cosine: form -> answers."""
    by_site: dict[str, tuple[list[_Piece], Vectors]] = {}
    for site, documents in questions.sites.items():
        pieces = list(_pieces(documents))
        by_site[site] = pieces, await embedder.embed([piece.text for piece in pieces])
    forms: dict[str, Answers] = {}
    for form, asked in _forms(questions).items():
        queries = await embedder.embed([asked(case) for case in questions.cases])
        forms[form] = {
            case.id: _ranked(by_site[case.site][0], by_site[case.site][1] @ query)
            for case, query in zip(questions.cases, queries, strict=True)
        }
    return forms


def bm25(questions: QuestionSet) -> dict[str, Answers]:
    """Rank by words: form -> answers."""
    forms: dict[str, Answers] = {}
    for unit, cut in (("chunks", _pieces), ("documents", _whole)):
        shelves = {site: _Words(list(cut(docs))) for site, docs in questions.sites.items()}
        for form, asked in _forms(questions).items():
            forms[f"{unit}, {form}"] = {
                case.id: _ranked(shelves[case.site].pieces, shelves[case.site].scores(asked(case)))
                for case in questions.cases
            }
    return forms


class _Words:
    """BM25 (Robertson, Zaragoza 2009) over lower-case words."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self.pieces = pieces
        counts = [Counter(_words(piece.text)) for piece in pieces]
        lengths = np.array([count.total() for count in counts], np.float64)
        self._norm = K1 * (1 - B + B * lengths / lengths.mean())
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counts):
            for word, times in count.items():
                self._places[word].append((place, times))

    def scores(self, query: str) -> np.ndarray:
        scores = np.zeros(len(self.pieces))
        for word in _words(query):
            if word not in self._places:
                continue
            places, times = np.array(self._places[word]).T
            rarity = math.log(1 + (len(scores) - len(places) + 0.5) / (len(places) + 0.5))
            scores[places] += rarity * times * (K1 + 1) / (times + self._norm[places])
        return scores


def _forms(questions: QuestionSet) -> dict[str, Callable[[Case], str]]:
    forms: dict[str, Callable[[Case], str]] = {"question": lambda case: case.question}
    if any(case.history for case in questions.cases):
        forms["last three questions"] = lambda case: case.with_history
    return forms


def _pieces(documents: Sequence[Document]) -> Iterator[_Piece]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS)
    for document in documents:
        for text in splitter.split_text(document.markdown):
            yield _Piece(document.id, text)


def _whole(documents: Sequence[Document]) -> Iterator[_Piece]:
    return (_Piece(document.id, document.markdown) for document in documents)


def _ranked(pieces: Sequence[_Piece], scores: np.ndarray) -> Found:
    order = np.argsort(-scores, kind="stable")[:200]
    documents = dict.fromkeys(pieces[place].document for place in order if scores[place] > 0)
    return Found(list(documents), float(scores[order[0]]))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
