"""A streamed answer on the visitor's page: it grows, and a takeover makes it disappear."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from harness.product import Prepared, Product
from tests.clients import RepClient
from tests.e2e.pages import Widget
from tests.fakes.llm import FakeLlm, Reply

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

IMPORT = "How do I import my contacts?"
OPENINGS = (IMPORT, "How can I import contacts from a file?", "Where do I import my contacts?")
"""One for each test: the verified answer to an opening is given again without the model."""
ANSWER = "Open Contacts, choose Import contacts, and pick your file [1]."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def llm() -> AsyncIterator[FakeLlm]:
    async with FakeLlm() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def product(
    prepared: Prepared, llm: FakeLlm, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """A product with a model that says what the test lets it say."""
    model = {"BATON_LLM_BASE_URL": llm.base_url, "BATON_LLM_API_KEY": "none"}
    async with prepared.copy(tmp_path_factory.mktemp("draft"), model) as running:
        yield running


@pytest.fixture(scope="module")
def openings() -> Iterator[str]:
    return iter(OPENINGS)


@pytest_asyncio.fixture(loop_scope="session")
async def draft(widget: Widget, llm: FakeLlm, openings: Iterator[str]) -> Widget:
    """The chat while the first words of an answer are on the page."""
    llm.reset()
    llm.default = Reply(ANSWER, hold=True)
    await widget.start(next(openings))
    await llm.wait_for(requests=1)
    llm.release(3)
    await expect(widget.frame.get_by_test_id("draft")).to_contain_text("Open Contacts, choose")
    return widget


async def test_the_finished_answer_replaces_its_draft(draft: Widget, llm: FakeLlm) -> None:
    llm.release()
    answer = await draft.answered(1)
    await expect(answer).to_contain_text("pick your file")
    await expect(answer.get_by_test_id("citation")).to_have_count(1)
    await expect(draft.frame.get_by_test_id("draft")).to_have_count(0)


async def test_a_takeover_makes_the_draft_disappear_and_the_model_is_hung_up_on(
    draft: Widget, llm: FakeLlm, kim: RepClient
) -> None:
    assert (await kim.reply(draft.conversation_id, "Let me help.")).status_code == 201
    await expect(draft.messages("rep")).to_have_count(1)
    await expect(draft.frame.get_by_test_id("draft")).to_have_count(0)
    await expect(draft.frame.get_by_test_id("thinking")).to_have_count(0)
    await llm.wait_for(disconnects=1)
    llm.release()
    await kim.act(draft.conversation_id, "hand-back")
    await draft.expect_mode("ai")
    await draft.say(IMPORT)
    await draft.answered(1)
    authors = [
        await item.get_attribute("data-author")
        for item in await draft.frame.get_by_test_id("message").all()
    ]
    assert authors == ["visitor", "rep", "visitor", "assistant"]


async def test_a_reload_in_the_middle_shows_the_draft_from_its_beginning(
    draft: Widget, llm: FakeLlm, visitor_context: BrowserContext
) -> None:
    await draft.open()
    await expect(draft.frame.get_by_test_id("draft")).to_contain_text("Open Contacts, choose")
    llm.release()
    await draft.answered(1)
