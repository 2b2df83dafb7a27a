"""An address that there is not: a page for people, a problem for programs."""

from fastapi import FastAPI, Request, Response

from api.edge import API
from api.errors import http_problem
from api.pages.html import notice


def install(app: FastAPI) -> None:
    """Show a page to a browser that asks for one."""
    app.add_exception_handler(404, _missing)


def wants_page(request: Request) -> bool:
    """Whether a person sees the reply: programs ask for anything, or for JSON."""
    is_api = request.url.path.startswith(f"{API}/")
    return not is_api and "text/html" in request.headers.get("accept", "").lower()


def no_such_page() -> Response:
    text = "There is nothing at this address. It may have been moved or removed."
    return notice("No such page", text, 404, way=("/", "To the home page"))


async def _missing(request: Request, error: Exception) -> Response:
    return no_such_page() if wants_page(request) else await http_problem(request, error)
