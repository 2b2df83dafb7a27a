"""The pages by keyboard, on a phone, and for people who do not see them."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from harness.product import Product
from tests.e2e.pages import Inbox, Widget, watch

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

IMPORT = "How do I import my contacts?"
PERSON = "I still need help, can I talk to someone?"
PHONE: Any = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2}
FOCUSED = "() => document.activeElement?.shadowRoot?.activeElement ?? document.activeElement"
MAX_TABS = 60


async def serious(page: Page) -> list[str]:
    """What axe finds of weight, frames included."""
    found = (await Axe().run(page)).response["violations"]
    return [
        f"{v['id']}: {[node['target'] for node in v['nodes']]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


async def tab_to(page: Page, what: str) -> None:
    """Press Tab until the focused element fits the selector, also inside shadow roots."""
    for _ in range(MAX_TABS):
        await page.keyboard.press("Tab")
        focused = await page.evaluate_handle(FOCUSED)
        if await focused.evaluate("(element, what) => element.matches(what)", what):
            return
    raise AssertionError(f"no {what} within {MAX_TABS} tabs")


async def test_the_chat_works_on_a_phone_by_keyboard_alone(
    browser: Browser, product: Product, troubles: list[str]
) -> None:
    context = await browser.new_context(**PHONE)
    await watch(context, troubles)
    page = await context.new_page()
    widget = Widget(page, product.url)
    await page.goto(product.url + "/")
    await tab_to(page, "[data-testid=baton-launcher]")
    await page.keyboard.press("Enter")
    await expect(widget.composer).to_be_focused()
    frame = page.locator("iframe[title=Chat]")
    await frame.evaluate(
        "frame => Promise.all(frame.getAnimations().map(animation => animation.finished))"
    )
    box = await frame.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (390, 844)
    await page.keyboard.type(IMPORT)
    await page.keyboard.press("Enter")
    answer = await widget.answered(1)
    await expect(widget.composer).to_be_focused()
    for _ in range(MAX_TABS):
        await page.keyboard.press("Shift+Tab")
        if await widget.frame.locator("[data-testid=citation]:focus").count():
            break
    await expect(answer.locator("[data-testid=citation]:focus")).to_have_count(1)
    wide = await widget.frame.locator("html").evaluate("e => e.scrollWidth > e.clientWidth")
    assert not wide, "the chat scrolls sideways"
    await page.keyboard.press("Escape")  # the passage that the chip shows
    await page.keyboard.press("Escape")
    await expect(widget.launcher).to_be_focused()
    await expect(widget.launcher).to_have_attribute("aria-expanded", "false")
    await context.close()


async def test_a_rep_answers_by_keyboard_alone(widget: Widget, inbox: Inbox) -> None:
    conversation = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    await expect(inbox.row(conversation)).to_be_visible()
    await inbox.page.locator("body").click(position={"x": 5, "y": 895})
    for _ in range(MAX_TABS):
        await inbox.page.keyboard.press("j")
        if await inbox.page.locator(f"[data-id={conversation}]:focus").count():
            break
    await inbox.page.keyboard.press("Enter")
    await expect(inbox.page.get_by_test_id("composer")).to_be_visible()
    await inbox.page.keyboard.press("r")
    await expect(inbox.page.get_by_test_id("composer")).to_be_focused()
    await inbox.page.keyboard.type("Answered without a mouse.")
    await inbox.page.keyboard.press("Enter")
    await expect(widget.messages("rep")).to_contain_text("Answered without a mouse.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(
    browser: Browser,
    product: Product,
    widget: Widget,
    inbox: Inbox,
    troubles: list[str],
    scheme: Any,
) -> None:
    for page in (widget.page, inbox.page):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    assert await serious(widget.page) == []
    conversation = await widget.start(IMPORT)
    answer = await widget.answered(1)
    href = await answer.get_by_test_id("citation").first.get_attribute("href")
    assert await serious(widget.page) == []
    await widget.say(PERSON)
    await widget.expect_mode("waiting")
    assert await serious(widget.page) == []
    assert await serious(inbox.page) == []
    await inbox.open(conversation)
    await inbox.page.get_by_test_id("why").first.click()
    await expect(inbox.page.get_by_test_id("why-panel")).to_be_visible()
    assert await serious(inbox.page) == []
    assert href
    await inbox.page.goto(href)
    assert await serious(inbox.page) == []


async def test_the_launcher_moves_nothing_on_the_page(
    browser: Browser, product: Product, troubles: list[str]
) -> None:
    context = await browser.new_context()
    await watch(context, troubles)
    page = await context.new_page()
    await page.add_init_script("""
      window.shifts = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shifts += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    """)
    widget = Widget(page, product.url)
    await widget.open()
    assert await page.evaluate("window.shifts") < 0.01
    await context.close()


async def test_a_rep_does_everything_with_a_conversation_by_keyboard(
    widget: Widget, inbox: Inbox
) -> None:
    conversation = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    await expect(inbox.row(conversation)).to_be_visible()
    page, keys = inbox.page, inbox.page.keyboard
    await inbox.row(conversation).focus()
    await keys.press("Enter")
    await expect(page.get_by_test_id("composer")).to_be_visible()
    await keys.press("t")
    await widget.expect_mode("human")
    await keys.press("n")
    await keys.type("Only for us.")
    await keys.press("Enter")
    await expect(inbox.messages.filter(has_text="Only for us.")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_test_id("composer")).not_to_be_focused()
    await tab_to(page, "[data-testid=hold]")
    await keys.press("Enter")
    await expect(page.get_by_test_id("hold-300")).to_be_focused()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(page.get_by_test_id("event-line").filter(has_text="on hold")).to_be_visible()
    await tab_to(page, "[data-testid=tag-add]")
    await keys.type("keyboard")
    await keys.press("Enter")
    await expect(page.locator("[data-testid=tag][data-tag=keyboard]")).to_be_visible()
    await tab_to(page, "[data-testid=tag-remove]")
    await keys.press("e")
    await widget.expect_mode("closed")


async def test_details_over_a_small_page_take_the_focus_and_escape_gives_it_back(
    widget: Widget, inbox: Inbox
) -> None:
    conversation = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    await inbox.page.set_viewport_size({"width": 1024, "height": 768})
    await inbox.open(conversation)
    toggle = inbox.page.get_by_test_id("details-toggle")
    await toggle.focus()
    await inbox.page.keyboard.press("Enter")
    details = inbox.page.get_by_role("complementary", name="Details")
    await expect(details).to_be_focused()
    await inbox.page.keyboard.press("Escape")
    await expect(details).to_be_hidden()
    await expect(toggle).to_be_focused()


async def test_the_overview_of_documents_uses_the_width_there_is(
    browser: Browser, product: Product
) -> None:
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.goto(product.url + "/docs")
    folders = await page.locator(".index section").all()
    columns = {box["x"] for folder in folders if (box := await folder.bounding_box())}
    await page.close()
    assert len(columns) >= 3
