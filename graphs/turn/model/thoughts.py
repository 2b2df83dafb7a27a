"""What a model thinks aloud before it answers; only the answer is for the visitor."""

import re
from enum import Enum, auto
from typing import Final

_TAG: Final = r"(?:think|thinking|thought|thoughts|reasoning)"
_OPEN: Final = re.compile(rf"<{_TAG}>", re.IGNORECASE)
_CLOSE: Final = re.compile(rf"</{_TAG}>\s*", re.IGNORECASE)
_BEGUN: Final = re.compile(r"</?[a-z]{0,9}$", re.IGNORECASE)
"""What may still become a tag."""


class _Stage(Enum):
    BEGINNING = auto()
    THINKING = auto()
    SPEAKING = auto()


class Speech:
    """Takes the pieces of one reply and gives what is said without what is thought.

    Thoughts stand in a tag before the answer; some servers leave out its beginning.
    """

    def __init__(self) -> None:
        self._stage = _Stage.BEGINNING
        self._held = ""

    def take(self, piece: str) -> tuple[str, bool]:
        """Return what may be shown now, and whether all before it was thought and not said."""
        self._held += piece
        if self._stage is _Stage.BEGINNING and not self._begins():
            return "", False
        closed = _CLOSE.search(self._held)
        if closed:
            afresh = self._stage is _Stage.SPEAKING
            self._stage, self._held = _Stage.SPEAKING, self._held[closed.end() :]
            said, more = self.take("") if self._held else ("", False)
            return said, afresh or more
        if self._stage is _Stage.THINKING:
            self._held = self._held[-16:]
            return "", False
        begun = _BEGUN.search(self._held)
        end = begun.start() if begun else len(self._held)
        said, self._held = self._held[:end], self._held[end:]
        return said, False

    def rest(self) -> str:
        """Return what was held back and is part of the answer after all."""
        return "" if self._stage is _Stage.THINKING else self._held

    def _begins(self) -> bool:
        """Find out how the reply begins; False while that may be either."""
        start = self._held.lstrip()
        opened = _OPEN.match(start)
        if not opened and (not start or _BEGUN.fullmatch(start)):
            return False
        self._stage = _Stage.THINKING if opened else _Stage.SPEAKING
        if opened:
            self._held = start[opened.end() :]
        return True
