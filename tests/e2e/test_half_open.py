"""F18: a line that swallows what is sent and says nothing of it, as a proxy or a sleeping phone."""

import pytest
from playwright.async_api import BrowserContext, expect

from harness.ports import free_ports
from harness.product import Product
from tests.clients import RepClient
from tests.e2e.pages import SOON_MS, Widget
from tests.workflows.proxy import Line

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SILENCE_IS_NOTICED_MS = 60_000


async def test_a_page_on_a_dead_line_notices_and_shows_what_it_missed(
    visitor_context: BrowserContext, product: Product, kim: RepClient
) -> None:
    line = Line(f"127.0.0.1:{product.port}", free_ports(1)[0])
    await line.mend()
    await visitor_context.clock.install()
    widget = Widget(await visitor_context.new_page(), f"http://127.0.0.1:{line.port}")
    await widget.open()
    conversation = await widget.start("How do I import my contacts?")
    await widget.answered(1)
    line.swallow()
    reply = await kim.reply(conversation, "Kim here, can you hear me?")
    assert reply.status_code == 201
    await visitor_context.clock.fast_forward(SILENCE_IS_NOTICED_MS)
    await expect(widget.messages("rep")).to_have_count(1, timeout=SOON_MS)
    await widget.say("Loud and clear!")
    await expect(widget.sent("Loud and clear!")).to_have_count(1, timeout=SOON_MS)
    await line.cut()
