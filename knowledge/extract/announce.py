"""The words above a box, a tab or a step become a line that announces what stands below."""

_CLOSERS = (")", "]", "}", '"', "%")
"""Marks that close something within a title; others end a sentence."""


def announced(title: str) -> str:
    """Return the title with a colon, unless it ends with a mark of its own."""
    title = title.rstrip()
    return f"{title}:" if title[-1:].isalnum() or title.endswith(_CLOSERS) else title
