"""`baton try`: ask an assistant and show how it decides."""

import asyncio

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from api.schemas.admin import TryMessage, TryOut
from baton.commands.database import assistant_of, database
from baton.process import logs
from baton.process.instance import own_index
from baton.trial.single_turn import Trial
from baton.wiring import open_engine
from core.clock import SystemClock
from core.errors import Invalid
from core.settings import Settings
from core.vocabulary import AuthorKind


def run_try(settings: Settings, question: str, assistant: str) -> None:
    """Run one turn on a thread that is stored nowhere and show how it decided."""
    logs.configure(settings)
    try:
        message = TryMessage(author=AuthorKind.VISITOR, text=question)
    except ValidationError as error:
        reason = "; ".join(problem["msg"] for problem in error.errors())
        raise Invalid(f"This cannot be asked: {reason}.") from error
    asyncio.run(_try(settings, message, assistant))


async def _try(settings: Settings, message: TryMessage, name: str) -> None:
    clock = SystemClock()
    async with database(settings) as db:
        assistant = await assistant_of(db, name)
        with own_index(settings, shared=True) as index:  # a running Baton has the other one
            async with open_engine(settings, db, clock, index) as engine:
                trial = Trial(db, engine.graph, engine.deps)
                _show(await trial(assistant.id, [message], top=5))


def _show(result: TryOut) -> None:
    """Show the answer with its sources, then why."""
    console = Console(highlight=False)
    reason = f" ({result.reason})" if result.reason else ""
    console.print(f"[bold]{result.decision}{reason}[/]  answerable {result.answerable:.2f}")
    console.print(result.answer, markup=False)
    for citation in result.citations:
        section = f", {citation.section}" if citation.section else ""
        console.print(f"  [{citation.n}] {citation.title}{section}  {citation.url}", markup=False)
    if result.tags:
        console.print(f"tags: {', '.join(result.tags)}", markup=False)
    table = Table("score", "title", "section", "document", title="Passages", title_justify="left")
    for chunk in result.chunks:
        table.add_row(f"{chunk.score:.3f}", chunk.title, chunk.section, _tail(chunk.document))
    console.print(table)
    console.print("signals:")
    for name, value in result.signals.items():
        console.print(f"  {name}: {value}", markup=False)


def _tail(place: str) -> str:
    """The end of a path or address, which tells documents apart."""
    return "/".join(place.rsplit("/", 2)[-2:])
