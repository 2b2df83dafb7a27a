"""Files of a folder, with the cache headers they deserve, and compressed where a build did so."""

import mimetypes
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse

HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
_REFUSED = re.compile(r"q\s*=\s*0(?:\.0*)?")
FOR_EVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"

_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the smaller first
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class Folder:
    """A folder whose files anybody may read; nothing outside it can be named."""

    root: Path
    policy: str

    def find(self, path: str) -> Path | None:
        """The file at this address, or None."""
        if "\x00" in path:
            return None
        root = self.root.resolve()
        wanted = (root / path).resolve()
        return wanted if wanted.is_relative_to(root) and wanted.is_file() else None

    def serve(self, request: Request, path: str) -> Response | None:
        """Send the file, or 304 when the browser has it; None when there is no such file."""
        found = self.find(path)
        if found is None:
            return None
        encoded = _encoded(found)
        encoding = _best(request.headers.get("accept-encoding", ""), encoded)
        sent = encoded.get(encoding, found)
        state = sent.stat()
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        headers = {
            "content-security-policy": self.policy,
            "cache-control": FOR_EVER if HASHED.search(found.name) else ALWAYS_ASK,
            "etag": tag,
        }
        if encoded:
            headers["vary"] = "Accept-Encoding"
        if encoding:
            headers["content-encoding"] = encoding
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return FileResponse(sent, headers=headers, media_type=_type(found))


def _encoded(path: Path) -> dict[str, Path]:
    """The compressed forms beside a file, by encoding; none that is older than the file."""
    made = path.stat().st_mtime_ns
    beside = {name: path.with_name(path.name + end) for name, end in _ENCODINGS.items()}
    return {
        name: one
        for name, one in beside.items()
        if one.is_file() and one.stat().st_mtime_ns >= made
    }


def _best(accepted: str, there: Collection[str]) -> str:
    """The first encoding that is there and that the browser takes; empty for none (RFC 9110)."""
    taken = set()
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        if not _REFUSED.fullmatch(weight.strip()):
            taken.add(name.strip())
    return next((name for name in there if name in taken), "")


def _type(path: Path) -> str:
    known = _TYPES.get(path.suffix)
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
