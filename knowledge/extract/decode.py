"""Bytes to text, whatever encoding they are in."""

import codecs
import re

from bs4.dammit import EncodingDetector, UnicodeDammit

from knowledge.refusals import Refusal, UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PROBED = 4_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTER = re.compile(rb"[A-Za-z]")


def decoded(data: bytes, *, is_html: bool = False) -> str:
    """Decode by byte order mark, as UTF-8, as the page declares, else by what the bytes look like.

    Errors: `file_unreadable` when the bytes are not text.
    """
    encoding = _encoding(data, is_html)
    try:
        text = data.decode(encoding, errors="replace" if encoding == "cp1252" else "strict")
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
    return "utf-8"


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
        data.decode(name or "")
    except (UnicodeDecodeError, LookupError):
        return None
    return name


def _guessed(data: bytes) -> str:
    """Western text has few letters beyond ASCII; where they are many, statistics decide."""
    probe = data[:_PROBED]
    high, letters = len(_HIGH.findall(probe)), len(_LETTER.findall(probe))
    if high <= letters:
        return "cp1252"
    return UnicodeDammit(data[: _PROBED * 5], is_html=False).original_encoding or "cp1252"
