"""Numbers of Word files: the paragraphs that have them, and the places that they are cited by."""

from docx.document import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.extract import ExtractedDocument
from knowledge.loaders import load
from tests.knowledge.extract.files import new_word, word

W = nsdecls("w")


def numbered_word(*texts: str) -> Word:
    """Make a file whose numbering 90 prints its levels as these texts say."""
    made = new_word()
    part = made.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, text in enumerate(texts)
    )
    part.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    for number, more in (
        (90, ""),
        (91, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
    ):
        part.append(
            parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{more}</w:num>')
        )
    return made


def number(paragraph: object, numbering: int, level: int = 0) -> None:
    settings = f'<w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/>'
    holder = paragraph._p.get_or_add_pPr()  # type: ignore[attr-defined]
    holder.append(parse_xml(f"<w:numPr {W}>{settings}</w:numPr>"))


def read(made: Word) -> ExtractedDocument:
    return load("a.docx", "", word(made))


def said(document: ExtractedDocument) -> list[str]:
    return [part.text for section in document.sections for b in section.blocks for part in b.parts]


def test_numbers_come_from_the_style_and_from_what_it_is_based_on() -> None:
    made = numbered_word("%1.")
    step = made.styles.add_style("Step", 1)
    step.element.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {W}><w:numId w:val="90"/></w:numPr>'),
    )
    made.styles.add_style("Red step", 1).base_style = step
    for text, style in (("One", "Step"), ("Two", "Red step"), ("Three", "Step")):
        made.add_paragraph(text, style=style)
    assert said(read(made)) == ["1. One", "2. Two", "3. Three"]


def test_steps_are_counted_on_over_what_stands_between_them_until_a_list_begins_anew() -> None:
    made = numbered_word("%1.")
    for text, numbering in (("One", 90), ("A picture", 0), ("Two", 90), ("Three", 90)):
        number(made.add_paragraph(text), numbering)
    made.add_heading("Again", 2)
    for text in ("Other", "Last"):
        number(made.add_paragraph(text), 91)
    assert said(read(made)) == [
        *("1. One\n   A picture", "2. Two", "3. Three"),
        *("1. Other", "2. Last"),
    ]


def test_numbers_of_several_levels_are_said_as_they_are_printed() -> None:
    made = numbered_word("%1.", "%1.%2")
    for text, level in (("Duties", 0), ("Pay", 1), ("Return", 1), ("Rights", 0), ("Cancel", 1)):
        number(made.add_paragraph(text), 90, level)
    assert said(read(made)) == [
        "1. Duties\n   - 1.1 Pay\n   - 1.2 Return",
        "2. Rights\n   - 2.1 Cancel",
    ]


def test_headings_keep_the_numbers_by_which_others_refer_to_them() -> None:
    made = numbered_word("%1", "%1.%2")
    for text, level in (("Scope", 1), ("Goods", 2), ("Services", 2)):
        number(made.add_heading(text, level), 90, level - 1)
        made.add_paragraph(f"About {text}.")
    made.add_heading("End", 1)
    made.add_paragraph("Bye.")
    paths = [section.heading_path for section in read(made).sections]
    assert paths == [("1 Scope",), ("1 Scope", "1.1 Goods"), ("1 Scope", "1.2 Services"), ("End",)]


def test_a_style_with_an_outline_level_is_a_heading_whatever_its_name() -> None:
    made = new_word()
    style = made.styles.add_style("Zwischentitel", 1)
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), "1")
    style.element.get_or_add_pPr().append(outline)
    made.add_heading("Eins", 1)
    made.add_paragraph("Kosten", style="Zwischentitel")
    made.add_paragraph("Keine.")
    made.add_heading("Zwei", 1)
    made.add_paragraph("Ende.")
    assert [section.heading_path for section in read(made).sections] == [
        ("Eins", "Kosten"),
        ("Zwei",),
    ]


def test_hyphens_that_keep_a_number_together_and_powers_are_read() -> None:
    made = new_word()
    paragraph = made.add_paragraph("Call 555")
    paragraph.add_run()._r.append(OxmlElement("w:noBreakHyphen"))
    paragraph.add_run("0100 for 10")
    paragraph.add_run("6").font.superscript = True
    assert said(read(made)) == ["Call 555-0100 for 10^6"]
