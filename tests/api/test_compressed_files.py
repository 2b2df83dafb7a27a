"""A file that the web build compressed is sent so to a browser that takes it."""

import gzip
import os
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import ORIGIN

TEXT = b"console.log('baton');" * 100
PATH = "/inbox/assets/index-AbCd1234.js"
BROTLI = b"stands for what only a browser unpacks"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / PATH[1:]
    path.parent.mkdir(parents=True)
    path.write_bytes(TEXT)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(TEXT))
    path.with_name(path.name + ".br").write_bytes(BROTLI)
    return path


async def fetched(
    client: httpx.AsyncClient, accepted: str, path: str = PATH
) -> tuple[httpx.Response, bytes]:
    """The reply, and its body as it was on the wire."""
    headers = {"Accept-Encoding": accepted}
    async with client.stream("GET", path, headers=headers) as reply:
        return reply, b"".join([part async for part in reply.aiter_raw()])


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.8", "gzip"),
        ("br; q=0.0, gzip;q=0", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_the_smallest_form_that_the_browser_takes_is_sent(
    client: httpx.AsyncClient, script: Path, accepted: str, encoding: str | None
) -> None:
    reply, body = await fetched(client, accepted)
    wire = {"br": BROTLI, "gzip": gzip.compress(TEXT), None: TEXT}[encoding]
    assert reply.headers.get("content-encoding") == encoding
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["content-type"].startswith("text/javascript")
    assert "immutable" in reply.headers["cache-control"]
    assert len(body) == len(wire) == int(reply.headers["content-length"])


async def test_a_browser_that_has_a_form_is_not_sent_it_again(
    client: httpx.AsyncClient, script: Path
) -> None:
    tags = {}
    for taken in ("br", "gzip", ""):
        tags[taken] = (await fetched(client, taken))[0].headers["etag"]
        again = await client.get(
            PATH, headers={"If-None-Match": tags[taken], "Accept-Encoding": taken}
        )
        assert again.status_code == 304
    assert len(set(tags.values())) == 3


async def test_a_compressed_form_that_is_older_than_its_file_is_not_sent(
    client: httpx.AsyncClient, script: Path
) -> None:
    for end in (".br", ".gz"):
        stale = script.with_name(script.name + end)
        stale.write_bytes(gzip.compress(b"old"))
        os.utime(stale, (1, 1))
    reply, body = await fetched(client, "br, gzip")
    assert reply.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == TEXT
    assert (await fetched(client, "br"))[1] == TEXT


async def test_an_event_stream_is_never_compressed(live: httpx.AsyncClient) -> None:
    session = await live.post("/api/v1/chat/sessions", json={"assistant_key": "guide"})
    headers = {
        "Authorization": f"Bearer {session.json()['token']}",
        "Accept-Encoding": "br, gzip",
        "Origin": ORIGIN,
    }
    started = await live.post(
        "/api/v1/chat/conversations", json={"client_id": "c1", "text": "Hello?"}, headers=headers
    )
    conversation = started.json()["conversation"]["id"]
    path = f"/api/v1/chat/conversations/{conversation}/events"
    async with live.stream("GET", path, headers=headers) as stream:
        assert "content-encoding" not in stream.headers
        async for line in stream.aiter_lines():
            if line.startswith("data:"):
                break
