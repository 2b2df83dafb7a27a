"""Files of a folder, with the cache headers they deserve."""

import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse

HASHED = re.compile(r"-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
FOR_EVER = "public, max-age=31536000, immutable"
ALWAYS_ASK = "no-cache"

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
        state = found.stat()
        tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
        headers = {
            "content-security-policy": self.policy,
            "cache-control": FOR_EVER if HASHED.search(found.name) else ALWAYS_ASK,
            "etag": tag,
        }
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return FileResponse(found, headers=headers, media_type=_type(found))


def _type(path: Path) -> str:
    known = _TYPES.get(path.suffix)
    return known or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
