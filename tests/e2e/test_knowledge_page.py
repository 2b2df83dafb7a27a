"""The pages beside the inbox: what the assistant knows, what it lacks, when it answers."""

import re

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.e2e.pages import SOON_MS, Inbox, Widget
from tests.e2e.test_access import serious

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

UNANSWERED = "Do you plant a tree for every parcel that you send?"
PAGE = """# Tree planting

## One tree for every parcel

We plant one tree for every parcel that we send. Our partner in Portugal plants it within a month.
"""
BROKEN = b"%PDF-1.7 this is where it ends"


def source(page: Page, name: str) -> Locator:
    return page.get_by_test_id("source").filter(has_text=name)


async def add_files(page: Page, name: str) -> None:
    """Upload one file that can be read and one that cannot."""
    await page.get_by_test_id("page-knowledge").click()
    await page.get_by_test_id("add-source").click()
    await page.get_by_test_id("add-files-input").set_input_files(
        [
            FilePayload(name="trees.md", mimeType="text/markdown", buffer=PAGE.encode()),
            FilePayload(name="broken.pdf", mimeType="application/pdf", buffer=BROKEN),
        ]
    )
    await page.get_by_test_id("source-name-field").fill(name)
    await page.get_by_test_id("add-submit").click()


async def remove(page: Page, name: str) -> None:
    await source(page, name).get_by_test_id("source-menu").click()
    await page.get_by_test_id("source-remove").click()
    await expect(page.get_by_test_id("confirm")).to_contain_text("1 document")
    await page.get_by_test_id("confirm-action").click()
    await expect(source(page, name)).to_have_count(0)


async def test_an_upload_is_published_live_found_cited_and_removed(inbox: Inbox) -> None:
    page = inbox.page
    await add_files(page, "Trees")
    row = source(page, "Trees")
    await expect(row).to_have_attribute("data-state", "idle", timeout=2 * SOON_MS)
    await expect(row.locator("[data-label=failed]")).to_have_text("1")
    await row.get_by_test_id("source-name").click()
    failed = page.locator("[data-testid=document][data-state=failed]")
    await expect(failed).to_contain_text("PDF")
    await page.get_by_test_id("document").filter(has_text="Tree planting").click()
    passage = page.get_by_test_id("chunk").filter(has_text="Portugal")
    await expect(passage).to_contain_text("One tree for every parcel")
    async with page.context.expect_page() as opening:
        await passage.get_by_test_id("chunk-link").click()
    opened = await opening.value
    anchor = opened.url.partition("#")[2]
    await expect(opened.locator(f"[id='{anchor}']")).to_be_in_viewport()
    await opened.close()
    await page.get_by_test_id("page-back").click()
    await try_it(page)
    await page.get_by_test_id("tab-sources").click()
    await remove(page, "Trees")


async def try_it(page: Page) -> None:
    await page.get_by_test_id("tab-try").click()
    await page.get_by_test_id("try-question").fill(UNANSWERED)
    await page.get_by_test_id("try-question").press("Enter")
    await expect(page.get_by_test_id("verdict")).to_have_attribute("data-decision", "answer")
    await expect(page.get_by_test_id("try-answer")).to_contain_text("one tree")
    await expect(page.get_by_test_id("found").first).to_contain_text("Tree planting")
    await expect(page.get_by_test_id("found").first).to_have_attribute("data-cited", "true")


async def test_a_gap_becomes_an_entry_that_answers(widget: Widget, inbox: Inbox) -> None:
    page = inbox.page
    conversation = await widget.start(UNANSWERED)
    await widget.expect_mode("waiting")
    await inbox.open(conversation)
    await inbox.reply("Yes, we plant one tree for every parcel that we send.")
    await page.get_by_test_id("page-gaps").click()
    await page.get_by_test_id("gap").filter(has_text="tree").click()
    await expect(page.get_by_test_id("gap-reply")).to_contain_text("one tree for every parcel")
    await page.get_by_test_id("draft").click()
    await expect(page.get_by_test_id("entry-answer")).to_have_value(re.compile("plant one tree"))
    await page.get_by_test_id("check").click()
    answer = page.get_by_test_id("preview-answer").filter(has_text="tree")
    await expect(answer).to_contain_text("Answered", timeout=2 * SOON_MS)
    await page.get_by_test_id("publish").click()
    state = page.get_by_test_id("entry-view").get_by_test_id("entry-state")
    await expect(state).to_have_text("Published", timeout=2 * SOON_MS)
    await page.get_by_test_id("tab-answered").click()
    await expect(page.get_by_test_id("gap").filter(has_text="tree")).to_be_visible()
    await page.get_by_test_id("tab-entries").click()
    await page.get_by_test_id("entry").filter(has_text="tree").click()
    await page.get_by_test_id("entry-delete").click()
    await page.get_by_test_id("confirm-action").click()
    await expect(page.get_by_test_id("entry").filter(has_text="tree")).to_have_count(0)


async def test_the_threshold_shows_what_it_would_mean_and_is_kept(
    widget: Widget, inbox: Inbox
) -> None:
    await widget.start("How do I import my contacts?")
    await widget.answered(1)
    page = inbox.page
    await page.get_by_test_id("page-answers").click()
    meaning = page.get_by_test_id("meaning")
    await expect(meaning).to_contain_text(re.compile(r"Answers \d+%, hands over \d+% of \d+"))
    await page.get_by_test_id("threshold").fill("1")
    await expect(meaning).to_contain_text(re.compile(r"Answers 0%, hands over 100%"))
    try:
        await page.get_by_test_id("save-answers").click()
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        await page.reload()
        await expect(page.get_by_test_id("threshold")).to_have_value("1")
    finally:
        await page.get_by_test_id("threshold").fill("0.5")
        await page.get_by_test_id("save-answers").click()
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_on_the_new_pages(inbox: Inbox, scheme: str) -> None:
    page = inbox.page
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    await page.get_by_test_id("page-knowledge").click()
    await expect(page.get_by_test_id("source").first).to_be_visible()
    assert await serious(page) == []
    await page.keyboard.press("a")
    await expect(page.get_by_test_id("add-form")).to_be_visible()
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_test_id("source-name").first.click()
    await page.get_by_test_id("document").first.click()
    await expect(page.get_by_test_id("chunk").first).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("page-back").click()
    await page.get_by_test_id("tab-try").click()
    await page.get_by_test_id("try-question").fill("How do I import my contacts?")
    await page.get_by_test_id("try-ask").click()
    await expect(page.get_by_test_id("verdict")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("page-gaps").click()
    await page.get_by_test_id("tab-entries").click()
    await page.get_by_test_id("new-entry").click()
    await expect(page.get_by_test_id("entry-editor")).to_be_visible()
    assert await serious(page) == []
    await page.get_by_test_id("page-answers").click()
    await expect(page.get_by_test_id("bin").first).to_be_attached()
    assert await serious(page) == []
