"""Files that mean harm."""

import zlib

from tests.knowledge.extract.files import new_word, with_part, word

SLOW_PAGE = b"<a href=x>" * 150_000
"""Libxml2 alone takes minutes over it."""
ATTRIBUTES = b"<p " + b" ".join(b"a%d=1" % number for number in range(300_000)) + b">x</p>"
"""Building a tree of it takes libxml2 minutes."""
NESTED = b"<div>" * 100_000 + b"x"
DOCUMENT = "word/document.xml"
_WORD = word(new_word())
_NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def endless_pdf(pages: int) -> bytes:
    """A proper PDF of that many empty pages."""
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return _pdf([b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids), *([page] * pages)])


def swelling_pdf() -> bytes:
    """One page whose content expands a million times."""
    packed = zlib.compress(zlib.compress(b"q " * 50_000_000, 9), 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(packed)
    return _pdf(
        [
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            head + b"\nstream\n" + packed + b"\nendstream",
        ]
    )


def word_reading(path: str) -> bytes:
    """A Word file that wants to show another file (XXE)."""
    text = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file://%s">]><w:document %s><w:body>'
        b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    return with_part(_WORD, DOCUMENT, text % (path.encode(), _NAMESPACE))


def word_of_entities(encoding: str) -> bytes:
    """A Word file whose few entities expand to gigabytes."""
    entities = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [{entities}]>'
    text = f"{head}<w:document {_NAMESPACE.decode()}>&a9;</w:document>"
    return with_part(_WORD, DOCUMENT, text.encode(encoding))


def swelling_word() -> bytes:
    return with_part(_WORD, "word/media/x.xml", b" " * 210_000_000)


def broken_word() -> bytes:
    return with_part(_WORD, DOCUMENT, b"<w:document>")


def _pdf(objects: list[bytes]) -> bytes:
    parts, places, size = [b"%PDF-1.4\n"], [], 9
    for number, body in enumerate([b"<< /Type /Catalog /Pages 2 0 R >>", *objects], 1):
        places.append(size)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        size += len(parts[-1])
    count = len(objects) + 2
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n" % count + table)
    parts.append(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, size))
    return b"".join(parts)
