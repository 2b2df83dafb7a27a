"""The inbox while the server is away: every page says so, and goes on when it is back."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from harness.product import Prepared
from tests.e2e.pages import SOON_MS, watch

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]
PAGES = ("inbox", "knowledge", "answers")


async def test_every_page_says_that_it_may_be_behind_and_one_that_is_opened_then_loads_later(
    browser: Browser, prepared: Prepared, troubles: list[str], tmp_path: Path
) -> None:
    product = prepared.copy(tmp_path)
    await product.start()
    context = await browser.new_context()
    await watch(context, troubles)
    session = prepared.sessions["Alex"]
    await context.add_cookies([{"name": "baton_session", "value": session, "url": product.url}])
    pages: dict[str, Page] = {}
    for name in PAGES:
        pages[name] = await context.new_page()
        await pages[name].goto(f"{product.url}/inbox?page={name}")
        await expect(pages[name].get_by_test_id("page-gaps")).to_be_visible()
    await product.stop()
    for page in pages.values():
        await expect(page.get_by_test_id("reconnecting")).to_be_visible(timeout=SOON_MS)
    page = pages["knowledge"]
    await page.get_by_test_id("page-gaps").click()
    await expect(page.get_by_test_id("reconnecting")).to_be_visible()
    await expect(page.get_by_test_id("error")).to_contain_text("could not be loaded")
    async with product:
        await expect(page.get_by_test_id("tab-entries")).to_be_visible(timeout=SOON_MS)
        for page in pages.values():
            await expect(page.get_by_test_id("reconnecting")).to_have_count(0, timeout=SOON_MS)
        await context.close()
