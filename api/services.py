"""Everything the HTTP face needs, handed in by whoever wires the process."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from api.limits import Limits
from api.schemas.admin import ActionOut, TryMessage, TryOut
from api.schemas.learning import PreviewIn, PreviewOut
from api.streams.drafts import Drafts
from core.bus import Bus
from core.clock import Clock
from core.settings import Settings
from store.database import Database
from store.ledger import Ledger

ROOT = Path(__file__).resolve().parents[1]

PartState = Literal["ok", "degraded", "down", "off"]
Probe = Callable[[], Awaitable[PartState]]
"""Tells how one part is; an exception or two seconds of silence mean `down`."""

WakeSource = Callable[[str], None]
"""Lets the ingestion of a source look at what SQL asks of it; never waits, never fails."""


class TryTurn(Protocol):
    async def __call__(self, assistant_id: str, messages: Sequence[TryMessage], top: int) -> TryOut:
        """Run the turn graph on a thread that is stored nowhere; `top` bounds the chunks."""
        ...


class PreviewEntry(Protocol):
    async def __call__(self, entry: PreviewIn) -> PreviewOut:
        """Run past questions without and with an entry that is not published."""
        ...


@dataclass(frozen=True)
class Site:
    """Folders of what browsers load; a web app that was not built gets a page that says so."""

    demo: Path = ROOT / "demo" / "site"
    inbox: Path = ROOT / "web" / "inbox" / "dist"
    widget: Path = ROOT / "web" / "widget" / "dist"


@dataclass
class Services:
    """`bus` must be the one that ledger and workers publish on; `drafts` watches the same bus."""

    settings: Settings
    db: Database
    ledger: Ledger
    bus: Bus
    clock: Clock
    drafts: Drafts
    try_turn: TryTurn | None = None
    preview: PreviewEntry | None = None
    actions: Sequence[ActionOut] = ()
    probes: Mapping[str, Probe] = field(default_factory=dict)
    wake_source: WakeSource = lambda source_id: None
    limits: Limits = field(default_factory=Limits)
    site: Site = field(default_factory=Site)
