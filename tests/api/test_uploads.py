"""Uploads fill no disk: what nobody sent goes after a day, and nobody may upload without end."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import attachments
from api.chat.uploads import FOLDER
from api.limits import Limiter, Limits, Rate
from api.unattached import KEPT, UnattachedUploads
from core.errors import NotFound, TooManyRequests
from store import uploads
from store.uploads import Upload
from tests.api.conftest import NewVisitor, RepClient, VisitorClient, World
from tests.api.test_pages import send

PNG = b"\x89PNG\r\n\x1a\n"


async def test_a_file_that_no_message_came_with_is_deleted_after_a_day(
    world: World, visitor: VisitorClient
) -> None:
    ids = [(await send(visitor, "shot.png", PNG, "image/png")).json()["id"] for _ in range(3)]
    unsent, sent, _ = ids
    conversation = await visitor.start()
    message = {"client_id": "m", "text": "See", "attachments": [sent]}
    await visitor.post(f"/conversations/{conversation}/messages", message)
    clearing = UnattachedUploads(world.db, world.services.settings.data_dir, world.clock)
    world.clock.forward((KEPT - timedelta(minutes=1)).total_seconds())
    await clearing.clear()
    assert await kept(world, ids) == ids
    late = (await send(visitor, "shot.png", PNG, "image/png")).json()["id"]
    world.clock.forward(120)
    await clearing.clear()
    assert await kept(world, [*ids, late]) == [sent, late]
    refused = await visitor.post(
        f"/conversations/{conversation}/messages",
        {"client_id": "m2", "text": "And this", "attachments": [unsent]},
    )
    assert refused.json()["code"] == "unknown_upload"


async def test_many_files_are_looked_at_a_few_at_a_time(
    world: World, visitor: VisitorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LOOKED_AT", 2)
    ids = [(await send(visitor, "shot.png", PNG, "image/png")).json()["id"] for _ in range(5)]
    world.clock.forward(KEPT.total_seconds() + 1)
    await UnattachedUploads(world.db, world.services.settings.data_dir, world.clock).clear()
    assert await kept(world, ids) == []


async def kept(world: World, ids: list[str]) -> list[str]:
    """Those that have a row; each of them, and no other, has its file."""
    there: list[Upload] = []

    def look(s: Session) -> None:
        for upload_id in ids:
            with suppress(NotFound):
                there.append(uploads.get(s, upload_id))

    await world.db.read(look)
    folder = world.services.settings.data_dir / FOLDER
    assert {path.name for path in folder.iterdir()} == {
        upload.path.removeprefix(f"{FOLDER}/") for upload in there
    }
    return [upload.view.id for upload in there]


def test_new_visitors_of_one_address_share_its_limit() -> None:
    limiter = Limiter(Limits(address_uploads=Rate(per_second=0.01, burst=2)))
    limiter.upload("vis_1", "203.0.113.7")
    limiter.upload("vis_2", "203.0.113.7")
    with pytest.raises(TooManyRequests):
        limiter.upload("vis_3", "203.0.113.7")
    limiter.upload("vis_3", "203.0.113.8")


async def test_nobody_uploads_what_the_database_needs_of_the_disk(
    visitor: VisitorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "SPARE_BYTES", 1 << 62)
    refused = await send(visitor, "shot.png", PNG, "image/png")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")


async def test_a_file_that_the_database_does_not_take_is_not_kept(
    world: World, visitor: VisitorClient
) -> None:
    await world.db.write(lambda s: s.execute(text("DROP TABLE uploads")))
    refused = await send(visitor, "shot.png", PNG, "image/png")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert not list((world.services.settings.data_dir / FOLDER).iterdir())


async def test_nobody_can_send_the_file_of_another(
    visitor: VisitorClient, new_visitor: NewVisitor, alex: RepClient
) -> None:
    sent = await visitor.http.post(
        "/api/v1/chat/uploads",
        files={"file": ("a.txt", b"my address", "text/plain")},
        headers=visitor.headers,
    )
    body = {"client_id": "c1", "text": "Look.", "attachments": [sent.json()["id"]]}
    other = await new_visitor()
    own = await visitor.start("Hello?", "c0")
    for reply in (
        await other.post("/conversations", body),
        await other.post(f"/conversations/{await other.start()}/messages", body),
        await alex.post(f"/inbox/conversations/{own}/messages", body),
    ):
        assert (reply.status_code, reply.json()["code"]) == (422, "unknown_upload")
    mine = await visitor.post(f"/conversations/{own}/messages", body)
    assert mine.json()["message"]["attachments"][0]["name"] == "a.txt"
