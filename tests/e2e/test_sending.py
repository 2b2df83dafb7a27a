"""F24, F25: what somebody writes is sent once, whatever happens to the page or the line."""

import asyncio
import re
from collections.abc import Awaitable
from contextlib import suppress

import pytest
from playwright.async_api import BrowserContext, Error, Page, Request, Route, expect

from harness.product import Product
from tests.clients import RepClient
from tests.e2e.pages import SOON_MS, Inbox, Widget

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

IMPORT = "How do I import my contacts?"
FORMATS = "Which file formats can I import?"
POSTS = re.compile(r"/api/v1/(chat|inbox)/conversations(/[^/]+/messages)?$")


class Line:
    """Holds what a page posts: before it reaches the server, or before the reply comes back."""

    def __init__(self, *, delivered: bool) -> None:
        self.delivered = delivered
        self.held, self.let_go = asyncio.Event(), asyncio.Event()

    async def __call__(self, route: Route) -> None:
        if route.request.method != "POST":
            await route.fallback()
            return
        if self.delivered:
            await route.fetch()
        self.held.set()
        await self.let_go.wait()
        with suppress(Error):  # the page that asked is gone
            await route.abort()


async def leave_before_the_reply(page: Page, saying: Awaitable[None], *, delivered: bool) -> None:
    """Say something, and leave the page while its request is under way."""
    line = Line(delivered=delivered)
    await page.context.route(POSTS, line)
    await saying
    await line.held.wait()
    await page.goto("about:blank")
    line.let_go.set()
    await page.context.unroute(POSTS)


async def reload_before_the_reply(widget: Widget, text: str, *, delivered: bool) -> None:
    await leave_before_the_reply(widget.page, widget.say(text), delivered=delivered)
    await widget.open()


async def stored(kim: RepClient, conversation: str, author: str = "visitor") -> list[str]:
    """What they have said, as the team sees it."""
    view = await kim.view(conversation)
    return [m["text"] for m in view["messages"] if m["author"]["kind"] == author]


@pytest.mark.parametrize("delivered", [True, False], ids=["stored", "not-yet-sent"])
async def test_a_first_message_survives_a_reload_and_is_there_once(
    widget: Widget, kim: RepClient, delivered: bool
) -> None:
    await reload_before_the_reply(widget, IMPORT, delivered=delivered)
    await expect(widget.sent(IMPORT)).to_have_count(1, timeout=SOON_MS)
    await widget.answered(1)
    await expect(widget.messages("visitor")).to_have_count(1)
    assert await stored(kim, widget.conversation_id) == [IMPORT]


@pytest.mark.parametrize("delivered", [True, False], ids=["stored", "not-yet-sent"])
async def test_a_later_message_survives_a_reload_and_is_there_once(
    widget: Widget, kim: RepClient, delivered: bool
) -> None:
    conversation = await widget.start(IMPORT)
    await widget.answered(1)
    await reload_before_the_reply(widget, FORMATS, delivered=delivered)
    await expect(widget.sent(FORMATS)).to_have_count(1, timeout=SOON_MS)
    await widget.answered(2)
    await expect(widget.messages("visitor")).to_have_count(2)
    assert await stored(kim, conversation) == [IMPORT, FORMATS]


@pytest.mark.parametrize("delivered", [True, False], ids=["stored", "not-yet-sent"])
async def test_a_reply_of_a_rep_survives_a_reload_and_is_there_once(
    widget: Widget, inbox: Inbox, kim: RepClient, delivered: bool
) -> None:
    conversation = await widget.start(IMPORT)
    await widget.answered(1)
    await inbox.show("all")
    await inbox.open(conversation)
    address = inbox.page.url
    saying = inbox.write("I am Alex.")
    await leave_before_the_reply(inbox.page, saying, delivered=delivered)
    await inbox.page.goto(address)
    await expect(inbox.messages.filter(has_text="I am Alex.")).to_have_count(1, timeout=SOON_MS)
    await expect(inbox.page.get_by_test_id("pending")).to_have_count(0)
    await expect(inbox.page.get_by_test_id("composer")).to_have_value("")
    assert await stored(kim, conversation, "rep") == ["I am Alex."]
    await expect(widget.messages("rep")).to_have_count(1)


async def test_offline_messages_are_kept_in_order_and_missed_ones_arrive(
    widget: Widget, visitor_context: BrowserContext, kim: RepClient
) -> None:
    conversation = await widget.start(IMPORT)
    await widget.answered(1)
    assert (await kim.reply(conversation, "Kim is here.")).status_code == 201
    await expect(widget.messages("rep")).to_have_count(1)
    await visitor_context.set_offline(True)
    await widget.say("First, offline.")
    await widget.say("Second, offline.")
    pending = widget.frame.locator("[data-testid=message][data-state=pending]")
    await expect(pending).to_have_count(2)
    assert (await kim.reply(conversation, "Said while you were away.")).status_code == 201
    await visitor_context.set_offline(False)
    await expect(widget.sent("offline.")).to_have_count(2, timeout=SOON_MS)
    await expect(widget.messages("rep")).to_have_count(2, timeout=SOON_MS)
    assert await stored(kim, conversation) == [IMPORT, "First, offline.", "Second, offline."]


async def test_a_double_enter_sends_one_message(widget: Widget, kim: RepClient) -> None:
    posts: list[Request] = []
    widget.page.on(
        "request", lambda r: posts.append(r) if r.method == "POST" and POSTS.search(r.url) else None
    )
    await widget.composer.fill(IMPORT)
    await asyncio.gather(widget.composer.press("Enter"), widget.composer.press("Enter"))
    await widget.answered(1)
    assert len(posts) == 1
    assert await stored(kim, widget.conversation_id) == [IMPORT]


async def test_a_restart_of_the_server_loses_nothing_of_an_open_page(
    widget: Widget, product: Product, kim: RepClient
) -> None:
    conversation = await widget.start(IMPORT)
    await widget.answered(1)
    await product.kill()
    await widget.say(FORMATS)
    pending = widget.frame.locator("[data-testid=message][data-state=pending]")
    await expect(pending).to_have_count(1)
    await product.start()
    await expect(widget.sent(FORMATS)).to_have_count(1, timeout=SOON_MS * 2)
    await expect(widget.messages("assistant")).to_have_count(2, timeout=SOON_MS * 2)
    assert await stored(kim, conversation) == [IMPORT, FORMATS]
