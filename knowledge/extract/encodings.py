"""Tell the encoding of text that does not say it: by its letters, or by statistics of its script.

Encodings of the Latin script share most letters and differ in a few, so what decides is which
language would need all of them. For other scripts charset-normalizer is asked.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from charset_normalizer import from_bytes

MAX_PROBED = 20_000
ENOUGH = 0.85
"""Of the letters beyond ASCII: so many must be ones that the language has."""
_HIGH_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_MARKS = frozenset(
    "\u201c\u201d\u2018\u2019\u201e\u201a«»\u2013\u2014…•·°§©®™€£¥½¼¾¹²³µ\u00d7±¡¿\u00a0"
)
_IN_WORD = re.compile(r"(?<=[^\W\d_])[°§©®£¥½¼¾¹²³µ\u00d7±¡¿](?=[^\W\d_])")
"""Where a letter of another encoding would stand."""
_WEST: Sequence[str] = (
    "äöüß",  # German
    "àâæçéèêëîïôùûüÿœ",  # French
    "áéíóúüñªº",  # Spanish
    "àèéìíîòóùú",  # Italian
    "áâãàçéêíóôõúüªº",  # Portuguese
    "åäöæøé",  # the north
    "ëïéèöüáóíú",  # Dutch
    "áéíóúýþæöð",  # Icelandic
)
_EAST: Sequence[str] = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene
)
_LATIN: Mapping[str, Sequence[str]] = {
    "cp1252": _WEST,
    "iso8859_15": _WEST,
    "cp1250": _EAST,
    "iso8859_2": _EAST,
    "cp1254": ("çğ\u0131öşüâîû",),
}
_OTHERS = [
    *("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "cp1253", "iso8859_7"),
    *("cp1255", "cp1256", "tis_620", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_PLAIN = "cp1252"


def guessed_encoding(data: bytes) -> str:
    """Return the most likely encoding of bytes that are not UTF-8."""
    sample = b"\n".join(_HIGH_LINE.findall(data[: MAX_PROBED * 10]))[:MAX_PROBED]
    scores = {
        name: max(_share(sample, name, letters) for letters in languages)
        for name, languages in _LATIN.items()
    }
    latin = max(scores, key=lambda name: scores[name])  # the first of equals
    if scores[latin] >= ENOUGH:
        return latin
    found = from_bytes(sample, cp_isolation=_OTHERS, preemptive_behaviour=False).best()
    if found is None:
        return latin if scores[latin] > scores[_PLAIN] else _PLAIN
    return found.encoding


def _share(sample: bytes, encoding: str, letters: str) -> float:
    """Return how many of the characters beyond ASCII the language has."""
    text = _IN_WORD.sub("\ufffd", sample.decode(encoding, "replace"))
    found = Counter(letter for letter in text if letter > "\x7f")
    known = {*letters, *letters.upper(), *_MARKS}
    total = found.total()
    return sum(count for letter, count in found.items() if letter in known) / total if total else 1
