"""Columns of prose that a PDF writes row by row: read down each of them, not across.

They are told from tables by long lines on both sides of a gutter, of which many begin in the middle
of a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.extract.pdf.lines import Line, Piece

GUTTER = 1.0
"""Letters' heights; no less is between two columns."""
ROW_GAP = 3.2
"""Rows that stand farther apart are not of the same columns."""
PARAGRAPH_GAP = 1.4
"""Times the usual distance of two rows."""
MIN_ROWS = 4
"""Rows with words on both sides of the gutter."""
PROSE_CHARS = 25
MIN_WRAPPED = 0.35
"""Of the lines of a column: so many begin with a small letter."""
MAX_COLUMNS = 4
_ENDS = re.compile(r"[.!?:;][\"')\\]]*$")
Span = tuple[float, float]


def by_columns(lines: Sequence[Line], columns: int = MAX_COLUMNS) -> list[Line]:
    """Return the lines in reading order; one that goes over several columns is divided."""
    read: list[Line] = []
    run: list[Line] = []
    gutter: Span = (0, 0)
    for line in lines:
        common = _common(run, gutter, line)
        if common is None:
            read += _read(run, gutter, columns)
            run, common = [], _own_gutter(line)
        if common is None:
            read.append(line)
        else:
            run.append(line)
            gutter = common
    return [*read, *_read(run, gutter, columns)]


def _gaps(line: Line) -> Iterator[Span]:
    """Yield what the line leaves free, if it is written from left to right."""
    for left, right in pairwise(line.pieces):
        if right.x - left.end >= GUTTER * line.size:
            yield left.end, right.x


def _own_gutter(line: Line) -> Span | None:
    return max(_gaps(line), key=lambda gap: gap[1] - gap[0], default=None)


def _common(run: Sequence[Line], gutter: Span, line: Line) -> Span | None:
    """Return the gutter that is still free with one more line; none when it is no row of these."""
    if not run or not 0 < run[-1].y - line.y <= ROW_GAP * max(line.size, run[-1].size):
        return None
    start, end = line.pieces[0].x, line.pieces[-1].end
    beside = [(end, gutter[1])] if end <= gutter[1] else [(gutter[0], start)]
    free = [*beside, *_gaps(line)] if end <= gutter[1] or start >= gutter[0] else _gaps(line)
    shared = ((max(gutter[0], left), min(gutter[1], right)) for left, right in free)
    return next((span for span in shared if span[1] - span[0] >= GUTTER * line.size), None)


def _read(run: Sequence[Line], gutter: Span, columns: int) -> Iterator[Line]:
    """Read the rows down their columns; what ends and begins on both sides at once is a row."""
    pairs = [(_side(line, gutter, True), _side(line, gutter, False)) for line in run]
    sides = [[line for line in side if line is not None] for side in zip(*pairs, strict=True)]
    full = sum(left is not None and right is not None for left, right in pairs)
    if columns < 2 or full < MIN_ROWS or not all(map(_is_prose, sides)):
        yield from run
        return
    usual = sorted(upper.y - lower.y for upper, lower in pairwise(run))[len(run) // 2 - 1]
    group: list[tuple[Line | None, Line | None]] = []
    for place, pair in enumerate(pairs):
        far = place and run[place - 1].y - run[place].y > PARAGRAPH_GAP * usual
        if far and all(map(_begins_anew, pairs[place - 1], pair)):
            yield from _down(group, columns)
            group = []
        group.append(pair)
    yield from _down(group, columns)


def _down(group: Sequence[tuple[Line | None, Line | None]], columns: int) -> Iterator[Line]:
    for side in zip(*group, strict=True):
        yield from by_columns([line for line in side if line is not None], columns - 1)


def _side(line: Line, gutter: Span, is_left: bool) -> Line | None:
    middle = (gutter[0] + gutter[1]) / 2
    pieces = [piece for piece in line.pieces if (piece.x < middle) is is_left]
    if len(pieces) == len(line.pieces):
        return line
    return _line(pieces, line.y) if pieces else None


def _line(pieces: list[Piece], y: float) -> Line:
    text = " ".join("".join(piece.text for piece in pieces).split())
    return Line(text, pieces[0].size, pieces[0].bold, y, pieces)


def _is_prose(lines: Sequence[Line]) -> bool:
    wrapped = sum(line.text[:1].islower() for line in lines)
    letters = sum(len(line.text) for line in lines)
    return letters >= PROSE_CHARS * len(lines) and wrapped >= MIN_WRAPPED * len(lines)


def _begins_anew(before: Line | None, line: Line | None) -> bool:
    ended = before is None or _ENDS.search(before.text) is not None
    return ended and (line is None or not line.text[:1].islower())
