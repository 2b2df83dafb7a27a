"""Replies of text that nobody compressed before are sent compressed; short ones as they are."""

import gzip
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from api.compression import MIN_BYTES, THREAD_BYTES, Compression
from tests.api.conftest import RepClient

ALL = "gzip, deflate, br, zstd"
PAGE = "<h1>Lumen</h1><p>Letters that are read.</p>" * 100


@pytest.fixture
def bare() -> httpx.AsyncClient:
    """One route for each way in which a reply can come."""
    app = FastAPI()
    app.add_middleware(Compression)

    @app.get("/text/{length}")
    async def text(length: int) -> Response:
        return PlainTextResponse("a" * length, headers={"etag": '"tag"', "vary": "Cookie"})

    @app.get("/picture")
    async def picture() -> Response:
        return Response(b"a" * 5_000, media_type="image/png")

    @app.get("/encoded")
    async def encoded() -> Response:
        return PlainTextResponse(b"a" * 5_000, headers={"content-encoding": "br"})

    @app.get("/stream")
    async def stream() -> Response:
        return StreamingResponse(iter([b"a" * 5_000] * 2), media_type="text/event-stream")

    @app.get("/part")
    async def part() -> Response:
        return PlainTextResponse(b"a" * 5_000, 206, {"content-range": "bytes 0-4999/9000"})

    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def raw(
    client: httpx.AsyncClient, path: str, accepted: str = ALL, **headers: str
) -> tuple[httpx.Response, bytes]:
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted, **headers}) as got:
        return got, b"".join([part async for part in got.aiter_raw()])


@pytest.mark.parametrize("path", ["/", "/demo/index.html", "/demo/site.css"])
async def test_the_files_of_the_demo_page_are_compressed(
    client: httpx.AsyncClient, tmp_path: Path, path: str
) -> None:
    (tmp_path / "demo").mkdir()
    for name in ("index.html", "site.css"):
        (tmp_path / "demo" / name).write_text(PAGE)
    reply, body = await raw(client, path)
    assert (reply.headers["content-encoding"], reply.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert len(body) == int(reply.headers["content-length"]) < len(PAGE) / 5
    assert gzip.decompress(body).decode() == PAGE
    whole, body = await raw(client, path, "identity")
    assert body.decode() == PAGE
    assert whole.headers["vary"] == "Accept-Encoding"
    assert reply.headers["etag"] == "W/" + whole.headers["etag"]
    for tag in (reply.headers["etag"], whole.headers["etag"]):
        again, _ = await raw(client, path, **{"If-None-Match": tag})
        assert (again.status_code, again.headers["vary"]) == (304, "Accept-Encoding")


async def test_a_part_of_a_file_is_not_mixed_with_its_compressed_form(
    client: httpx.AsyncClient, tmp_path: Path
) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "index.html").write_text(PAGE)
    tag = (await raw(client, "/"))[0].headers["etag"]
    part, body = await raw(client, "/", Range="bytes=0-1999")
    assert (part.status_code, len(body)) == (206, 2000)
    assert "content-encoding" not in part.headers
    resumed, _ = await raw(client, "/", Range="bytes=100-", **{"If-Range": tag})
    assert resumed.status_code == 200


async def test_long_json_is_compressed_and_short_json_is_not(
    client: httpx.AsyncClient, olga: RepClient
) -> None:
    long, body = await raw(client, "/openapi.json")
    assert long.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b'{"openapi"')
    short, body = await raw(client, "/api/v1/auth/me", **olga.cookies)
    assert short.status_code == 200
    assert {"content-encoding", "vary"}.isdisjoint(short.headers)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        (ALL, "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("gzip;q=0, br", None),
        ("br", None),
        ("", None),
    ],
)
async def test_only_a_client_that_takes_it_gets_it(
    bare: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    reply, _ = await raw(bare, "/text/5000", accepted)
    assert reply.headers.get("content-encoding") == encoding
    assert reply.headers["vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize(
    ("length", "compressed"), [(0, False), (MIN_BYTES - 1, False), (MIN_BYTES, True)]
)
async def test_text_is_compressed_from_a_kilobyte_on(
    bare: httpx.AsyncClient, length: int, compressed: bool
) -> None:
    reply, body = await raw(bare, f"/text/{length}")
    assert ("content-encoding" in reply.headers) is compressed
    assert int(reply.headers["content-length"]) == len(body)
    assert reply.headers["etag"] == ('W/"tag"' if compressed else '"tag"')


async def test_very_long_text_is_whole_as_well(bare: httpx.AsyncClient) -> None:
    _, body = await raw(bare, f"/text/{THREAD_BYTES * 2}")
    assert gzip.decompress(body) == b"a" * THREAD_BYTES * 2


@pytest.mark.parametrize("path", ["/picture", "/encoded", "/stream", "/part"])
async def test_pictures_streams_parts_and_what_is_compressed_already_stay_as_they_are(
    bare: httpx.AsyncClient, path: str
) -> None:
    reply, body = await raw(bare, path)
    assert set(body) == {ord("a")}
    assert reply.headers.get("content-encoding") == ("br" if path == "/encoded" else None)
    assert "vary" not in reply.headers
