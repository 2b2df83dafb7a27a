"""The bus of the scaled layout."""

from api.drafts import DraftingBus
from store.database import Database
from store.notify import PostgresBus


class ScaledBus(DraftingBus, PostgresBus):
    """Readers and drafts of this process, fed from all processes."""

    def __init__(self, url: str, db: Database) -> None:
        DraftingBus.__init__(self)
        PostgresBus.__init__(self, url, db)
