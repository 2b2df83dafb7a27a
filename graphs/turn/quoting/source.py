"""How an answer names its source, and the part of it that it rests on."""

import re
from typing import Final

from graphs.turn.checking.figures import Figures, figures_of
from graphs.turn.message.words import content_words
from graphs.turn.outcome import Citation
from graphs.turn.quoting.units import sentences
from knowledge.contracts import Passage

FIGURE_WORDS: Final = 3
"""So many words does a figure weigh in what a claim rests on."""
QUOTE_CHARS: Final = 300


def section_of(passage: Passage) -> str:
    """Name the section a passage stands in."""
    return " › ".join(passage.heading_path)  # noqa: RUF001


def page_and_section(passage: Passage) -> str:
    """Name a passage as answers do."""
    section = passage.heading_path[-1] if passage.heading_path else ""
    return f"{passage.title}, {section}" if section else passage.title


def quoted(passage: Passage, n: int, part: str) -> str:
    """Return the part as an answer that says where it stands."""
    return f"From our page “{page_and_section(passage)}” [{n}]:\n\n{part}"


def cite(passage: Passage, n: int, quote: str) -> Citation:
    """Return the source `n`, which opens at the passage."""
    return Citation(
        n=n,
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        title=passage.title,
        section=section_of(passage),
        url=passage.url,
        quote=_cut(quote, QUOTE_CHARS),
    )


def best_sentence(passage: Passage, claim: str) -> str:
    """Return the sentence or item of the passage that a claim rests on most: by its words, and more
    by its figures, which can only come from where they stand.
    """
    said, figures = content_words(claim), list(figures_of(claim, spelled=False))
    mentioned = Figures.of(passage.text).mentioned
    parts = [part for line in passage.text.splitlines() for part in sentences(line)]

    def support(part: str) -> int:
        stated = Figures(Figures.of(part).known, mentioned)
        found = sum(figure.is_in(stated) for figure in figures)
        return len(content_words(part) & said) + FIGURE_WORDS * found

    return max(parts, key=support, default=passage.text)


def _cut(text: str, chars: int) -> str:
    text = re.sub(r"\s*\n\s*", "\n", text.strip())
    return text if len(text) <= chars else text[: chars - 1].rsplit(None, 1)[0] + "…"
