"""What a model's wording commits us to, and wordings that say nothing."""

import re
from typing import Final

_COMMITMENTS: Final = tuple(
    (re.compile(said, re.IGNORECASE), re.compile(rf"{known or said}", re.IGNORECASE))
    for said, known in (
        (
            r"\b(?:free of charge|for free|(?:is|are|be|it)(?: completely| always)? free\b"
            r"(?! (?:to|up|of))|(?:no|without)(?: extra| additional| any)?"
            r" (?:charges?|costs?|fees?)"
            r"|kostenlos\w*|kostenfrei\w*|gratis|gratuit\w*|sin (?:coste|costo))\b|免费|無料",
            r"\bfree\b|\bincluded\b|\b(?:no|without)(?: \w+)? (?:charge|cost|fee)"
            r"|\b0 ?(?:€|eur|usd)"
            r"|[$€]0\b|kostenlos|kostenfrei|gratis|gratuit|inklusive|inclus|sin cost|免费|無料",
        ),
        (
            r"\b(?:refund\w*|money[- ]back|reimburs\w*|(?:rück)?erstatt\w*|rembours\w*|reembols\w*"
            r"|rimbors\w*)\b|退款|返金",
            "",
        ),
        (
            r"\b(?:discount\w*|vouchers?|coupons?|rabatt\w*|gutschein\w*|descuento\w*|remises?"
            r"|sconto)\b|折扣|割引",
            "",
        ),
        (r"\b(?:guarantee\w*|warrant(?:y|ies)|garant\w*)\b|保证|保証", ""),
        (r"\b(?:unlimited|unbegrenzt\w*|illimit\w*|ilimitad\w*)\b|无限|無制限", ""),
        (r"\b(?:compensat\w*|entschädig\w*|indemni\w*)\b", ""),
    )
)
"""What a visitor could hold the company to, in several languages, and what of the sources supports
it where that is more than the same words."""

PROMISE: Final = re.compile(
    r"\b(?:i|we) (?:hereby )?(?:promise|guarantee|assure)\b"
    r"|\bi(?:'ll|\u2019ll| will| can)(?: now| also| gladly| personally)? (?:refund|credit|cancel"
    r"|reset|delete|close|upgrade|change|update|unlock|call|contact|notify|inform|forward|escalate"
    r"|transfer)\b"
    r"|\bich (?:verspreche|garantiere)\b|\bje (?:vous )?(?:promets|garantis)\b"
    r"|\b(?:te|le|les) (?:prometo|garantizo)\b",
    re.IGNORECASE,
)
"""What an assistant that cannot act says of itself."""

_SECRET: Final = re.compile(
    r"\b(?:send|e-?mail|tell|give|share|text|message|post|write|reply|provide|forward)\b[^.!?]{0,40}"
    r"\b(?:password|passcode|pin\b|cvv|cvc|security code|(?:credit |debit )?card number"
    r"|one-time code|recovery codes?|private key|secret key)",
    re.IGNORECASE,
)
_NEVER: Final = re.compile(
    r"\b(?:never|not|don'?t|don\u2019t|won'?t|won\u2019t|avoid|nobody|no one|without)\b",
    re.IGNORECASE,
)

_SOURCES: Final = (
    r"(?:passages?|documents?|documentation|sources?|context|help cent(?:er|re)|knowledge base"
    r"|information (?:provided|given|available|above|i have))"
)
_NOT: Final = r"(?:\bnot\b|n't\b|n\u2019t\b|\bno\b|\bnothing\b)"
_KNOWS_NOTHING: Final = re.compile(
    rf"\b{_SOURCES}\b[^.!?]{{0,40}}{_NOT}[^.!?]{{0,20}}\b(?:say|mention|contain|cover|provide"
    r"|explain|include|describe|specify|state|answer|address|tell|give|have|information|details?)"
    rf"|\b{_SOURCES} (?:contains?|says?|has|have|gives?|offers?) (?:no|nothing)\b"
    r"|\bi (?:could not|couldn'?t|couldn\u2019t|cannot|can'?t|can\u2019t|am unable to|was unable to"
    r"|do not|don'?t|don\u2019t|did not|didn'?t|am not able to) (?:find|answer|see|locate|know|have"
    r"(?: any| that| this| the| enough)* (?:information|details?|answer))\b"
    r"|\bi(?:'m|\u2019m) (?:unable|not able) to (?:find|answer|locate)\b"
    rf"|{_NOT} (?:mentioned|covered|described|specified|stated|documented|explained) in"
    rf" (?:the|our|these|any) {_SOURCES}"
    r"|\bthere is no (?:information|mention|answer)\b"
    r"|\b(?:dokumentation|passagen|quellen|unterlagen)\b[^.!?]{0,60}\b(?:nicht|nichts|keine?n?)\b"
    r"|\bich (?:kann|konnte|habe)\b[^.!?]{0,40}\b(?:nichts?|keine?n?)\b[^.!?]{0,30}"
    r"\b(?:finden|gefunden|beantworten|informationen?)\b"
    r"|\b(?:documentation|passages|sources|extraits)\b[^.!?]{0,30}\bne\b[^.!?]{0,30}\b(?:pas|rien)\b"
    r"|\bje (?:ne |n['\u2019])[^.!?]{0,30}\b(?:pas|rien)\b[^.!?]{0,20}"
    r"\b(?:trouv|répond|information)"
    r"|\b(?:documentación|pasajes|fuentes)\b[^.!?]{0,30}\bno (?:dice|menciona|contiene|explica"
    r"|indica)"
    r"|\bno (?:puedo|pude|encuentro|encontré|tengo)\b[^.!?]{0,30}\b(?:respuesta|información"
    r"|encontrar|responder)",
    re.IGNORECASE,
)
POLITE: Final = re.compile(
    r"\b(?:sorry|apolog\w+|unfortunately|please|let me know|feel free|would you like|anything else"
    r"|contact|reach out|leider|bitte|désolé\w*|malheureusement|lo siento|por favor)\b",
    re.IGNORECASE,
)
_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_MARK: Final = re.compile(r"\[\d[\d\s,;]*\]")


def commits_beyond(sentence: str, evidence: str) -> bool:
    """Say whether a sentence promises something that the evidence does not even mention."""
    return any(said.search(sentence) and not known.search(evidence) for said, known in _COMMITMENTS)


def asks_for_a_secret(sentence: str) -> bool:
    """Say whether the visitor is told to hand out what nobody in support may ask for."""
    return bool(_SECRET.search(sentence)) and not _NEVER.search(sentence)


def says_nothing(text: str) -> bool:
    """Say whether an answer is none: marks alone, or only that nothing was found."""
    sentences = [one for one in (_MARK.sub("", s).strip() for s in _END.split(text)) if one]
    told = [one for one in sentences if re.search(r"\w", one)]
    if not told:
        return True
    nothing = [one for one in told if _KNOWS_NOTHING.search(one)]
    return bool(nothing) and all(one in nothing or POLITE.search(one) for one in told)
