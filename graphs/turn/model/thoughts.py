"""What a model thinks aloud before it answers; only the answer is for the visitor."""

import re
from enum import Enum, auto
from typing import Final

_NAME: Final = r"(?:\w{1,12}:)?(?:think|thinking|thought|thoughts|reasoning)"
_CHANNEL: Final = r"<\|channel\|>\s*"
_OPEN: Final = rf"<{_NAME}>|\[{_NAME}\]|{_CHANNEL}(?:analysis|commentary)[^<]{{0,60}}<\|message\|>"
_CLOSE: Final = rf"(?:</{_NAME}>|\[/{_NAME}\]|{_CHANNEL}final.{{0,60}}?<\|message\|>)\s*"
_SPECIAL: Final = r"<[|\uff5c](?!channel)[^|\uff5c<>\n]{1,40}[|\uff5c]>|</s>|<end_of_turn>|<eos>"
"""What marks turns for the model itself, and which a server ought to take away."""
_BEFORE: Final = re.compile(_SPECIAL, re.IGNORECASE)
_SPEAKER: Final = "assistant"
_OPENED: Final = re.compile(_OPEN, re.IGNORECASE)
_CLOSED: Final = re.compile(_CLOSE, re.IGNORECASE)
_ANY: Final = re.compile(
    rf"(?P<open>{_OPEN})|(?P<close>{_CLOSE})|(?P<end>{_SPECIAL})", re.IGNORECASE
)
_BEGUN: Final = re.compile(
    r"(?:[<\[]/?[|\uff5c]?[a-z:_\u2581]{0,24}[|\uff5c]?|<\|channel\|>.{0,100})$",
    re.IGNORECASE,
)
"""What may still become a tag or a token."""
_LONGEST: Final = 160


class _Stage(Enum):
    BEGINNING = auto()
    THINKING = auto()
    SPEAKING = auto()
    ENDED = auto()


class Speech:
    """Takes the pieces of one reply and gives what is said without what is thought.

    Thoughts stand in a tag or a channel of their own; some servers leave out its beginning. What
    follows a token that ends the turn is not said either.
    """

    def __init__(self) -> None:
        self._stage = _Stage.BEGINNING
        self._held = ""
        self._names_speaker = False

    def take(self, piece: str) -> tuple[str, bool]:
        """Return what may be shown now, and whether all before it was thought and not said."""
        self._held += piece
        said, afresh = "", False
        while True:
            match self._stage:
                case _Stage.BEGINNING:
                    goes_on = self._begins()
                case _Stage.THINKING:
                    goes_on = self._thinks()
                case _Stage.SPEAKING:
                    more, taken_back, goes_on = self._says()
                    said, afresh = more if taken_back else said + more, afresh or taken_back
                case _Stage.ENDED:
                    goes_on, self._held = False, ""
            if not goes_on:
                return said, afresh

    def rest(self) -> str:
        """Return what was held back and is part of the answer after all."""
        return self._held if self._stage in (_Stage.BEGINNING, _Stage.SPEAKING) else ""

    def _begins(self) -> bool:
        """Find out how the reply begins; False while that may be either."""
        start = self._held.lstrip()
        if self._names_speaker:
            if _SPEAKER.startswith(start.lower()):
                return False
            start = start[len(_SPEAKER) :] if start.lower().startswith(_SPEAKER) else start
            start, self._names_speaker = start.lstrip(), False
        for found, stage in (
            (_OPENED.match(start), _Stage.THINKING),
            (_CLOSED.match(start), _Stage.SPEAKING),
            (_BEFORE.match(start), _Stage.BEGINNING),
        ):
            if found:
                self._stage, self._held = stage, start[found.end() :]
                self._names_speaker = stage is _Stage.BEGINNING
                return True
        if not start or _BEGUN.fullmatch(start):
            self._held = start
            return False
        self._stage, self._held = _Stage.SPEAKING, start
        return True

    def _thinks(self) -> bool:
        closed = _CLOSED.search(self._held)
        if closed is None:
            self._held = self._held[-_LONGEST:]
            return False
        self._stage, self._held = _Stage.SPEAKING, self._held[closed.end() :]
        return True

    def _says(self) -> tuple[str, bool, bool]:
        """Return what is said now, whether that takes back what was before it, and whether to go
        on looking."""
        found = _ANY.search(self._held)
        if found is None:
            begun = _BEGUN.search(self._held)
            end = begun.start() if begun else len(self._held)
            said, self._held = self._held[:end], self._held[end:]
            return said, False, False
        said, self._held = self._held[: found.start()], self._held[found.end() :]
        if found["close"] is not None:
            return "", True, True
        self._stage = _Stage.THINKING if found["open"] is not None else _Stage.ENDED
        return said, False, True
