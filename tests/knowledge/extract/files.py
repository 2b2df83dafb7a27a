"""Real files of every format, made for a test."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.document import Document as Word
from fpdf import FPDF

Lines = Sequence[tuple[str, float, bool]]
"""(text, size, bold) of each line of a page."""


def pdf(
    pages: Sequence[Lines], *, head: str = "", foot: str = "", password: str | None = None
) -> bytes:
    """Print the pages; `{n}` in head and foot is the page's number."""
    paper = FPDF()
    paper.set_auto_page_break(False)
    for number, lines in enumerate(pages, 1):
        paper.add_page()
        _line(paper, head.format(n=number), 8, False)
        for text, size, bold in lines:
            _line(paper, text, size, bold)
        paper.set_y(280)
        _line(paper, foot.format(n=number), 8, False)
    if password is not None:
        paper.set_encryption(owner_password="owner", user_password=password)
    return bytes(paper.output())


def _line(paper: FPDF, text: str, size: float, bold: bool) -> None:
    if not text:
        paper.ln(8)
        return
    paper.set_font("helvetica", "B" if bold else "", size=size)
    paper.cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")


def word(document: Word) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def new_word() -> Word:
    made: Word = docx.Document()
    return made


def with_part(package: bytes, name: str, data: bytes) -> bytes:
    """Copy a Word file with one part replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def archive(members: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def write_all(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder
