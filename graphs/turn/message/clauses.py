"""What a message is made of: its sentences, and in one sentence what stands for itself."""

import re
from collections.abc import Callable
from typing import Final

from graphs.turn.message import phrases
from graphs.turn.message.words import content_words

SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")
MAX_CHARS: Final = 400
"""A longer sentence is looked at as a whole."""
_JOINER: Final = re.compile(r"^\W*(?:and|also|but|or|then|so|plus)\b\W*", re.IGNORECASE)
_ASKING: Final = (
    r"(?:(?:what|which|where|when|why|who)(?:'s)?"
    r"|how (?:do|does|can|could|much|many|long|big|often|to|is|are)"
    r"|(?:is|are) (?:there|it|the|your|my|our)|(?:do|does|did|can|could|will|would|should|may)"
    r" (?:i|we|you|it|they|the|my|your|our))\b"
)
_BOTH: Final = re.compile(
    r"(?<!\bwho)(?<!\bwhat)(?<!\bwhen)(?<!\bwhere)(?<!\bhow)(?<!\bwhy)"
    rf"(?:\s*[,;])?\s+(?:and|also|plus|but)\s+(?:also\s+)?(?={_ASKING})",
    re.IGNORECASE,
)
"""Between two clauses of which the second asks."""
_JOINT: Final = re.compile(
    r"\s*[,;:]\s+(?:(?:and|also|plus|but|so)\b\s*)?(?:also\b\s*)?"
    r"|\s+[-\u2013\u2014]+\s+|\s+(?:and|also|plus|but)\s+(?:also\s+)?",
    re.IGNORECASE,
)
_BEGINS_ASKING: Final = re.compile(
    rf"^\W*(?:{_ASKING}|(?:please )?(?:(?:tell|show) (?:me|us)|explain)\b)", re.IGNORECASE
)
_BEGINS_SAYING: Final = re.compile(
    r"^\W*(?:please|pls|plz|kindly|i|i'?d|i'?m|we|we'?d|my|our|it|it'?s|can you|could you|would you"
    r"|will you|let me|let us)\b",
    re.IGNORECASE,
)
"""So begins what is no part of the question before it: "how do I export and cancel" is one."""
_ASKS_NEXT: Final = re.compile(
    r"\s+(?=(?:what(?:'s| is| are| does| do| happens| will)"
    r"|(?:when|where|why) (?:is|are|does|do|will)"
    r"|how (?:much|many|long|big|often|far)|(?:is|are) there)\b(?! (?:you|it|this|that|wrong)\b))",
    re.IGNORECASE,
)
"""Where a question may begin without a mark; "which is" and "who is" mostly go on."""
_HURRIES: Final = re.compile(
    r"(?:\s+(?:please|pls|plz|now|today|asap|thanks|thank you|immediately|right away))+$",
    re.IGNORECASE,
)
_COURTESY: Final = re.compile(
    r"^\W*(?:(?:hi|hiya|hello|hey|good (?:morning|afternoon|evening|day)|thanks|thank you|thx"
    r"|cheers|ok|okay|great|perfect|cool|awesome|alright|sorry|excuse me|by the way|btw"
    r"|one more (?:thing|question)|(?:a )?quick question|another question)"
    r"(?: (?:there|again|all|everyone|team|folks|guys|a lot|so much|very much"
    r"|for (?:that|this|the|your) ?(?:quick |fast )?(?:help|answer|reply|info)?))*(?!\w)\W*){1,4}",
    re.IGNORECASE,
)

Own = Callable[[str], bool]
"""Says whether a clause brings something of its own, such as a value or a wish."""


def without_courtesy(text: str) -> str:
    """Return the text without "hi there" or "thanks a lot" before its point."""
    left = _COURTESY.sub("", text, count=1).strip()
    return left if content_words(left) else text.strip()


def plain(clause: str) -> str:
    """Return a clause without what joins it to the one before."""
    return _JOINER.sub("", without_courtesy(_JOINER.sub("", clause)))


def asks(clause: str) -> bool:
    """Say whether a clause asks something that can be looked for."""
    asking = clause.rstrip().endswith("?") or phrases.is_question(clause)
    return asking and bool(content_words(clause))


def clauses_of(text: str, own: Own | None = None) -> list[str]:
    """Return the sentences of a text, taken apart where two questions are joined.

    With `own` also where a question is joined to a statement, or to what brings something of its
    own, in either order.
    """
    lines = (sentence for line in text.splitlines() for sentence in SENTENCE.split(line))
    return [clause for sentence in lines for clause in _taken_apart(sentence, own)]


def _taken_apart(sentence: str, own: Own | None) -> list[str]:
    first, *others = _BOTH.split(sentence)
    if others and (own or phrases.is_question(without_courtesy(first))):
        return [part for clause in (first, *others) for part in _taken_apart(clause, own)]
    if own is None or len(sentence) > MAX_CHARS:
        return [sentence]
    for joint in _JOINT.finditer(sentence):
        left, right = sentence[: joint.start()], sentence[joint.end() :]
        if _BEGINS_ASKING.search(right) and own(left):
            return [left, *_taken_apart(right, own)]
    unmarked = _without_mark(sentence, own)
    if unmarked is not None:
        return unmarked
    for joint in reversed(list(_JOINT.finditer(sentence))):
        left, right = sentence[: joint.start()], sentence[joint.end() :]
        if _BEGINS_SAYING.search(right) and own(right) and asks(without_courtesy(left)):
            return [*_taken_apart(left, own), right]
    return [sentence]


def _without_mark(sentence: str, own: Own) -> list[str] | None:
    """Take a question off that follows without any mark: "cancel my plan what is the limit".

    Only right behind what is of its own, so that nothing in between is torn ("cancel my plan nobody
    told me what is in it").
    """
    for place in _ASKS_NEXT.finditer(sentence):
        left, right = sentence[: place.start()], sentence[place.end() :]
        said = _HURRIES.sub("", left)
        shorter = said.rpartition(" ")[0]
        if own(said) and not (shorter and own(shorter)) and content_words(right):
            return [left, right]
    return None
