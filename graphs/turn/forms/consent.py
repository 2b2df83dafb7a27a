"""What a short reply means while a custom action is open: yes, no, stop, not known."""

import re
from typing import Final

_YES: Final = re.compile(
    r"^\W*(?:(?:oh|ok|okay|well|hi|um)\W+)*"
    r"(?:y|yes|yep|yeah|yup|sure|correct|confirm(?:ed)?|(?:that'?s |that is |this is |it'?s |all )?"
    r"(?:right|correct|fine|good)|exactly|absolutely|definitely|of course|go ahead|do it|please do"
    r"|ok|okay|i confirm|i do|looks? (?:good|right|correct)|pass it on|send it|proceed|continue"
    r"|(?:please )?cancel (?:it|my (?:subscription|plan|account)))"
    r"(?:\W+(?:please|thanks|thank you|go ahead|do it|do that|sure|correct"
    r"|that'?s (?:right|correct|fine|it)|i confirm|confirm|pass it on|send it|you can"
    r"|cancel it|it is|i do|i am sure|all good))*\W*$",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    r"^\W*(?:no|nope|nah|not (?:quite|really|right|correct)|wrong|incorrect"
    r"|(?:that'?s|that is|this is|it'?s) (?:not (?:right|correct)|wrong))"
    r"(?:\W+(?:thanks|thank you|please|not (?:quite|yet|correct|right)"
    r"|(?:that'?s|that is|this is|it'?s) (?:not (?:right|correct)|wrong)))*\W*$",
    re.IGNORECASE,
)
_WITHDRAW: Final = re.compile(
    r"\b(?:never ?mind|forget (?:it|about it|that|this)|changed? my mind"
    r"|(?:don'?t|do not) (?:want to )?(?:cancel|do (?:it|that)|go on|continue|proceed)"
    r"|(?:don'?t|do not) want (?:that|this|it) any ?more"
    r"|not (?:going to )?cancel(?:ling)? (?:after all|any ?more)"
    r"|(?:i'?ll|i will|let me|want to|rather|would like to|decided to) (?:keep|stay)"
    r"|keep (?:my|the|our) (?:subscription|plan|account)|drop (?:it|this|that|the request)"
    r"|cancel (?:the|this|that) (?:request|cancellation)|abort|leave it)\b"
    r"|^\W*(?:(?:no|ok|please)\W+)*(?:stop|quit|exit)(?: it| this| that)?\W*$",
    re.IGNORECASE,
)
_NOT_KNOWN: Final = re.compile(
    r"\b(?:(?:don'?t|do not|didn'?t|can'?t|cannot) (?:know|have|remember|find|see)"
    r"|no idea|not sure|forgot|lost it|what is that)\b",
    re.IGNORECASE,
)
_LEAD_IN: Final = re.compile(
    r"^\W*(?:(?:oh|ok|okay|well|sure|yes|sorry|actually|so|and|um|hi|hello|please|instead"
    r"|no(?=\W*$|\s*[,.;:!-]|\s+(?:sorry|actually|because|since|due|it|the|my|change|reason)\b))\b\W*)*"
    r"(?:the (?:real |main |actual )?reason (?:is|was|should be|would be)?(?: that| because)?\b"
    r"|(?:change|make|set) (?:the|my) reason to\b|my reason (?:is|would be)?\b|it'?s because\b"
    r"|because(?: of)?\b|since\b|due to\b|reason\s*[:=]"
    r")?[\s:,\-]*",
    re.IGNORECASE,
)
_BECAUSE: Final = re.compile(
    r"\b(?:because(?: of)?|due to|the reason (?:is|was)(?: that)?|my reason is|reason\s*[:=]"
    r"|change (?:the|my) reason to)\s*[:,]?\s*(.{3,})",
    re.IGNORECASE | re.DOTALL,
)


def agrees(text: str) -> bool:
    """Say whether the message is a yes and nothing else."""
    return _YES.search(text) is not None


def refuses(text: str) -> bool:
    """Say whether the message is a no and nothing else."""
    return _NO.search(text) is not None


def withdraws(text: str) -> bool:
    """Say whether the visitor no longer wants the action."""
    return _WITHDRAW.search(text) is not None


def does_not_know(text: str) -> bool:
    """Say whether the visitor cannot give the value."""
    return _NOT_KNOWN.search(text) is not None


def stated_reason(text: str) -> str | None:
    """Return the reason that a message names as such ("because ...")."""
    found = _BECAUSE.search(text)
    return found.group(1).strip(" .,;") if found else None


def without_lead_in(text: str) -> str:
    """Return the message without "well, the reason is that" before its point."""
    return _LEAD_IN.sub("", text, count=1).strip(" ,;")
