"""The demo page, the inbox and the widget."""

from pathlib import Path

from fastapi import APIRouter, Request, Response

from api.deps import ServicesDep
from api.pages.files import Folder
from api.pages.html import POLICY, notice
from api.pages.missing import no_such_page, wants_page
from core.errors import NotFound

router = APIRouter()

READ = ["GET", "HEAD"]
STATIC = Path(__file__).resolve().parents[1] / "static"
BUILD = "npm --prefix web ci && npm --prefix web run build"

DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
INBOX_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors *"
)


@router.api_route("/", methods=READ)
async def demo_page(request: Request, services: ServicesDep) -> Response:
    """A page of the invented company, with the widget on it."""
    served = Folder(services.site.demo, DEMO_POLICY).serve(request, "index.html")
    return served or notice("No demo page", "This installation has no demo page.", 404)


@router.api_route("/demo/{path:path}", methods=READ)
async def demo_file(path: str, request: Request, services: ServicesDep) -> Response:
    return _file(Folder(services.site.demo, DEMO_POLICY), request, path)


@router.api_route("/static/{path:path}", methods=READ)
async def static_file(path: str, request: Request) -> Response:
    return _file(Folder(STATIC, POLICY), request, path)


@router.api_route("/inbox", methods=READ)
@router.api_route("/inbox/{path:path}", methods=READ)
async def inbox_app(request: Request, services: ServicesDep, path: str = "") -> Response:
    """The inbox; its own addresses all open the same page."""
    folder = Folder(services.site.inbox, INBOX_POLICY)
    if "." in path.rsplit("/", 1)[-1]:
        return _file(folder, request, path)
    return folder.serve(request, "index.html") or not_built("inbox")


@router.api_route("/widget.js", methods=READ)
async def widget_loader(request: Request, services: ServicesDep) -> Response:
    """What a company's page includes."""
    folder = Folder(services.site.widget, FRAME_POLICY)
    served = folder.serve(request, "widget.js")
    if served is None:
        return not_built("widget")
    served.headers["cross-origin-resource-policy"] = "cross-origin"
    served.headers["access-control-allow-origin"] = "*"  # for `type=module` and `crossorigin`
    return served


@router.api_route("/widget/frame", methods=READ)
async def widget_frame(request: Request, services: ServicesDep) -> Response:
    """The chat itself, in an iframe of our origin that any page may hold."""
    folder = Folder(services.site.widget, FRAME_POLICY)
    return folder.serve(request, "frame.html") or not_built("widget")


@router.api_route("/widget/{path:path}", methods=READ)
async def widget_file(path: str, request: Request, services: ServicesDep) -> Response:
    return _file(Folder(services.site.widget, FRAME_POLICY), request, path)


def not_built(app: str) -> Response:
    return notice(
        f"The {app} has not been built",
        "The web apps are built once, with Node 20.19 or newer. Run this, then reload:",
        503,
        command=BUILD,
    )


def _file(folder: Folder, request: Request, path: str) -> Response:
    served = folder.serve(request, path)
    if served is None and wants_page(request):
        return no_such_page()
    if served is None:
        raise NotFound("There is no such file.")
    return served
