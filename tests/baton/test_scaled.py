"""The scaled layout in real processes: two APIs, a worker of each kind, Postgres, one Temporal."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from baton.schema import bring_up_to_date, require_migrated
from core.errors import Misconfigured
from core.settings import Settings
from harness.ports import free_ports
from tests.clients import RepClient, VisitorClient
from tests.postgres import running_postgres, running_server
from tests.processes import START_LIMIT_S, once, running

pytestmark = pytest.mark.e2e


@pytest.fixture
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


async def test_visitor_and_rep_meet_over_different_processes(
    tmp_path: Path, postgres: str, temporal_server: str
) -> None:
    settings = {"BATON_DATABASE_URL": postgres, "BATON_TEMPORAL_ADDRESS": temporal_server}
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "parking.md").write_text(
        "# Parking\n\nBicycles are parked in hall seven, next to the canteen.\n"
    )
    link = await once(tmp_path, "sign-in-link", "owner@example.com", **settings)
    ports = free_ports(2)
    async with AsyncExitStack() as stack:
        for part in (["worker", "chat"], ["worker", "ai"]):
            await stack.enter_async_context(running(tmp_path, *part, **settings))
        await once(tmp_path, "ingest", "pages", **settings)
        for port in ports:
            settings["BATON_PORT"] = str(port)
            await stack.enter_async_context(running(tmp_path, "api", **settings))
        near, far = (f"http://127.0.0.1:{port}" for port in ports)
        visitor = await VisitorClient(near).open()
        rep = await RepClient(far).sign_in(urlsplit(link.strip()).path)
        stack.push_async_callback(visitor.close)
        stack.push_async_callback(rep.close)

        await visitor.start("Where are bicycles parked?")
        async with visitor.stream() as seen:
            answer = await seen.message("assistant")
            assert "hall seven" in answer.data["text"]
            reply = await rep.reply(visitor.conversation_id, "I can show you the way.")
            assert reply.status_code == 201
            heard = await seen.message("rep")
            assert heard.data["text"] == "I can show you the way."


async def test_what_is_asked_while_postgres_restarts_is_answered_once_and_streams_miss_nothing(
    tmp_path: Path, temporal_server: str
) -> None:
    """F7. Greetings need no documents."""
    texts = ["Hello!", "Thank you!", "Good morning!"]
    async with AsyncExitStack() as stack:
        server = stack.enter_context(running_server())
        port = free_ports(1)[0]
        settings = {"BATON_DATABASE_URL": server.url, "BATON_TEMPORAL_ADDRESS": temporal_server}
        settings["BATON_PORT"] = str(port)
        await once(tmp_path, "sign-in-link", "owner@example.com", **settings)
        for part in (["worker"], ["api"]):
            await stack.enter_async_context(running(tmp_path, *part, **settings))
        visitor = await VisitorClient(f"http://127.0.0.1:{port}").open()
        stack.push_async_callback(visitor.close)
        await visitor.start("Hi!")
        async with visitor.stream() as seen:
            await seen.message("assistant")
            for number, text in enumerate(texts):
                back = asyncio.create_task(asyncio.to_thread(server.restart))
                seq = await stored(visitor, text, client_id=str(number))
                await back
                await seen.message("assistant", after=seq)
            assert seen.connections > 1
            said = [(m["author"]["kind"], m["seq"]) for m in seen.messages]
            assert [kind for kind, _ in said] == ["visitor", "assistant"] * 4, seen.said()
            seqs = [event.seq for event in seen.events if event.seq is not None]
            assert seqs == list(range(1, len(seqs) + 1)), seen.said()


async def stored(visitor: VisitorClient, text: str, client_id: str) -> int:
    """Send it until it is taken, as the widget does, and return its `seq`."""
    body = {"client_id": client_id, "text": text}
    async with asyncio.timeout(START_LIMIT_S):
        while True:
            reply = await visitor.post(f"conversations/{visitor.conversation_id}/messages", body)
            if reply.status_code == 202:
                seq: int = reply.json()["message"]["seq"]
                return seq
            assert reply.status_code == 503, reply.text
            await asyncio.sleep(int(reply.headers["retry-after"]) / 10)


async def test_its_processes_refuse_a_database_that_was_not_migrated(postgres: str) -> None:
    settings = Settings(database_url=postgres)
    with pytest.raises(Misconfigured, match="run `baton migrate`"):
        await require_migrated(settings)
    await bring_up_to_date(settings)
    await require_migrated(settings)


async def test_a_database_that_does_not_exist_is_told_with_what_to_do(postgres: str) -> None:
    settings = Settings(database_url=f"{postgres}_of_nobody")
    for look in (require_migrated, bring_up_to_date):
        with pytest.raises(Misconfigured, match=r"does not exist.* correct BATON_DATABASE_URL"):
            await look(settings)
