"""Addresses in a text: of pages and of mail, with or without a scheme."""

import re
from typing import Final

_LINK: Final = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}://|www\.|//(?=[\w-]+\.))[^\s<>\"'`)\]]+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|\b(?:javascript|data|vbscript|file|tel|mailto):(?=[^\W_]|[/+%])[^\s<>\"'`)\]]+"
    r"|\b[a-z0-9\u00c0-\u052f-]{1,63}(?:\.[a-z0-9\u00c0-\u052f-]{1,63}){0,4}"
    r"\.(?:[a-z]{2,24}|[\u0430-\u044f]{2,10})\b(?:/[^\s<>\"'`)\]]*)?"
    r"|\b[\w-]{2,63}\s*[\[({]\s*(?:dot|punkt|point|punto)\s*[\])}]\s*[a-z]{2,24}\b",
    re.IGNORECASE,
)
_ENDS: Final = ".,;:!?*_\u3002"


def links_in(text: str) -> set[str]:
    """Return the addresses in one form: without scheme, "www." and what ends a sentence."""
    return {_plain(found) for found in _LINK.findall(text)} - {""}


def without_links(text: str) -> str:
    """Return the text without its addresses."""
    return _LINK.sub(" ", text)


def _plain(link: str) -> str:
    link = link.rstrip(_ENDS).rstrip("/")
    link = re.sub(r"^(?:https?:)?//|^mailto:", "", link, flags=re.IGNORECASE)
    link = re.sub(r"^www\.", "", link, flags=re.IGNORECASE)
    host, slash, path = link.partition("/")
    return f"{host.casefold()}{slash}{path}"
