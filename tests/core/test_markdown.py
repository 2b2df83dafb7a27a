"""Nothing that a model or a person writes becomes a script, an image or a foreign link."""

import re
from html.parser import HTMLParser

import pytest

from core.markdown import TAGS, markdown_html, plain_html
from tests.corpora import XSS

CITED = {"/docs/import#csv"}
OWN = {"own.example", "docs.own.example:8443"}
HANDLER = re.compile(r"^on|^style$|^src|^data|^action$|^formaction$", re.IGNORECASE)


class Elements(HTMLParser):
    """What a browser would build: tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @property
    def links(self) -> set[str | None]:
        return {attributes["href"] for _, attributes in self.found if "href" in attributes}


def test_the_corpus_is_large() -> None:
    assert len(XSS) > 500


def test_an_assistants_text_runs_nothing_and_links_only_what_it_may() -> None:
    for text in XSS:
        elements = Elements(markdown_html(text, CITED, OWN))
        assert {tag for tag, _ in elements.found} <= TAGS, text
        assert not any(HANDLER.match(a) for _, named in elements.found for a in named), text
        assert elements.links <= CITED, text


def test_a_reps_text_runs_nothing_and_links_only_pages_and_mail() -> None:
    for text in XSS:
        elements = Elements(markdown_html(text))
        assert {tag for tag, _ in elements.found} <= TAGS, text
        assert not any(HANDLER.match(a) for _, named in elements.found for a in named), text
        for link in elements.links:
            assert re.match(r"https?://[^/\\]|mailto:|/(?![/\\])", str(link), re.IGNORECASE), text


def test_a_visitors_text_is_text() -> None:
    assert plain_html("a <b>\nc") == "<p>a &lt;b&gt;<br>c</p>"
    for text in XSS:
        assert {tag for tag, _ in Elements(plain_html(text)).found} <= {"p", "br"}, text


@pytest.mark.parametrize(
    "address",
    [
        "/docs/import#csv",
        "https://own.example/pricing?plan=growth#eur",
        "http://OWN.example",
        "https://docs.own.example:8443/a",
        "mailto:help@own.example",
    ],
)
def test_sources_and_own_pages_are_linked(address: str) -> None:
    html = markdown_html(f"See [it]({address}).", CITED, OWN)
    assert f'href="{address}"' in html
    assert "noopener" in html


@pytest.mark.parametrize("address", ["https://docs.own.example/", "/docs/other", "mailto:a@b.c"])
def test_other_addresses_stay_text(address: str) -> None:
    assert Elements(markdown_html(f"[it]({address})", CITED, OWN)).links == set()


def test_headings_tables_and_rules_are_drawn_and_a_line_below_a_text_makes_no_heading() -> None:
    html = markdown_html("# One\n\n## Two\n\n### Three\n\ntext\n---", [])
    assert html.split() == ["<h3>One</h3>", "<h3>Two</h3>", "<h4>Three</h4>", "<p>text</p>", "<hr>"]
    table = markdown_html("| a | b |\n|:--|--:|\n| 1 | <i>2</i> |", [])
    assert "<th>a</th>" in table
    assert "<td>&lt;i&gt;2&lt;/i&gt;</td>" in table


def test_a_rep_may_link_what_they_know() -> None:
    html = markdown_html("[status](https://status.example)")
    assert 'href="https://status.example"' in html
    assert "noopener" in html


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://example.com/help", "https://example.com/help"),
        ("See https://example.com/help.", "https://example.com/help"),
        ("(see https://example.com/a_(b)_c?x=1&y=2#z)", "https://example.com/a_(b)_c?x=1&y=2#z"),
        ("**https://example.com/help**!", "https://example.com/help"),
        ('"https://example.com", they say', "https://example.com"),
        ("HTTP://Example.com/A, or not", "HTTP://Example.com/A"),
        ("\u8bf7\u770bhttps://example.com/help\u3002", "https://example.com/help"),
        ("- https://example.com/a_b_c...", "https://example.com/a_b_c"),
        ("http://localhost:8000/docs?", "http://localhost:8000/docs"),
    ],
)
def test_a_plain_address_of_a_rep_is_linked_without_what_ends_the_sentence(
    text: str, link: str
) -> None:
    html = markdown_html(text)
    assert Elements(html).links == {link}
    assert "noopener" in html
    assert html.count("<a ") == 1


@pytest.mark.parametrize(
    "text",
    [
        "`https://example.com`",
        "    https://example.com",
        "javascript://example.com/%0aalert(1)",
        "https://bank.example@evil.example/",
        "https://",
        "http://[",
        "xhttps://example.com",
    ],
)
def test_what_is_code_or_no_address_of_a_site_stays_text(text: str) -> None:
    assert Elements(markdown_html(text)).links == set()


def test_a_link_whose_text_is_an_address_stays_one_link() -> None:
    html = markdown_html("[https://a.example](https://b.example) and <https://c.example>")
    assert Elements(html).links == {"https://b.example", "https://c.example"}
    assert html.count("<a ") == 2


def test_a_plain_address_of_an_assistant_stays_text() -> None:
    assert Elements(markdown_html("See https://own.example/a", CITED, OWN)).links == set()
