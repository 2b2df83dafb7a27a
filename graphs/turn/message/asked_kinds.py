"""What kind of answer a short question wants, and how texts say it: "how long?" wants a time."""

import re
from dataclasses import dataclass
from typing import Final

_TIMES: Final = r"(?:second|minute|hour|day|week|month|year)s?"
_DATE: Final = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """`asked`: wordings of the question; `told`: what a text that answers it has, in its own case,
    since a plan called Free is not free of charge. `headed`: a heading that asks so announces it
    ("When the money arrives"); "Who has exported what" is about something else.
    """

    asked: re.Pattern[str]
    told: re.Pattern[str]
    headed: bool = False


def _kind(asked: str, told: str, *, headed: bool = False) -> Kind:
    return Kind(re.compile(asked, re.IGNORECASE), re.compile(told), headed)


_KINDS: Final = (
    _kind(
        r"\bhow (?:long|fast|soon|quick(?:ly)?)\b|^\W*(?:and |but |so )?(?:until |since )?when\b"
        r"|\bwhen (?:do|does|did|is|are|was|will|can|should)\b",
        rf"\b(?:\d+|an?|one|two|three|few|several|within|each|every|same|next) (?:\w+ )?{_TIMES}\b"
        rf"|\b(?:\d{{1,2}} {_DATE}|{_DATE} \d{{1,2}}|(?:on|by|from|until|to) {_DATE})\b"
        r"|\b\d{1,2}(?::\d\d| ?[ap]m)\b"
        r"|\b(?:immediately|instantly|at once|right away|overnight|takes? effect)\b",
        headed=True,
    ),
    _kind(
        r"\bhow much (?:is|does|do|will|would)\b|\b(?:costs?|free|prices?|charged?|fees?|pay)\b",
        r"[$€£]\s?\d|\d\s?(?:[$€£]|EUR\b|USD\b)|\b(?:[Ff]ree of charge|(?:is|are|for) free"
        r"|costs? (?:nothing|extra)|no extra (?:cost|charge|fee)s?|[Pp]aid plans?|included in"
        r"|(?:not|never|are|is|be) charged|refunded)\b",
    ),
    _kind(
        r"^\W*(?:and |but |so )?who\b|\b(?:am i|are we) allowed\b",
        r"\b(?:[Oo]wners?|[Aa]dmin(?:istrator)?s?|[Mm]anagers?"
        r"|[Ee]verybody|[Ee]veryone|[Aa]nybody|[Aa]nyone|needs? the (?:role|permission))\b",
    ),
    _kind(
        r"\b(?:undo|undone|revert|revers(?:e|ed|ible)|take (?:it|that|this) back|go back|restore"
        r"|permanent|final)\b",
        r"\b(?:[Uu]ndo(?:ne)?|[Rr]evert\w*|[Rr]evers\w+|[Rr]estor\w+|[Ww]ithdr[ae]w\w*|[Tt]ake back"
        r"|[Bb]ring back|[Gg]o back|(?:no )?way back|permanent(?:ly)?|for good|for ever)\b",
    ),
    _kind(
        r"\b(?:expires?|expired|valid)\b",
        r"\b(?:[Ee]xpir\w+|valid (?:for|until|only)|[Ll]ast day)\b",
    ),
    _kind(
        r"\b(?:limits?|limited|maximum|at most|restrictions?)\b",
        r"\b(?:[Ll]imit(?:s|ed)?|[Mm]aximum|[Aa]t most|[Uu]p to \d+|no more than)\b",
    ),
)


def kind_of(question: str) -> Kind | None:
    """Return the kind of answer that a question wants, if its wording says so."""
    return next((kind for kind in _KINDS if kind.asked.search(question)), None)
