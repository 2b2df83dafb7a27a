"""Anchors of headings, as GitHub makes them."""

import re

_DROPPED = re.compile(r"[^\w\- ]")


class Slugs:
    """Hands out anchors that are unique within one document.

    Source: the algorithm of github-slugger 2 (lower case, punctuation dropped, spaces to hyphens,
    `-1`, `-2` for repetitions).
    """

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def give(self, text: str) -> str:
        """Return the anchor for a heading's text."""
        wanted = _DROPPED.sub("", text.strip().lower()).replace(" ", "-") or "section"
        slug = wanted
        while slug in self._taken:
            self._taken[wanted] += 1
            slug = f"{wanted}-{self._taken[wanted]}"
        self._taken[slug] = 0
        return slug
