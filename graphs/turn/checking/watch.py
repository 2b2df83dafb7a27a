"""How much of a growing answer may be seen before it is whole."""

import re
from typing import Final

from graphs.turn.checking.grounding import SENTENCE_END, Evidence, bare_line, is_supported
from graphs.turn.checking.marks import LIST_MARK

_ANY_LANGUAGE: Final = "de"
"""A draft that has just begun does not tell its language. As in German, where every noun has a
capital, only made-up words such as LinkedIn are then taken for names."""
_UNFINISHED: Final = re.compile(r"\S*[\d@./:!$\u20ac\u00a3\[\u3010`-]\S*$")
"""A last word that may still become another figure, address or mark."""
_LEAD_CHARS: Final = 20
_BREAK: Final = re.compile(rf"\n|{SENTENCE_END}")


class Watch:
    """Follows one draft, which only grows, and stops it before what no source says.

    Nothing behind that is shown: the checked answer replaces the draft anyway.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._start = 0
        self._stopped = False

    def shown(self, text: str, *, whole: bool = False) -> int:
        """Return how many characters may be seen; `whole`: nothing follows."""
        while not self._stopped:
            lead = LIST_MARK.match(text[self._start : self._start + _LEAD_CHARS])
            end = _BREAK.search(text, self._start + (lead.end() if lead else 1))
            if end is None:
                return self._start + self._good(text[self._start :], whole=whole)
            if not self._supports(text[self._start : end.start()]):
                break
            self._start = end.end()
        self._stopped = True
        return self._start

    def _good(self, rest: str, *, whole: bool) -> int:
        """Return how much of an unfinished sentence may be seen."""
        unfinished = None if whole else _UNFINISHED.search(rest)
        good = rest[: unfinished.start()] if unfinished else rest
        if self._supports(good):
            return len(good)
        self._stopped = True
        return 0

    def _supports(self, sentence: str) -> bool:
        return is_supported(bare_line(sentence), self._evidence, _ANY_LANGUAGE)
