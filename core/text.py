"""What counts as text from outside: safe to store in SQLite and Postgres and to send as UTF-8."""

import re
from typing import Annotated, Final
from unicodedata import category

from pydantic import AfterValidator, StringConstraints

from core.unicode import is_text

MAX_MESSAGE_CHARS = 8_000
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURNS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_NOTHING: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_BLANKS: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    "\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07"
    "\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f"
)
"""Letters, marks and symbols that show nothing."""


def clean(text: str) -> str:
    """Refuse lone surrogates and NUL, which one of the two databases cannot store."""
    if "\x00" in text:
        raise ValueError("text must not contain NUL characters")
    if not is_text(text):
        raise ValueError("text must be valid Unicode")
    return text


def seen(text: str) -> str:
    """Refuse what shows nothing: whoever reads it would see an empty bubble."""
    if all(char in _BLANKS or category(char) in _NOTHING for char in text):
        raise ValueError("text must contain something that can be seen")
    return text


def on_one_line(text: str) -> str:
    """Take out what would end the line, or turn the letters around it: names stand amid ours."""
    return _BREAKS.sub(" ", _TURNS.sub("", text)).strip()


Text = Annotated[str, AfterValidator(clean)]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(clean),
    AfterValidator(on_one_line),
]
MessageText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_MESSAGE_CHARS),
    AfterValidator(clean),
    AfterValidator(seen),
]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,80}$")]
