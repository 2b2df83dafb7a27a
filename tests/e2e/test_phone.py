"""The pages on a phone: what is open covers the list, and fingers are wider than a pointer."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Frame, Page, expect

from harness.product import Prepared, Product
from tests.clients import VisitorClient
from tests.e2e.pages import Inbox, Widget, watch

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NARROW = """() => {
  const hit = (element, x, y) => element.contains(document.elementFromPoint(x, y));
  const reach = (element, x, y, dx, dy) => {
    let steps = 0;
    while (steps < 40 && hit(element, x + dx * steps, y + dy * steps)) steps += 1;
    return steps;
  };
  const text = 'p a, li p a, [class*=cite]';
  const pressed = 'button, select, textarea, [role=tab], input:not([type=checkbox])';
  return [...document.querySelectorAll(pressed)].flatMap((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const [x, y] = [left + width / 2, top + height / 2];
    if (element.matches(text) || !hit(element, x, y)) return [];
    const high = reach(element, x, y, 0, 1) + reach(element, x, y, 0, -1);
    const wide = reach(element, x, y, 1, 0) + reach(element, x, y, -1, 0);
    const font = element.matches('button') ? 16 : parseFloat(getComputedStyle(element).fontSize);
    return Math.min(high, wide) < 40 || font < 16 ? [`${element.outerHTML} ${wide}x${high}`] : [];
  });
}"""
"""Controls in sight that fingers miss, or that make iOS zoom in; numbers in a text are left out."""


@pytest_asyncio.fixture(loop_scope="session")
async def fingers(
    browser: Browser, troubles: list[str], product: Product, prepared: Prepared
) -> AsyncIterator[Page]:
    """A phone of Alex, where a pointer is a finger."""
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    await watch(context, troubles)
    session = prepared.sessions["Alex"]
    await context.add_cookies([{"name": "baton_session", "value": session, "url": product.url}])
    yield await context.new_page()
    await context.close()


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


@pytest.mark.parametrize(
    ("address", "ready"),
    [
        ("view=all", "row"),
        ("view=all&c={conversation}", "why"),
        ("view=all&c={conversation}&pane=details", "details-back"),
        ("page=knowledge", "source"),
        ("page=answers", "threshold"),
    ],
)
async def test_fingers_meet_every_control_of_the_inbox(
    fingers: Page, product: Product, conversation: str, address: str, ready: str
) -> None:
    await fingers.goto(f"{product.url}/inbox?{address.format(conversation=conversation)}")
    await expect(fingers.get_by_test_id(ready).first).to_be_visible()
    assert await fingers.evaluate(NARROW) == []


async def test_fingers_meet_every_control_of_the_chat(fingers: Page, product: Product) -> None:
    widget = Widget(fingers, product.url)
    await widget.open()
    inside = frame_of(fingers)
    assert await inside.evaluate(NARROW) == []
    await widget.start("How do I import my contacts?")
    await widget.answered(1)
    assert await inside.evaluate(NARROW) == []


def frame_of(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/widget/" in frame.url)
