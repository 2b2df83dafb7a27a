"""`baton doctor`: look at each part, and say what is wrong and what to do about it."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

import httpx
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from api.services import Site
from baton.process import logs
from baton.process.instance import is_running, require_writable
from baton.process.ports import require_free
from baton.process.temporal_cli import installed_temporal_cli
from baton.schema import is_up_to_date
from core.disk import SPARE_BYTES, free_bytes
from core.errors import AppError
from core.settings import Settings
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from store import assistants, outbox
from store.database import Database
from store.full_text import integrity
from workflows.adapters.sql_reader import SqlReader

PROBE_LIMIT_S = 5.0
REBUILD = "`baton rebuild-index`"
NOT_MIGRATED = "not looked at: the database is not at the newest schema"


class Health(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    health: Health
    text: str


Check = Callable[[Settings], Awaitable[Finding]]
STYLES = {Health.OK: "green", Health.NOTE: "yellow", Health.WRONG: "bold red"}


def run_doctor(settings: Settings) -> int:
    """Print one line per part; 1 when something is wrong, 0 otherwise."""
    logs.configure(settings)
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> int:
    console = Console(highlight=False, soft_wrap=True)
    wrong = 0
    for name, check in CHECKS.items():
        try:
            finding = await check(settings)
        except AppError as error:
            finding = Finding(Health.WRONG, error.detail)
        wrong += finding.health is Health.WRONG
        mark = f"[{STYLES[finding.health]}]{finding.health:<6}[/]"
        console.print(f"{mark} {name:<15}", end="")
        console.print(finding.text, markup=False)
    failed = "1 check failed." if wrong == 1 else f"{wrong} checks failed."
    console.print(failed if wrong else "Everything that Baton needs is there.")
    return 1 if wrong else 0


async def _python(settings: Settings) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(Health.OK, f"{version}, {sys.executable}")


async def _data(settings: Settings) -> Finding:
    require_writable(settings.data_dir)
    free = free_bytes(settings.data_dir)
    if free < SPARE_BYTES:
        left = f"{settings.data_dir}: only {free // 1_000_000} MB of the disk are free"
        return Finding(Health.WRONG, f"{left}: make room, {SPARE_BYTES // 1_000_000} MB at least")
    if not is_running(settings.data_dir):
        return Finding(Health.OK, f"{settings.data_dir} can be written, no `baton up` runs on it")
    if await _is_ours(settings):
        return Finding(Health.OK, f"{settings.data_dir} is used by the Baton that runs now")
    return Finding(Health.WRONG, f"{settings.data_dir} is used by a Baton that does not answer")


async def _folders(settings: Settings) -> Finding:
    if not settings.source_folders:
        return Finding(Health.OK, "admins may add none (BATON_SOURCE_FOLDERS)")
    absent = [str(folder) for folder in settings.source_folders if not folder.is_dir()]
    if absent:
        return Finding(Health.WRONG, f"not there: {', '.join(absent)} (BATON_SOURCE_FOLDERS)")
    return Finding(Health.OK, ", ".join(map(str, settings.source_folders)))


async def _database(settings: Settings) -> Finding:
    kind = "SQLite" if settings.uses_sqlite else "Postgres"
    if not await is_up_to_date(settings):
        return Finding(
            Health.NOTE,
            f"{kind}, not at the newest schema: `baton up` and `baton migrate` update it",
        )
    async with _opened(settings) as db:
        known = await db.read(assistants.listed)
    return Finding(Health.OK, f"{kind}, newest schema, {len(known)} assistants")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    db = Database(settings.sql_url)
    try:
        yield db
    finally:
        await db.close()


async def _temporal(settings: Settings) -> Finding:
    if settings.temporal_address:
        from workflows.connect import connect  # noqa: PLC0415  (0.4 s that one machine saves)

        await connect(settings.temporal_address, settings.temporal_namespace)
        return Finding(Health.OK, f"answers on {settings.temporal_address}")
    cli = installed_temporal_cli(settings)
    if cli is not None:
        return Finding(Health.OK, f"{cli}; `baton up` starts its dev server")
    if shutil.which("go"):
        return Finding(Health.NOTE, "no CLI yet; `baton temporal` downloads it or builds it by Go")
    return Finding(Health.NOTE, "no CLI yet; `baton temporal` tries to download it")


async def _signals(settings: Settings) -> Finding:
    if not await is_up_to_date(settings):
        return Finding(Health.NOTE, NOT_MIGRATED)
    async with _opened(settings) as db:
        found = await db.read(outbox.put_off)
    if found is None:
        return Finding(Health.OK, "none that Temporal refused")
    refused = f"{found.signals} refused, to be sent again within a minute"
    return Finding(
        Health.WRONG, f"{refused}; the newest, of {found.conversation_id}: {found.error}"
    )


async def _ports(settings: Settings) -> Finding:
    ports = {"BATON_PORT": settings.port}
    if settings.temporal_address is None:
        ports["BATON_TEMPORAL_PORT"] = settings.temporal_port
        ports["BATON_TEMPORAL_UI_PORT"] = settings.temporal_ui_port
    taken = []
    for setting, port in ports.items():
        try:
            require_free(settings.host, port, setting)
        except AppError as error:
            taken.append(error.detail)
    listed = ", ".join(map(str, ports.values()))
    if not taken:
        return Finding(Health.OK, f"{listed} are free")
    if await _is_ours(settings):
        return Finding(Health.OK, f"{listed}: Baton is running and answers")
    return Finding(Health.WRONG, " ".join(taken))


async def _is_ours(settings: Settings) -> bool:
    try:
        async with httpx.AsyncClient(timeout=PROBE_LIMIT_S) as client:
            reply = await client.get(f"{settings.own_address}/readyz")
    except httpx.HTTPError:
        return False
    return "parts" in reply.text


async def _pages(settings: Settings) -> Finding:
    site = Site()
    missing = [path.parent.name for path in (site.inbox, site.widget) if not path.is_dir()]
    if missing:
        apps = " and ".join(missing)
        return Finding(Health.WRONG, f"{apps} not built: run `npm --prefix web run build`")
    return Finding(Health.OK, "inbox and widget are built")


async def _embedding(settings: Settings) -> Finding:
    embedder = MiniLmEmbedder(settings.cache_dir)
    try:
        await embedder.embed_query("How do I import my contacts?")
        await embedder.embed_passages(["Contacts are imported from a file."])
    finally:
        embedder.close()
    return Finding(Health.OK, f"{embedder.model}, {embedder.dimensions} dimensions, offline")


async def _full_text(settings: Settings) -> Finding:
    if not await is_up_to_date(settings):
        return Finding(Health.NOTE, NOT_MIGRATED)
    try:
        async with _opened(settings) as db:
            whole = await db.read(integrity.is_complete)
            await db.read(integrity.check)
    except (AppError, DBAPIError):  # a damaged table raises what the driver likes
        whole = False
    if whole:
        return Finding(Health.OK, "has every passage")
    return Finding(Health.WRONG, f"lacks passages or is damaged: run {REBUILD}")


async def _vectors(settings: Settings) -> Finding:
    if await _is_ours(settings):
        return await _served_vectors(settings)
    if is_running(settings.data_dir):
        return Finding(Health.NOTE, "used by a Baton that does not answer: not looked at")
    if not await is_up_to_date(settings):
        return Finding(Health.NOTE, NOT_MIGRATED)
    async with _opened(settings) as db:
        known = await db.read(assistants.listed)
        index = VectorIndex(settings.data_dir / "index", SqlReader(db))
        try:
            missing = [
                one.name
                for one in known
                if one.knowledge_revision
                and not await index.is_complete(one.id, one.knowledge_revision)
            ]
        finally:
            await index.close()
    if not missing:
        return Finding(Health.OK, f"complete for {len(known)} assistants")
    names = ", ".join(missing)
    return Finding(Health.NOTE, f"not complete for {names}: made at the start, or by {REBUILD}")


async def _served_vectors(settings: Settings) -> Finding:
    """What the process says that has the files; it repairs what it finds broken."""
    async with httpx.AsyncClient(timeout=PROBE_LIMIT_S) as client:
        reply = await client.get(f"{settings.own_address}/readyz")
    state = reply.json()["parts"].get("search", "not there")
    if state == "ok":
        return Finding(Health.OK, "the Baton that runs now answers from it")
    return Finding(
        Health.NOTE, f"{state}; Baton makes it anew. If it stays so: {REBUILD}, and the log"
    )


async def _model(settings: Settings) -> Finding:
    if not settings.uses_llm:
        return Finding(
            Health.NOTE, "none set (BATON_LLM_BASE_URL): answers are quoted from the documents"
        )
    # Seconds that a look without a model saves.
    from baton.wiring import chat_model  # noqa: PLC0415
    from graphs.turn.model.chat import ModelMessage, whole  # noqa: PLC0415
    from graphs.turn.model.failures import ModelError  # noqa: PLC0415

    address = (settings.llm_base_url or "https://api.openai.com/v1").rstrip("/")
    model, began = chat_model(settings), perf_counter()
    assert model is not None
    try:
        await whole(model, [ModelMessage("user", "Say yes.")])
    except ModelError as error:
        return Finding(Health.WRONG, f"{address}: {_advice(error.status, error.code)} ({error})")
    finally:
        await model.close()
    return Finding(Health.OK, f"{settings.llm_model} at {address}, {perf_counter() - began:.1f} s")


def _advice(status: int | None, code: str) -> str:
    match status:
        case httpx.codes.UNAUTHORIZED | httpx.codes.FORBIDDEN:
            return "refuses the key: BATON_LLM_API_KEY?"
        case httpx.codes.NOT_FOUND | httpx.codes.METHOD_NOT_ALLOWED:
            return (
                "knows no such model or page: BATON_LLM_MODEL, or a BATON_LLM_BASE_URL without /v1?"
            )
        case None if code in ("llm_unavailable", "llm_timeout"):
            return "does not answer: BATON_LLM_BASE_URL?"
        case _:
            return "answers no question: BATON_LLM_BASE_URL, BATON_LLM_MODEL?"


CHECKS: dict[str, Check] = {
    "Python": _python,
    "Data folder": _data,
    "Source folders": _folders,
    "Database": _database,
    "Temporal": _temporal,
    "Signals": _signals,
    "Ports": _ports,
    "Web apps": _pages,
    "Embedding": _embedding,
    "Full text": _full_text,
    "Vector index": _vectors,
    "Language model": _model,
}
