"""CSV files of questions and answers: every row becomes a section under its question."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final
from unicodedata import normalize

from knowledge.extract.decode import decoded
from knowledge.extract.document import ExtractedDocument
from knowledge.extract.formats import page_document
from knowledge.extract.markdown.read import markdown_html
from knowledge.refusals import Refusal, UnreadableFile

MAX_ROWS = 20_000
DELIMITERS = (",", ";", "\t", "|")
QUESTIONS: Final[Sequence[str]] = (
    *("question", "questions", "q", "title", "heading", "subject", "query", "prompt", "name"),
    *("frage", "fragen", "pregunta", "domanda", "vraag", "pergunta", "titel", "titre"),
)
ANSWERS: Final[Sequence[str]] = (
    *("answer", "answers", "a", "content", "body", "text", "response", "reply", "description"),
    *("antwort", "antworten", "reponse", "respuesta", "risposta", "antwoord", "resposta"),
)
"""Names of columns, without accents."""
TELLING: Final = frozenset(
    "question questions frage fragen pregunta domanda vraag pergunta "
    "answer answers antwort antworten reponse respuesta risposta antwoord resposta".split()
)
"""Those that say it also with other words: `Customer question`, `Answer (EN)`."""
ABOUT: Final = frozenset(
    "id no number nr type kind category group tag tags date count author status language url link "
    "score rating votes views".split()
)
"""With these it is not the question or the answer itself."""
MAX_NAME_WORDS = 3
_PROBED_ROWS = 20
_EXCEL_HINT = re.compile(r"sep=(.)\n", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)


def read_csv(path: str, data: bytes) -> ExtractedDocument:
    """Read rows by the names of their columns; a file of two columns needs no names.

    A table with other columns becomes sections too: the first column heads, the others are listed.
    """
    text = decoded(data)
    hint = _EXCEL_HINT.match(text)
    text = text[hint.end() :] if hint else text
    delimiter = hint.group(1) if hint else _delimiter(text)
    try:
        rows = list(_rows(text, delimiter))
    except csv.Error as error:
        raise _unreadable(error) from error
    if len(rows) > MAX_ROWS:
        reason = f"The CSV file has more than {MAX_ROWS:,} rows."
        raise UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX)
    sections = "\n".join(_sections(rows))
    if rows and not sections:
        reason = (
            "No row of the CSV file has a question and an answer; "
            "its columns must be divided by comma, semicolon, bar or tab."
        )
        raise UnreadableFile(reason, Refusal.FILE_EMPTY)
    return page_document(sections, path)


def _unreadable(error: csv.Error) -> UnreadableFile:
    if "field larger" not in str(error):
        return UnreadableFile("The CSV file is broken.", Refusal.FILE_BROKEN)
    reason = (
        f"A cell of the CSV file has more than {csv.field_size_limit():,} characters; "
        "perhaps a quotation mark is not closed."
    )
    return UnreadableFile(reason, Refusal.FILE_TOO_COMPLEX)


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield cells


def _delimiter(text: str) -> str:
    """Choose what divides most of the first rows into the same number of cells, at least two."""

    def fit(delimiter: str) -> tuple[int, int]:
        widths = []
        try:
            for row in _rows(text[:50_000], delimiter):
                widths.append(len(row))
                if len(widths) == _PROBED_ROWS:
                    break
        except csv.Error:
            return (0, 0)
        width = widths[0] if widths else 0
        return (widths.count(width), width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fit)


def _sections(rows: Sequence[list[str]]) -> Iterator[str]:
    if not rows:
        return
    names = [_name(cell) for cell in rows[0]]
    question, answer = _column(names, QUESTIONS), _column(names, ANSWERS)
    if question is not None and answer is not None and question != answer:
        yield from _pairs(rows[1:], question, answer)
    elif len(rows[0]) == 2:
        yield from _pairs(rows, 0, 1)
    else:
        yield from _records(rows[0], rows[1:])


def _name(cell: str) -> str:
    """Return a column's name in lower case, without accents, digits and marks."""
    plain = normalize("NFKD", cell.lower()).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z]+", plain))


def _column(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    """Return the column of that name, else the first whose short name says so among other words."""
    whole = next((names.index(name) for name in wanted if name in names), None)
    if whole is not None:
        return whole
    telling = set(wanted) & TELLING
    inside = (
        place
        for place, name in enumerate(names)
        if len(words := name.split()) <= MAX_NAME_WORDS
        and not telling.isdisjoint(words)
        and ABOUT.isdisjoint(words)
    )
    return next(inside, None)


def _pairs(rows: Sequence[list[str]], question: int, answer: int) -> Iterator[str]:
    for row in rows:
        if len(row) > max(question, answer) and row[question] and row[answer]:
            shown = _HEADING.sub(r"<\1p", markdown_html(row[answer], line_breaks=True))
            yield f"<h2>{escape(row[question])}</h2>{shown}"


def _records(names: Sequence[str], rows: Sequence[list[str]]) -> Iterator[str]:
    for row in rows:
        named = zip(names[1:], row[1:], strict=False)
        items = "".join(f"<li>{escape(name)}: {escape(cell)}</li>" for name, cell in named if cell)
        if row[0] and items:
            yield f"<h2>{escape(row[0])}</h2><ul>{items}</ul>"
