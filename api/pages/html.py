"""Small pages of our own: no script, one style sheet, everything escaped."""

import hashlib
from html import escape

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.compression import is_known

STYLE_URL = "/static/page.css"
ICON_URL = "/static/icon.svg"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


def page(title: str, body: str, *, style: str = STYLE_URL) -> str:
    """A whole document; `body` is HTML that is already safe."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" type="image/svg+xml" href="{ICON_URL}">'
        f'<link rel="stylesheet" href="{escape(style)}">'
        f"</head><body>{body}</body></html>"
    )


def notice(
    title: str,
    text: str,
    status: int,
    *,
    command: str | None = None,
    way: tuple[str, str] | None = None,
) -> Response:
    """A page that says what is wrong and what to do; `way`: address and name of where to go on."""
    link = f'<p><a href="{way[0]}">{escape(way[1])}</a></p>' if way else ""
    code = f"<pre><code>{escape(command)}</code></pre>" if command else ""
    body = f'<main class="notice"><h1>{escape(title)}</h1><p>{escape(text)}</p>{code}{link}</main>'
    headers = {"content-security-policy": POLICY, "cache-control": "no-store"}
    if status == 503:
        headers["retry-after"] = "10"
    return HTMLResponse(page(title, body), status, headers)


def cached(request: Request, document: str) -> Response:
    """A page that is sent again only when it has changed."""
    tag = '"' + hashlib.sha256(document.encode()).hexdigest()[:20] + '"'
    headers = {
        "content-security-policy": POLICY,
        "cache-control": "no-cache",
        "etag": tag,
        "vary": "Accept-Encoding",
    }
    if is_known(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(document, headers=headers)
