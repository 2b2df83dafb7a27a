"""The text formats: Markdown, HTML and plain text become an `ExtractedDocument`."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from knowledge.extract.assemble import assemble
from knowledge.extract.decode import decoded
from knowledge.extract.document import ExtractedDocument
from knowledge.extract.html.branch import parsed
from knowledge.extract.html.elements import heading_text
from knowledge.extract.html.furniture import drop_furniture
from knowledge.extract.html.hidden import settle_hidden
from knowledge.extract.html.main_text import likely_content, marked_content
from knowledge.extract.html.tabs import name_tabs
from knowledge.extract.html.tree import check_size, tidy
from knowledge.extract.markdown.read import markdown_page
from knowledge.extract.plain import text_html

_SITE_NAME = re.compile(r"\s+[|\u2013\u2014·]\s+[^|\u2013\u2014·]+$")


def read_markdown(path: str, data: bytes) -> ExtractedDocument:
    page = markdown_page(decoded(data), is_mdx=path.lower().endswith(".mdx"))
    return page_document(page.html, path, page.title, page.description)


def read_text(path: str, data: bytes) -> ExtractedDocument:
    return page_document(text_html(decoded(data)), path)


def read_html(path: str, data: bytes) -> ExtractedDocument:
    """Read a page's article; what stands around it is the site's."""
    soup = parsed(decoded(data, is_html=True))
    check_size(soup)
    described = soup.find("meta", attrs={"name": "description"})
    description = str(described.get("content") or "") if isinstance(described, Tag) else ""
    named = " ".join(soup.title.get_text().split()) if soup.title else ""
    settle_hidden(soup)
    name_tabs(soup)
    body = marked_content(soup) or likely_content(soup)
    drop_furniture(body)
    return _document(body, "", description, _SITE_NAME.sub("", named) or title_of(path))


def page_document(
    html: str, path: str, title: str = "", description: str = ""
) -> ExtractedDocument:
    """Build a document from the HTML of its body, which may be anything."""
    soup = parsed(f"<body>{html}</body>")
    check_size(soup)
    settle_hidden(soup)
    name_tabs(soup)
    for note in soup.find_all("aside"):
        note.name = "div"  # nobody writes the frame of a site here
    return _document(soup.body or soup, title, description, title_of(path))


def title_of(path: str) -> str:
    """Make a title of a file's name, for documents that have none."""
    if "://" in path:
        path = unquote(urlsplit(path).path).strip("/")
    folder, name = posixpath.split(posixpath.splitext(path)[0])
    if name.lower() in {"index", "readme"} and folder:
        name = posixpath.basename(folder)
    words = re.sub(r"[-_]+", " ", name).strip()
    return words[:1].upper() + words[1:] or "Document"


def _document(body: Tag, title: str, description: str, fallback: str) -> ExtractedDocument:
    tidy(body)
    first = body.find("h1")
    found = heading_text(first) if isinstance(first, Tag) else ""
    return assemble(body, title or found or fallback, " ".join(description.split()))
