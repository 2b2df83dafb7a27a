"""Tables and diagrams as plain text; as Markdown they can be pasted into `docs/evals.md`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics import Bin

BAR = 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One goal with what was measured; `met` is None for a figure without a goal."""

    goal: str
    measured: str
    met: bool | None


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print one Markdown table with aligned columns."""
    lines = [list(head), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    print(f"\n### {title}\n")
    for place, line in enumerate(lines):
        print("| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |")
        if place == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    sys.stdout.flush()


def show_reliability(bins: Sequence[Bin]) -> None:
    """Print what was said beside what was so; on a calibrated scale `=` and `#` end together."""
    print("\n```")
    print("probability  cases  said  true")
    for b in bins:
        said, true = "=" * round(b.said * BAR), "#" * round(b.true * BAR)
        print(f"{b.low:.1f} - {b.high:.1f}    {b.cases:5d}  {b.said:.2f}  {b.true:.2f}  {said}")
        print(f"{'':33}{true}")
    print("```")


def show_summary(findings: Sequence[Finding]) -> None:
    """Print every goal with its measure."""
    words = {True: "met", False: "NOT MET", None: ""}
    show(
        "Summary",
        ("goal", "measured", ""),
        [(finding.goal, finding.measured, words[finding.met]) for finding in findings],
    )
