"""Footnotes and endnotes of Word files, and text that only its author sees."""

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

MAX_CHARS = 2_000
_KINDS = {"footnotes": "w:footnote", "endnotes": "w:endnote"}
_REFERENCES = {qn(f"{name}Reference"): name for name in _KINDS.values()}
_OFF = {"0", "false", "off"}
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
Notes = dict[tuple[str, str], str]
"""What each note says, by its kind and number."""


def notes_of(word: WordDocument) -> Notes:
    """Read the parts that hold the notes; one that is broken has none."""
    found: Notes = {}
    for link in word.part.rels.values():
        name = _KINDS.get(link.reltype.rpartition("/")[2])
        if name is None or link.is_external:
            continue
        try:
            part = etree.fromstring(link.target_part.blob, _PARSER)
        except etree.XMLSyntaxError:
            continue
        for note in part.iter(qn(name)):
            paragraphs = (
                "".join(words.text or "" for words in paragraph.iter(qn("w:t")))
                for paragraph in note.iter(qn("w:p"))
            )
            said = " ".join(" ".join(paragraphs).split())
            found[name, note.get(qn("w:id"), "")] = said[:MAX_CHARS]
    return found


def note_at(part: etree._Element, notes: Notes) -> str:
    """Return the note that is referred to here, in brackets; nothing elsewhere."""
    name = _REFERENCES.get(part.tag)
    said = notes.get((name, part.get(qn("w:id"), ""))) if name else None
    return f" ({said})" if said else ""


def is_hidden(part: etree._Element) -> bool:
    """Say whether it is a run of hidden letters."""
    mark = part.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val"), "") not in _OFF
