"""Files of a folder, with the cache headers they deserve, and compressed where a build did so."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse

from api.compression import best_encoding, is_known

HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
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
        encoding = best_encoding(request.headers.get("accept-encoding", ""), encoded)
        sent = encoded.get(encoding, found)
        state = sent.stat()
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        headers = {
            "content-security-policy": self.policy,
            "cache-control": FOR_EVER if HASHED.search(found.name) else ALWAYS_ASK,
            "etag": tag,
            "vary": "Accept-Encoding",
        }
        if encoding:
            headers["content-encoding"] = encoding
        if is_known(request.headers.get("if-none-match"), tag):
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


def _type(path: Path) -> str:
    known = _TYPES.get(path.suffix)
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
