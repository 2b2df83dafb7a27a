"""Figures as people read them."""

import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0..1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ms(values: Sequence[float]) -> str:
    """Median and 99th percentile of seconds, in milliseconds."""
    return f"{statistics.median(values) * 1e3:.1f} / {percentile(values, 0.99) * 1e3:.1f} ms"


def show(title: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Print what, figure and goal."""
    print(f"\n{title}")
    width = max(len(row[0]) for row in rows)
    for what, figure, goal in rows:
        print(f"  {what:<{width}}  {figure:<24} {goal}")
