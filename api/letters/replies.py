"""From what a rep wrote to a visitor to an answer for everybody."""

import re
from collections.abc import Sequence
from typing import Final

from api.letters.signatures import without_signature

MIN_WORDS: Final = 4
_NAME: Final = r"[^\W\d_][\w'\u2019-]*"
_GREETING: Final = re.compile(
    r"^\s*(?:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening|day)|welcome)\b"
    rf"(?:\s+(?:there|again|all|team|everyone|{_NAME}(?:\s+{_NAME})?))?\s*(?:[,!.:\u2013\u2014-]+|\n)\s*",
    re.IGNORECASE,
)
_INTRODUCTION: Final = re.compile(
    rf"^\s*(?:(?:this is|i am|i['\u2019]m|my name is)\s+{_NAME}(?:\s+(?:from|with|at)\b[^.!\n]*)?"
    rf"|{_NAME}(?:\s+from\b[^.!,\n]*)?\s+here)\s*(?:[,!.:\u2013\u2014-]+|\n)\s*",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"^\s*(?:(?:many )?thanks?(?: you)?(?! to\b)|sorry|apologies"
    r"|i['\u2019]?m (?:so |very )?sorry|no problem|no worries|sure"
    r"|of course|happy to help|glad to help|great question|good question)"
    r"\b[^.!?\n]*(?:[.!]+|\n)\s*",
    re.IGNORECASE,
)
_GAP: Final = r"[ \t]{0,3}"  # bounded, as all blanks here: a long run of them must not cost time
_CLOSING: Final = re.compile(
    r"(?:^|(?<=[.!?\n]))\s{0,4}(?:(?:(?:please )?(?:let (?:me|us) know|feel free|do not hesitate"
    r"|don['\u2019]t hesitate)|(?:i )?hope (?:this|that|it) helps|is there anything else"
    r"|(?:can|may) i help (?:you )?with anything|have a (?:nice|great|good|lovely)"
    r"|thanks?(?: you)?(?: again| for)?\b(?! to\b))[^.!?\n]*[.!?]*"
    rf"|(?:best|kind|warm|many|all the){_GAP}(?:regards|wishes|thanks|best)?,?{_GAP}"
    rf"(?:\n{{1,3}}{_GAP}{_NAME}(?: {_NAME})?)?"
    rf"|(?:cheers|regards|sincerely|yours)\b,?{_GAP}(?:\n{{1,3}}{_GAP}{_NAME})?)\s{{0,3}}$",
    re.IGNORECASE,
)
_BLANKS: Final = re.compile(r"\n{3,}")


def without_greetings(text: str, visitor: str = "") -> str:
    """Return the text without what was meant for this visitor alone: greeting, thanks, signature.

    What is left begins with a capital letter; it may be nothing.
    """
    text = text.replace("\r\n", "\n").strip()
    for pattern in (_GREETING, _INTRODUCTION, _OPENING, _GREETING):
        text = pattern.sub("", text, count=1)
    before = None
    while before != text:
        before, text = text, _CLOSING.sub("", without_signature(text)).strip()
    if visitor.strip():
        first = re.escape(visitor.split()[0])
        text = re.sub(rf",?[ \t]+{first}(?=[,.!?])", "", text)
    text = _BLANKS.sub("\n\n", text).strip()
    return text[:1].upper() + text[1:]


def best_reply(replies: Sequence[tuple[str, str]]) -> str:
    """Return the most telling of (text, visitor's name), its greetings stripped; empty if none is.

    The longest one that says something: a reply that only asks back, or is all courtesy, answers
    nothing.
    """
    bare = [without_greetings(text, visitor) for text, visitor in replies]
    telling = [text for text in bare if len(text.split()) >= MIN_WORDS and not text.endswith("?")]
    return max(telling, key=len, default="")


def tidy_question(text: str) -> str:
    """Return a visitor's words as the heading of an entry: one line, one capital, an end mark."""
    line = without_greetings(" ".join(text.split()))
    if not line:
        line = " ".join(text.split())
    if line and line[-1] not in ".?!":
        line += "?"
    return line
