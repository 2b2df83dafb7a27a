"""Orders to the assistant inside documents: none of them reaches a model or supports an answer."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from knowledge.contracts import Passage

_RULES: Final = (
    r"(?:instructions?|prompts?|rules?|directions?|directives?|guidelines?|commands?|constraints?"
    r"|restrictions?|safeguards?|guardrails?)"
)
_OLD: Final = r"(?:previous|prior|above|earlier|preceding|former|existing|original|initial|system)"
_MACHINE: Final = (
    r"(?:(?:ai|llm|gpt)(?:[ -](?:assistant|agent|model|system|bot))?s?"
    r"|(?:large )?language models?|chat ?bots?|(?:virtual|support|digital|chat) assistants?)"
)
_ORDER: Final = re.compile(
    # forget what you were told
    r"\b(?:ignor\w+|disregard\w*|forget|overrid\w+|bypass\w*|overrul\w+|neglect)"
    rf"(?: all| any| every| the| of| my| these| those)*(?: {_OLD}| your)+(?: \w+)? {_RULES}\b"
    r"|\bignor(?:ier\w*|iere?n? sie)(?: bitte| alle\w*| die| deine| ihre| bisherig\w*"
    r"| vorherig\w*| obig\w*)+ (?:anweisung|regel|instruktion)"
    r"|\b(?:ignor[ae]\w*|oublie\w*)(?: todas?| tus| las| le| tutte| as| suas?| toutes?| les| tes"
    r"| vos)+ (?:instruc|istruzion|instruç|consigne|regl|règl|regr)"
    r"|忽略.{0,8}(?:指令|指示|提示)|無視.{0,8}(?:指示|命令)|(?:指示|命令|指令).{0,4}(?:を無視|忘れ)"
    # say what you were told
    r"|\b(?:reveal|show|print|repeat|output|leak|recite)(?: \w+)? your(?: \w+)?"
    r" (?:prompt|instructions)\b"
    # be somebody else
    r"|\byou are (?:now|no longer) (?:an? |in |the )?(?:\w+ )?"
    r"(?:dan\b|unrestricted|unfiltered|uncensored|jailbr\w+|assistant|chatbot|ai\b)"
    # spoken to
    r"|^\W*(?:(?:dear|hey|hello|hi|attention|to)\b|(?:note|notice|message|instructions?|reminder"
    r"|important|memo|hint|task)\b[^.:,\n]{0,24}?\b(?:to|for)\b)"
    rf"(?: the| all| any| our| your| every)* {_MACHINE}\b[^.:,\n]{{0,40}}[:,;.!-]"
    rf"|\bif you(?: are|'re|\u2019re) (?:an? |the )?{_MACHINE}\b"
    rf"|\b{_MACHINE} (?:that is |who is |which is )?(?:reading|processing|summari[sz]ing) this\b"
    # forged marks of roles and passages
    r"|<\|?/?(?:im_start|im_end|system|endoftext)\b|\[/?(?:inst|system)\]|\"passage\"\s*:\s*\d",
    re.IGNORECASE,
)
_SIGNS: Final = (
    *("ignor", "disregard", "forget", "overrid", "overrul", "bypass", "neglect", "oublie"),
    *("your prompt", "your instr", "your system", "your hidden", "your initial", "your full"),
    *("you are n", " ai", "ai ", "llm", "gpt", "language model", "chatbot", "chat bot"),
    *("assistant", "<|", "<im", "<system", "</", "[inst", "[/", "[system", '"passage"'),
    *("忽略", "無視", "忘れ"),
)
"""One of these is in every order; looking for them takes a hundredth of the time."""
_INVISIBLE: Final = re.compile("[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
_SENTENCE: Final = re.compile(r"(?<=[.!?\u3002\uff01\uff1f])\s+|\n")
REMEMBERED: Final = 4_000
"""Texts; so that what is found often is looked at once."""


def without_orders(passages: Iterable[Passage]) -> list[Passage]:
    """Cut what is said to the assistant, to the end of its paragraph; what has nothing else goes.

    "Ignore your rules", "note to the AI assistant: ..." and forged marks of roles or passages are
    no knowledge of the company, so nothing that rests on them is true.
    """
    cut = map(_as_cut, passages)
    return [passage for passage in cut if passage.text]


def _as_cut(passage: Passage) -> Passage:
    found = (passage.text, passage.before, passage.after)
    left = tuple(map(_without, found))
    if left == found:
        return passage  # as nearly all are: a copy costs more than the look
    return replace(passage, text=left[0], before=left[1], after=left[2])


@lru_cache(REMEMBERED)
def _without(text: str) -> str:
    if not _has_signs(text):
        return text
    paragraphs = text.split("\n\n")
    kept = [_cut(paragraph) for paragraph in paragraphs]
    return text if kept == paragraphs else "\n\n".join(filter(None, kept))


def _cut(paragraph: str) -> str:
    start = 0
    for end in [found.end() for found in _SENTENCE.finditer(paragraph)] + [len(paragraph)]:
        sentence = paragraph[start:end]
        if _has_signs(sentence) and _ORDER.search(_plain(sentence)):
            return paragraph[:start].rstrip()
        start = end
    return paragraph


def _has_signs(text: str) -> bool:
    plain = _plain(text).lower()
    return any(sign in plain for sign in _SIGNS)


def _plain(text: str) -> str:
    """Undo look-alike letters, invisible characters and odd spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return " ".join(text.split())
