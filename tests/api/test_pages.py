"""What browsers open: files, cache headers, policies, documents, and readable notices."""

from pathlib import Path

import httpx
import pytest

from api.metrics import create_metrics_app
from core.ids import new_id
from store import library, sources
from tests.api.conftest import RepClient, VisitorClient, World


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name, text in {
        "demo/index.html": "<h1>Demo</h1>",
        "demo/site.css": "body{}",
        "inbox/index.html": "<h1>Inbox</h1>",
        "inbox/assets/index-AbCd1234.js": "1",
        "inbox/icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "widget/widget.js": "1",
        "widget/frame.html": "<h1>Frame</h1>",
        "widget/assets/frame-AbCd1234.css": "body{}",
        "secret.txt": "secret",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("/", "text/html", "no-cache"),
        ("/demo/site.css", "text/css", "no-cache"),
        ("/inbox", "text/html", "no-cache"),
        ("/inbox/", "text/html", "no-cache"),
        ("/inbox/conversations/cnv_1", "text/html", "no-cache"),
        ("/inbox/assets/index-AbCd1234.js", "text/javascript", "immutable"),
        ("/inbox/icon.svg", "image/svg+xml", "no-cache"),
        ("/widget.js", "text/javascript", "no-cache"),
        ("/widget/frame", "text/html", "no-cache"),
        ("/widget/assets/frame-AbCd1234.css", "text/css", "immutable"),
        ("/static/page.css", "text/css", "no-cache"),
    ],
)
async def test_pages_are_served_with_policy_and_cache_headers(
    client: httpx.AsyncClient, built: Path, path: str, kind: str, cache: str
) -> None:
    reply = await client.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(kind)
    assert cache in reply.headers["cache-control"]
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    again = await client.get(path, headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.head(path)).status_code == 200


async def test_any_page_may_include_the_loader_as_a_module_too(
    client: httpx.AsyncClient, built: Path
) -> None:
    headers = (await client.get("/widget.js", headers={"Origin": "https://shop.example"})).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


async def test_only_the_widget_may_be_framed(client: httpx.AsyncClient, built: Path) -> None:
    policies = {
        path: (await client.get(path)).headers["content-security-policy"]
        for path in ("/", "/inbox", "/widget/frame")
    }
    assert "frame-ancestors *" in policies["/widget/frame"]
    assert "frame-ancestors 'none'" in policies["/"]
    assert "frame-ancestors 'none'" in policies["/inbox"]


@pytest.mark.parametrize("path", ["/", "/inbox", "/widget/frame", "/docs", "/docs/x", "/healthz"])
async def test_a_page_loads_and_reaches_only_what_is_ours(
    client: httpx.AsyncClient, built: Path, path: str
) -> None:
    policy = (await client.get(path)).headers["content-security-policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("base-uri", "'none'") == "'none'"
    assert rules.pop("frame-ancestors") in ("'none'", "*")
    allowed = {"style-src": {"'unsafe-inline'"}, "img-src": {"data:", "blob:"}}
    for rule, places in rules.items():
        assert set(places.split()) <= {"'self'"} | allowed.get(rule, set()), (rule, places)


@pytest.mark.parametrize(
    "path",
    [
        "/demo/../secret.txt",
        "/demo/%2e%2e/secret.txt",
        "/demo/..%2fsecret.txt",
        "/inbox/..%2f..%2fsecret.txt",
        "/widget/%2e%2e%2fsecret.txt",
        "/demo//etc/passwd",
        "/demo/%00",
        "/inbox/missing.js",
        "/widget/missing.js",
    ],
)
async def test_nothing_outside_a_folder_can_be_named(
    client: httpx.AsyncClient, built: Path, path: str
) -> None:
    reply = await client.get(path)
    assert reply.status_code == 404
    assert "secret" not in reply.text.replace(path, "").replace("secret.txt", "")


@pytest.mark.parametrize("path", ["/inbox", "/widget.js", "/widget/frame"])
async def test_an_app_that_was_not_built_says_how(client: httpx.AsyncClient, path: str) -> None:
    reply = await client.get(path)
    assert reply.status_code == 503
    assert "npm --prefix web" in reply.text
    assert "retry-after" in reply.headers


async def test_documents_are_served_with_their_passages(
    client: httpx.AsyncClient, world: World
) -> None:
    missing = await client.get("/docs/nothing")
    assert (missing.status_code, missing.headers["content-type"][:9]) == (404, "text/html")
    await publish(world, "importing/csv file.md", "/docs/importing/csv%20file", "Import <contacts>")
    page = await client.get("/docs/importing/csv%20file")
    assert page.status_code == 200
    assert '<p id="p-1">Open Contacts.</p>' in page.text
    assert "<title>Import &lt;contacts&gt;</title>" in page.text
    assert 'href="/docs/importing/csv%20file" aria-current=page' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    overview = await client.get("/docs/")
    assert "Import &lt;contacts&gt;" in overview.text
    moved = await client.get("/docs/nothing")
    assert moved.status_code == 404
    assert '<a href="/docs">All pages</a>' in moved.text


async def publish(world: World, path: str, url: str, title: str) -> None:
    document = {
        "document_id": new_id("doc"),
        "path": path,
        "url": url,
        "title": title,
        "description": "",
        "content_hash": "h",
        "html": '<h1>Import</h1><p id="p-1">Open Contacts.</p>',
    }
    assistant_id, now = world.assistant.id, world.clock.now()
    source_id = await world.db.write(
        lambda s: sources.ensure(
            s, now, assistant_id=assistant_id, kind="folder", location="help-centre"
        )
    )
    run = library.Run("run_1", assistant_id, source_id)
    await world.db.write(lambda s: library.stage(s, run, [(document, [])], {}))
    await world.db.write(lambda s: library.publish(s, run, []))


async def test_files_travel_as_downloads_only(visitor: VisitorClient, alex: RepClient) -> None:
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    sent = await send(visitor, "../..\\shot.png", png, "image/svg+xml")
    assert sent.status_code == 201
    assert sent.json() | {"id": ""} == {
        "id": "",
        "name": "shot.png",
        "size": 108,
        "type": "image/png",
    }
    conversation = await visitor.start()
    message = {"client_id": "m", "text": "See", "attachments": [sent.json()["id"]]}
    await visitor.post(f"/conversations/{conversation}/messages", message)
    got = await alex.get(f"/inbox/uploads/{sent.json()['id']}")
    assert got.content == png
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff"
    detail = (await alex.get(f"/inbox/conversations/{conversation}")).json()
    assert detail["messages"][1]["attachments"][0]["name"] == "shot.png"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("x.svg", b"<svg/>", "file_type_not_allowed"),
        ("x.html", b"<script>", "file_type_not_allowed"),
        ("x.png", b"<script>", "file_type_not_allowed"),
        ("x.txt", b"\xff\xfe\x00", "file_type_not_allowed"),
        ("noending", b"hello", "file_type_not_allowed"),
        ("x.txt", b"x" * (11 * 1024 * 1024), "too_large"),
    ],
)
async def test_other_files_are_refused(
    visitor: VisitorClient, name: str, data: bytes, code: str
) -> None:
    reply = await send(visitor, name, data, "image/png")
    assert reply.json()["code"] == code


async def send(visitor: VisitorClient, name: str, data: bytes, kind: str) -> httpx.Response:
    files = {"file": (name, data, kind)}
    return await visitor.http.post("/api/v1/chat/uploads", files=files, headers=visitor.headers)


async def test_figures_are_served_on_their_own_bind(client: httpx.AsyncClient) -> None:
    await client.get("/healthz")
    assert (await client.get("/metrics")).status_code == 404
    transport = httpx.ASGITransport(create_metrics_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as scraper:
        reply = await scraper.get("/metrics")
    assert 'baton_http_requests_total{method="GET",route="/healthz",status="200"}' in reply.text


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nope", "/nope/deeper", "/demo/nope", "/widget/nope.js", "/api"])
async def test_an_unknown_address_is_a_page_in_a_browser(
    client: httpx.AsyncClient, path: str
) -> None:
    reply = await client.get(path, headers=BROWSER)
    assert reply.status_code == 404
    assert reply.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address." in reply.text
    assert '<a href="/">' in reply.text
    assert path not in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/nope", "*/*"),
        ("/nope", "application/json"),
        ("/demo/nope", "*/*"),
        ("/api/v1/nope", BROWSER["Accept"]),
    ],
)
async def test_an_unknown_address_is_a_problem_for_a_program(
    client: httpx.AsyncClient, path: str, accept: str
) -> None:
    reply = await client.get(path, headers={"Accept": accept})
    assert reply.status_code == 404
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] == "not_found"
