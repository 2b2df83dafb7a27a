"""Bytes to text, whatever encoding they are in."""

import codecs
import re

from bs4.dammit import EncodingDetector

from knowledge.extract.encodings import guessed_encoding
from knowledge.refusals import Refusal, UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_STRICT = frozenset({*(encoding for _, encoding in _MARKS), "utf-16-be", "utf-16-le"})
_PROBED = 4_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_JAPANESE = re.compile(rb"\x1b\$[@B]")
"""Begins what ISO-2022-JP writes in bytes that are all ASCII."""
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
}
"""What is meant by these names (WHATWG Encoding, 4.2), as Python names them."""
MAX_BROKEN = 0.25
"""Of the letters beyond ASCII: text with so few that are no UTF-8 is UTF-8 with errors."""


def decoded(data: bytes, *, is_html: bool = False) -> str:
    """Decode by byte order mark, as UTF-8, as the page declares, else by what the bytes look like.

    Errors: `file_unreadable` when the bytes are not text.
    """
    encoding = _encoding(data, is_html)
    try:
        text = data.decode(encoding, "strict" if encoding in _STRICT else "replace")
    except (UnicodeDecodeError, LookupError) as error:
        reason = f"The file says it is {encoding} text, but it is not."
        raise UnreadableFile(reason, Refusal.FILE_BROKEN) from error
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _encoding(data: bytes, is_html: bool) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        return _sixteen_bits(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return (is_html and _declared(data)) or _guessed(data)
    return "iso2022_jp" if data.isascii() and _JAPANESE.search(data) else "utf-8"


def _sixteen_bits(data: bytes) -> str:
    """UTF-16 without a mark has its NULs in every other place; anything else is not text."""
    probe = data[:_PROBED]
    even, odd = probe[::2].count(0), probe[1::2].count(0)
    if len(probe) >= 8 and max(even, odd) > len(probe) // 8 and min(even, odd) <= len(probe) // 100:
        return "utf-16-be" if even > odd else "utf-16-le"
    raise UnreadableFile("The file is not text.", Refusal.FILE_KIND_MISMATCH)


def _declared(data: bytes) -> str | None:
    """Return what `<meta charset>` says, if it is an encoding that fits."""
    name = EncodingDetector.find_declared_encoding(data, is_html=True)
    try:
        meant = codecs.lookup(name or "").name
        meant = _SUPERSETS.get(meant, meant)
        data.decode(meant)
    except (UnicodeDecodeError, LookupError):
        return None
    return meant


def _guessed(data: bytes) -> str:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    beyond = sum(letter > "\x7f" for letter in text)
    return "utf-8" if broken <= beyond * MAX_BROKEN else guessed_encoding(data)
