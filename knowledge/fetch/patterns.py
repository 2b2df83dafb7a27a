"""Which paths of a source are wanted: `include` and `exclude` patterns as people write them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

MAX_STARS = 4


@dataclass(frozen=True, slots=True)
class Patterns:
    """`*` stands for anything, also `/`; a pattern without `*` names a path and all below it."""

    include: tuple[re.Pattern[str], ...]
    exclude: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        return cls(_compiled(settings.get("include")), _compiled(settings.get("exclude")))

    def allow(self, path: str) -> bool:
        path = "/" + path.lstrip("/")
        if self.include and not any(pattern.match(path) for pattern in self.include):
            return False
        return not any(pattern.match(path) for pattern in self.exclude)

    def shut_out(self, folder: str) -> bool:
        """Whether a folder is excluded as it stands, with all that is in it."""
        path = "/" + folder.strip("/")
        return any(pattern.match(path) or pattern.match(path + "/") for pattern in self.exclude)

    def allow_page(self, url: str) -> bool:
        """As `allow`, of what stands behind the site's name."""
        parts = urlsplit(url)
        return self.allow(parts.path + (f"?{parts.query}" if parts.query else ""))


def _compiled(patterns: Iterable[str] | None) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(text.strip()) for text in patterns or () if text.strip())


def _pattern(text: str) -> re.Pattern[str]:
    """Few stars are kept, so that no pattern takes long to match."""
    pieces = re.sub(r"\*+", "*", "/" + text.lstrip("/")).split("*", MAX_STARS)
    pieces[-1] = pieces[-1].replace("*", "")
    ending = r"\Z" if len(pieces) > 1 else r"(?:[/?]|\Z)"
    if len(pieces) == 1:
        pieces[0] = pieces[0].rstrip("/")
    return re.compile(".*".join(re.escape(piece) for piece in pieces) + ending, re.DOTALL)
