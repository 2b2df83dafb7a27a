"""The one door through which files become documents, whatever their format.

Why no loader of `langchain-community` stands behind it: ADR 0008.
"""

from collections.abc import Callable, Mapping

from bs4.builder import ParserRejectedMarkup

from knowledge.extract.document import ExtractedDocument
from knowledge.extract.docx.read import read_docx
from knowledge.extract.formats import read_html, read_markdown, read_text
from knowledge.extract.pairs import read_csv
from knowledge.extract.pdf.read import read_pdf
from knowledge.kinds import MAX_TEXT_BYTES, TEXT_FORMATS, Format, sniff
from knowledge.refusals import Refusal, UnreadableFile, megabytes

Reader = Callable[[str, bytes], ExtractedDocument]

MAX_CHARS = 4_000_000
"""Of one document: about two thousand printed pages."""
_READERS: Mapping[Format, Reader] = {
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.TEXT: read_text,
    Format.CSV: read_csv,
    Format.DOCX: read_docx,
    Format.PDF: read_pdf,
}


def load(path: str, media: str, data: bytes) -> ExtractedDocument:
    """Read one document in this process; `Extractor.extract` does it in another one, with limits.

    `media` is the declared media type, or empty. Errors: `file_unreadable`.
    """
    kind = sniff(path, media, data)
    if kind in TEXT_FORMATS and len(data) > MAX_TEXT_BYTES:
        reason = f"The {kind} file is larger than {megabytes(MAX_TEXT_BYTES)}."
        raise UnreadableFile(reason, Refusal.FILE_TOO_LARGE)
    try:
        document = _READERS[kind](path, data)
    except (ValueError, RecursionError, ParserRejectedMarkup) as error:
        reason = "The file is nested too deeply or is no proper document."
        raise UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX) from error
    if not document.sections:
        raise UnreadableFile("The file has no text.", Refusal.FILE_EMPTY)
    if len(document.text) > MAX_CHARS:
        reason = f"The file has more than {MAX_CHARS:,} characters of text; divide it."
        raise UnreadableFile(reason, Refusal.FILE_TOO_LARGE)
    return document
