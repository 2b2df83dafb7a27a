"""Word files whose headings are only bold."""

from docx.document import Document as Word
from docx.shared import Pt

from knowledge.extract import ExtractedDocument
from knowledge.loaders import load
from tests.knowledge.extract.files import new_word, word


def bold(made: Word, text: str, size: int | None = None) -> None:
    run = made.add_paragraph().add_run(text)
    run.bold = True
    if size:
        run.font.size = Pt(size)


def read(made: Word) -> ExtractedDocument:
    return load("guide.docx", "", word(made))


def paths(made: Word) -> list[tuple[str, ...]]:
    return [section.heading_path for section in read(made).sections]


def test_a_short_bold_paragraph_above_text_is_a_heading() -> None:
    made = new_word()
    bold(made, "Parcels and returns", 20)
    bold(made, "How do I send it back?", 12)
    made.add_paragraph("Put it in its box.")
    bold(made, "What does it cost?", 12)
    made.add_table(1, 2).cell(0, 0).text = "Europe"
    document = read(made)
    assert document.title == "Parcels and returns"
    headings = [("How do I send it back?",), ("What does it cost?",)]
    assert [section.heading_path for section in document.sections] == headings


def test_bold_headings_stand_below_those_that_have_a_style() -> None:
    made = new_word()
    made.add_heading("Guide", 0)
    made.add_heading("Returns", 1)
    bold(made, "Costs")
    made.add_paragraph("None.")
    made.add_heading("Warranty", 1)
    made.add_paragraph("Two years.")
    assert paths(made) == [("Returns", "Costs"), ("Warranty",)]


def test_other_bold_words_are_no_headings() -> None:
    made = new_word()
    for text in ("Acme Ltd", "Hill Street 5", "York"):
        bold(made, text)
    made.add_paragraph("Dear customer, we have sent the parcel.")
    made.add_paragraph("It is on its way.").add_run(" Call us").bold = True
    bold(made, "Attention: the battery is not in the box.")
    bold(made, "Note:")
    made.add_paragraph("Charge it first.")
    made.add_paragraph("Unplug it.")
    made.add_paragraph(style="List Bullet").add_run("Bold item").bold = True
    made.add_paragraph("Keep the bill.")
    bold(made, "Yours, Acme")
    assert paths(made) == [()]


def test_a_file_that_is_bold_throughout_has_no_headings() -> None:
    made = new_word()
    for number in range(3):
        bold(made, f"Line {number}")
        bold(made, f"Other {number}")
        if number < 2:
            made.add_paragraph("plain")
    assert paths(made) == [()]
