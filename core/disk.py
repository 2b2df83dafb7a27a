"""The room on the disk that a data folder lies on."""

import shutil
from pathlib import Path
from typing import Final

SPARE_BYTES: Final = 500_000_000
"""Kept free for messages: nobody uploads any more, and `baton doctor` warns."""


def free_bytes(place: Path) -> int:
    """What is free where `place` is, or will be made."""
    known = next(folder for folder in (place, *place.resolve().parents) if folder.exists())
    return shutil.disk_usage(known).free
