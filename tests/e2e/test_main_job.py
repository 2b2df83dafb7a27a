"""The main job in two browsers side by side: answer, hand over, be silent, take up again."""

import asyncio
import re
import time

import pytest
from playwright.async_api import Browser, Locator, expect

from harness.product import Product
from tests.clients import RepClient
from tests.e2e.pages import SOON_MS, Inbox, Widget, watch
from workflows.connect import connect
from workflows.contracts import ConversationState, workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

IMPORT = "How do I import my contacts?"
PERSON = "I still need help, can I talk to someone?"
BILLING = "Can you reset my billing cycle?"
ANSWERED_WITHIN_S = 10.0


async def workflow_knows(product: Product, conversation: str, seq: int) -> ConversationState:
    """Wait until the workflow has taken in the visitor's message `seq`."""
    client = await connect(f"127.0.0.1:{product.temporal_port}")
    handle = client.get_workflow_handle(workflow_id(conversation))
    async with asyncio.timeout(10):
        while True:
            state: ConversationState = await handle.query("state", result_type=ConversationState)
            if state.unread_upto >= seq:
                return state


async def test_the_main_job_from_question_to_handoff_to_person_and_back(
    browser: Browser, product: Product, widget: Widget, troubles: list[str], kim: RepClient
) -> None:
    began = time.monotonic()
    conversation = await widget.start(IMPORT)
    answer = await widget.answered(1)
    assert time.monotonic() - began < ANSWERED_WITHIN_S
    await its_source_opens_at_the_passage(widget, answer)
    await widget.say(PERSON)
    await widget.expect_mode("waiting")
    await expect(widget.frame.get_by_test_id("waiting-card")).to_be_visible()

    context = await browser.new_context(viewport={"width": 1400, "height": 900})
    await watch(context, troubles)
    inbox = Inbox(await context.new_page())
    await inbox.page.goto(product.addresses["Inbox"])
    await the_rep_sees_who_waits_and_the_whole_history(inbox, conversation)
    await inbox.reply("Hello, I will look at your file.")
    await the_visitor_sees_the_person_in_the_same_thread(widget)
    await widget.say(IMPORT)
    await widget.say("Which plans are there?")
    await expect(inbox.messages).to_have_count(7)
    newest = (await kim.view(conversation))["messages"][-1]["seq"]
    assert (await workflow_knows(product, conversation, newest)).mode == "human"
    await inbox.reply("Your file is fine now.")
    await expect(widget.messages("rep")).to_have_count(2)
    await expect(widget.messages("assistant")).to_have_count(2)

    await inbox.press("close")
    await widget.expect_mode("closed")
    await widget.say("Do you have an API?")
    await widget.answered(3)
    await widget.expect_mode("ai")
    await expect(inbox.messages).to_have_count(10)
    authors = await inbox.authors()
    assert authors[4:] == ["rep", "visitor", "visitor", "rep", "visitor", "assistant"], authors
    await context.close()


async def its_source_opens_at_the_passage(widget: Widget, answer: Locator) -> None:
    async with widget.page.context.expect_page() as opening:
        await answer.get_by_test_id("citation").first.click()
    source = await opening.value
    await source.wait_for_load_state()
    assert "/docs/" in source.url
    passage = source.url.partition("#")[2]
    assert passage
    await expect(source.locator(f"[id='{passage}']")).to_be_in_viewport()
    await source.close()


async def the_rep_sees_who_waits_and_the_whole_history(inbox: Inbox, conversation: str) -> None:
    row = inbox.row(conversation)
    await expect(row).to_have_attribute("data-highlighted", "true")
    await expect(row.get_by_test_id("wait-clock")).to_have_text(re.compile(r"\d"))
    await inbox.open(conversation)
    await expect(inbox.messages).to_have_count(4)
    assert await inbox.authors() == ["visitor", "assistant", "visitor", "assistant"]
    chip = inbox.messages.nth(1).get_by_test_id("citation").first
    await chip.click()
    await expect(inbox.messages.nth(1).locator("a[href*='/docs/']").first).to_be_visible()
    thread = inbox.page.get_by_role("region", name="Conversation", exact=True)
    clocks = thread.get_by_test_id("wait-clock")
    await expect(clocks.first).to_have_text(re.compile(r"\d"))
    await expect(inbox.page.get_by_test_id("escalation-reason")).to_have_attribute(
        "data-reason", "human_requested"
    )


async def the_visitor_sees_the_person_in_the_same_thread(widget: Widget) -> None:
    joined = widget.messages("rep")
    await expect(joined).to_have_count(1)
    await expect(joined).to_contain_text("Hello, I will look at your file.")
    await expect(joined).to_contain_text("Owner")
    await widget.expect_mode("human")
    await expect(widget.speaker).to_contain_text("Owner")
    await expect(widget.messages("visitor")).to_have_count(2)


async def test_what_the_documents_cannot_do_waits_for_a_person(
    widget: Widget, inbox: Inbox
) -> None:
    conversation = await widget.start(BILLING)
    await widget.expect_mode("waiting")
    await expect(inbox.row(conversation)).to_have_attribute("data-highlighted", "true")
    await expect(inbox.row(conversation)).to_contain_text(re.compile("billing", re.IGNORECASE))
    await expect(inbox.row(conversation).get_by_test_id("wait-clock")).to_be_visible()


async def test_an_idle_person_is_warned_and_then_the_ai_answers_the_next_question(
    widget: Widget, inbox: Inbox, kim: RepClient
) -> None:
    await kim.change_settings(idle_resume_s=4, idle_warn_s=3)
    try:
        conversation = await widget.start(IMPORT)
        await widget.answered(1)
        await inbox.show("all")
        await inbox.open(conversation)
        await inbox.reply("I am here if you need me.")
        await widget.expect_mode("human")
        await expect(inbox.page.get_by_test_id("resume-warning")).to_be_visible(timeout=SOON_MS)
        await widget.expect_mode("ai")
        await expect(inbox.page.get_by_test_id("resume-warning")).to_be_hidden()
        await expect(widget.messages("assistant")).to_have_count(1)
        await widget.say("Which file formats can I import?")
        await widget.answered(2)
    finally:
        await kim.change_settings(idle_resume_s=600, idle_warn_s=60)


async def test_a_visitor_can_press_for_a_person_and_withdraw(widget: Widget, inbox: Inbox) -> None:
    conversation = await widget.start(IMPORT)
    await widget.answered(1)
    await widget.frame.get_by_test_id("handoff-button").click()
    await widget.expect_mode("waiting")
    await expect(inbox.row(conversation)).to_be_visible()
    await widget.frame.get_by_test_id("withdraw").click()
    await widget.expect_mode("ai")
    await expect(inbox.row(conversation)).to_be_hidden()
    await widget.say("Which file formats can I import?")
    await widget.answered(2)


async def test_a_cancellation_is_filled_in_by_talking_and_reaches_the_rep(
    widget: Widget, inbox: Inbox
) -> None:
    conversation = await widget.start("I want to cancel my subscription")
    await expect(await widget.answered(1)).to_contain_text("account ID")
    await widget.say("It is pl 204815")
    await expect(await widget.answered(2)).to_contain_text("Why")
    await widget.say("It is too expensive for us")
    await expect(await widget.answered(3)).to_contain_text("PL-204815")
    await widget.say("yes")
    await expect(await widget.answered(4)).to_contain_text("with our team")
    await widget.expect_mode("waiting")
    await inbox.open(conversation)
    run = inbox.page.locator("[data-testid=action-run][data-action=cancel_subscription]")
    await expect(run.locator("[data-slot=account_id]")).to_contain_text("PL-204815")
    await expect(run.locator("[data-slot=reason]")).to_contain_text("too expensive")
    await expect(inbox.page.get_by_test_id("tag").filter(has_text="cancellation")).to_be_visible()


async def test_a_note_stays_with_the_team_and_takeover_and_hand_back_are_seen_at_once(
    widget: Widget, inbox: Inbox
) -> None:
    conversation = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    await expect(inbox.row(conversation)).to_be_visible()
    await expect(inbox.page).to_have_title(re.compile(r"\(\d+\)"))
    await inbox.open(conversation)
    await inbox.press("take-over")
    await widget.expect_mode("human")
    await inbox.press("note-tab")
    await inbox.reply("Only for the team.")
    await inbox.press("reply-tab")
    await inbox.reply("Hello from Alex.")
    await expect(widget.messages("rep")).to_have_count(1)
    await expect(widget.frame.get_by_text("Only for the team.")).to_have_count(0)
    await inbox.press("hand-back")
    await widget.expect_mode("ai")


async def test_what_the_second_rep_typed_stays_and_is_sent_when_confirmed(
    widget: Widget, inbox: Inbox, kim: RepClient
) -> None:
    conversation = await widget.start(PERSON)
    await widget.expect_mode("waiting")
    await inbox.open(conversation)
    assert (await kim.reply(conversation, "Kim was faster.")).status_code == 201
    await expect(inbox.messages.filter(has_text="Kim was faster.")).to_be_visible()
    composer = inbox.page.get_by_test_id("composer")
    await composer.fill("Alex has the answer.")
    await composer.press("Enter")
    conflict = inbox.page.get_by_test_id("conflict")
    await expect(conflict).to_contain_text("Kim")
    await expect(composer).to_have_value("Alex has the answer.")
    await expect(widget.messages("rep")).to_have_count(1)
    await inbox.press("send-anyway")
    await expect(widget.messages("rep")).to_have_count(2)
    await expect(widget.speaker).to_contain_text("Alex")
