"""How the elements of a page become lines of text."""

import pytest

from knowledge.extract import ExtractedDocument
from knowledge.loaders import load


def page(html: str) -> ExtractedDocument:
    return load("https://a.example/x", "text/html", f"<h1>T</h1>{html}".encode())


def said(html: str) -> list[str]:
    blocks = [block for section in page(html).sections for block in section.blocks]
    return [part.text for block in blocks for part in block.parts]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><td><p>Left</p><p>10 s</p></td><td>b</td></tr></table>", "| Left 10 s | b |"),
        ("<table><tr><td><ul><li>a<li>or b</ul></td><td>c</td></tr></table>", "| a or b | c |"),
        ("<figure><a href=/x><div>Trips</div><div>How paid</div></a></figure>", "Trips\nHow paid"),
        ("<p>un<b>believ</b>able</p>", "unbelievable"),
    ],
)
def test_blocks_in_a_cell_or_a_link_do_not_run_together(html: str, text: str) -> None:
    assert said(html) == [text]


@pytest.mark.parametrize(
    "lines",
    [
        "<span>npm install</span><br><span>npm start</span><br>",
        "<div class=line>npm install</div><div class=line>npm start</div>",
        "<span class=line>npm install</span>\n<span class=line>npm start</span>",
        "<table><tr><td data-line-number=1></td><td>npm install</td></tr>"
        "<tr><td></td><td>npm start</td></tr></table>",
    ],
)
def test_lines_of_code_stay_lines_however_the_page_divides_them(lines: str) -> None:
    assert said(f"<pre><code>{lines}</code></pre>") == ["```\nnpm install\nnpm start\n```"]


def test_marks_of_notes_and_of_headings_are_no_words() -> None:
    note = "<p>The API<sup><a href='#fn1'>1</a></sup> counts.</p><p>In UTC. <a href='#r1'>↩</a></p>"
    assert said(note) == ["The API counts.", "In UTC."]
    document = page(
        "<h2 id=a>Crea\u00adte<a class=hash-link href='#a'>\u200b</a></h2><p>Words.</p>"
    )
    assert document.sections[0].heading_path == ("Create",)


def test_a_power_is_not_read_as_another_number() -> None:
    assert said("<p>Up to 10<sup>6</sup> rows, 5 m<sup>2</sup>.</p>") == ["Up to 10^6 rows, 5 m2."]


def test_an_emblem_alone_is_no_paragraph() -> None:
    assert said("<div>💡</div><p>Use it.</p><p>***</p>") == ["Use it."]


@pytest.mark.parametrize(
    ("first", "others", "head"),
    [
        ("<td><b>Plan</b><td><strong>Fee</strong>", "<td>Free<td>0", "| Plan | Fee |"),
        ("<th>Plan<th>Fee", "<td>Free<td>0", "| Plan | Fee |"),
        ("<td><th>Fee", "<th>Free<td>0", "|  | Fee |"),
        ("<th>Owner<td>Maria", "<th>State<td>Open", ""),
        ("<td><b>Owner</b><td>Maria", "<td><b>State</b><td>Open", ""),
        ("<td>a<td>b", "<td>c<td>d", ""),
    ],
)
def test_only_a_row_that_names_the_columns_is_the_head(first: str, others: str, head: str) -> None:
    (block,) = page(f"<table><tr>{first}</tr><tr>{others}</tr></table>").sections[0].blocks
    assert block.head.split("\n")[0] == head
    assert len(block.parts) == (1 if head else 2)


def test_all_of_a_definition_stands_under_its_term() -> None:
    assert said("<dl><dt>burst<dd><p>At once.</p><p>Usually 5.</p></dl>") == [
        "- burst: At once.\n  Usually 5."
    ]
