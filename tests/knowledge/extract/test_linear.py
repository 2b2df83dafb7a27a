"""What is written to make a reader work for minutes is read in the time that its size takes."""

import time

import pytest

from knowledge.extract.html.branch import parsed
from knowledge.loaders import load

SECONDS = 4
"""Of processor time; each of these took at least twice as much, and four times as much when it was
twice as long."""
SLOW = {
    "tables in tables": (
        "a.html",
        "<p>Words.</p>" + "<table>" * 250 + "<tr><td>word</td></tr>" * 1_500,
    ),
    "cells that reach far": (
        "a.html",
        "<table>" + "<tr><td rowspan=100 colspan=100>a<td>b</tr>" * 500,
    ),
    "a title of spaces": ("a.html", f"<title>a{' ' * 40_000}b</title><p>Words."),
    "an id of spaces": ("a.md", f"# a{' ' * 40_000}b\n\nWords."),
    "inline elements in each other": (
        "a.html",
        "<span>" * 290 + "<b>x</b>" * 2_500 + "<p>Words.</p>",
    ),
    "links to the next page": ("a.html", "<p>Words.</p>" + '<p><a href="/b">Next</a></p>' * 8_000),
    "links to the next page in one row": (
        "a.html",
        "<p>Words.</p>" + '<a href="/b">Next</a>' * 20_000,
    ),
    "an endless component": ("a.mdx", "<A" + "a" * 30_000),
    "an endless code mark": ("a.mdx", "{" + "`" * 15_000 + "x" * 15_000),
    "a table of bars": ("a.md", "|a" * 1_000 + "\n" + "|-" * 1_000 + "\n" + "|\n" * 10_000),
}


@pytest.mark.parametrize(("path", "text"), SLOW.values(), ids=SLOW)
def test_reading_takes_no_longer_than_the_size_asks_for(path: str, text: str) -> None:
    before = time.process_time()
    load(path, "", text.encode())
    assert time.process_time() - before < SECONDS


def test_taking_children_away_in_order_does_not_look_through_all_of_them_each_time() -> None:
    soup = parsed("<h1>title</h1>" * 30_000 + "<button>b</button>" * 6_000)
    buttons = soup.find_all("button")
    before = time.process_time()
    for button in buttons:
        button.decompose()
    assert time.process_time() - before < SECONDS
    assert soup.find("button") is None


def test_a_child_is_found_wherever_the_last_one_was() -> None:
    body = parsed("".join(f"<p>{number}</p>" for number in range(50))).body
    assert body is not None
    children = list(body.contents)
    for place in (0, 49, 7, 25, 24, 26, 48, 0):
        assert body.index(children[place]) == place
    children[0].extract()
    assert body.index(children[49]) == 48
    with pytest.raises(ValueError, match="not in tag"):
        body.index(children[0])


def test_the_parts_of_a_page_are_told_apart_as_before_where_rows_stand_in_sections() -> None:
    page = (
        "<main><h1>Prices</h1><p>All plans of this year and what they cost.</p><table><thead><tr>"
        "<th>Plan<th>Price<tbody><tr><td>Free<td>0<table><tr><td>inner</table><tr><td>Pro<td>12"
        "</table></main>"
    )
    text = load("a.html", "", page.encode()).text
    assert "| Plan | Price |" in text
    assert "| Free | 0 inner |" in text
    assert "| Pro | 12 |" in text
