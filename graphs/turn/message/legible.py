"""Messages that say nothing: keys hit at random, signs only, one letter repeated, bare markup."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_LATIN: Final = re.compile(r"[a-zß-öø-ÿ]+")
_NO_VOWEL: Final = re.compile(r"^[^aeiouyà-åè-ïò-öù-ý]{5,}$")
_CONSONANTS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_MARKUP: Final = re.compile(
    r"<(script|style)\b[^<>]{0,500}>.{0,2000}?</\1\s*>|</?[a-z!][^<>]{0,500}>?",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)\S+|(?:mailto:)?[^\s@<>]{1,100}@[^\s@<>]{1,255}", re.IGNORECASE
)
_REPEATED: Final = re.compile(r"(.)\1{3,}|^(..?)\2{2,}$")
_ROWS: Final = ("qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "azertyuiop")
_RUN: Final = 4
"""From this length on, a run of neighbouring keys ("asdf") is taken for keys hit at random."""
_SHORT_RUN: Final = 3
"""The same for a word beside one that was surely hit at random ("sdfghj wer")."""


def is_illegible(text: str) -> bool:
    """Say whether no part of the message can be a word, a number or a code.

    Pure form: a name that only looks odd is for the documents to know, so ask them first.
    """
    text = _MARKUP.sub(" ", text)
    words = _WORD.findall(text.lower())
    if not words:
        return not any(c.isalnum() for c in text)
    if re.search(r"\d", text):
        return False
    mashed = [_is_mashed(word) for word in words]
    return any(mashed) and all(m or _is_run(w) for m, w in zip(mashed, words, strict=True))


def is_bare(text: str) -> bool:
    """Say whether the message is only markup, or addresses of pages and mailboxes."""
    left = _ADDRESS.sub(" ", _MARKUP.sub(" ", text))
    return any(c.isalnum() for c in text) and not any(c.isalnum() for c in left)


def _neighbours(word: str) -> set[str]:
    return {word[start : start + _RUN] for start in range(len(word) - _RUN + 1)}


_NEIGHBOURS: Final = {run for row in _ROWS for way in (row, row[::-1]) for run in _neighbours(way)}
"""One of these is in whatever has such a run: hardly any word needs the closer look."""


def _is_mashed(word: str) -> bool:
    if _LATIN.fullmatch(word) is None:
        return False
    if _NO_VOWEL.match(word) or _CONSONANTS.search(word) or _REPEATED.search(word):
        return True
    if _neighbours(word).isdisjoint(_NEIGHBOURS):
        return False
    return any(_runs(word, row) or _runs(word, row[::-1]) for row in _ROWS)


def _is_run(word: str) -> bool:
    """Say whether a word is only neighbouring keys; alone it may be a word ("wer")."""
    return len(word) >= _SHORT_RUN and any(word in row or word in row[::-1] for row in _ROWS)


def _runs(word: str, row: str) -> bool:
    """Say whether the word is little more than neighbouring keys."""
    longest = max(
        (
            size
            for start in range(len(row))
            for size in range(_RUN, len(row) - start + 1)
            if row[start : start + size] in word
        ),
        default=0,
    )
    return longest * 2 > len(word)
