"""A conversation of many messages: quick to open, read from where one stopped."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.clients import RepClient
from tests.e2e.pages import Inbox, Widget

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

PERSON = "I still need help, can I talk to someone?"
REPLIES = 90
TO_END = "e => Math.abs(e.scrollHeight - e.clientHeight - e.scrollTop)"
HEIGHT_OF_WHAT_IS_SEEN = """(box, text) => {
  const row = [...box.querySelectorAll('[data-testid$=message]')]
    .find((one) => one.textContent.includes(text));
  return row.getBoundingClientRect().top;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def conversation(widget: Widget, kim: RepClient) -> AsyncIterator[str]:
    """A person has written a lot to a visitor who has read it all."""
    started = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    for n in range(REPLIES):
        assert (await kim.reply(started, f"Reply number {n}.")).status_code == 201
    await expect(widget.messages("rep").last).to_contain_text(f"number {REPLIES - 1}.")
    yield started


async def older_come_without_a_jump(scroller: Locator, oldest: str, seen: str) -> None:
    """Scroll up by less than a page: rows appear above, and what is read stays in its place."""
    await scroller.evaluate("e => { e.scrollTop = 300; }")
    before = await scroller.evaluate(HEIGHT_OF_WHAT_IS_SEEN, seen)
    await expect(scroller.get_by_text(oldest, exact=True)).to_have_count(1)
    assert abs(await scroller.evaluate(HEIGHT_OF_WHAT_IS_SEEN, seen) - before) <= 1


async def test_a_long_chat_opens_at_its_end_and_older_messages_follow_without_a_jump(
    widget: Widget, conversation: str
) -> None:
    await widget.open()
    newest = widget.messages("rep").last
    await expect(newest).to_contain_text(f"number {REPLIES - 1}.")
    scroller = widget.frame.locator(".thread > .scroller")
    assert await scroller.evaluate(TO_END) < 2
    assert await widget.messages("rep").count() <= 60
    await older_come_without_a_jump(scroller, "Reply number 5.", "number 40.")
    await expect(newest).not_to_be_in_viewport()
    await widget.frame.get_by_role("button", name="To the newest message").click()
    await expect(newest).to_be_in_viewport()


async def test_what_came_while_the_chat_was_closed_begins_below_a_line(
    widget: Widget, conversation: str, kim: RepClient
) -> None:
    await widget.launcher.click()
    for n in range(12):
        await kim.reply(conversation, f"While you were away: {n}.")
    await expect(widget.launcher).to_have_attribute("aria-label", re.compile("12 unread"))
    await widget.launcher.click()
    line = widget.frame.get_by_text("New", exact=True)
    await expect(line).to_be_in_viewport()
    first, last = (widget.messages("rep").filter(has_text=f"away: {n}.") for n in (0, 11))
    await expect(first).to_be_in_viewport()
    await expect(last).not_to_be_in_viewport()
    await widget.launcher.click()
    await widget.launcher.click()
    await expect(line).to_have_count(0)


async def test_a_long_thread_of_the_inbox_keeps_the_place_where_one_reads(
    inbox: Inbox, conversation: str
) -> None:
    await inbox.show("all")
    await inbox.open(conversation)
    scroller = inbox.page.get_by_role("region", name="Messages")
    assert await scroller.evaluate(TO_END) < 2
    assert await inbox.messages.count() <= 60
    await older_come_without_a_jump(scroller, "Reply number 5.", "number 40.")
    place = await scroller.evaluate("e => e.scrollTop")
    await inbox.page.go_back()
    await inbox.open(conversation)
    assert await scroller.evaluate("e => e.scrollTop") == place
