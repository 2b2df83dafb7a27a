"""Ingested documents as pages, so that every citation opens at its passage."""

import posixpath
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ServicesDep
from api.pages.html import cached, notice, page
from store import documents
from store.documents import DocumentEntry, Page

router = APIRouter()

BASE = "/docs"
_ORDER = re.compile(r"^\d+[-_. ]+")


@router.api_route("/docs", methods=["GET", "HEAD"])
@router.api_route("/docs/{path:path}", methods=["GET", "HEAD"])
async def served_document(request: Request, services: ServicesDep, path: str = "") -> Response:
    """The newest published version of one document, beside the list of all."""
    url = f"{BASE}/{quote(path)}".rstrip("/")

    def read(s: Session) -> tuple[Page | None, list[DocumentEntry]]:
        found = documents.page(s, url)
        return found, documents.listed(s, found.entry.assistant_id if found else None)

    found, entries = await services.db.read(read)
    if found is not None:
        return cached(request, _document(found, entries))
    if url == BASE and entries:
        return cached(request, _overview(entries))
    return notice("No such page", "There is no document at this address.", 404)


def _document(found: Page, entries: Sequence[DocumentEntry]) -> str:
    title = found.entry.title
    body = (
        f'<div class="docs">{_sidebar(entries, found.entry.id)}'
        f"<main><article>{found.html}</article></main></div>"
    )
    return page(title, body)


def _overview(entries: Sequence[DocumentEntry]) -> str:
    return page(
        "All documents",
        f'<div class="docs">{_sidebar(entries, None)}<main><h1>All documents</h1>'
        f"<p>{len(entries)} pages. Choose one from the list.</p></main></div>",
    )


def _sidebar(entries: Sequence[DocumentEntry], current: str | None) -> str:
    groups: dict[str, list[DocumentEntry]] = {}
    for entry in sorted(entries, key=lambda item: (posixpath.dirname(item.path), item.path)):
        groups.setdefault(posixpath.dirname(entry.path), []).append(entry)
    parts = "".join(_group(folder, inside, current) for folder, inside in groups.items())
    return f'<nav aria-label="Documents">{parts}</nav>'


def _group(folder: str, entries: Sequence[DocumentEntry], current: str | None) -> str:
    name = _ORDER.sub("", posixpath.basename(folder)).replace("-", " ").replace("_", " ")
    heading = f"<h2>{escape(name.capitalize())}</h2>" if name else ""
    links = "".join(
        f'<li><a href="{escape(entry.url)}"'
        f"{' aria-current=page' if entry.id == current else ''}>{escape(entry.title)}</a></li>"
        for entry in entries
    )
    return f"{heading}<ul>{links}</ul>"
