"""Tables of PDFs, which are told by where their words stand."""

from collections.abc import Sequence

import pytest
from fpdf import FPDF

from knowledge.extract import Block, BlockKind, ExtractedDocument
from knowledge.loaders import load

Rows = Sequence[Sequence[str]]
PRICES: Rows = [
    ("Plan", "Monthly price", "Seats"),
    ("Free", "$0.00", "1"),
    ("Starter", "$19.00", "5"),
    ("Scale", "$1,099.00", "unlimited"),
]
SHOWN = ["| Free | $0.00 | 1 |", "| Starter | $19.00 | 5 |", "| Scale | $1,099.00 | unlimited |"]


def paper() -> FPDF:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica", size=11)
    return made


def read(made: FPDF) -> ExtractedDocument:
    return load("a.pdf", "application/pdf", bytes(made.output()))


def tables(document: ExtractedDocument) -> list[Block]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [block for block in blocks if block.kind is BlockKind.TABLE]


def parts(block: Block) -> list[str]:
    return [part.text for part in block.parts]


def place(made: FPDF, rows: Rows, xs: Sequence[float], top: float = 60, lead: float = 7) -> None:
    """Write the rows without rules, row by row."""
    for number, row in enumerate(rows):
        for x, text in zip(xs, row, strict=True):
            made.text(x, top + lead * number, text)


@pytest.mark.parametrize("borders", ["ALL", "NONE", "HORIZONTAL_LINES"])
def test_a_table_is_read_row_by_row_under_the_names_of_its_columns(borders: str) -> None:
    made = paper()
    made.cell(0, 8, "These prices hold until the end of the year.", new_x="LMARGIN", new_y="NEXT")
    with made.table(borders_layout=borders, text_align=("LEFT", "RIGHT", "CENTER")) as table:
        for row in PRICES:
            table.row(row)
    made.cell(0, 8, "All of them are without tax.")
    document = read(made)
    (section,) = document.sections
    before, table_block, after = section.blocks
    assert section.heading_path == ()
    assert parts(before) == ["These prices hold until the end of the year."]
    assert table_block.head.splitlines()[0] == "| Plan | Monthly price | Seats |"
    assert parts(table_block) == SHOWN
    assert parts(after) == ["All of them are without tax."]


@pytest.mark.parametrize("align", ["TOP", "MIDDLE"])
def test_the_lines_of_one_cell_stay_together(align: str) -> None:
    made = paper()
    rows = [
        ("Plan", "Costs", "What is in it"),
        ("Starter for teams that are small", "19 EUR", "Five seats, and mail in office hours"),
        ("Scale", "99 EUR", "Seats without limit, and a person to call on every day of the year"),
        ("Free", "0 EUR", "One seat"),
    ]
    with made.table(
        width=90, col_widths=(30, 20, 40), v_align=align, line_height=5, padding=1
    ) as table:
        for row in rows:
            table.row(row)
    (block,) = tables(read(made))
    assert parts(block) == [f"| {' | '.join(row)} |" for row in rows[1:]]


def test_names_of_columns_are_told_by_the_numbers_below_them() -> None:
    made = paper()
    place(made, PRICES, (20, 70, 120))
    (block,) = tables(read(made))
    assert block.head.startswith("| Plan |")
    assert parts(block) == SHOWN


def test_a_table_of_facts_has_no_names_of_columns() -> None:
    made = paper()
    facts = [("Weight", "12 kg"), ("Colour", "black"), ("Warranty", "two years from the purchase")]
    place(made, facts, (20, 60))
    (block,) = tables(read(made))
    assert (block.head, parts(block)) == ("", [f"| {a} | {b} |" for a, b in facts])


def test_a_table_that_goes_on_over_the_page_keeps_the_names_of_its_columns() -> None:
    made = paper()
    rows = [(f"Part {letter}", f"{7 * number} EUR") for number, letter in enumerate("abcdefgh")]
    place(made, [("Article", "Price"), *rows[:4]], (20, 60))
    made.add_page()
    place(made, rows[4:], (20, 60))
    first, second = tables(read(made))
    assert first.head == second.head
    assert first.head.startswith("| Article | Price |")
    assert parts(second) == [f"| {a} | {b} |" for a, b in rows[4:]]


def test_a_name_between_the_rows_that_it_stands_for_is_given_to_each() -> None:
    made = paper()
    rows = [("Country", "Sent by", "Fee"), ("", "post", "6"), ("", "express", "12")]
    place(made, [*rows, ("Elsewhere", "", ""), ("US", "express", "30")], (20, 60, 100))
    made.text(20, 60 + 7 * 1.5, "UK")
    (block,) = tables(read(made))
    uk = ["| UK | post | 6 |", "| UK | express | 12 |"]
    assert parts(block) == [*uk, "| Elsewhere |", "| US | express | 30 |"]


def test_words_in_bold_within_a_cell_stay_apart() -> None:
    made = paper()
    for number, end in enumerate(("days", "weeks", "months")):
        made.set_xy(20, 40 + 8 * number)
        made.write(6, f"Plan {number}")
        made.set_x(60)
        for style, text in (("", "answered "), ("B", "within"), ("", f" two {end}")):
            made.set_font("helvetica", style, size=11)
            made.write(6, text)
    (block,) = tables(read(made))
    assert parts(block)[0] == "| Plan 0 | answered within two days |"


LEFT = ["the light on the front is green", "and does not blink, you can", "sign in and go on with"]
RIGHT = [
    "of the first page, where every",
    "device that is known has a row",
    "with its name and address",
]


@pytest.mark.parametrize("line_by_line", [True, False])
def test_columns_of_prose_are_no_table(line_by_line: bool) -> None:
    made = paper()
    both = list(zip(LEFT * 3, RIGHT * 3, strict=True))
    columns = [[(20.0, a, n), (110.0, b, n)] for n, (a, b) in enumerate(both)]
    written = [entry for row in columns for entry in row]
    for x, text, number in written if line_by_line else sorted(written):
        made.text(x, 40 + 5 * number, text)
    assert tables(read(made)) == []


def test_lists_headings_code_and_running_heads_are_no_tables() -> None:
    made = paper()
    for page in range(3):
        made.add_page()
        made.text(20, 10, "Acme")
        made.text(150, 10, "Manual")
        made.text(20, 40, f"{page}.1")
        made.text(32, 40, "Getting started")
        for number in range(4):
            made.text(20, 60 + 6 * number, f"{number + 1}.")
            made.text(28, 60 + 6 * number, f"Press the button {number}")
            made.text(20, 90 + 6 * number, "\xb7")
            made.text(26, 90 + 6 * number, f"one more thing {number}")
        made.set_font("courier", size=10)
        for number in range(4):
            made.text(20, 130 + 5 * number, f"key_{number}    = {number}    # what it is")
        made.set_font("helvetica", size=11)
        made.text(20, 285, "Version 3")
        made.text(150, 285, f"Page {page}")
    assert tables(read(made)) == []


def test_words_that_are_written_one_by_one_are_no_table() -> None:
    made = paper()
    text = "Every order can be sent back within thirty days when it is whole and has its bill."
    made.set_font("helvetica", size=11)
    made.multi_cell(90, 6, " ".join([text] * 4), align="J")
    made.ln()
    for number in range(5):
        made.set_x(20)
        for word in text.split()[number : number + 6]:
            made.set_font("helvetica", "B" if len(word) > 4 else "", size=11)
            made.write(6, f"{word} ")
        made.ln()
    assert tables(read(made)) == []
