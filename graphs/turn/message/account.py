"""Wordings that ask for the state of the visitor's own account, which no document can know.

"Where do I find my invoices?" asks the documents; "what is my current invoice amount?" does not.
Patterns are bounded, as those of `phrases`.
"""

import re
from typing import Final

_WE: Final = r"(?:i|we)"
_OUR: Final = r"(?:my|our)"
_TRACKED: Final = (
    r"(?:orders?|parcels?|packages?|deliver(?:y|ies)|shipments?|refunds?|payments?|transfers?"
    r"|money|replacements?|applications?|claims?|tickets?|complaints?|cancellations?|invoices?)"
)
_NOW: Final = r"(?:current|latest|last|next|outstanding|open|remaining|total|due|exact|actual)"
_CARD: Final = rf"{_OUR} (?:\w+ )?(?:card|account)"
_BILLED: Final = r"(?:charged|billed|debited|invoiced)"
_HAVE: Final = r"(?<!\bto )(?<!\bi )(?<!\bwe )(?<!\bplease )have"
"""Not "to have my invoices sent": that is to be done, or asks how."""
_WRONGLY: Final = (
    r"(?:twice|double|two times|three times|again|too much|more than once|more than usual"
    r"|[$€£]\s?\d[\d.,]*(?!\w)|\d[\d.,]*\s?(?:[$€£]|eur(?:os?)?\b|usd\b|dollars?\b|pounds?\b)"
    r"|this (?:month|week|morning)|last (?:month|week|night)|today|yesterday)"
)

_STATE: Final = re.compile(
    # what is my current invoice amount, what was our last bill, what's my balance
    rf"\b(?:what|which|how (?:much|high|big))(?:'s|\s+is|\s+are|\s+was|\s+were|\s+will)\s+{_OUR}\s+"
    rf"(?:{_NOW}\s+(?:\w+\s+)?(?:invoice|bill|balance|amount|charge|payment|usage|plan|price|order"
    r"|subscription|credit|status|fee)|(?:\w+\s+)?(?:invoice|bill|account|credit|order|subscription)"
    r"\s+(?:amount|total|balance|status)|(?:account |credit )?balance\b)"
    rf"|\bamount of {_OUR} (?:{_NOW} )?(?:invoice|bill|order|payment)\b"
    rf"|\bhow much (?:do|did|have|was|were) {_WE} (?:currently |still |now )?"
    rf"(?:owe|owing|(?:been )?{_BILLED}|paid|pay last|spent)\b"
    rf"|\bhow much is {_OUR} (?:{_NOW} )?(?:invoice|bill|order)\b"
    rf"|\bhow (?:many|much) [\w ]{{1,30}}? (?:do|have) {_WE} (?:have left|used|left)\b"
    rf"|\bhow (?:many|much) [\w ]{{1,30}}? (?:do|have) {_WE} (?:currently |already )?"
    r"(?:have|got)(?: got)?(?: (?:now|right now|currently|at the moment|today|so far))?\W*$"
    rf"|\b(?:what|which) (?:plan|subscription|tier|package) (?:am i|are we"
    rf"|do {_WE} have|did {_WE})\b"
    rf"|\bdo {_WE} (?:still )?(?:have|owe) (?:any |an )?(?:unpaid|open|outstanding|overdue)\b"
    rf"|\bwhen (?:does|do|will|is) {_OUR} (?:free )?(?:trial|subscription|plan|contract|order)"
    r" (?:end|expire|renew|run out|be renewed|arrive|be delivered|ship|due)\b"
    # where is my order, what is the status of our refund, has my payment arrived
    rf"|\bwhere(?:'s|\s+is|\s+are)\s+{_OUR}\s+(?:\w+\s+)?(?!invoice){_TRACKED}\b(?! (?:page|"
    r"settings?|details|methods?|history|button|options?|stored|kept|saved)\b)"
    rf"|\bstatus (?:of|on|for) {_OUR}\s+(?:\w+\s+)?{_TRACKED}\b"
    rf"|\btrack {_OUR} (?:order|parcel|package|shipment|delivery)\b"
    rf"|\b(?:has|{_HAVE}|did|was|were|is|are) {_OUR} (?:\w+ )?{_TRACKED} "
    r"(?:already |yet |been |ever )*"
    r"(?:go(?:ne)? through|arrived?|come|processed|paid|shipped|sent|received|approved|confirmed"
    r"|delivered|issued|refunded|late|delayed|completed?|done|overdue)\b"
    rf"|\b(?:did|have) you (?:already |ever )?(?:get|got|received?|processed?|ship(?:ped)?"
    rf"|sent|send|issued?) {_OUR} {_TRACKED}\b"
    rf"|\b{_WE}(?:'ve| have)? ?(?:still )?(?:haven'?t|have not|not|didn'?t|did not|never)"
    rf" (?:yet )?(?:received?|got|get|gotten) (?:{_OUR}|the|any|a) {_TRACKED}\b"
    rf"|\b{_OUR} {_TRACKED} (?:still )?(?:hasn'?t|has not|have not|haven'?t|didn'?t|did not|never"
    r"|is still not) (?:yet )?(?:arrived?|come|been|shown?|gone?|here)\b"
    # why was I charged twice, you billed us 49 euros yesterday
    rf"|\b(?:{_WE}|{_OUR} (?:\w+ )?(?:card|account|company))(?:'ve)?"
    rf"(?: (?:was|am|were|are|got|have|has|being|been|just)){{0,3}} {_BILLED}\b[^.?!\n]{{0,40}}?"
    rf"\b{_WRONGLY}"
    rf"|\bwhy (?:am i|are we) {_BILLED} (?:twice|double|again)\b"
    rf"|\b(?:was|were|has|have|am(?= i being)|are(?= we being)) (?:{_WE}|{_CARD}) "
    rf"(?:being |been )?{_BILLED}\b[^.?!\n]{{0,40}}?(?<![\w$€£]){_WRONGLY}"
    rf"|\b(?:charge[ds]?|bill(?:ed)?|debited) (?:me|us|{_CARD})\b"
    rf"[^.?!\n]{{0,40}}?(?<![\w$€£]){_WRONGLY}"
    rf"|\b(?:double|over)[- ]?(?:charged|billed)\b"
    rf"|\b(?:double|duplicate) (?:charge|payment) on {_OUR}\b"
    rf"|\bwhy (?:is|was|has|have|did) {_OUR} (?:account|workspace|profile) (?:been |get |got )?"
    r"(?:suspended|banned|closed|deactivated|disabled|terminated|frozen|deleted|blocked)\b",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"\b(?:order|invoice|ticket|payment|transaction|refund|case|booking|claim|shipment|parcel"
    r"|delivery|reservation)\s*(?:no\.?|number|id|nr\.?|ref(?:erence)?)?\s*(?:is\s+|:\s*)?"
    r"(?:#\s*\d{2,}|[A-Z]{1,5}[-_]?\d{3,}|[A-Z]{1,5}-\d{4}-\d+|\d{3,})(?![\w%])",
    re.IGNORECASE,
)
_WAY: Final = re.compile(
    r"\b(?:where|how) (?:do|can|could|should|would|might|to|does) ?(?:i|we|you|one|an?|the|owners?"
    r"|admins?|someone)?\b(?!.{0,30}\b(?:owe|left)\b)"
    r"|\b(?:can|could|may) (?:i|we) (?:see|find|check|view|look up|download|track)\b"
    r"|\bwhat (?:happens?|should|do|can|if)\b",
    re.IGNORECASE,
)


def asks_about_own_account(text: str) -> bool:
    """Say whether the answer stands in the visitor's account and in no document."""
    if _WAY.search(text):
        return False
    return _STATE.search(text) is not None or _NUMBERED.search(text) is not None
