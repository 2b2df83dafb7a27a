"""PDF, Word and CSV files as people have them."""

import pytest
from fpdf import FPDF

from knowledge.extract import ExtractedDocument
from knowledge.loaders import load
from knowledge.refusals import Refusal, UnreadableFile
from tests.knowledge.extract.files import new_word, pdf, word


def outline(document: ExtractedDocument) -> list[tuple[tuple[str, ...], str]]:
    return [
        (section.heading_path, " / ".join(part.text for b in section.blocks for part in b.parts))
        for section in document.sections
    ]


MANUAL = pdf(
    [
        [
            ("The Acme Manual", 26, True),
            ("Returns", 16, True),
            ("To send back a pro-", 11, False),
            ("duct, find its order number. It stands in the mail that", 11, False),
        ],
        [
            ("we sent you.", 11, False),
            ("", 0, False),
            ("1. Open the app", 11, False),
            ("2. Tap the order and wait until", 11, False),
            ("its page has come", 11, False),
            ("Costs", 11, True),
            ("\u2022 Europe: free".encode("latin-1", "replace").decode(), 11, False),
        ],
        [("Warranty", 16, True), ("Two years.", 11, False)],
    ],
    head="Acme - internal",
    foot="Page {n} of 3",
)


def test_a_pdf_is_read_by_its_headings_with_words_and_sentences_made_whole() -> None:
    document = load("manual.pdf", "application/pdf", MANUAL)
    assert document.title == "The Acme Manual"
    assert outline(document)[0] == (
        ("Returns",),
        "To send back a product, find its order number. / It stands in the mail that we sent you.",
    )
    assert outline(document)[1] == (
        ("Returns",),
        "1. Open the app / 2. Tap the order and wait until its page has come",
    )
    assert outline(document)[-1] == (("Warranty",), "Two years.")


def test_a_sentence_goes_on_in_the_next_column_of_a_pdf() -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=11)
    columns = {
        20: ["The light is green.", "It blinks when the"],
        110: ["cable is loose.", "Pull it."],
    }
    for x, lines in columns.items():
        for place, line in enumerate(lines):
            paper.text(x, 40 + 6 * place, line)
    (section,) = load("a.pdf", "application/pdf", bytes(paper.output())).sections
    said = [part.text for block in section.blocks for part in block.parts]
    assert said == ["The light is green.", "It blinks when the cable is loose.", "Pull it."]


def test_what_repeats_on_every_page_of_a_pdf_is_left_out() -> None:
    text = load("manual.pdf", "", MANUAL).text
    assert "internal" not in text
    assert "of 3" not in text


def test_passages_of_a_pdf_are_cited_by_their_page() -> None:
    document = load("manual.pdf", "", MANUAL)
    pages = [document.origins[section.anchor] for section in document.sections]
    assert pages == ["page=1", "page=2", "page=2", "page=3"]
    assert '<hr id="page=2"' in document.html


def test_a_word_file_keeps_headings_lists_tables_links_and_code() -> None:
    made = new_word()
    made.add_heading("Guide", 0)
    made.add_heading("Start", 1)
    made.add_paragraph("Do this:")
    made.add_paragraph("one", style="List Number")
    made.add_paragraph("two", style="List Number")
    made.add_heading("Plans", 2)
    table = made.add_table(2, 2)
    for place, text in enumerate(["Plan", "Price", "Pro", "5 EUR"]):
        table.cell(place // 2, place % 2).text = text
    made.add_paragraph("a", style="List Bullet")
    made.add_paragraph("b", style="List Bullet 2")
    made.sections[0].header.paragraphs[0].text = "Confidential"
    document = load("guide.docx", "", word(made))
    assert document.title == "Guide"
    assert outline(document) == [
        (("Start",), "Do this: / 1. one / 2. two"),
        (("Start", "Plans"), "| Pro | 5 EUR | / - a\n  - b"),
    ]
    assert document.sections[1].blocks[0].head.startswith("| Plan | Price |")


def test_a_single_first_heading_of_a_word_file_is_its_title() -> None:
    made = new_word()
    made.add_heading("Only", 1)
    made.add_heading("Part", 2)
    made.add_paragraph("words")
    document = load("x.docx", "", word(made))
    assert (document.title, outline(document)) == ("Only", [(("Part",), "words")])


def test_merged_cells_of_a_word_table_stand_in_each_row_and_column() -> None:
    document = new_word()
    table = document.add_table(rows=4, cols=3)
    rows = [("Country", "Sent by", "Fee"), ("UK", "post", "6"), ("", "express", "12"), ("Else",)]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2)).text = "on request"
    (block,) = load("fees.docx", "", word(document)).sections[0].blocks
    assert [part.text for part in block.parts] == [
        "| UK | post | 6 |",
        "| UK | express | 12 |",
        "| Else | on request | on request |",
    ]


QUESTIONS = 'Question,Answer\nCan I export?,"Yes, as CSV.\nOr as PDF."\nWhat does it cost?,5 €\n'
EXPORT = [
    (("Can I export?",), "Yes, as CSV.\nOr as PDF."),
    (("What does it cost?",), "5 €"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_rows_of_questions_and_answers_become_sections(encoding: str) -> None:
    assert outline(load("faq.csv", "text/csv", QUESTIONS.encode(encoding))) == EXPORT


@pytest.mark.parametrize(
    "text",
    [
        "sep=;\nid;Title;Content\n1;Can I export?;Yes.\n",
        "q\ta\nCan I export?\tYes.\n",
        "Body|TITLE|tag\nYes.|Can I export?|x\n",
        "Can I export?,Yes.\n",
        "\ufeffFrage;Antwort\nCan I export?;Yes.\n",
        "question;R\u00e9ponse\nCan I export?;Yes.\n",
        "\n\nquestion,answer\n,orphan\nlost,\nCan I export?,Yes.\n,\n",
        "Question ID,Customer question,Answer (EN),Answer date\n1,Can I export?,Yes.,2026\n",
        "QUESTION TEXT,ANSWER TEXT\nCan I export?,Yes.\n",
    ],
)
def test_any_delimiter_and_the_usual_column_names_are_understood(text: str) -> None:
    assert outline(load("faq.csv", "", text.encode())) == [(("Can I export?",), "Yes.")]


def test_a_csv_file_without_columns_says_how_they_must_be_divided() -> None:
    with pytest.raises(UnreadableFile) as caught:
        load("faq.csv", "", b"question~answer\nHow?~So\n")
    assert caught.value.refusal is Refusal.FILE_EMPTY
    assert "comma, semicolon, bar or tab" in caught.value.detail


def test_front_matter_in_toml_is_read_as_well() -> None:
    document = load("a.md", "", b'+++\ntitle = "Billing"\nweight = 3\n+++\n\nWords.\n')
    assert (document.title, outline(document)) == ("Billing", [((), "Words.")])


def test_answers_may_be_written_in_markdown_but_make_no_headings() -> None:
    text = 'q,a\nHow?,"# Steps\n\n1. one\n2. **two**"\n'
    assert outline(load("faq.csv", "", text.encode())) == [(("How?",), "Steps / 1. one / 2. two")]


def test_a_table_of_anything_else_becomes_one_section_a_row() -> None:
    text = "city,opens,closes\nParis,9,18\nRome,10,\n"
    assert outline(load("shops.csv", "", text.encode())) == [
        (("Paris",), "- opens: 9 / - closes: 18"),
        (("Rome",), "- opens: 10"),
    ]
