"""Names of files as browsers send them, made fit to be kept and shown."""

from pathlib import Path

from api.errors import printable

MAX_NAME_CHARS = 120
MAX_ENDING_CHARS = 10


def safe_name(name: str) -> str:
    """The last part of what the browser said, printable and not too long."""
    last = printable(name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in last if char.isprintable()).strip(". ")
    ending = Path(shown).suffix[-MAX_ENDING_CHARS:]
    return shown[: MAX_NAME_CHARS - len(ending)].removesuffix(ending) + ending or "file"
