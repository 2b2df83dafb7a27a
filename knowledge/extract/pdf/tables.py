"""Tables of a PDF page: rows whose cells stand below each other, between gutters that stay free.

A table is told by its shape alone, with or without rules. What is written row by row may be one;
columns of prose are written one after the other, or are too wide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from knowledge.extract.pdf.cells import Cell, Row, Span, merged, rows_of, written_cells
from knowledge.extract.pdf.lines import Line

GUTTER = 1.0
"""Letters' heights; most rows leave at least this between two columns."""
ROW_GAP = 3.2
"""Rows that stand farther apart are not of one table."""
PROSE_CHARS = 25
"""A table has a column whose lines are shorter than this, on average."""
MIN_FILLED = 0.6
MAX_PIECES = 5_000
"""Of one page; nobody sets a table of more, and comparing them takes long."""
MIN_ROWS, MIN_COLUMNS = 3, 2
_DIGIT = re.compile(r"\d")
_LEADERS = re.compile(r"\.{4,}|(?:\. ){4,}")


@dataclass(slots=True)
class Table:
    """A table's rows; `starts` tells where its columns begin."""

    rows: list[list[str]]
    starts: list[float]
    has_head: bool

    def html(self) -> str:
        shown = []
        for place, row in enumerate(self.rows):
            tag = "th" if self.has_head and not place else "td"
            cells = row if any(row[1:]) else row[:1]
            shown.append(f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>")
        return f"<table>{''.join(shown)}</table>"

    def goes_on(self, before: "Table") -> bool:
        """Say whether it is the rest of a table that the page before has begun."""
        return (
            len(self.starts) == len(before.starts)
            and before.has_head
            and not self.has_head
            and all(abs(a - b) < 4 for a, b in zip(self.starts, before.starts, strict=True))
        )


def with_tables(lines: Sequence[Line]) -> list[Line | Table]:
    """Return the page's lines, with a table in place of the lines that it is made of."""
    found: dict[int, tuple[int, Table]] = {}
    if sum(len(line.pieces) for line in lines) > MAX_PIECES:
        return list(lines)
    for run in _runs(rows_of(written_cells(lines))):
        cells = [cell for row in run for cell in row.cells]
        first, last = min(cell.first for cell in cells), max(cell.last for cell in cells)
        within = sum(len(line.pieces) for line in lines[first : last + 1])
        if within == sum(cell.pieces for cell in cells) and (made := _table(run)) is not None:
            found[first] = (last, made)
    return list(_replaced(lines, found))


def _replaced(lines: Sequence[Line], found: dict[int, tuple[int, Table]]) -> Iterator[Line | Table]:
    skipped = -1
    for place, line in enumerate(lines):
        if place in found:
            skipped, table = found[place]
            yield table
        elif place > skipped:
            yield line


def _runs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that follow each other and leave the same gutters free."""
    run: list[Row] = []
    spans: list[Span] = []
    for row in rows:
        common = _common(run, spans, row) if run else row.spans
        if not common:
            yield from _trimmed(run)
            run, common = [], row.spans
        if run or not row.is_single:
            run.append(row)
            spans = common
    yield from _trimmed(run)


def _common(run: Sequence[Row], spans: Sequence[Span], row: Row) -> list[Span]:
    """Return the columns of a table with one more row; none when that is not of the table."""
    last = run[-1]
    gap = row.below(last)
    if gap > ROW_GAP or row.size > 1.15 * last.size or last.size > 1.4 * row.size:
        return []
    pitch = max((lower.below(upper) for upper, lower in pairwise(run)), default=gap)
    if row.is_single and gap > 1.15 * pitch:
        return []  # the text after the table
    common = merged([*spans, *row.spans], row.size)
    as_before = len({_column(start, common) for start, _ in spans}) == len(spans)
    looked_at = [row] if as_before else [row, *run]
    is_table = len(common) >= MIN_COLUMNS and all(_keeps_apart(one, common) for one in looked_at)
    return common if is_table else []


def _trimmed(run: list[Row]) -> Iterator[list[Row]]:
    while run and run[-1].is_single:
        run.pop()
    if len(run) > 1:
        yield run


def _column(x: float, spans: Sequence[Span]) -> int:
    return max(place for place, (start, _) in enumerate(spans) if start <= x)


def _columns(row: Row, spans: Sequence[Span]) -> list[list[Cell]]:
    """Return what stands in each column, from top to bottom."""
    columns: list[list[Cell]] = [[] for _ in spans]
    for cell in sorted(row.cells, key=lambda cell: -cell.top):
        columns[_column(cell.lines[0].x, spans)].append(cell)
    return columns


def _keeps_apart(row: Row, spans: Sequence[Span]) -> bool:
    """Say whether what stands beside each other in the row is in columns of its own."""
    return all(
        upper.bottom > lower.top + lower.lines[0].size / 4
        for column in _columns(row, spans)
        for upper, lower in pairwise(column)
    )


def _table(run: Sequence[Row]) -> Table | None:
    spans = merged([span for row in run for span in row.spans], run[0].size)
    columns = [_columns(row, spans) for row in run]
    rows = [[" ".join(cell.text for cell in cells) for cells in row] for row in columns]
    full = sum(sum(map(bool, row)) > 1 for row in rows)
    filled = sum(bool(cell) for row in rows for cell in row)
    share = filled / (len(rows) * len(spans))
    enough = full >= MIN_ROWS or (share == 1 and len(spans) > MIN_COLUMNS)
    if not enough or share < MIN_FILLED or not _has_gutters(run):
        return None
    if _is_prose(columns) or any(_LEADERS.search(cell) for row in rows for cell in row):
        return None
    has_head = _has_head(run, rows)
    return Table(_spread(rows), [start for start, _ in spans], has_head)


def _spread(rows: list[list[str]]) -> list[list[str]]:
    """Give the name that stands between rows without one to those around it: its cell is merged."""
    merged_away = set()
    for place, row in enumerate(rows):
        around = zip(reversed(rows[:place]), rows[place + 1 :], strict=False)
        for above, below in around if not any(row[1:]) else ():
            if above[0] or below[0]:
                break
            above[0] = below[0] = row[0]
            merged_away.add(place)
    return [row for place, row in enumerate(rows) if place not in merged_away]


def _has_gutters(run: Sequence[Row]) -> bool:
    """Say whether most neighbours stand clearly apart; the spaces of prose are narrow."""
    gaps = [
        (right[0] - left[1]) / (row.size or 1) for row in run for left, right in pairwise(row.spans)
    ]
    return sum(gap >= GUTTER for gap in gaps) * 2 > len(gaps)


def _is_prose(rows: Sequence[Sequence[Sequence[Cell]]]) -> bool:
    """Say whether all columns have long lines."""
    for column in zip(*rows, strict=True):
        lines = [line for cells in column for cell in cells for line in cell.lines]
        if sum(len(line.text) for line in lines) < PROSE_CHARS * len(lines):
            return False
    return True


def _has_head(run: Sequence[Row], rows: Sequence[list[str]]) -> bool:
    """Say whether the first row names the columns: in bold, or in words above numbers."""
    first, *rest = rows
    if not all(first[1:]):
        return False
    bold = [all(line.bold for cell in row.cells for line in cell.lines) for row in run]
    above_numbers = any(
        not _DIGIT.search(name) and all(_DIGIT.search(row[place]) for row in rest if row[place])
        for place, name in enumerate(first)
    )
    return (bold[0] and not all(bold)) or (above_numbers and not bold[-1])
