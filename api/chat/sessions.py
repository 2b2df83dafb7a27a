"""How a browser becomes a visitor."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, status
from sqlalchemy.orm import Session

from api.deps import LimiterDep, ServicesDep
from api.errors import responses
from api.schemas.chat import SessionAssistant, SessionIn, SessionOut, SessionVisitor
from api.security import address_of
from core.errors import Invalid, NotFound
from core.views import VisitorView
from store import assistants, visitors
from store.assistants import Assistant

router = APIRouter(prefix="/chat/sessions", tags=["chat"])


@router.post("", status_code=status.HTTP_201_CREATED, responses=responses(404, 413, 415, 422, 429))
async def open_session(
    body: SessionIn, request: Request, services: ServicesDep, limiter: LimiterDep
) -> SessionOut:
    """Continue the visitor who holds `token`, or begin with a new one.

    Errors: 404 `assistant_not_found`, 422 `identity_not_enabled`.
    """
    limiter.session(address_of(request))
    if body.identity_jwt is not None:
        raise Invalid("Signed identities are not set up here.", code="identity_not_enabled")
    now = services.clock.now()
    assistant, visitor, token = await services.db.write(lambda s: _open(s, now, body))
    return SessionOut(
        visitor=SessionVisitor(id=visitor.id, name=visitor.name),
        token=token,
        assistant=_described(assistant),
    )


def _described(assistant: Assistant) -> SessionAssistant:
    """What the widget may know of an assistant."""
    settings = assistant.settings
    return SessionAssistant(
        name=assistant.name,
        greeting=settings.greeting,
        starters=settings.starters,
        prechat=[],
        open_now=True,
        response_target_s=settings.response_target_s,
        theme=settings.theme,
    )


def _open(s: Session, now: datetime, body: SessionIn) -> tuple[Assistant, VisitorView, str]:
    assistant = assistants.by_key(s, body.assistant_key)
    if assistant is None:
        raise NotFound(
            "No assistant has this key; copy the script tag again.", code="assistant_not_found"
        )
    profile = body.profile
    attributes: dict[str, Any] = profile.attributes if profile else {}
    visitor, token = visitors.open_session(
        s,
        now,
        assistant_id=assistant.id,
        token=body.token,
        name=(profile.name or None) if profile else None,
        email=profile.email if profile else None,
        profile=attributes,
    )
    return assistant, visitor, token
