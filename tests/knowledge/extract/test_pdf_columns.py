"""Pages in columns whose text is written row by row."""

from collections.abc import Sequence

import pytest
from fpdf import FPDF

from knowledge.extract import ExtractedDocument
from knowledge.loaders import load

LEFT = [
    *("Returns are free for thirty days", "after the parcel has reached you."),
    *("Pack the goods in their own box", "and print the label that we sent", "to you by mail."),
]
RIGHT = [
    *("Repairs take about two weeks in", "our workshop in Leeds. We write"),
    *("to you when the device is ready", "and tell you what it would cost", "before we begin."),
]
SAID_LEFT = [
    "Returns are free for thirty days after the parcel has reached you.",
    "Pack the goods in their own box and print the label that we sent to you by mail.",
]
SAID_RIGHT = [
    "Repairs take about two weeks in our workshop in Leeds.",
    "We write to you when the device is ready and tell you what it would cost before we begin.",
]


def page(columns: Sequence[Sequence[str]], *, words: bool = False, after: str = "") -> bytes:
    """Print the columns row by row, in one piece a line or word by word."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=9)
    for row, texts in enumerate(zip(*columns, strict=True)):
        for column, text in enumerate(texts):
            x = 15 + column * (180 / len(columns))
            for piece in text.split() if words else [text] * bool(text):
                paper.text(x, 40 + 5 * row, piece)
                x += paper.get_string_width(f"{piece} ")
    paper.text(15, 45 + 5 * len(columns[0]), after)
    return bytes(paper.output())


def said(data: bytes) -> list[str]:
    document: ExtractedDocument = load("a.pdf", "application/pdf", data)
    return [part.text for section in document.sections for b in section.blocks for part in b.parts]


@pytest.mark.parametrize("words", [False, True])
def test_columns_are_read_down_and_not_across(words: bool) -> None:
    wide = "What stands below both columns belongs to none of them, however long it may be."
    assert said(page([LEFT, RIGHT], words=words, after=wide)) == [*SAID_LEFT, *SAID_RIGHT, wide]


def test_a_column_may_be_shorter_and_three_may_stand_beside_each_other() -> None:
    cut_off = SAID_LEFT[1].removesuffix(" to you by mail.")
    assert said(page([[*LEFT[:4], ""], RIGHT])) == [SAID_LEFT[0], cut_off, *SAID_RIGHT]
    assert said(page([LEFT, RIGHT, LEFT])) == [*SAID_LEFT, *SAID_RIGHT, *SAID_LEFT]


def test_short_or_whole_lines_beside_each_other_are_no_columns_of_prose() -> None:
    names = ["Plan", "Free", "Pro", "Team", "Company"]
    prices = ["Price", "0", "12", "40", "on request"]
    assert "| Pro | 12 |" in said(page([names, prices]))
    questions = [f"Can I get number {n} of the list back?" for n in range(5)]
    answers = [f"Yes, number {n} is kept for some days." for n in range(5)]
    text = " ".join(said(page([questions, answers])))
    assert text.index(questions[0]) < text.index(answers[0]) < text.index(questions[1])
