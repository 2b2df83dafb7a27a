"""The graph as Mermaid, drawn from the code: `python -m graphs.turn.draw docs/architecture.md`."""

import sys
from pathlib import Path
from typing import Final

from graphs.turn.graph import build_turn_graph

START: Final = "<!-- graph:start -->"
END: Final = "<!-- graph:end -->"


def diagram() -> str:
    """Return the block that stands between the markers; the same for the same graph."""
    lines = build_turn_graph().get_graph().draw_mermaid().splitlines()
    kept = [line for line in lines if not line.lstrip().startswith("classDef")]
    return "\n".join([START, "```mermaid", *_without_config(kept), "```", END])


def insert(page: str) -> str:
    """Return the page with the current diagram between its markers; ValueError without markers."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page has no {START} ... {END}")
    return before + diagram() + after


def _without_config(lines: list[str]) -> list[str]:
    """Drop the front matter, which older renderers do not read, and the classes."""
    first = next(place for place, line in enumerate(lines) if line.startswith("graph"))
    return [
        line.replace(":::first", "").replace(":::last", "").replace("\t", "    ")
        for line in lines[first:]
        if line.strip()
    ]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(insert(target.read_text()))
