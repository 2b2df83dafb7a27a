"""Addresses that people type into a text as they are: `see https://example.com/help.`"""

import re
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_PLAIN: Final = re.compile(
    r"(?<![a-z0-9_/+.-])https?://[^\s<>\"'\u2018-\u201f`\\^{}|\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]+",
    re.IGNORECASE,
)
_CLOSING: Final = {")": "(", "]": "["}
_AT_END: Final = ".,;:!?*_~\u2026"


def linking_addresses(parser: MarkdownIt) -> MarkdownIt:
    """Let the parser link plain http(s) addresses, but none in code or inside of a link."""
    parser.core.ruler.push("plain_addresses", _link_all)
    return parser


def _link_all(state: StateCore) -> None:
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = _linked(block.children, state.md)


def _linked(tokens: list[Token], parser: MarkdownIt) -> list[Token]:
    made: list[Token] = []
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not inside:
            made += _taken_apart(token.content, token.level, parser)
        else:
            made.append(token)
    return made


def _taken_apart(text: str, level: int, parser: MarkdownIt) -> list[Token]:
    made: list[Token] = []
    done = 0
    for match in _PLAIN.finditer(text):
        address = _without_end(match.group())
        href = parser.normalizeLink(address)
        if not _leads_to_a_site(address) or not parser.validateLink(href):
            continue
        opened = Token("link_open", "a", 1, attrs={"href": href}, level=level)
        closed = Token("link_close", "a", -1, level=level)
        made += [
            _text(text[done : match.start()], level),
            opened,
            _text(address, level + 1),
            closed,
        ]
        done = match.start() + len(address)
    return [*made, _text(text[done:], level)]


def _without_end(found: str) -> str:
    """Leave out what ends the sentence, and brackets that were opened before the address."""
    surplus = {mark: found.count(mark) - found.count(opens) for mark, opens in _CLOSING.items()}
    end = len(found)
    while end:
        last = found[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in _AT_END:
            break
        end -= 1
    return found[:end]


def _leads_to_a_site(address: str) -> bool:
    """Say whether there is a host, and nothing before it that only looks like one."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)
