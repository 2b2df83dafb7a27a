"""What stands together on a PDF page: words in a line, lines in a cell, cells in a row."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from knowledge.extract.pdf.lines import Line, Piece

WORD_GAP = 0.3
"""In heights of letters, as all gaps here: less than this divides words, not cells."""
MARKER_GAP = 3.2
"""The mark of a list stands no farther from its item."""
LINE_GAP = 1.5
"""Lines of one cell are no farther apart."""
_MARKER = re.compile(r"(?:[\u2022\u25aa\u25cf\u25e6\u2023\u00b7*\u2013-]|\w{1,3}[.)])\Z")
Span = tuple[float, float]


class Cell:
    """Lines that were written one after the other, below each other.

    `first` and `last` are the numbers of the printed lines that they stand in.
    """

    def __init__(self, line: Piece, place: int, pieces: int) -> None:
        self.lines = [line]
        self.first = self.last = place
        self.pieces = pieces

    @property
    def top(self) -> float:
        return self.lines[0].y

    @property
    def bottom(self) -> float:
        return self.lines[-1].y

    @property
    def text(self) -> str:
        return " ".join(word for line in self.lines for word in line.text.split())

    def goes_on_in(self, other: "Cell") -> bool:
        """Say whether another one is its next line, by left or right edge or by its middle."""
        last, line = self.lines[-1], other.lines[0]
        off = (last.x - line.x, last.end - line.end, last.x + last.end - line.x - line.end)
        lead = (last.y - line.y) / (line.size or 1)
        return min(map(abs, off)) < 1 and WORD_GAP < lead <= LINE_GAP and last.bold == line.bold

    def take(self, other: "Cell") -> None:
        self.lines += other.lines
        self.last = other.last
        self.pieces += other.pieces


class Row:
    """Cells that stand beside each other."""

    def __init__(self, cell: Cell) -> None:
        self.cells = [cell]
        self.top, self.bottom = cell.top, cell.bottom
        self.size = max(line.size for line in cell.lines)
        self.spans = merged([(line.x, line.end) for line in cell.lines], self.size)

    @property
    def is_single(self) -> bool:
        return len(self.spans) == 1

    def below(self, other: "Row") -> float:
        """Return how far it stands below another row, in heights of its letters."""
        return (other.bottom - self.top) / (self.size or 1)

    def continues(self, above: "Row") -> bool:
        """Say whether it is the end of a cell of the row above, written line by line."""
        lead = self.below(above)
        alone = len(self.cells) == 1 and not above.is_single
        return alone and lead <= LINE_GAP and self.spans[0][0] > above.spans[0][1]

    def take(self, other: "Row") -> None:
        self.cells += other.cells
        self.bottom, self.size = min(self.bottom, other.bottom), max(self.size, other.size)
        self.spans = merged([*self.spans, *other.spans], self.size)


def written_cells(lines: Sequence[Line]) -> Iterator[Cell]:
    """Yield the cells in the order in which they were written."""
    cell: Cell | None = None
    for place, line in enumerate(lines):
        for piece, count in _apart(line.pieces):
            following = Cell(piece, place, count)
            if cell and cell.goes_on_in(following):
                cell.take(following)
                continue
            if cell:
                yield cell
            cell = following
    if cell:
        yield cell


def _apart(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, int]]:
    """Join what no cell's border divides: words, and the mark of a list with its item."""
    last, count = pieces[0], 0
    for piece in pieces:
        gap = (piece.x - last.end) / (piece.size or 1)
        level = abs(piece.y - last.y) < piece.size / 4 and piece.x > last.x
        if level and (gap < WORD_GAP or (gap < MARKER_GAP and _MARKER.match(last.text.strip()))):
            text = f"{last.text}{' ' if gap > WORD_GAP / 3 else ''}{piece.text}"
            end, bold = max(last.end, piece.end), last.bold and piece.bold
            last, count = replace(last, text=text, end=end, bold=bold), count + 1
            continue
        if count:
            yield last, count
        last, count = piece, 1
    yield last, count


def rows_of(cells: Iterable[Cell]) -> list[Row]:
    """Put what stands at one height into a row, and what goes on in its cells."""
    rows: list[Row] = []
    for cell in sorted(cells, key=lambda cell: -cell.top):
        row = Row(cell)
        if rows and cell.top > rows[-1].bottom - row.size / 4:
            rows[-1].take(row)
        else:
            rows.append(row)
    ends = [place for place, row in enumerate(rows) if place and row.continues(rows[place - 1])]
    for place in reversed(ends):
        rows[place - 1].take(rows.pop(place))
    return rows


def merged(places: Sequence[Span], size: float) -> list[Span]:
    """Return where columns stand: what no free gutter divides is one."""
    spans: list[Span] = []
    for start, end in sorted(places):
        if spans and start - spans[-1][1] < WORD_GAP * size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans
