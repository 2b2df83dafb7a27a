"""Where ingested documents are served, and where links between them lead."""

import posixpath
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit

INDEX_NAMES = frozenset({"index", "readme"})
OUTSIDE_SCHEMES = frozenset({"http", "https", "mailto"})
WEB = ("http://", "https://")
"""A document of the web has its address as path; its links lead where they lead there."""


def page_urls(paths: Iterable[str], base: str) -> dict[str, str]:
    """Map each path to its page: no suffix, no `index`; paths that would collide stay whole."""
    paths = list(paths)
    short = {path: _short(path) for path in paths}
    shared = Counter(short.values())
    return {path: _join(base, short[path] if shared[short[path]] == 1 else path) for path in paths}


def passage_url(page: str, passage: str) -> str:
    """Return where a citation opens; without a page there is nothing to open."""
    fragment = f"#{quote(passage, safe='~=')}" if passage else ""
    return page + fragment if page else ""


def resolve_link(href: str, path: str, urls: Mapping[str, str]) -> str | None:
    """Return where a link found in `path` may lead, or None when it leads nowhere we know."""
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    if parts.scheme:
        return href.strip() if parts.scheme.lower() in OUTSIDE_SCHEMES else None
    if path.startswith(WEB):
        return urljoin(path, href.strip())
    if parts.netloc:
        return None
    fragment = f"#{quote(unquote(parts.fragment))}" if parts.fragment else ""
    if not parts.path:
        return fragment or None
    page = _page(unquote(parts.path), path, urls)
    return page + fragment if page is not None else None


def _page(target: str, path: str, urls: Mapping[str, str]) -> str | None:
    folder = "" if target.startswith("/") else posixpath.dirname(path)
    place = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
    place = "" if place == "." else place
    names = [place, *(place + suffix for suffix in (".md", ".mdx", ".html", ".txt"))]
    names += [posixpath.join(place, name) for name in ("index.md", "README.md", "index.html")]
    return next((urls[name] for name in names if name in urls), None)


def _short(path: str) -> str:
    stem, _ = posixpath.splitext(path)
    folder, name = posixpath.split(stem)
    return folder if name.lower() in INDEX_NAMES else stem


def _join(base: str, path: str) -> str:
    return f"{base.rstrip('/')}/{quote(path)}" if path else base.rstrip("/") or "/"
