"""What the assistants know: documents as they are published, with their passages."""

from fastapi import APIRouter

from api.deps import AssistantFilter, PathId, RepDep, ServicesDep
from api.errors import responses
from api.schemas.sources import ChunkOut, DocumentDetailOut, DocumentOut, DocumentsOut
from store import documents

router = APIRouter(tags=["knowledge"])


@router.get("/documents", responses=responses(401))
async def list_documents(
    rep: RepDep, services: ServicesDep, assistant: AssistantFilter = None
) -> DocumentsOut:
    """Published documents by address."""
    found = await services.db.read(lambda s: documents.listed(s, assistant))
    return DocumentsOut(items=[DocumentOut.of(item) for item in found])


@router.get("/documents/{document_id}", responses=responses(401, 404))
async def get_document(
    document_id: PathId, rep: RepDep, services: ServicesDep
) -> DocumentDetailOut:
    """One published document, and its passages as they are found and cited.

    Errors: 404 `document_not_found`.
    """
    entry, chunks = await services.db.read(lambda s: documents.detail(s, document_id))
    return DocumentDetailOut(
        document=DocumentOut.of(entry),
        chunks=[ChunkOut.of(chunk) for chunk in chunks],
    )
