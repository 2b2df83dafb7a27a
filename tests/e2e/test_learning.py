"""What a person answered once, the assistant answers from then on, with its source."""

from typing import Any

import httpx
import pytest

from harness.product import Product
from tests.clients import RepClient, VisitorClient
from tests.gaps import inbox_stream, when

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ASKED = "Do you sign a HIPAA business associate agreement?"
ASKED_AGAIN = "Is a HIPAA business associate agreement available?"
REPLY = (
    "A HIPAA business associate agreement is part of the Scale plan. Open Settings, then Legal, "
    "choose Business associate agreement, and let two people of your company sign it."
)


async def handed_over(product: Product, http: httpx.AsyncClient, text: str) -> VisitorClient:
    visitor = await VisitorClient(product.url, http).open()
    await visitor.start(text)
    async with visitor.stream() as stream:
        await stream.mode("waiting")
    return visitor


async def answered(product: Product, http: httpx.AsyncClient, text: str) -> dict[str, Any]:
    """Ask as the next visitor; a busy machine may still be building its index for the first."""
    for _ in range(3):
        visitor = await VisitorClient(product.url, http).open()
        await visitor.start(text)
        async with visitor.stream() as stream:
            answer = (await stream.message("assistant")).data
        if answer["citations"]:
            break
    return answer


async def test_a_reps_answer_becomes_an_entry_that_the_next_visitor_gets_with_its_source(
    product: Product, http: httpx.AsyncClient, kim: RepClient
) -> None:
    async with inbox_stream(kim) as hints:
        visitor = await handed_over(product, http, ASKED)
        await kim.reply(visitor.conversation_id, f"Hi there! {REPLY} Let me know how it goes.")
        await kim.act(visitor.conversation_id, "close")
        gap = await when(kim, hints, "gap.changed", "gaps", lambda gap: gap["question"] == ASKED)
        assert gap["examples"][0]["conversation_id"] == visitor.conversation_id

        draft = (await kim.post(f"gaps/{gap['id']}/draft")).json()
        assert draft == {"question": ASKED, "answer": REPLY}

        entry = {"assistant_id": gap["assistant_id"], "gap_id": gap["id"], **draft}
        preview = (await kim.post("entries/preview", entry)).json()
        [question] = preview["answers"]
        assert question["question"] == ASKED
        assert question["before"]["decision"] == "handoff"
        assert question["after"]["decision"] == "answer"
        assert preview["changes"] == []

        made = await kim.post("entries", {**entry, "client_id": "hipaa"})
        assert made.status_code == 201, made.text
        published = await when(
            kim,
            hints,
            "source.changed",
            "entries",
            lambda item: item["id"] == made.json()["id"] and item["state"] == "published",
        )
        assert published["written_by"]["name"] == published["reviewed_by"]["name"] == "Kim"
        assert (await kim.get(f"gaps/{gap['id']}"))["state"] == "answered"

        answer = await answered(product, http, ASKED_AGAIN)
        assert "Open Settings, then Legal" in answer["text"]
        [citation] = answer["citations"]
        assert citation["title"] == ASKED
        page = await http.get(citation["url"].split("#")[0])
        assert page.status_code == 200
        assert "two people of your company" in page.text
