"""Wordings by which a visitor needs nothing any more: "never mind", "forget it, I found it".

Said to a visitor who waits for a person, they end the waiting as the button does; so the message
must say this and nothing else. Patterns are bounded, as those of `phrases`.
"""

import re
from typing import Final

MAX_CHARS: Final = 120
"""Who writes more says something else besides."""

_NOW: Final = r"(?: (?:now|already|myself|ourselves|meanwhile|in the meantime|by myself))?"
_NO_MORE: Final = r"(?:any ?more|any longer|after all)"
_HELP: Final = (
    r"(?:(?:your |any |the )?(?:help|assistance|answer|reply|support)|it|this|that|you"
    r"|any(?:one|body)|some(?:one|body)"
    r"|(?:an? |the |any )?(?:human|person|agent|colleague|representative))"
)
_SETTLED: Final = (
    r"never ?mind(?: (?:that|it|this|then|my question))?|nvm"
    r"|(?:please |just )?(?:forget|disregard|ignore) (?:(?:about )?(?:it|that|this)"
    r"|(?:about )?my (?:last )?(?:question|message|request))"
    rf"|(?:(?:i|we)(?:'ve| have)?|(?:i|we) just)? ?(?:just |already )?"
    rf"(?:found|figured|solved|fixed|sorted|resolved|worked)"
    rf" (?:it|that|this|the (?:answer|solution|problem|issue))(?: out)?{_NOW}"
    rf"|(?:it|that|this|the (?:problem|issue))(?:'s| is| has been| was| got)?"
    rf" (?:all |already |just )?(?:solved|resolved|sorted|fixed|settled)(?: itself| out)?{_NOW}"
    r"|(?:problem|issue) (?:solved|resolved|fixed)|(?:it|that) works (?:again|now)"
    r"|(?:(?:it|that|this)(?:'s| is) |help )?(?:no longer|not) (?:needed|necessary|required)"
    r"(?: any ?more| any longer| now)?"
    rf"|(?:i|we) no longer need {_HELP}"
    rf"|(?:i|we) (?:don'?t|do not) need {_HELP} {_NO_MORE}|no need(?: any ?more| any longer| now)?"
)
_BESIDE: Final = (
    r"ok(?:ay)?|oh|ah|hi|hello|hey|well|actually|sorry|please|no|yes|and|then|anyway"
    r"|all (?:good|set)(?: now)?|i'?m (?:good|fine)(?: now)?"
    r"|it'?s (?:ok|okay|fine|alright)|that'?s (?:ok|okay|fine|all)"
    r"|thanks?(?: (?:a lot|anyway|so much|you|for (?:your|the) (?:help|time)))?|thank you"
    r"(?: (?:anyway|so much|very much|for (?:your|the) (?:help|time)))?|thx|bye|goodbye|cheers"
    r"|have a (?:nice|good|great) (?:day|evening|weekend)|for (?:the|your) (?:trouble|bother)"
)
_WHOLE: Final = re.compile(
    rf"^\W*(?:(?:{_BESIDE})\b[\s\W]*){{0,5}}(?:{_SETTLED})(?!['\w])\W*"
    rf"(?:(?:{_SETTLED}|{_BESIDE})(?!['\w])\W*){{0,6}}$",
    re.IGNORECASE,
)


def is_settled(text: str) -> bool:
    """Say whether the message takes back what was asked, and says nothing else."""
    if len(text) > MAX_CHARS or "?" in text:
        return False
    return _WHOLE.search(text.replace("\u2019", "'")) is not None
