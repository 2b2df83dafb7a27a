"""Extractive answers: the part of a passage that answers, with lists and steps kept whole."""

import re
from dataclasses import dataclass
from typing import Final

from graphs.turn.outcome import Citation
from graphs.turn.state import Passage
from graphs.turn.tables import without_tables
from graphs.turn.words import content_words

MAX_WORDS: Final = 120
HARD_MAX_WORDS: Final = 220
"""A list may be longer than `MAX_WORDS` rather than be cut, but not longer than this."""
QUOTE_CHARS: Final = 300

_ITEM: Final = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list with the line that introduces it."""

    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def section_of(passage: Passage) -> str:
    """Name the section a passage stands in."""
    return " › ".join(passage.heading_path)  # noqa: RUF001


def relevant_part(passage: Passage, question: str) -> str:
    """Return whole blocks around the one nearest to the question, at most about `MAX_WORDS`."""
    text = _completed(passage)
    blocks = _blocks(text)
    if len(text.split()) <= MAX_WORDS or not blocks:
        return _shortened(text)
    wanted = content_words(question)
    best = max(range(len(blocks)), key=lambda i: (_overlap(blocks[i], wanted), -i))
    first = last = best
    words = blocks[best].words
    while True:
        if last + 1 < len(blocks) and words + blocks[last + 1].words <= MAX_WORDS:
            last += 1
            words += blocks[last].words
        elif first > 0 and words + blocks[first - 1].words <= MAX_WORDS:
            first -= 1
            words += blocks[first].words
        else:
            break
    return _shortened("\n\n".join(block.text for block in blocks[first : last + 1]))


def quoted(passage: Passage, n: int, part: str) -> str:
    """Return the part as an answer that says where it stands."""
    section = passage.heading_path[-1] if passage.heading_path else ""
    place = f"{passage.title}, {section}" if section else passage.title
    return f"From our page “{place}” [{n}]:\n\n{without_tables(part)}"


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


def best_sentence(passage: Passage, answer: str) -> str:
    """Return the sentence or item of the passage that an answer rests on most."""
    said = content_words(answer)
    parts = [
        part.strip()
        for line in passage.text.splitlines()
        for part in _SENTENCE_END.split(line)
        if part.strip()
    ]
    return max(parts, key=lambda part: len(content_words(part) & said), default=passage.text)


def _completed(passage: Passage) -> str:
    """Add what a passage announces but does not hold ("Follow these steps:")."""
    text = passage.text.strip()
    if text.endswith(":") and passage.after:
        following = _blocks(passage.after)
        if following:
            return f"{text}\n\n{following[0].text}"
    return text


def _blocks(text: str) -> list[Block]:
    parts = [part for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
    blocks: list[Block] = []
    for part in parts:
        is_list = _ITEM.match(part) is not None
        if blocks and is_list and _takes_list(blocks[-1].text):
            blocks[-1] = Block(f"{blocks[-1].text}\n\n{part}")
        else:
            blocks.append(Block(part))
    return blocks


def _takes_list(text: str) -> bool:
    """Say whether a list after this text belongs to it: an introduction, or the list's start."""
    return text.rstrip().endswith(":") or _ITEM.match(text.splitlines()[-1]) is not None


def _overlap(block: Block, wanted: set[str]) -> float:
    found = content_words(block.text)
    return len(found & wanted) + (0.5 if _ITEM.search(block.text) else 0.0)


def _shortened(text: str) -> str:
    """Cut at a line or sentence when even whole blocks are too long."""
    if len(text.split()) <= HARD_MAX_WORDS:
        return text
    kept: list[str] = []
    words = 0
    for line in text.splitlines():
        for part in _SENTENCE_END.split(line) if not _ITEM.match(line) else [line]:
            words += len(part.split())
            if words > HARD_MAX_WORDS and kept:
                return "\n".join(kept).rstrip() + "\n…"
            kept.append(part)
    return _cut("\n".join(kept), HARD_MAX_WORDS * 8)


def _cut(text: str, chars: int) -> str:
    text = text.strip()
    return text if len(text) <= chars else text[: chars - 1].rsplit(None, 1)[0] + "…"
