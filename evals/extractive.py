"""Quoted answers against the reference answers: how much of them is said, in how many words?

ROUGE-L recall (Lin 2004): the longest common subsequence of words over the words of the reference.
The line that names the source is left out of both. Beside it stand the whole best chunk, and the
best chunk of the tutorial stack.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from evals.baselines import CHUNK_CHARS, OVERLAP_CHARS
from evals.product import Product
from evals.sets import Case, QuestionSet
from evals.tables import Finding, show
from evals.workbench import Workbench
from graphs.turn.nodes.retrieve import PASSAGES
from graphs.turn.quoting.quote import quotes
from knowledge.contracts import Embedder

SETS = ("mtrag_un", "docs_faq", "clapnq")
LEAST_RECALL, MOST_LENGTH = 0.9, 0.5
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Said:
    """Means over a set: ROUGE-L recall, and words."""

    recall: float
    words: float

    def beside(self, whole: "Said") -> str:
        recall, length = self.recall / whole.recall, self.words / whole.words
        return f"{recall:.2f} of its recall, {length:.2f} of its length"


async def run(bench: Workbench, chosen: Sequence[str]) -> list[Finding]:
    """Print recall and length of what is quoted, over the answerable cases with a reference."""
    rows, findings = [], []
    for name in (name for name in SETS if name in chosen):
        async with bench.opened(name) as (questions, product):
            cases = [case for case in questions.answerable if case.answer]
            found = [await _found(product, case) for case in cases]
        nearest = await _tutorial(questions, cases, bench.embedder)
        quoted = _said(cases, [quote for quote, _ in found])
        whole = _said(cases, [chunk for _, chunk in found])
        tutorial = _said(cases, nearest)
        rows += [
            (name, "Baton, quoted", str(len(cases)), f"{quoted.recall:.3f}", f"{quoted.words:.0f}"),
            ("", "the whole best chunk", "", f"{whole.recall:.3f}", f"{whole.words:.0f}"),
            ("", "tutorial's best chunk", "", f"{tutorial.recall:.3f}", f"{tutorial.words:.0f}"),
        ]
        findings += _findings(name, quoted, whole, tutorial)
    show("Quoted answers", ("set", "what", "cases", "ROUGE-L recall", "words"), rows)
    return findings


def rouge_recall(reference: str, said: str) -> float:
    """Return the share of the reference's words that are said in their order."""
    wanted = _words(reference)
    return _common(wanted, _words(said)) / max(1, len(wanted))


async def _found(product: Product, case: Case) -> tuple[str, str]:
    """Return what is quoted, and the whole best chunk."""
    found = await product.found(case, PASSAGES)
    if not found.passages:
        return "", ""
    said = "\n\n".join(quote.text for quote in quotes(found.passages[:PASSAGES], found.query))
    return said, found.passages[0].text


async def _tutorial(questions: QuestionSet, cases: Sequence[Case], embedder: Embedder) -> list[str]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS)
    pieces = {
        site: [text for doc in documents for text in splitter.split_text(doc.markdown)]
        for site, documents in questions.sites.items()
    }
    vectors = {site: await embedder.embed(texts) for site, texts in pieces.items()}
    asked = await embedder.embed([case.with_history for case in cases])
    return [
        pieces[case.site][int(np.argmax(vectors[case.site] @ query))]
        for case, query in zip(cases, asked, strict=True)
    ]


def _said(cases: Sequence[Case], texts: Sequence[str]) -> Said:
    pairs = list(zip(cases, texts, strict=True))
    return Said(
        float(np.mean([rouge_recall(case.answer or "", text) for case, text in pairs])),
        float(np.mean([len(_words(text)) for text in texts])),
    )


def _findings(name: str, quoted: Said, whole: Said, tutorial: Said) -> list[Finding]:
    return [
        Finding(
            f"{name}: {LEAST_RECALL} of the recall of {what}, {MOST_LENGTH} of its length",
            quoted.beside(beside),
            quoted.recall >= LEAST_RECALL * beside.recall
            and quoted.words <= MOST_LENGTH * beside.words,
        )
        for what, beside in (("the best chunk", whole), ("the tutorial's best chunk", tutorial))
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return the length of the longest common subsequence, by bits (Hyyro 2004)."""
    places: dict[str, int] = defaultdict(int)
    for place, word in enumerate(first):
        places[word] |= 1 << place
    every = (1 << len(first)) - 1
    open_bits = every
    for word in second:
        hit = open_bits & places.get(word, 0)
        open_bits = ((open_bits + hit) | (open_bits - hit)) & every
    return len(first) - open_bits.bit_count()
