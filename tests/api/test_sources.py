"""Sources over HTTP: added, shared, changed, refreshed, removed, and shown with what failed."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from core.vocabulary import PageState, SourceKind
from store import assistants, documents, ingest_runs, source_files, source_pages, sources
from store.source_pages import SourcePage
from store.tables import SOURCE_FILES
from tests.api.conftest import RepClient, World
from tests.api.knowledge import publish, published_source
from tests.api.streaming import reading

ADDRESS = "https://help.example.com/"


def source(world: World, **more: Any) -> dict[str, Any]:
    return {"kind": "url", "assistant_ids": [world.assistant.id], "location": ADDRESS, **more}


async def added(olga: RepClient, body: dict[str, Any]) -> dict[str, Any]:
    reply = await olga.post("/sources", body)
    assert reply.status_code == 201, reply.text
    found: dict[str, Any] = reply.json()
    return found


async def another_assistant(world: World) -> str:
    made = await world.db.write(
        lambda s: assistants.create(s, world.clock.now(), name="Other", key="other")
    )
    return made.id


async def test_a_new_source_is_queued_and_its_ingestion_woken(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world, settings={"max_pages": 20}, refresh_s=3600))
    assert (made["state"], made["name"], made["progress"]) == ("queued", ADDRESS, None)
    assert made["assistant_ids"] == [world.assistant.id] == [made["assistant_id"]]
    assert made["settings"]["max_pages"] == 20
    assert made["next_refresh_at"] > made["created_at"]
    assert world.woken == [made["id"]]
    listed = (await olga.get("/sources", params={"assistant": world.assistant.id})).json()["items"]
    assert listed == [made] == [(await olga.get(f"/sources/{made['id']}")).json()]


async def test_the_same_request_again_makes_no_second_source(world: World, olga: RepClient) -> None:
    first = await added(olga, source(world, client_id="one"))
    again = await added(olga, source(world, client_id="one"))
    assert again["id"] == first["id"]
    headers = {**olga.cookies, "Idempotency-Key": "two"}
    by_key = [
        (await olga.http.post("/api/v1/sources", json=source(world), headers=headers)).json()["id"]
        for _ in range(2)
    ]
    assert by_key[0] == by_key[1] != first["id"]


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"location": "ftp://help.example.com"}, 422, "bad_address"),
        ({"location": "https://not%20a%20site/"}, 422, "bad_address"),
        ({"location": "https://name:secret@help.example.com"}, 422, "bad_address"),
        ({"location": "http://127.0.0.1/"}, 422, "bad_address"),
        ({"location": "https://help.example.com:8443/"}, 422, "bad_address"),
        ({"location": None}, 422, "invalid"),
        ({"kind": "text"}, 422, "invalid"),
        ({"kind": "answers"}, 422, "invalid"),
        ({"assistant_ids": ["ast_none"]}, 422, "unknown_assistant"),
        ({"kind": "folder", "location": "/etc"}, 403, "folder_not_allowed"),
        ({"kind": "folder", "location": "~nobody-of-this-name/docs"}, 422, "bad_address"),
        ({"refresh_s": 1}, 422, "invalid"),
    ],
)
async def test_what_cannot_be_a_source_is_refused(
    world: World, olga: RepClient, more: dict[str, Any], status: int, code: str
) -> None:
    reply = await olga.post("/sources", source(world, **more))
    assert (reply.status_code, reply.json()["code"]) == (status, code)
    assert world.woken == []


async def test_a_folder_that_the_operator_named_may_be_added(world: World, olga: RepClient) -> None:
    allowed = world.services.settings.data_dir / "docs"
    (allowed / "help").mkdir(parents=True)
    world.services.settings.source_folders.append(allowed)
    made = await added(olga, source(world, kind="folder", location=str(allowed / "help")))
    assert made["location"].endswith("docs/help")
    escape = source(world, kind="folder", location=str(allowed / ".."))
    assert (await olga.post("/sources", escape)).status_code == 403


async def test_uploaded_files_are_kept_under_their_own_names(world: World, olga: RepClient) -> None:
    files = [("files", (name, b"# A", "text/markdown")) for name in ("a.md", "../../a.md", "b.md")]
    reply = await upload(olga, files, world.assistant.id)
    assert reply.status_code == 201, reply.text
    assert (reply.json()["kind"], reply.json()["state"]) == ("files", "queued")
    kept = await world.db.read(lambda s: source_files.entries(s, reply.json()["id"]))
    assert [entry.path for entry in kept] == ["a-2.md", "a.md", "b.md"]
    zipped = await upload(olga, [("files", ("help.zip", b"PK", ""))], world.assistant.id)
    assert zipped.json()["kind"] == "zip"


async def upload(olga: RepClient, files: Any, assistant_id: str) -> httpx.Response:
    return await olga.http.post(
        "/api/v1/sources/files",
        files=files,
        data={"assistant_ids": [assistant_id]},
        headers=olga.cookies,
    )


async def test_a_file_of_the_same_name_takes_the_place_of_the_one_before(
    world: World, olga: RepClient
) -> None:
    async def give(path: str, *files: tuple[str, bytes]) -> httpx.Response:
        parts = [("files", (name, data, "text/markdown")) for name, data in files]
        return await olga.http.post(f"/api/v1{path}", files=parts, headers=olga.cookies)

    first = [("files", (name, b"# One", "text/markdown")) for name in ("a.md", "b.md")]
    made = (await upload(olga, first, world.assistant.id)).json()
    path = f"/sources/{made['id']}/files"
    await finish_run(world, made["id"])
    same = await give(path, ("a.md", b"# One"))
    assert (same.status_code, same.json()["state"]) == (202, "idle")
    changed = await give(path, ("a.md", b"# Two"), ("c.md", b"# New"))
    assert changed.json()["state"] == "queued"
    assert changed.json()["location"] == changed.json()["name"] == "a.md, b.md, c.md"
    files = select(SOURCE_FILES.c.path, SOURCE_FILES.c.data)
    mine = files.where(SOURCE_FILES.c.source_id == made["id"])
    kept = await world.db.read(lambda s: {path: bytes(data) for path, data in s.execute(mine)})
    assert kept == {"a.md": b"# Two", "b.md": b"# One", "c.md": b"# New"}
    url = await added(olga, source(world))
    refused = await give(f"/sources/{url['id']}/files", ("a.md", b"# A"))
    assert (refused.status_code, refused.json()["code"]) == (409, "source_has_no_files")


async def test_an_archive_is_replaced_by_an_archive_only(world: World, olga: RepClient) -> None:
    archive = [("files", ("help.zip", b"PK", ""))]
    made = (await upload(olga, archive, world.assistant.id)).json()
    path = f"/api/v1/sources/{made['id']}/files"
    await finish_run(world, made["id"])
    page = [("files", ("a.md", b"# A", ""))]
    refused = await olga.http.post(path, files=page, headers=olga.cookies)
    assert (refused.status_code, refused.json()["code"]) == (409, "source_is_archive")
    newer = [("files", ("help-2.zip", b"PK2", ""))]
    reply = await olga.http.post(path, files=newer, headers=olga.cookies)
    assert (reply.json()["state"], reply.json()["location"]) == ("queued", "help-2.zip")
    kept = await world.db.read(lambda s: source_files.entries(s, made["id"]))
    assert [entry.path for entry in kept] == ["help-2.zip"]
    again = await olga.http.post(path, files=newer, headers=olga.cookies)
    assert again.status_code == 202


async def test_an_upload_that_is_too_large_is_refused_before_it_is_read(
    world: World, olga: RepClient
) -> None:
    world.services.settings.source_upload_bytes = 10_000
    files = [("files", ("a.md", b"x" * 20_000, "text/markdown"))]
    reply = await upload(olga, files, world.assistant.id)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")
    path = "/api/v1/sources/src_any/files"
    reply = await olga.http.post(path, files=files, headers=olga.cookies)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


async def test_pasted_text_can_be_changed_and_nothing_else_has_text(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world, kind="text", location=None, text="# One", name="Note"))
    reply = await olga.patch(f"/sources/{made['id']}", {"text": "# Two"})
    assert reply.status_code == 200, reply.text
    data = await world.db.read(lambda s: source_files.read(s, made["id"], "text.md"))
    assert data == b"# Two"
    assert (await olga.get(f"/sources/{made['id']}/text")).json() == {"text": "# Two"}
    url = await added(olga, source(world))
    refused = await olga.patch(f"/sources/{url['id']}", {"text": "# Two"})
    assert (refused.status_code, refused.json()["code"]) == (409, "source_has_no_text")
    unread = await olga.get(f"/sources/{url['id']}/text")
    assert (unread.status_code, unread.json()["code"]) == (409, "source_has_no_text")


async def test_a_pasted_text_is_read_again_when_it_gets_another_name(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world, kind="text", location=None, text="# One", name="Note"))
    await finish_run(world, made["id"])
    path = f"/sources/{made['id']}"
    assert (await olga.patch(path, {"name": "Note"})).json()["state"] == "idle"
    assert (await olga.patch(path, {"name": "Hours"})).json()["state"] == "queued"


async def test_a_source_whose_name_is_taken_off_is_called_by_its_place(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world, name="Help"))
    assert (await olga.patch(f"/sources/{made['id']}", {"name": " "})).json()["name"] == ADDRESS


async def test_only_changes_of_documents_ask_for_a_run(world: World, olga: RepClient) -> None:
    made = await added(olga, source(world))
    await finish_run(world, made["id"])
    path = f"/sources/{made['id']}"
    renamed = (await olga.patch(path, {"name": "Help", "refresh_s": 600})).json()
    assert (renamed["name"], renamed["refresh_s"], renamed["state"]) == ("Help", 600, "idle")
    assert (await olga.patch(path, {"refresh_s": None})).json()["next_refresh_at"] is None
    narrowed = (await olga.patch(path, {"settings": {"exclude": ["/blog*"]}})).json()
    assert narrowed["state"] == "queued"


async def finish_run(world: World, source_id: str, error: str | None = None) -> None:
    now = world.clock.now()
    run_id = await world.db.write(lambda s: ingest_runs.take_up(s, now, source_id))
    assert run_id
    await world.db.write(lambda s: ingest_runs.finish(s, now, run_id, error))


async def test_a_request_during_a_run_makes_one_more_run(world: World, olga: RepClient) -> None:
    made = await added(olga, source(world))
    now, path = world.clock.now(), f"/sources/{made['id']}"
    run_id = await world.db.write(lambda s: ingest_runs.take_up(s, now, made["id"]))
    assert run_id
    for _ in range(3):
        reply = await olga.post(f"{path}/refresh")
        assert (reply.status_code, reply.json()["state"]) == (202, "running")
    progress = {"phase": "fetching", "done": 0, "total": None, "chunks": 0}
    assert reply.json()["progress"] == progress
    await world.db.write(lambda s: ingest_runs.finish(s, now, run_id))
    assert (await olga.get(path)).json()["state"] == "queued"
    await finish_run(world, made["id"], "The site did not answer.")
    failed = (await olga.get(path)).json()
    assert (failed["state"], failed["error"]) == ("failed", "The site did not answer.")


async def test_each_assistant_is_shown_what_it_has_of_a_shared_source(
    world: World, olga: RepClient
) -> None:
    other = await another_assistant(world)
    made = await added(olga, source(world))
    await publish(world, made["id"])
    both = {"assistant_ids": [world.assistant.id, other]}
    shared = (await olga.patch(f"/sources/{made['id']}", both)).json()
    assert shared["holdings"] == [
        {"assistant_id": world.assistant.id, "documents": 1, "chunks": 1},
        {"assistant_id": other, "documents": 0, "chunks": 0},
    ]
    listed = (await olga.get("/sources", params={"assistant": other})).json()["items"]
    assert listed == [shared]


async def test_an_assistant_that_no_longer_knows_a_source_sees_a_new_revision(
    world: World, olga: RepClient
) -> None:
    other = await another_assistant(world)
    made = await added(olga, source(world))
    await publish(world, made["id"])
    assert (await olga.get(f"/sources/{made['id']}")).json()["chunks"] == 1
    moved = await olga.patch(f"/sources/{made['id']}", {"assistant_ids": [other]})
    assert (moved.json()["assistant_ids"], moved.json()["documents"]) == ([other], 0)
    assert await world.db.read(documents.listed) == []
    known = await world.db.read(lambda s: assistants.get(s, world.assistant.id))
    assert known.knowledge_revision == 2
    refused = await olga.patch(f"/sources/{made['id']}", {"assistant_ids": []})
    assert refused.status_code == 422


async def test_what_is_being_read_can_be_stopped_and_what_was_published_stays(
    world: World, olga: RepClient
) -> None:
    source_id = await published_source(world)
    await world.db.write(lambda s: sources.request(s, source_id))
    now = world.clock.now()
    await world.db.write(lambda s: ingest_runs.take_up(s, now, source_id))
    world.woken.clear()
    for _ in range(2):
        reply = await olga.post(f"/sources/{source_id}/cancel", {})
        assert reply.status_code == 202, reply.text
        shown = reply.json()
        assert (shown["state"], shown["progress"], shown["documents"]) == ("stopped", None, 1)
    assert world.woken == [source_id, source_id]
    again = (await olga.post(f"/sources/{source_id}/refresh", {})).json()
    assert again["state"] == "queued"


async def test_answers_of_the_team_are_not_stopped_as_a_source(
    world: World, olga: RepClient
) -> None:
    made = await world.db.write(
        lambda s: sources.ensure(
            s,
            world.clock.now(),
            assistant_id=world.assistant.id,
            kind=SourceKind.ANSWERS,
            location="answers",
        )
    )
    reply = await olga.post(f"/sources/{made}/cancel", {})
    assert (reply.status_code, reply.json()["code"]) == (409, "source_not_stoppable")
    assert (await olga.post("/sources/src_none/cancel", {})).json()["code"] == "source_not_found"


async def test_a_removed_source_is_gone_at_once(world: World, olga: RepClient) -> None:
    made = await added(olga, source(world, client_id="one"))
    await publish(world, made["id"])
    reply = await olga.http.delete(f"/api/v1/sources/{made['id']}", headers=olga.cookies)
    assert reply.status_code == 204
    assert (await olga.get(f"/sources/{made['id']}")).json()["code"] == "source_not_found"
    assert (await olga.get("/sources")).json()["items"] == []
    assert await world.db.read(documents.listed) == []
    assert world.woken == [made["id"]] * 2
    assert (await added(olga, source(world, client_id="one")))["id"] != made["id"]


async def test_documents_are_listed_with_the_reasons_of_those_that_failed(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world))
    await publish(world, made["id"])
    pages = [
        SourcePage("a.md", "", PageState.FAILED, reason="It is empty."),
        SourcePage("b.pdf", "", PageState.FAILED, reason="It is encrypted."),
    ]
    now = world.clock.now()
    await world.db.write(lambda s: source_pages.record(s, now, made["id"], pages))
    path = f"/sources/{made['id']}/documents"
    found = (await olga.get(path, params={"limit": 2})).json()
    shown = [(item["path"], item["state"], item["reason"]) for item in found["items"]]
    assert shown == [("a.md", "failed", "It is empty."), ("a.md", "published", None)]
    rest = (await olga.get(path, params={"cursor": found["next_cursor"]})).json()
    assert [item["path"] for item in rest["items"]] == ["b.pdf"]
    assert rest["next_cursor"] is None
    one = (await olga.get(path, params={"state": "published", "q": "alph"})).json()["items"]
    assert [(item["id"], item["chunks"]) for item in one] == [("doc_1", 1)]
    assert (await olga.get(f"/sources/{made['id']}")).json()["failed"] == 2


async def test_a_document_shows_its_passages_as_they_are_cited(
    world: World, olga: RepClient
) -> None:
    made = await added(olga, source(world))
    await publish(world, made["id"])
    detail = (await olga.get("/documents/doc_1")).json()
    assert detail["document"]["title"] == "Alpha"
    [chunk] = detail["chunks"]
    assert (chunk["url"], chunk["heading_path"]) == ("/docs/a#two", ["One", "Two"])
    assert (await olga.get("/documents/doc_2")).json()["code"] == "document_not_found"


async def test_answers_of_the_team_are_not_refreshed_or_removed_as_a_source(
    world: World, olga: RepClient
) -> None:
    now, assistant_id = world.clock.now(), world.assistant.id
    source_id = await world.db.write(
        lambda s: sources.ensure(s, now, assistant_id=assistant_id, kind="answers", location="x")
    )
    refresh = await olga.post(f"/sources/{source_id}/refresh")
    assert refresh.json()["code"] == "source_not_refreshable"
    remove = await olga.http.delete(f"/api/v1/sources/{source_id}", headers=olga.cookies)
    assert remove.json()["code"] == "source_not_removable"


async def test_the_inbox_is_told_of_a_changed_source(
    world: World, live: httpx.AsyncClient, olga: RepClient
) -> None:
    async with reading(live, "/inbox/events", olga.cookies) as reader:
        made = await added(olga, source(world))
        [event] = await reader.take(1)
    assert (event.name, event.data) == ("source.changed", {"id": made["id"]})
