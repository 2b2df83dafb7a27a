"""The bus of the scaled layout."""

from api.streams.drafts import DraftingBus
from store.notify import PostgresBus


class ScaledBus(PostgresBus, DraftingBus):
    """Readers and drafts of this process, fed from all processes (the order of bases matters)."""
