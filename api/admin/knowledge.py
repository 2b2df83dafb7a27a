"""What the assistants know: sources and documents as they are published."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import RepDep, ServicesDep
from api.errors import responses
from api.schemas.admin import DocumentOut, DocumentsOut, SourceOut, SourcesOut
from core.text import Line
from store import documents, sources

router = APIRouter(tags=["knowledge"])

AssistantFilter = Annotated[Line | None, Query()]


@router.get("/sources", responses=responses(401))
async def list_sources(
    rep: RepDep, services: ServicesDep, assistant: AssistantFilter = None
) -> SourcesOut:
    """Where documents come from, oldest first."""
    found = await services.db.read(lambda s: sources.listed(s, assistant))
    return SourcesOut(
        items=[
            SourceOut(
                id=item.id,
                assistant_id=item.assistant_id,
                kind=item.kind,
                location=item.location,
                documents=item.documents,
                created_at=item.created_at,
                refreshed_at=item.refreshed_at,
            )
            for item in found
        ]
    )


@router.get("/documents", responses=responses(401))
async def list_documents(
    rep: RepDep, services: ServicesDep, assistant: AssistantFilter = None
) -> DocumentsOut:
    """Published documents by address."""
    found = await services.db.read(lambda s: documents.listed(s, assistant))
    return DocumentsOut(
        items=[
            DocumentOut(
                id=item.id,
                assistant_id=item.assistant_id,
                source_id=item.source_id,
                path=item.path,
                url=item.url,
                title=item.title,
                description=item.description,
            )
            for item in found
        ]
    )
