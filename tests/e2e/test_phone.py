"""The inbox on a phone, where what is open covers the list."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from harness.product import Product
from tests.clients import VisitorClient
from tests.e2e.pages import Inbox

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def phone(alex_context: BrowserContext) -> Inbox:
    page = await alex_context.new_page()
    await page.set_viewport_size({"width": 390, "height": 844})
    return Inbox(page)


@pytest_asyncio.fixture(loop_scope="session")
async def conversation(product: Product) -> str:
    visitor = await VisitorClient(product.url).open()
    await visitor.start("Can I talk to a person about my phone?")
    await visitor.close()
    return visitor.conversation_id


async def test_back_leads_from_a_linked_conversation_to_the_list_and_over_a_reload_too(
    phone: Inbox, product: Product, conversation: str
) -> None:
    page = phone.page
    await page.goto(f"{product.url}/inbox?view=all&c={conversation}")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.reload()
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await page.go_back()
    await expect(phone.row(conversation)).to_be_visible()
    await expect(page).to_have_url(re.compile(r"/inbox\?view=all$"))
    await page.go_forward()
    await expect(page.get_by_test_id("composer")).to_be_visible()


async def test_back_does_not_open_again_what_was_closed(
    phone: Inbox, product: Product, conversation: str
) -> None:
    page = phone.page
    await page.goto(product.url)
    await page.goto(f"{product.url}/inbox?view=all")
    await phone.open(conversation)
    await phone.press("details-toggle")
    await phone.press("details-back")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await phone.press("back")
    await expect(phone.row(conversation)).to_be_visible()
    await page.go_back()
    await expect(page).to_have_url(f"{product.url}/")
