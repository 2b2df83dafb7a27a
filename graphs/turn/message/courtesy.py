"""Short replies that ask nothing by themselves: "ok", "yes", "no"; what was said last gives them
their meaning.

Patterns are bounded, as those of `phrases`. Inside an open custom action `consent` reads replies.
"""

import re
from collections.abc import Sequence
from typing import Final

from core.vocabulary import AuthorKind
from graphs.turn import lines
from graphs.turn.message import phrases
from graphs.turn.message.settled import is_settled
from graphs.turn.thread import AssistantProfile, ThreadMessage

PERSON: Final = "person"
"""The reply accepts the person that was offered."""

_ANSWERING: Final = (AuthorKind.ASSISTANT, AuthorKind.REP)

_WELL: Final = (
    r"ok+|okay|okey|k|great|perfect|cool|nice|awesome|super|wonderful|alright|all right|right|fine"
    r"|good|brilliant|excellent|lovely|amazing|fantastic|interesting|h+m+|m+h+m+|aha+|ah+|oh+|uh+"
    r"|i see|i understand|i got it|got it|gotcha|got that|understood|noted|makes sense"
    r"|that makes sense|good to know|(?:that )?sounds good|will do|fair enough|wow"
    r"|then|well|very (?:good|nice|helpful|clear)|helpful|clear|all (?:good|clear)"
    r"|(?:that'?s|that is|it'?s) (?:ok|okay|great|good|fine|clear|perfect|helpful|nice)"
)
_AGREED: Final = (
    r"y|yes|yep|yeah|yup|yea|sure|of course|definitely|absolutely|exactly|indeed|correct|please do"
    r"|please|go ahead|do it|do that|i do|i would|why not"
    r"|that would be (?:great|nice|good|helpful)"
)
_DENIED: Final = r"n|no|nope|nah|not really|not yet|not quite|not at all|i don'?t think so"


def _only(words: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:(?:{words})(?!\w)\W*){{1,6}}$", re.IGNORECASE)


REPLIES: Final = ("ok", "yes", "no")
_KINDS: Final = (
    ("ok", _only(_WELL)),
    ("yes", _only(f"{_AGREED}|{_WELL}")),
    ("no", _only(f"{_DENIED}|{_WELL}|please|sorry")),
)
_ASKS: Final = re.compile(r'\?[\s"\u201d\u2019*_)]*$')


def courtesy(text: str) -> str | None:
    """Return the kind of a message that asks nothing: one of `phrases.small_talk`, else `settled`,
    `ok`, `yes` or `no`."""
    if is_settled(text):
        return "settled"
    replies = (kind for kind, pattern in _KINDS if pattern.search(text))
    return phrases.small_talk(text) or next(replies, None)


def meant(
    kinds: Sequence[str], earlier: Sequence[ThreadMessage], assistant: AssistantProfile
) -> str | None:
    """Say what messages of these kinds come to after what was said.

    Returns the kind of line that answers them, `PERSON`, or None when they answer a question that
    a person or the model has asked. "Are you there?" calls the person who spoke last.
    """
    said = next((m for m in reversed(earlier) if m.author is not AuthorKind.SYSTEM), None)
    kind = kinds[-1]
    if kind == "calling":
        ours = (m.author for m in reversed(earlier) if m.author in _ANSWERING)
        if next(ours, None) is AuthorKind.REP:
            return PERSON
        return "welcome" if earlier else "greeting"
    if said is not None and lines.accepts(kinds, said.text):
        return PERSON
    if kind not in REPLIES:
        return kind
    if said is None:
        return "welcome"
    if lines.is_courtesy(said.text, assistant):
        return "welcome" if kind == "yes" else "ok"
    if lines.offers_person(said.text):
        return "ok"
    if _ASKS.search(said.text):
        return None
    return "no" if kind == "no" else "ok"
