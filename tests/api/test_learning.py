"""Gaps, drafts, entries, feedback and thresholds, by the contract."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.vocabulary import Decision, Reason, Role
from store import ingest_runs, source_files, sources
from tests.api.conftest import RepClient, VisitorClient, World, rep_on
from tests.api.learning import entry_on, finished, grouped, no_answer

QUESTION = "Hi, how do I set up single sign-on"
ANSWER = "Open Settings, then Security, and paste the address of your provider."


@pytest.fixture
async def conversation(visitor: VisitorClient) -> str:
    return await visitor.start(QUESTION)


@pytest.fixture
async def gap(world: World, conversation: str) -> str:
    return await grouped(world, await no_answer(world, conversation))


def entry_for(world: World, gap: str | None = None, **more: Any) -> dict[str, Any]:
    values = {"assistant_id": world.assistant.id, "gap_id": gap, "client_id": "e1"}
    return {**values, "question": "How do I set up SSO?", "answer": ANSWER, **more}


async def test_a_gap_shows_its_questions_what_reps_replied_and_a_draft(
    world: World, visitor: VisitorClient, alex: RepClient, conversation: str, gap: str
) -> None:
    await alex.reply(conversation, "Hello Vera, one moment please.")
    await alex.reply(conversation, f"Thanks for waiting, Vera! {ANSWER} Let me know how it goes.")
    [item] = (await alex.get("/gaps", params={"assistant": world.assistant.id})).json()["items"]
    assert (item["id"], item["count"], item["reasons"]) == (gap, 1, {"no_answer": 1})
    assert item["examples"][0]["conversation_id"] == conversation
    detail = (await alex.get(f"/gaps/{gap}")).json()
    assert [found["question"] for found in detail["questions"]] == [QUESTION]
    assert [found["rep"] for found in detail["replies"]] == ["Alex", "Alex"]
    draft = (await alex.post(f"/gaps/{gap}/draft")).json()
    assert draft == {"question": "How do I set up single sign-on?", "answer": ANSWER}


async def test_a_gap_is_dismissed_and_reopened(alex: RepClient, gap: str) -> None:
    async def listed(state: str) -> list[str]:
        found = (await alex.get("/gaps", params={"state": state})).json()["items"]
        return [item["id"] for item in found]

    assert (await alex.post(f"/gaps/{gap}/dismiss")).json()["state"] == "dismissed"
    assert (await listed("open"), await listed("dismissed")) == ([], [gap])
    assert (await alex.post(f"/gaps/{gap}/reopen")).json()["state"] == "open"
    assert await listed("open") == [gap]
    assert (await alex.post("/gaps/gap_unknown/dismiss")).status_code == 404
    assert (await alex.get("/gaps", params={"cursor": "e30="})).json()["code"] == "bad_cursor"


async def test_a_rep_proposes_and_an_admin_publishes(
    world: World, alex: RepClient, olga: RepClient, gap: str
) -> None:
    proposed = (await alex.post("/entries", entry_for(world, gap))).json()
    assert (proposed["state"], proposed["reviewed_by"]) == ("proposed", None)
    again = await alex.post("/entries", entry_for(world, gap))
    assert (again.status_code, again.json()["id"]) == (201, proposed["id"])
    assert await world.db.read(sources.listed) == []
    assert (await alex.post(f"/entries/{proposed['id']}/publish")).status_code == 403
    published = (await olga.post(f"/entries/{proposed['id']}/publish")).json()
    assert published["state"] == "publishing"
    assert published["written_by"] == {"id": alex.rep.id, "name": "Alex"}
    assert published["reviewed_by"] == {"id": olga.rep.id, "name": "Olga"}
    [source] = await world.db.read(sources.listed)
    assert source.kind == "answers"
    assert len(await world.db.read(lambda s: source_files.entries(s, source.id))) == 1


async def test_an_admins_entry_is_published_at_once_changed_and_removed(
    world: World, olga: RepClient
) -> None:
    woken: list[str] = []
    world.services.wake_source = woken.append
    made = (await olga.post("/entries", entry_for(world))).json()
    assert made["state"] == "publishing"
    changed = await olga.patch(f"/entries/{made['id']}", {"answer": "It is under Security."})
    assert (changed.json()["answer"], changed.json()["question"]) == (
        "It is under Security.",
        "How do I set up SSO?",
    )
    reply = await olga.http.delete(f"/api/v1/entries/{made['id']}", headers=olga.cookies)
    assert reply.status_code == 204
    assert (await olga.get("/entries")).json()["items"] == []
    assert len(set(woken)) == 1
    assert len(woken) == 3


async def test_an_admin_tries_an_entry_again_that_could_not_be_published(
    world: World, olga: RepClient
) -> None:
    made = (await olga.post("/entries", entry_for(world))).json()
    [source] = await world.db.read(sources.listed)

    def fail(s: Session) -> None:
        run_id = ingest_runs.take_up(s, world.clock.now(), source.id)
        assert run_id
        ingest_runs.finish(s, world.clock.now(), run_id, "The disk is full.")

    await world.db.write(fail)
    [failed] = (await olga.get("/entries")).json()["items"]
    assert (failed["state"], failed["error"]) == ("failed", "The disk is full.")
    woken: list[str] = []
    world.services.wake_source = woken.append
    again = (await olga.post(f"/entries/{made['id']}/publish")).json()
    assert (again["state"], again["error"], woken) == ("publishing", None, [source.id])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"question": "  "}, 422),
        ({"answer": "x" * 8_001}, 422),
        ({"question": "a\x00b c"}, 422),
        ({"client_id": "not ok"}, 422),
        ({"gap_id": "gap_unknown"}, 404),
        ({"assistant_id": "ast_unknown"}, 404),
    ],
)
async def test_a_wrong_entry_is_refused(
    world: World, olga: RepClient, change: dict[str, str], status: int
) -> None:
    assert (await olga.post("/entries", entry_for(world, **change))).status_code == status


async def test_a_viewer_reads_and_changes_nothing(
    world: World, alex: RepClient, gap: str, conversation: str
) -> None:
    viewer = await rep_on(world, alex.http, "Vic", Role.VIEWER)
    entry = await entry_on(world, gap)
    for path in ("/gaps", f"/gaps/{gap}", "/entries"):
        assert (await viewer.get(path)).status_code == 200, path
    for path, body in (
        (f"/gaps/{gap}/draft", None),
        (f"/gaps/{gap}/dismiss", None),
        ("/entries", entry_for(world)),
        ("/entries/preview", {k: v for k, v in entry_for(world).items() if k != "client_id"}),
        (f"/entries/{entry}/publish", None),
        (
            f"/inbox/conversations/{conversation}/feedback",
            {"message_id": "msg_x", "helpful": True},
        ),
    ):
        assert (await viewer.post(path, body)).status_code == 403, path


async def test_the_words_of_visitor_and_reps_stand_beside_the_trace(
    world: World, visitor: VisitorClient, alex: RepClient, olga: RepClient, conversation: str
) -> None:
    answer = await finished(world, conversation, Decision.ANSWER, answerable=0.9)
    path = f"/inbox/conversations/{conversation}/feedback"

    async def said() -> Any:
        detail = (await alex.get(f"/inbox/conversations/{conversation}")).json()
        [turn] = detail["turns"]
        return turn["feedback"]

    assert await said() is None
    word = {"message_id": answer.id, "helpful": False}
    assert (await visitor.post(f"/conversations/{conversation}/feedback", word)).status_code == 204
    for rep, helpful, note in ((alex, True, ""), (olga, True, "Right."), (alex, False, "Too old.")):
        body = {"message_id": answer.id, "helpful": helpful, "note": note}
        assert (await rep.post(path, body)).status_code == 204
        world.clock.forward(1)
    feedback = await said()
    assert feedback["visitor"] is False
    words = [(word["rep"]["name"], word["helpful"], word["note"]) for word in feedback["reps"]]
    assert words == [("Olga", True, "Right."), ("Alex", False, "Too old.")]


async def test_only_an_answer_of_this_conversation_can_be_rated(
    world: World, visitor: VisitorClient, alex: RepClient, conversation: str
) -> None:
    answer = await finished(world, conversation, Decision.ANSWER, answerable=0.9)
    other = await visitor.start("Another question", "c2")
    question = (await alex.get(f"/inbox/conversations/{conversation}")).json()["messages"][0]["id"]
    for place, message in ((other, answer.id), (conversation, question)):
        body = {"message_id": message, "helpful": True}
        reply = await alex.post(f"/inbox/conversations/{place}/feedback", body)
        assert reply.status_code == 404


async def test_a_threshold_is_told_on_the_assistants_own_questions(
    world: World, visitor: VisitorClient, alex: RepClient
) -> None:
    for n, (decision, reason, answerable) in enumerate(
        [
            (Decision.ANSWER, None, 0.95),
            (Decision.ANSWER, None, 0.6),
            (Decision.HANDOFF, Reason.LOW_CONFIDENCE, 0.4),
            (Decision.HANDOFF, Reason.NO_ANSWER, 0.02),
            (Decision.HANDOFF, Reason.HUMAN_REQUESTED, 0.0),
            (Decision.SMALLTALK, None, 0.0),
            (Decision.OFFER, None, 0.0),
        ]
    ):
        started = await visitor.start(f"Question {n}", f"c{n}")
        await finished(world, started, decision, reason, answerable)
    path = f"/assistants/{world.assistant.id}/threshold"
    told = (await alex.get(path, params={"value": 0.4})).json()
    assert (told["questions"], told["answers"], told["hands_over"]) == (4, 3, 1)
    assert len(told["histogram"]) == 20
    assert {bin["from"]: bin["count"] for bin in told["histogram"] if bin["count"]} == {
        0.0: 1,
        0.4: 1,
        0.6: 1,
        0.95: 1,
    }
    assert told["since"]
    assert told["refused"] == 0
    assert (await alex.get(path)).json()["value"] == world.assistant.settings.answer_threshold
    assert (await alex.get(path, params={"value": 1.5})).status_code == 422
    assert (await alex.get("/assistants/ast_unknown/threshold")).status_code == 404


async def test_what_the_model_could_not_answer_is_handed_over_at_any_threshold(
    world: World, visitor: VisitorClient, alex: RepClient
) -> None:
    for n, (decision, reason, answerable) in enumerate(
        [
            (Decision.ANSWER, None, 0.9),
            (Decision.HANDOFF, Reason.NO_ANSWER, 0.9),
            (Decision.HANDOFF, Reason.LOW_CONFIDENCE, 0.55),
            (Decision.HANDOFF, Reason.LOW_CONFIDENCE, 0.45),
        ]
    ):
        started = await visitor.start(f"Question {n}", f"c{n}")
        await finished(world, started, decision, reason, answerable)
    path = f"/assistants/{world.assistant.id}/threshold"
    for value, answers in ((0.5, 1), (0.4, 2), (0.0, 2), (0.95, 0)):
        told = (await alex.get(path, params={"value": value})).json()
        assert (told["answers"], told["hands_over"], told["refused"]) == (answers, 4 - answers, 2)
        assert sum(bin["count"] for bin in told["histogram"]) == 2
