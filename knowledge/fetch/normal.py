"""One way to write each web address, so that a page is visited once."""

import posixpath
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from knowledge.fetch.address import MAX_ADDRESS_CHARS, PORTS

MAX_PARAMETERS = 3
MAX_SAME_SEGMENT = 3
_SEGMENT_SAFE = ":@!$&'()*+,;=~-._"
_TRACKING = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|_ga|phpsessid|jsessionid|session_?id",
    re.IGNORECASE,
)
_NO_PAGES = frozenset(
    ".png .jpg .jpeg .gif .svg .webp .avif .ico .bmp .css .js .mjs .map .json .xml .rss .atom "
    ".woff .woff2 .ttf .eot .mp3 .mp4 .webm .mov .avi .wav .zip .gz .tgz .tar .rar .7z .exe .dmg "
    ".pkg .deb .rpm .iso .apk .doc .xls .xlsx .ppt .pptx .ics".split()
)


def normalised(url: str) -> str | None:
    """Return the address without fragment and tracking, or None when it is none for pages."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in PORTS or not host or parts.username is not None:
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in {None, PORTS[scheme]} else f"{host}:{port}"
    path = _path(parts.path)
    address = urlunsplit((scheme, netloc, path, _query(parts.query), ""))
    return address if len(address) <= MAX_ADDRESS_CHARS else None


def site_of(url: str) -> str:
    """Name the site of an address: host and port; `www.` and the scheme make no other site."""
    parts = urlsplit(url)
    port = "" if parts.port in {None, 80, 443} else f":{parts.port}"
    return (parts.hostname or "").removeprefix("www.") + port


def may_be_page(url: str) -> bool:
    """Whether a link is worth a visit: no picture or download, no address that grows for ever."""
    parts = urlsplit(url)
    if posixpath.splitext(parts.path)[1].lower() in _NO_PAGES:
        return False
    segments = [segment for segment in parts.path.split("/") if segment]
    if any(segments.count(segment) >= MAX_SAME_SEGMENT for segment in segments):
        return False
    return len(parse_qsl(parts.query, keep_blank_values=True)) <= MAX_PARAMETERS


def _path(path: str) -> str:
    """Resolve dots, join slashes, and escape each segment in the one shortest way."""
    clean = "/" + "/".join(_segment(segment) for segment in path.split("/")).lstrip("/")
    folder = "/" if clean.endswith(("/", "/.", "/..")) else ""
    joined = posixpath.normpath(clean)
    return joined if joined == "/" else joined + folder


def _segment(text: str) -> str:
    plain = unquote(text, errors="surrogateescape")
    return quote(plain, safe=_SEGMENT_SAFE, errors="surrogateescape")


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0])))
