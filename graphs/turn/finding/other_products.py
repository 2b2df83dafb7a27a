"""Questions about another company's product: our pages on the same subject are no answer to them.

"Does HubSpot support SSO?" is about HubSpot, "Does it work with HubSpot?" about us. Patterns are
bounded, as those of `phrases`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from graphs.turn.thread import AssistantProfile
from knowledge.contracts import Passage

OURS_FROM: Final = 0.25
"""Share of the passages found that speak of a name, from which on it is ours: who is known only
from a list of what can be connected stands in fewer. Set by hand."""

_MADE: Final = r"[A-Z][a-z]+[A-Z]\w*"
"""HubSpot, QuickBooks: nobody's first name."""
_NAME: Final = r"(?:[A-Z][a-z]\w*|[A-Z]\w*[a-z]\w*)(?: [A-Z]\w*){0,2}"
_DOES: Final = (
    r"(?:cost|charge|support|offer|include|provide|sell|accept|allow|let|comply|encrypt|store|come"
    r"|have (?:(?:an?|any|free|its) )?(?!access|log ?in|seat|role|permission|invit|to\b)(?=\w))"
)
"""What a product does and hardly a colleague; whether a colleague has it is in no document."""
_DOES_MORE: Final = (
    r"(?:handle|send|track|create|make|manage|show|run|read|delete|keep|limit|need|have|do|get|take"
    r"|use|bill|update)"
)
_IS: Final = (
    r"(?:(?:really |completely |still |fully )?(?:free|paid|safe|secure|down|expensive"
    r"|cheap|cheaper|open[- ]source|reliable|better|worth|(?:gdpr|hipaa|soc ?2|iso)\b[\w -]{0,20}))"
)
_ACCOUNT: Final = r"(?:account|subscription|password|plan|login|membership|licen[cs]e|trial)"
_TIER: Final = (
    r"(?i:pro|gold|silver|platinum|premium|basic|standard|plus|free\w*|starter|growth|team|business"
    r"|enterprise|personal|trial|bank|admin|owner|user|customer|company)\b"
)
"""What stands before "account" in anybody's help centre."""
_END: Final = (
    r"(?:cancel|delete|close|reset|recover|change|renew|end|upgrade|downgrade|log ?in to"
    r"|sign ?in to)"
)
_ASKED_ABOUT: Final = re.compile(
    rf"\b(?i:does|do|did|will) (?P<a>{_NAME}) (?i:{_DOES})\b"
    rf"|\b(?i:does|do|did|will|can|could) (?P<b>{_MADE}) (?i:{_DOES}|{_DOES_MORE})\b"
    rf"|\b(?i:is|was) (?P<c>{_NAME}) (?i:{_IS})\b"
    rf"|\b(?i:how much|how expensive) (?i:is|are) (?P<d>{_NAME})(?=\W*$|\W* (?i:per|a|for|now)\b)"
    rf"|\b(?i:what|which) (?:\w+ ){{1,2}}(?i:does|do) (?P<e>{_NAME}) (?i:take|use|have)\b"
    rf"|\b(?P<f>{_NAME})['\u2019]s (?:\w+ )?"
    r"(?i:pricing|prices?|plans?|fees?|api|terms|refund policy|support)\b"
    rf"|\b(?i:{_END}) (?i:my|our|an?|the) (?P<g>(?!{_TIER}){_NAME}) (?i:{_ACCOUNT})\b"
)
_BETWEEN_US: Final = re.compile(
    r"\b(?:you|your|yours|with (?:it|this)|work(?:s|ing)?|(?:integrat|connect|sync|import|export"
    r"|migrat|compatib|plug|embed)\w*)\b",
    re.IGNORECASE,
)
"""What is about both products is a question to us."""
_LIKE_A_TITLE: Final = re.compile(r"^\W*(?:[A-Z]\S*\W+){3,}(?:[A-Z]\S*)?$")
"""Where every word is capital, none is told to be a name."""
_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")


def other_product(
    question: str, passages: Sequence[Passage], assistant: AssistantProfile
) -> str | None:
    """Return the name of another company's product when that is what the question is about.

    A name is another's when neither the best passage speaks of it, nor many of all that were
    found, nor the assistant in what it says of itself.
    """
    settings = assistant.settings
    ours = " ".join([assistant.name, settings.greeting, *settings.starters]).casefold()
    texts = [_text(passage) for passage in passages]
    for name in _asked_about(question):
        sought = name.casefold()
        spoken = [sought in text for text in texts]
        if sought in ours or spoken[:1] == [True] or sum(spoken) > OURS_FROM * len(texts):
            continue
        return name
    return None


def _asked_about(question: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(question):
        found = _ASKED_ABOUT.search(sentence)
        if found and not _BETWEEN_US.search(sentence) and not _LIKE_A_TITLE.search(sentence):
            yield next(filter(None, found.groups()))


def asks_about_a_product(question: str) -> bool:
    """Say whether a name is what the question is about, whoever it belongs to."""
    return next(_asked_about(question), None) is not None


def _text(passage: Passage) -> str:
    parts = (passage.title, *passage.heading_path, passage.url, passage.text)
    return " ".join(parts).casefold()
