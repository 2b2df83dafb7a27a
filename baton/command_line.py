"""The `baton` command: start it, feed it, ask it, look after it.

Imports of a command lie inside it, so that `baton --help` does not load half of Baton.
"""
# ruff: noqa: PLC0415

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

import typer

from baton.process.early_interrupts import no_error
from core.errors import AppError, Invalid
from core.unicode import is_text

app = typer.Typer(
    help="AI support chat that answers from your documents and hands over to people.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

sources = typer.Typer(help="List where the assistants know things from, or take a source away.")
app.add_typer(sources, name="sources")

Assistant = Annotated[str, typer.Option(help="Name or key of the assistant.")]


@app.command()
def up(take_terminal: Annotated[bool, typer.Option(hidden=True)] = False) -> None:
    """Start everything in one process: Temporal, API, workers, pages."""
    with no_error():
        from baton.configuration import load_settings
        from baton.up import run_up

        run_up(load_settings(), take_terminal=take_terminal)


@app.command()
def api() -> None:
    """Serve the HTTP API and the pages only (scaled layout)."""
    with no_error():
        from baton.configuration import load_scaled_settings

        settings = load_scaled_settings("baton api")
        from baton.scaled import run_api

        run_api(settings)


@app.command()
def worker(
    queue: Annotated[
        Literal["chat", "ai", "both"], typer.Argument(help="What to work on.")
    ] = "both",
) -> None:
    """Run a Temporal worker only (scaled layout)."""
    with no_error():
        from baton.configuration import load_scaled_settings

        settings = load_scaled_settings(f"baton worker {queue}")
        from baton.scaled import run_worker

        run_worker(settings, queue)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from baton.commands.manage import run_migrate
    from baton.configuration import load_settings

    run_migrate(load_settings())


@app.command()
def ingest(
    place: Annotated[str, typer.Argument(help="A folder, a file, a ZIP, or an address.")],
    assistant: Assistant = "demo",
    kind: Annotated[str | None, typer.Option(help="url, sitemap or crawl.")] = None,
    name: Annotated[str | None, typer.Option(help="What the source is called.")] = None,
) -> None:
    """Read documents into an assistant; unchanged ones are skipped."""
    from baton.commands.ingest import run_ingest
    from baton.configuration import load_settings

    raise typer.Exit(run_ingest(load_settings(), place, assistant, kind, name))


@sources.callback(invoke_without_command=True)
def list_sources(context: typer.Context) -> None:
    """List where the assistants know things from."""
    if context.invoked_subcommand is None:
        from baton.commands.list_sources import run_list
        from baton.configuration import load_settings

        run_list(load_settings())


@sources.command("remove")
def remove_source(
    source: Annotated[str, typer.Argument(help="Its id, as `baton sources` lists it.")],
) -> None:
    """Take a source with all of its documents away."""
    from baton.commands.ingest import run_remove
    from baton.configuration import load_settings

    run_remove(load_settings(), source)


@app.command("try")
def try_(question: str, assistant: Assistant = "demo") -> None:
    """Ask an assistant and show how it decides; nothing is stored."""
    from baton.commands.try_question import run_try
    from baton.configuration import load_settings

    run_try(load_settings(), question, assistant)


@app.command()
def doctor() -> None:
    """Check every part and say what is wrong."""
    from baton.commands.doctor import run_doctor
    from baton.configuration import load_settings

    raise typer.Exit(run_doctor(load_settings()))


@app.command("rebuild-index")
def rebuild_index() -> None:
    """Make the search index anew from the database, also beside a running Baton."""
    from baton.commands.rebuild_index import run_rebuild_index
    from baton.configuration import load_settings

    run_rebuild_index(load_settings())


@app.command("sign-in-link")
def sign_in_link(email: str) -> None:
    """Print a link that signs a member of the team in once."""
    from baton.commands.manage import run_sign_in_link
    from baton.configuration import load_settings

    raise typer.Exit(run_sign_in_link(load_settings(), email))


@app.command()
def temporal() -> None:
    """Find the Temporal CLI, or download or build it."""
    from baton.configuration import load_settings
    from baton.process.temporal_cli import find_temporal_cli

    print(f"Temporal CLI: {find_temporal_cli(load_settings(), print)}")


@app.command()
def openapi(path: Path = Path("openapi.json")) -> None:
    """Write the HTTP contract as OpenAPI."""
    from baton.commands.manage import write_openapi

    write_openapi(path)


def main() -> None:
    """Run the command and leave at once.

    The exit skips the interpreter's own end, where native threads of the Temporal SDK abort the
    process now and then, after everything is done (measured with 1.35).
    """
    code = run(sys.argv[1:])
    for output in (sys.stdout, sys.stderr):
        with suppress(OSError):  # who read it may be gone
            output.flush()
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; expected failures become one readable message and exit code 1."""
    try:
        for argument in arguments:
            if not is_text(argument):
                raise Invalid(f"{argument!a} is no UTF-8 text.")
        app(arguments, prog_name="baton")
    except SystemExit as ended:  # typer has printed what it had to say
        return ended.code if isinstance(ended.code, int) else 1
    except AppError as error:
        print(f"baton: {error.detail}", file=sys.stderr)
        return 1
    return 0
