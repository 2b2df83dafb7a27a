"""Files that were uploaded and never sent: deleted after a day."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.orm import Session

from core.clock import Clock
from core.errors import AppError
from store import uploads
from store.database import Database

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=1)
LOOK_AGAIN_S: Final = 600.0


class UnattachedUploads:
    """Looks at each upload once a start when its day is over; several processes may."""

    def __init__(self, db: Database, data_dir: Path, clock: Clock) -> None:
        self._db, self._data_dir, self._clock = db, data_dir, clock
        self._after = ""

    async def keep_clearing(self) -> None:
        """Clear now and then until cancelled."""
        while True:
            try:
                await self.clear()
            except (AppError, OSError) as error:
                log.warning("uploads_not_cleared", cause=str(error))
            except Exception:  # the files would stay for ever
                log.exception("uploads_not_cleared")
            await asyncio.sleep(LOOK_AGAIN_S)

    async def clear(self) -> None:
        """Delete what no message came with for a day."""
        while not await self._db.write(self._clear_some):
            pass

    def _clear_some(self, s: Session) -> bool:
        """The files go before the rows do, so that what dies between them is tried again."""
        before = self._clock.now() - KEPT
        found, after = uploads.unattached(s, before, self._after)
        for upload in found:
            (self._data_dir / upload.path).unlink(missing_ok=True)
        uploads.forget(s, [upload.view.id for upload in found])
        self._after = after or self._after
        return after is None
