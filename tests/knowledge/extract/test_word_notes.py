"""Notes of Word files stand where they are referred to; what Word hides is not read."""

import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from knowledge.loaders import load
from tests.knowledge.extract.files import new_word, word

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
NOTE = (
    "<w:{kind}s {spaces}><w:{kind} w:id='1'><w:p><w:r><w:t>Not for </w:t></w:r><w:r><w:t>batteries "
    "&amp; bulbs.</w:t></w:r></w:p></w:{kind}></w:{kind}s>"
)


def read(*runs: str, notes: str = "", kind: str = "footnote") -> str:
    made = new_word()
    paragraph = made.add_paragraph("Two years")
    for run in runs:
        paragraph._p.append(parse_xml(run.replace("<w:r>", f"<w:r {SPACES}>", 1)))
    if notes:
        name = PackURI(f"/word/{kind}s.xml")
        part = Part(name, "application/xml", notes.encode(), made.part.package)
        made.part.relate_to(part, f"{RELATION}{kind}s")
    return load("a.docx", "", word(made)).text


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_a_note_stands_where_it_is_referred_to(kind: str) -> None:
    notes = NOTE.format(kind=kind, spaces=SPACES)
    reference = f"<w:r><w:{kind}Reference w:id='1'/></w:r>"
    after = "<w:r><w:t> of cover.</w:t></w:r>"
    said = read(reference, after, notes=notes, kind=kind)
    assert "Two years (Not for batteries & bulbs.) of cover." in said


@pytest.mark.parametrize("notes", ["", "<w:broken"])
def test_a_note_that_is_not_there_says_nothing(notes: str) -> None:
    reference = "<w:r><w:footnoteReference w:id='1'/></w:r>"
    assert read(reference, "<w:r><w:t> of cover.</w:t></w:r>", notes=notes).endswith(
        "Two years of cover."
    )


def test_hidden_letters_are_not_read() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t> for friends</w:t></w:r>"
    shown = "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> for all</w:t></w:r>"
    assert read(hidden, shown).endswith("Two years for all")


def test_a_text_box_is_read_once() -> None:
    box = "<w:p><w:r><w:t> of cover.</w:t></w:r></w:p>"
    both = f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    run = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>"
    assert read(run).count("of cover.") == 1
