"""Puts the parts of one process together; nothing else knows all rooms."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from temporalio.client import Client

from api.schemas.admin import ActionOut
from api.services import Services
from api.streams.drafts import DraftingBus
from baton.bus import open_bus
from baton.cached_embedder import CachedEmbedder
from baton.index_refresh import kept_warm
from baton.ingestion import ingest_activities, open_ingestions
from baton.probes import disk_probe, search_probe, temporal_probe
from baton.process.instance import own_index
from baton.trial.draft_search import RememberedPassages
from baton.trial.preview import Preview
from baton.trial.single_turn import Trial
from core.clock import Clock, SystemClock
from core.settings import Settings
from graphs.turn.forms.actions import ACTIONS
from graphs.turn.graph import TurnGraph, build_turn_graph
from graphs.turn.model.chat import ChatModel
from graphs.turn.model.metering import Prices
from graphs.turn.run import build_deps, calls_person, run_turn
from graphs.turn.state import Deps
from knowledge.embed import AbsentModel, MiniLmEmbedder, open_embedder
from knowledge.index.vectors import VectorIndex
from knowledge.search import HybridSearch
from store.database import Database
from store.ledger import Ledger
from workflows.activities.timers import TimerActivities
from workflows.activities.turn import TurnActivities
from workflows.adapters.answering import SqlMemory, SqlPurse
from workflows.adapters.sql_reader import SqlReader
from workflows.dispatcher import OutboxDispatcher
from workflows.gaps.keeper import GapKeeper
from workflows.ingestion.starter import Ingestions
from workflows.sweeper import Sweeper
from workflows.worker import Activities, Layout, build_turn_worker, build_workers, queues_of


@dataclass
class TurnEngine:
    """What can answer: the turn graph with its documents and its model."""

    embedder: MiniLmEmbedder | AbsentModel
    index: VectorIndex
    reader: SqlReader
    graph: TurnGraph
    deps: Deps


@asynccontextmanager
async def open_engine(
    settings: Settings, db: Database, clock: Clock, index_folder: Path
) -> AsyncIterator[TurnEngine]:
    """Load the embedding, connect the index (this process's own), build the graph.

    Without the embedding's files everything goes by words, and a line says so.
    """
    embedder = open_embedder(settings.cache_dir)
    if isinstance(embedder, AbsentModel):
        print(f"Search: by words only. {embedder.reason}", file=sys.stderr, flush=True)
    reader = SqlReader(db)
    index = VectorIndex(index_folder, reader)
    llm = chat_model(settings)
    search = HybridSearch(embedder, index, reader, reader)
    kept = CachedEmbedder(embedder, settings.cache_dir)
    limit_s = settings.llm_total_timeout_s
    deps = await build_deps(search, kept, llm, total_timeout_s=limit_s)
    deps = replace(
        deps,
        embedder=embedder,
        prices=Prices(settings.llm_price_input, settings.llm_price_output),
        purse=SqlPurse(db, clock),
        memory=SqlMemory(db),
        own_hosts=frozenset({urlsplit(settings.url).netloc.lower()}),
    )
    try:
        yield TurnEngine(embedder, index, reader, build_turn_graph(), deps)
    finally:
        if llm is not None:
            await llm.close()
        await index.close()
        embedder.close()


@asynccontextmanager
async def open_ledger(
    db: Database, bus: DraftingBus, clock: Clock, client: Client, layout: Layout
) -> AsyncIterator[Ledger]:
    """The way changes go, with the dispatcher and the sweeper that carry their signals."""
    dispatcher = OutboxDispatcher(client, db, clock, queues_of(layout))
    sweeper = Sweeper(client, db, clock, dispatcher)
    sweeper.start()
    try:
        yield Ledger(db, bus, dispatcher.submit, clock)
    finally:
        await sweeper.close()
        await dispatcher.close()


def activities(db: Database, ledger: Ledger, bus: DraftingBus, engine: TurnEngine) -> Activities:
    """The activities on the parts of this process."""
    decide = partial(run_turn, engine.graph, engine.deps)
    turns = TurnActivities(db, ledger, bus, decide, partial(calls_person, engine.deps))
    return Activities(turns, TimerActivities(ledger))


@asynccontextmanager
async def keeping_up(
    db: Database, bus: DraftingBus, engine: TurnEngine, clock: Clock
) -> AsyncIterator[None]:
    """What a process that answers does beside it: follow new revisions, group what it could not
    answer."""
    keeper = GapKeeper(db, bus, engine.embedder, clock)
    async with kept_warm(db, bus, engine.index, engine.reader.keeper):
        keeper.start()
        try:
            yield
        finally:
            await keeper.close()


@asynccontextmanager
async def run_workers(
    client: Client, parts: Activities, layouts: tuple[Layout, ...]
) -> AsyncIterator[None]:
    """Work until the context ends; running turns get their grace then."""
    async with AsyncExitStack() as stack:
        for layout in layouts:
            for worker in build_workers(client, parts, layout):
                await stack.enter_async_context(worker)
        if Layout.EMBEDDED in layouts:  # conversations of the scaled layout ask for turns there
            await stack.enter_async_context(build_turn_worker(client, parts))
        yield


@dataclass
class Application:
    """The parts of one process, for whoever serves them."""

    settings: Settings
    db: Database
    bus: DraftingBus
    clock: Clock
    engine: TurnEngine
    client: Client
    ledger: Ledger
    ingestions: Ingestions

    def _preview(self) -> Preview:
        engine, reader = self.engine, self.engine.reader
        embedder = RememberedPassages(engine.embedder)
        search = HybridSearch(embedder, engine.index, reader, reader)
        return Preview(self.db, engine.graph, engine.deps, search, embedder, self.clock)

    def services(self) -> Services:
        """What the HTTP face needs."""
        engine = self.engine
        return Services(
            settings=self.settings,
            db=self.db,
            ledger=self.ledger,
            bus=self.bus,
            clock=self.clock,
            drafts=self.bus,
            try_turn=Trial(self.db, self.engine.graph, self.engine.deps),
            preview=self._preview(),
            actions=[
                ActionOut(
                    name=action.name,
                    title=action.goal,
                    description=action.opening,
                    slots=[slot.name for slot in action.slots],
                )
                for action in ACTIONS.values()
            ],
            probes={
                "temporal": temporal_probe(self.client),
                "search": search_probe(engine.index, engine.reader, engine.embedder),
                "disk": disk_probe(self.settings.data_dir),
            },
            wake_source=self.ingestions.wake,
        )


@asynccontextmanager
async def open_application(
    settings: Settings,
    client: Client,
    layouts: tuple[Layout, ...],
    *,
    shared: bool,
) -> AsyncIterator[Application]:
    """Open all parts in order, run the workers of `layouts`, close them in reverse.

    `shared`: other processes work on the same database, so the bus must reach them.
    """
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        db = Database(settings.sql_url)
        stack.push_async_callback(db.close)
        bus = await open_bus(settings, db, stack, shared=shared)
        index = stack.enter_context(own_index(settings, shared=shared))
        engine = await stack.enter_async_context(open_engine(settings, db, clock, index))
        routing = Layout.CHAT if shared else Layout.EMBEDDED
        ledger = await stack.enter_async_context(open_ledger(db, bus, clock, client, routing))
        ingestions = await stack.enter_async_context(open_ingestions(client, db))
        ingest = ingest_activities(settings, db, bus, clock, ingestions)
        parts = replace(activities(db, ledger, bus, engine), ingest=ingest)
        await stack.enter_async_context(run_workers(client, parts, layouts))
        if {Layout.AI, Layout.EMBEDDED} & set(layouts):
            await stack.enter_async_context(keeping_up(db, bus, engine, clock))
        yield Application(settings, db, bus, clock, engine, client, ledger, ingestions)


def chat_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name; its library loads only then (2 s)."""
    if not settings.uses_llm:
        return None
    from graphs.turn.model.failures import Patience  # noqa: PLC0415
    from graphs.turn.model.openai_model import OpenAiChatModel  # noqa: PLC0415

    return OpenAiChatModel(
        model=settings.llm_model,
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key,
        patience=Patience.from_settings(settings),
    )
