"""How a letter ends: words that sign off, and behind or below them who has written."""

import re
from typing import Final

MAX_LINES: Final = 6
MAX_CHARS: Final = 60
_REGARDS: Final = (
    r"(?:with )?(?:best|kind|kindest|warm|warmest|many) (?:regards|wishes|greetings|thanks)"
    r"|(?:thanks and )?regards|cheers|sincerely(?: yours)?"
)
_WISHES: Final = r"all the best|take care|yours (?:truly|sincerely|faithfully)"
_BRIEF: Final = r"best|thanks?(?: you)?(?: again| a lot| so much)?|yours|talk soon"
_OWN: Final = r"[^\W\d_a-z][\w'\u2019-]{0,30}\.?"
_NAME: Final = rf"{_OWN}(?: (?:(?:von|van|de|der|da|di|la) ){{0,2}}{_OWN}){{0,2}}"
_TEAM: Final = rf"(?:[Tt]he|[Yy]our)(?: {_OWN}){{0,3}} [Tt]eam|{_OWN}(?: {_OWN}){{0,2}} [Tt]eam"
_MARKS: Final = r"[*_]{0,2}"
_SIGN_OFF: Final = re.compile(
    r"(?:^|(?<=[.!?)]) {1,3})(?i:"
    rf"(?:{_REGARDS}|{_WISHES}|warmly)[,!.\u2013\u2014-]{{0,3}}|(?:{_BRIEF})[,!\u2013\u2014-]{{1,3}}"
    r"|(?:i )?hope (?:this|that|it) helps[^.!?]{0,40}[,.!]{0,3}"
    r"|have a (?:nice|great|good|lovely|wonderful) (?:day|evening|afternoon|weekend|week|one)"
    r"[^.!?]{0,20}[,.!]{0,3}"
    r"|(?:please )?let (?:me|us) know (?:if|how|whether)[^.!?]{0,80}[.!]{1,3}"
    r")$|^--$"
)
_GAP: Final = r"[ \t]{0,3}"  # bounded: a long run of blanks must not cost time
_SIGNED: Final = re.compile(
    rf"(?:^|(?<=[.!?)\n]))\s{{0,4}}(?i:(?:{_REGARDS}){_GAP}[,!.\u2013\u2014-]{{0,3}}"
    rf"|(?:{_WISHES}|{_BRIEF}){_GAP}[,!\u2013\u2014-]{{1,3}})\s{{0,4}}"
    rf"(?:{_OWN}(?: {_OWN}){{0,2}}(?: (?:from|at|of) {_OWN})?|{_TEAM})[.!]?\s{{0,3}}$"
)
"""All in one line: "Best, Sam"."""
_WHO: Final = re.compile(
    rf"{_MARKS}(?:{_TEAM}|{_NAME}(?:,? (?:from|at|of) {_NAME}|, (?:{_TEAM}|{_NAME}))?)"
    rf"{_MARKS}[,.!]?"
)
_TITLE: Final = re.compile(
    rf"{_MARKS}{_OWN}(?:(?:,| [&|/\u00b7\u2013\u2014-])? (?:(?:of|at|for|and|from|in) )?{_OWN})"
    rf"{{0,6}}{_MARKS}"
)
_ROLE: Final = re.compile(
    r"(?i:(?:[\w&,|\u00b7-]+ ){0,4}(?:support|success|care|service|engineer|manager|agent"
    r"|specialist|representative|lead)(?: (?:at|for|of))?(?:,? \w[\w.-]*){0,2})"
)
_CONTACT: Final = re.compile(
    r"(?i:(?:(?:tel|phone|mobile|e-?mail|web|[tmew])[.:]{1,2} ?)?"
    r"(?:\S+@\S+\.\w+|(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+){1,3}|\+?[\d(][\d ()./-]{5,20}))"
)


def without_signature(text: str) -> str:
    """Return the text without a sign-off that stands before a name, or above it and what goes with
    a name.

    A name alone signs nothing, and what a colon announces is content.
    """
    return _SIGNED.sub("", _without_lines(text))


def _without_lines(text: str) -> str:
    lines = text.rstrip().split("\n")
    below: list[str] = []
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].strip()
        signed = _SIGN_OFF.search(line)
        if signed and below and _WHO.fullmatch(below[-1]):
            kept = "\n".join([*lines[:place], line[: signed.start()]]).rstrip()
            return text if kept.endswith(":") else kept
        if line and not _is_below(line):
            break
        below += [line] if line else []
        if len(below) > MAX_LINES:
            break
    return text


def _is_below(line: str) -> bool:
    """Whether it can stand under a sign-off: a name, a team, a role, a company, an address."""
    fits = (form.fullmatch(line) for form in (_WHO, _TITLE, _ROLE, _CONTACT))
    return len(line) <= MAX_CHARS and any(fits)
