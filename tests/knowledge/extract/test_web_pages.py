import re

import pytest

from knowledge.embed import MiniLmEmbedder
from knowledge.extract import ExtractedDocument
from knowledge.ingest.render import render
from knowledge.ingest.split import Splitter
from knowledge.loaders import load

MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("Home", "Docs", "Price", "Us"))
ARTICLE = """
<h1>Refunds</h1>
<p>We refund every order within thirty days of its delivery, whatever the reason may be.</p>
<h2 id="how">How to ask for one</h2>
<ol><li>Open the order in your account and look for the button.</li>
<li>Choose <b>Refund</b> and say why you send it back.</li></ol>
<h2>How long it takes</h2>
<p>The bank needs three to five days after we have sent the money on its way to you.</p>
<table><tr><th>Card</th><th>Days</th></tr><tr><td>Debit</td><td>3</td></tr></table>
<pre><code>curl -X POST https://api.example.com/refunds</code></pre>
<p>See <a href="../shipping#costs">shipping costs</a> and <a href="javascript:x()">this</a>.</p>
"""
LAYOUTS = {
    "main": f"<div><ul>{MENU}</ul></div><main>{ARTICLE}</main><footer>Imprint</footer>",
    "article": f"<nav>{MENU}</nav><article>{ARTICLE}</article><aside>Newsletter: join us</aside>",
    "divs": (
        f'<div class="top"><ul>{MENU}</ul></div><div class="cols"><div class="left"><p>Chapters'
        f'</p><ul>{MENU}</ul></div><div class="x7">{ARTICLE}</div></div>'
        f'<div class="bottom"><p>Imprint</p><ul>{MENU}</ul><p>All rights reserved by us.</p></div>'
    ),
    "furniture": (
        f'<main><div class="breadcrumbs"><a href="/">Home</a> / <a href="/d">Docs</a></div>'
        f"{ARTICLE}"
        f'<div class="feedback">Was this helpful?</div><ul>{MENU}</ul></main>'
    ),
}


def page(layout: str) -> ExtractedDocument:
    html = f"<html><head><title>Refunds | Shop</title></head><body>{LAYOUTS[layout]}</body></html>"
    return load("https://shop.example/help/refunds/", "text/html", html.encode())


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_article_is_read_and_the_site_around_it_is_not(layout: str) -> None:
    document = page(layout)
    assert document.title == "Refunds"
    for word in ("Home", "Price", "Imprint", "rights", "Newsletter", "Chapters", "helpful"):
        assert word not in document.text
    for words in ("1. Open the order", "2. Choose Refund", "| Debit | 3 |", "curl -X POST"):
        assert words in document.text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_that_the_page_names_can_be_opened_there(layout: str) -> None:
    document = page(layout)
    assert [section.heading_path for section in document.sections] == [
        (),
        ("How to ask for one",),
        ("How long it takes",),
    ]
    assert document.origins == {"how": "how"}


def test_links_of_a_web_page_lead_where_they_lead_there(embedder: MiniLmEmbedder) -> None:
    document = page("main")
    address = "https://shop.example/help/refunds/"
    html = render(document, Splitter(embedder, "s").split(document, address), address, {})
    assert re.findall(r'href="([^"]*)"', html) == ["https://shop.example/help/shipping#costs"]


def test_a_short_page_is_read_whole() -> None:
    document = load("https://a.example/", "text/html", b"<div><p>We open at nine.</p></div>")
    assert document.text.endswith("We open at nine.")


def test_the_declared_type_leads_where_an_address_says_nothing() -> None:
    address = "https://a.example/guide"
    assert load(address, "text/markdown", b"# Guide\n\ntext").title == "Guide"
    assert load(f"{address}.md", "text/plain", b"# Guide\n\ntext").title == "Guide"
    assert load(f"{address}.php", "text/html", b"<h1>Guide</h1><p>text").title == "Guide"


def test_a_cell_that_spans_rows_or_columns_stands_in_each_of_them() -> None:
    html = (
        "<table><tr><th>Country</th><th colspan=2>Price</th></tr><tr><td colspan=3>Europe</td></tr>"
        "<tr><td rowspan=2>UK</td><td>post</td><td>6</td></tr><tr><td>express</td><td>12</td></tr>"
        "<tr><td rowspan=99999>FR</td><td colspan=x>post</td><td>4</td></tr></table>"
    )
    (block,) = load("https://shop.example/fees", "text/html", html.encode()).sections[0].blocks
    assert block.head.splitlines()[0] == "| Country | Price | Price |"
    assert [part.text for part in block.parts] == [
        "| Europe |",
        "| UK | post | 6 |",
        "| UK | express | 12 |",
        "| FR | post | 4 |",
    ]
