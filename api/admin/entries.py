"""Entries: answers that the team writes itself, tried out before they are published.

A reply tells the state right after the change: `publishing` until the next revision shows it, or
`failed` with the reason; `source.changed` on the inbox's stream announces both.
"""

from fastapi import APIRouter, status

from api.deps import (
    AdminDep,
    AnsweringRepDep,
    AssistantFilter,
    PathId,
    RepDep,
    ServicesDep,
)
from api.errors import responses
from api.schemas.learning import (
    EntriesOut,
    EntryIn,
    EntryOut,
    EntryPatch,
    PreviewIn,
    PreviewOut,
)
from api.services import Services
from core.bus import tell_source_changed
from core.errors import Unavailable
from core.vocabulary import EntryState, Role
from store import assistants, entries
from store.entries import Entry

router = APIRouter(prefix="/entries", tags=["entries"])
MAY_PUBLISH = (Role.OWNER, Role.ADMIN)


@router.get("", responses=responses(401))
async def list_entries(
    rep: RepDep, services: ServicesDep, assistant: AssistantFilter = None
) -> EntriesOut:
    """All entries, the newest first; of those being removed the ones where that failed."""
    found = await services.db.read(lambda s: entries.listed(s, assistant or None))
    return EntriesOut(items=[EntryOut.of(item) for item in found])


@router.post("/preview", responses=responses(401, 403, 404, 413, 415, 422, 503))
async def preview_entry(body: PreviewIn, rep: AnsweringRepDep, services: ServicesDep) -> PreviewOut:
    """Run past questions without and with the entry; nothing is stored.

    Errors: 503 `unavailable` in a process without the turn graph, or while the embedding fails.
    """
    await services.db.read(lambda s: assistants.get(s, body.assistant_id))
    if services.preview is None:
        raise Unavailable("This process does not run AI turns.", retry_after_s=30)
    return await services.preview(body)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses=responses(401, 403, 404, 413, 415, 422),
)
async def create_entry(body: EntryIn, rep: AnsweringRepDep, services: ServicesDep) -> EntryOut:
    """Propose an entry, or, as an owner or admin, publish it. Idempotent by `client_id`."""
    now = services.clock.now()
    made = await services.db.write(
        lambda s: entries.create(
            s,
            now,
            assistant_id=body.assistant_id,
            gap_id=body.gap_id,
            client_id=body.client_id,
            question=body.question,
            answer=body.answer,
            rep=rep,
            reviewed=rep.role in MAY_PUBLISH,
        )
    )
    return await _told(services, made)


@router.post("/{entry_id}/publish", responses=responses(401, 403, 404, 409))
async def publish_entry(entry_id: PathId, rep: AdminDep, services: ServicesDep) -> EntryOut:
    """Accept a proposal, so that it is found and cited, or try one that `failed` again.

    Errors: 409 `entry_removed`.
    """
    now = services.clock.now()
    made = await services.db.write(lambda s: entries.publish(s, now, entry_id, rep))
    return await _told(services, made)


@router.patch("/{entry_id}", responses=responses(401, 403, 404, 409, 413, 415, 422))
async def change_entry(
    entry_id: PathId, body: EntryPatch, rep: AdminDep, services: ServicesDep
) -> EntryOut:
    """Change an entry; a published one is published again. Errors: 409 `entry_removed`."""
    now = services.clock.now()
    made = await services.db.write(
        lambda s: entries.change(
            s, now, entry_id, question=body.question, answer=body.answer, rep=rep
        )
    )
    return await _told(services, made)


@router.delete(
    "/{entry_id}", status_code=status.HTTP_204_NO_CONTENT, responses=responses(401, 403, 404)
)
async def delete_entry(entry_id: PathId, rep: AdminDep, services: ServicesDep) -> None:
    """Take it back: it is not found any more, and its gap is open again."""
    now = services.clock.now()
    await _told(services, await services.db.write(lambda s: entries.remove(s, now, entry_id)))


async def _told(services: Services, entry: Entry) -> EntryOut:
    """Let the ingestion and the inbox know of a change."""
    source_id = await services.db.read(lambda s: entries.source_of(s, entry.assistant_id))
    if source_id and entry.state is not EntryState.PROPOSED:
        services.wake_source(source_id)
        tell_source_changed(services.bus, source_id)
    return EntryOut.of(entry)
