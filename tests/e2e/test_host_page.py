"""The launcher on pages of others: hostile styles, a strict policy, and a server that is away."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from harness.product import Product
from tests.e2e.pages import Widget, watch

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ANY = "default-src * 'unsafe-inline'"
HOSTILE = """<style>
* { transform: rotate(4deg) !important; font: 40px cursive !important; margin: 9px !important;
    border: 4px dotted red !important; animation: none !important }
iframe, html > div { display: none !important; width: 0 !important; opacity: 0 !important }
.over { position: fixed; inset: 0; z-index: 2147483647; background: #0008 }
</style><h1>Shop</h1><p style="height: 3000px">Long</p><div class="over"></div>"""


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, troubles: list[str]) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 390, "height": 760})
    await watch(context, troubles)
    yield await context.new_page()
    await context.close()


class Shop:
    """A site of another origin: one page, with the widget in its head."""

    def __init__(self, product: Product) -> None:
        self.product, self.body, self.policy, self.url = product, "", ANY, ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        script = f'<script src="{self.product.url}/widget.js" data-assistant="demo"></script>'
        html = f"<!doctype html><head>{script}</head><body>{self.body}</body>"
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n"
        head += f"content-security-policy: {self.policy}\r\n\r\n"
        writer.write((head + html).encode())
        await writer.drain()
        writer.close()

    async def visit(self, page: Page, body: str, policy: str) -> Widget:
        self.body, self.policy = body, policy
        await page.goto(self.url)
        return Widget(page, self.product.url)


@pytest_asyncio.fixture(loop_scope="session")
async def shop(product: Product) -> AsyncIterator[Shop]:
    served = Shop(product)
    async with await asyncio.start_server(served.answer, "127.0.0.1", 0) as server:
        served.url = f"http://localhost:{server.sockets[0].getsockname()[1]}/"
        yield served


async def test_styles_of_the_page_neither_move_nor_cover_the_chat(page: Page, shop: Shop) -> None:
    widget = await shop.visit(page, HOSTILE, ANY)
    before = await page.locator("h1").bounding_box()
    launcher = await widget.launcher.bounding_box()
    assert launcher == {"x": 314, "y": 684, "width": 56, "height": 56}
    await widget.launcher.click()
    await widget.say("Hello")
    await expect(widget.messages("assistant")).to_have_count(1)
    assert await page.locator("h1").bounding_box() == before


async def test_a_page_with_a_strict_policy_needs_to_allow_our_origin_only(
    page: Page, shop: Shop
) -> None:
    ours = shop.product.url
    policy = f"default-src 'none'; script-src {ours}; frame-src {ours}; "
    policy += "require-trusted-types-for 'script'; trusted-types 'none'"
    widget = await shop.visit(page, "<h1>Bank</h1>", policy)
    await widget.launcher.click()
    await widget.say("Hello")
    await expect(widget.messages("assistant")).to_have_count(1)


async def test_a_chat_that_cannot_be_loaded_says_so_and_can_be_closed_on_a_phone(
    page: Page, shop: Shop
) -> None:
    widget = await shop.visit(page, "<h1>Shop</h1>", ANY)
    await page.route("**/widget/frame*", lambda route: route.abort())
    await widget.launcher.click()
    await expect(page.get_by_text("The chat cannot be reached.")).to_be_visible()
    await widget.launcher.click()
    await expect(page.get_by_text("The chat cannot be reached.")).not_to_be_visible()
    await page.unroute("**/widget/frame*")
    await widget.launcher.click()
    await expect(widget.composer).to_be_visible()
    await expect(widget.launcher).not_to_be_visible()


async def test_a_page_that_replaces_all_of_itself_keeps_the_launcher_and_an_open_chat(
    page: Page, shop: Shop
) -> None:
    widget = await shop.visit(page, "<h1>Shop</h1>", ANY)
    await widget.launcher.click()
    await expect(widget.composer).to_be_visible()
    await page.evaluate("document.documentElement.innerHTML = '<h1>Another page</h1>'")
    await expect(widget.composer).to_be_visible()
    await page.evaluate("document.documentElement.replaceWith(document.createElement('html'))")
    await expect(widget.composer).to_be_visible()
    await widget.say("Hello")
    await expect(widget.messages("assistant")).to_have_count(1)
