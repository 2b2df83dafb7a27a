"""One product and one browser for all pages; each test gets fresh browser contexts."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from harness.product import Prepared, Product, prepare
from tests.clients import RepClient, connect
from tests.e2e.pages import Inbox, Widget, watch

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return await prepare(tmp_path_factory.getbasetemp() / "prepared")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def product(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    async with prepared.copy(tmp_path_factory.mktemp("e2e")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert program, "Chromium is not installed: apt-get install chromium"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def http(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    async with connect(product.url) as client:
        yield client


@pytest.fixture
def kim(product: Product, http: httpx.AsyncClient, prepared: Prepared) -> RepClient:
    """A member of the team as a program, beside those who sit at a browser."""
    return RepClient(product.url, http).with_session(prepared.sessions["Kim"])


@pytest_asyncio.fixture(loop_scope="session")
async def troubles() -> AsyncIterator[list[str]]:
    """What pages complained of; empty at the end of each test that asks for a page."""
    found: list[str] = []
    yield found
    assert found == []


@pytest_asyncio.fixture(loop_scope="session")
async def visitor_context(
    browser: Browser, troubles: list[str], tmp_path: Path
) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    await watch(context, troubles)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def widget(visitor_context: BrowserContext, product: Product) -> Widget:
    """The demo page with the chat open, as a new visitor sees it."""
    page = Widget(await visitor_context.new_page(), product.url)
    await page.open()
    return page


@pytest_asyncio.fixture(loop_scope="session")
async def alex_context(
    browser: Browser, troubles: list[str], product: Product, prepared: Prepared
) -> AsyncIterator[BrowserContext]:
    """The browser of a rep who is signed in."""
    context = await browser.new_context(viewport={"width": 1400, "height": 900})
    await watch(context, troubles)
    session = prepared.sessions["Alex"]
    await context.add_cookies([{"name": "baton_session", "value": session, "url": product.url}])
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def inbox(alex_context: BrowserContext, product: Product) -> Inbox:
    """The inbox of Alex."""
    page = Inbox(await alex_context.new_page())
    await page.page.goto(f"{product.url}/inbox")
    return page
