"""Messages that try to change how the assistant works; they get one fixed line and no model.

Only what is aimed at the assistant itself counts: "how do I write a system prompt?" is a question
to the documents. Patterns are bounded, as those of `phrases`.
"""

import re
import unicodedata
from typing import Final

_ALL: Final = r"(?:all |any |every |the |your |these |those |of |my |everything |whatever )*"
_BEFORE: Final = r"(?:previous|prior|above|earlier|preceding|former|existing|original|initial)"
_RULES: Final = (
    r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|commands?|programming"
    r"|constraints?|restrictions?|policies|safeguards?|guardrails?)"
)
_FORGET: Final = r"(?:ignore|disregard|forget|override|bypass|overrule|skip|drop|neglect|erase)"
_TELL: Final = (
    r"(?:reveal|show|print|repeat|tell|give|display|output|list|dump|leak|share|expose|send|write"
    r"|paste|quote|summari[sz]e|translate|recite|echo)"
)
_HIDDEN: Final = r"(?:system|hidden|secret|initial|internal|original|developer|full|exact|own)"

_ATTACK: Final = re.compile(
    rf"\b{_FORGET} {_ALL}(?:{_BEFORE} )(?:\w+ )?{_RULES}"
    rf"|\b{_FORGET} (?:all (?:of )?)?your (?:\w+ )?{_RULES}"
    rf"|\b{_FORGET} (?:everything|all|anything) (?:that )?(?:you (?:were|have been|are|know)"
    r"|above|before|said)"
    rf"|\b{_TELL} (?:me |us )?(?:all )?(?:of )?your (?:{_HIDDEN} )*(?:message|{_RULES})\b"
    rf"|\b{_TELL} (?:me |us )?(?:back )?(?:the |all |everything )*(?:text|words|content|messages?"
    r"|instructions?|everything)? ?(?:above|before this)\b(?! (?:the|a|an|this|that|my|our)\b)"
    rf"|\bwhat (?:is|are|were|was|does|do) your (?:{_HIDDEN} )+(?:message|{_RULES})\b"
    r"|\bwhat (?:are|were) you (?:told|instructed|programmed) (?:to|not to)\b"
    r"|\byou are (?:now|no longer) (?:an? |in |my |the )?(?:\w+ ){0,2}?(?:dan\b|jailbr\w+"
    r"|unrestricted|unfiltered|uncensored|assistant|chatbot|bot|ai\b|model|mode|pirate|hacker"
    r"|administrator|developer|system)"
    r"|\b(?:enter|enable|activate|switch to|start|go into) (?:the )?(?:\w+ )?(?:developer|dan|god"
    r"|debug|admin|root|jailbreak|unrestricted|maintenance) mode\b(?! in\b| for\b| on (?:my|our)\b)"
    r"|\b(?:pretend|act as (?:if|though)|imagine|roleplay|role-play)\b.{0,30}\byou\b.{0,30}"
    rf"\b(?:no|without|not have|ignore|free of)\b.{{0,20}}\b(?:{_RULES}|limits?|filters?)\b"
    r"|\bdo anything now\b|\bjailbreak (?:yourself|prompt|mode)\b"
    r"|\b(?:new|updated|real|actual) (?:system )?instructions?(?: for you)? ?:"
    r"|^\W*(?:system|assistant|developer)\s*(?:message|prompt|override)?\s*:"
    r"|<\|?/?(?:system|im_start|im_end|endoftext|assistant)\b"
    r"|\[/?(?:inst|system)\]"
    # the same in other languages
    r"|\bignor(?:ier\w*|iere?n? sie) (?:bitte )?(?:all\w* |die |deine |ihre |bisherig\w* "
    r"|vorherig\w* |obig\w* )+(?:anweisung\w*|regel\w*|instruktion\w*)"
    r"|\bignor[ae]\w* (?:todas? |tus |las |le |tutte |as |suas? |toutes? |les |tes |vos )+"
    r"(?:instruc\w+|istruzion\w+|instruç\w+|consignes?|regl\w+|reglas|regras|règles)"
    r"|\boublie\w* (?:toutes? |les |tes |vos )+(?:instructions?|consignes?|règles)"
    r"|忽略.{0,8}(?:指令|指示|提示)|無視.{0,8}(?:指示|命令)"
    r"|(?:指示|命令|指令).{0,4}(?:を無視|忘れ)",
    re.IGNORECASE,
)


def is_attack(text: str) -> bool:
    """Say whether the message tries to change or read out how the assistant works."""
    return _ATTACK.search(_plain(text)) is not None


def _plain(text: str) -> str:
    """Undo look-alike letters, invisible characters and odd spaces."""
    normal = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in normal if unicodedata.category(c) != "Cf")
    return re.sub(r"\s+", " ", seen)
