"""Name a version of a document."""

import hashlib


def content_hash(data: bytes, *context: str) -> str:
    """Name a version of a document; `context` is whatever else its chunks depend on."""
    digest = hashlib.sha256(data)
    for part in context:
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()
