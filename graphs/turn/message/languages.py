"""The visitor's language, as far as we speak it ourselves.

The embedding knows English, so questions in other languages are seldom found in the documents. What
cannot be answered goes to a person, and the visitor is told so in words they understand.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from py3langid import langid

ENGLISH: Final = "en"
SURE: Final = 0.8
FEW_LETTERS: Final = 12
"""Shorter Latin texts ("import csv") are taken for English unless the script says otherwise."""

_CALLED: Final[Mapping[str, str]] = {
    "de": "Ich habe einen Menschen aus unserem Team gerufen; die Antwort kommt hier im Chat.",
    "es": "He avisado a una persona de nuestro equipo, que le responderá aquí, en este chat.",
    "fr": "J'ai prévenu une personne de notre équipe, qui vous répondra ici même.",
    "it": "Ho avvisato una persona del nostro team, che risponderà qui in chat.",
    "nl": "Ik heb iemand van ons team gevraagd; het antwoord komt hier in de chat.",
    "pl": "Osoba z naszego zespołu została poproszona o pomoc i odpowie tutaj, na czacie.",
    "pt": "Avisei uma pessoa da nossa equipa, que responderá aqui, neste chat.",
    "sv": "Jag har bett en person i vårt team om hjälp; svaret kommer här i chatten.",
    "ru": "Наш сотрудник уже получил ваш вопрос и ответит здесь, в чате.",
    "ja": "担当者に連絡しました。このチャットでお返事します。",
    "zh": "已请我们团队的同事在这里回复您。",
}
"""A person was asked and replies here, by language code (ISO 639-1)."""
_NOT_FOUND: Final[Mapping[str, str]] = {
    "de": "Das konnte ich nicht aus unserer Dokumentation beantworten.",
    "es": "No he podido responder a eso con nuestra documentación.",
    "fr": "Je n'ai pas pu répondre à cela d'après notre documentation.",
    "it": "Non ho potuto rispondere a questo con la nostra documentazione.",
    "nl": "Dat kon ik niet uit onze documentatie beantwoorden.",
    "pl": "Nie udało mi się znaleźć odpowiedzi w naszej dokumentacji.",
    "pt": "Não consegui responder a isso com a nossa documentação.",
    "sv": "Det kunde jag inte svara på utifrån vår dokumentation.",
    "ru": "Я не нашёл ответа в нашей документации.",
    "ja": "ドキュメントからはお答えできませんでした。",
    "zh": "我无法根据我们的文档回答这个问题。",
}
_WANTS_PERSON: Final = re.compile(
    r"\bmit (?:einem|einer|jemand\w*) ?(?:echten |richtigen )?(?:menschen|mitarbeiter\w*|person"
    r"|berater\w*|kolleg\w*|agent\w*)?\s*(?:sprechen|reden|chatten|verbinden|verbunden)"
    r"|\bhablar con (?:una? )?(?:\w+ )?(?:persona|agente|alguien|humano|operador\w*|asesor\w*)"
    r"|\bparler (?:à|a|avec) (?:une? )?(?:vraie? )?(?:humain|personne|conseill\w+|quelqu'un|agent)"
    r"|\bparlare con (?:una? |un')?(?:\w+ )?(?:persona|operator\w+|qualcuno|umano|agente)"
    r"|\bfalar com (?:uma? )?(?:\w+ )?(?:pessoa|atendente|algu[eé]m|humano|agente)"
    r"|\bmet (?:een )?(?:echte? )?(?:mens|medewerker|iemand|persoon)\b.{0,20}"
    r"(?:praten|spreken|chatten)"
    r"|\b(?:po)?rozmawiać z (?:\w+ )?(?:człowiekiem|konsultantem|kimś|osobą|pracownikiem)"
    r"|\bprata med (?:en )?(?:riktig )?(?:människa|någon|person|medarbetare)"
    r"|(?:поговорить|связаться|соедините|позовите).{0,20}(?:человек|оператор|сотрудник)"
    r"|(?:担当者|人間|オペレーター).{0,6}(?:話|つな|代わ)"
    r"|人工(?:客服|服务)|转人工|真人",
    re.IGNORECASE,
)


def wants_person(text: str) -> bool:
    """Say whether the wording asks for a person in one of the languages we have words for."""
    return _WANTS_PERSON.search(text) is not None


def handed_over(text: str, *, not_found: bool) -> str | None:
    """Return the line of a handoff in the language of the text, or None for English.

    `not_found`: the documents were asked and did not answer.
    """
    code = language_of(text)
    if code == ENGLISH:
        return None
    return f"{_NOT_FOUND[code]} {_CALLED[code]}" if not_found else _CALLED[code]


def language_of(text: str) -> str:
    """Return the code of the language if it is surely one we have words for, else English.

    A word that is only repeated tells no more than once.
    """
    letters = sum(c.isalpha() for word in set(text.split()) for c in word)
    latin = all(c < "\u0250" for c in text if c.isalpha())
    if letters == 0 or (latin and letters < FEW_LETTERS):
        return ENGLISH
    code, sureness = _identifier().classify(text)
    return str(code) if sureness >= SURE else ENGLISH


def other_language(question: str, texts: Iterable[str]) -> str | None:
    """Return the language of the texts when the question is surely in another one."""
    asked = language_of(question)
    said = language_of(" ".join(texts))
    return said if said != asked else None


def load() -> None:
    """Read the model now (about a second), so that no visitor waits for it."""
    _identifier()


@lru_cache
def _identifier() -> langid.LanguageIdentifier:
    known = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
    known.set_languages([ENGLISH, *_CALLED])
    return known
