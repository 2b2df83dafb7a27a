"""Ingested documents as pages, so that every citation opens at its passage."""

import posixpath
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.deps import ServicesDep
from api.pages.html import STYLE_URL, cached, notice, page
from core.document_urls import DOCS
from store import documents
from store.documents import DocumentEntry, Page

router = APIRouter()

HELP_STYLE = "/demo/help.css"
BAR = f'<header><a href="/">Home</a><a href="{DOCS}">All pages</a></header>'
ABBREVIATION = 3
_ORDER = re.compile(r"^\d+[-_. ]+")


@router.api_route(DOCS, methods=["GET", "HEAD"])
@router.api_route(f"{DOCS}/{{path:path}}", methods=["GET", "HEAD"])
async def served_document(request: Request, services: ServicesDep, path: str = "") -> Response:
    """The newest published version of one document, beside the list of all."""
    url = f"{DOCS}/{quote(path)}".rstrip("/")

    def read(s: Session) -> tuple[Page | None, list[DocumentEntry]]:
        found = documents.page(s, url)
        entries = documents.listed(s, found.entry.assistant_id if found else None)
        return found, [entry for entry in entries if entry.url.startswith(DOCS)]

    found, entries = await services.db.read(read)
    style = HELP_STYLE if (services.site.demo / "help.css").is_file() else STYLE_URL
    if found is not None:
        return cached(request, _document(found, entries, style))
    if url == DOCS and entries:
        return cached(request, _overview(entries, style))
    text = "There is no document at this address. It may have been moved or removed."
    return notice("No such page", text, 404, way=(DOCS, "All pages") if entries else None)


def _document(found: Page, entries: Sequence[DocumentEntry], style: str) -> str:
    article = f"<main><article>{found.html}</article></main>"
    nav = f'<nav aria-label="Documents">{_groups(entries, found.entry.id)}</nav>'
    return page(found.entry.title, f'{BAR}<div class="docs">{nav}{article}</div>', style=style)


def _overview(entries: Sequence[DocumentEntry], style: str) -> str:
    body = f'<main><h1>All pages</h1><div class="index">{_groups(entries, None)}</div></main>'
    return page("All pages", f'{BAR}<div class="docs overview">{body}</div>', style=style)


def _groups(entries: Sequence[DocumentEntry], current: str | None) -> str:
    """The documents by folder, in the order of their paths."""
    folders: dict[str, list[DocumentEntry]] = {}
    for entry in sorted(entries, key=lambda item: (posixpath.dirname(item.path), item.path)):
        folders.setdefault(posixpath.dirname(entry.path), []).append(entry)
    return "".join(_group(folder, inside, current) for folder, inside in folders.items())


def _group(folder: str, entries: Sequence[DocumentEntry], current: str | None) -> str:
    name = _ORDER.sub("", posixpath.basename(folder)).replace("-", " ").replace("_", " ")
    title = name.upper() if len(name) <= ABBREVIATION else name.capitalize()
    heading = f"<h2>{escape(title)}</h2>" if name else ""
    links = "".join(
        f'<li><a href="{escape(entry.url)}"'
        f"{' aria-current=page' if entry.id == current else ''}>{escape(entry.title)}</a></li>"
        for entry in entries
    )
    return f"<section>{heading}<ul>{links}</ul></section>"
