"""Pages as help centres and documentation tools write them: what of them is read, and where."""

import time

import pytest

from knowledge.embed import MiniLmEmbedder
from knowledge.extract import ExtractedDocument
from knowledge.ingest.render import render
from knowledge.ingest.split import Splitter
from knowledge.loaders import load


def page(html: str, title: str = "<h1>T</h1>") -> ExtractedDocument:
    return load("https://a.example/x", "text/html", f"<main>{title}{html}</main>".encode())


def said(html: str) -> list[str]:
    blocks = [block for section in page(html).sections for block in section.blocks]
    return [part.text for block in blocks for part in block.parts]


def outline(html: str) -> list[tuple[tuple[str, ...], str]]:
    return [
        (section.heading_path, " / ".join(part.text for b in section.blocks for part in b.parts))
        for section in page(html).sections
    ]


def test_what_a_click_unfolds_is_headed_by_its_question_and_ends_with_it() -> None:
    html = (
        "<h2 id=pay>Pay</h2><p>By card.</p>"
        "<details><summary><h3 id=late>Too late?</h3></summary><p>No.</p></details>"
        "<details id=q2><summary>And PayPal?</summary><h4>In Europe</h4><p>Yes.</p></details>"
        "<p>In euros.</p>"
    )
    assert outline(html) == [
        (("Pay",), "By card."),
        (("Pay", "Too late?"), "No."),
        (("Pay", "And PayPal?", "In Europe"), "Yes."),
        (("Pay",), "In euros."),
    ]
    assert [section.anchor for section in page(html).sections] == [
        "pay",
        "late",
        "in-europe",
        "pay",
    ]
    assert page(html).origins == {"pay": "pay", "late": "late"}


def test_passages_before_and_after_a_fold_open_at_their_own_places(
    embedder: MiniLmEmbedder,
) -> None:
    fold = "<details><summary>Why?</summary><p>So.</p></details>"
    document = page(f"<h2 id=a>A</h2><p>One.</p>{fold}<p>Two.</p>{fold}<p>Three.</p>")
    pieces = Splitter(embedder, "s").split(document, "x")
    passages = [piece.chunk.passage for piece in pieces]
    assert passages == ["a", "why", "a~2", "why-1", "a~3"]
    html = render(document, pieces, "https://a.example/x", {})
    assert all(html.count(f'id="{passage}"') == 1 for passage in passages)
    assert html.count('<details open="">') == 2


def test_a_list_of_folds_is_read_as_questions_with_answers() -> None:
    items = "".join(
        f"<ul class=toggle><li><details><summary>Q{n}?</summary><p>A{n}.</p></details></li></ul>"
        for n in (1, 2)
    )
    assert outline(items) == [(("Q1?",), "A1."), (("Q2?",), "A2.")]


def test_a_button_right_above_what_it_unfolds_heads_it() -> None:
    html = (
        "<div><button aria-expanded=false aria-controls=f1>Is it free?</button>"
        "<div id=f1 hidden><p>Yes.</p></div></div><p>Ask us.</p>"
    )
    assert outline(html) == [(("Is it free?",), "Yes."), ((), "Ask us.")]


@pytest.mark.parametrize(
    "html",
    [
        "<div><ul role=tablist><li role=tab>Free</li><li role=tab>Pro</li></ul><div>"
        "<div role=tabpanel><p>One.</p></div><div role=tabpanel hidden><p>Two.</p></div>"
        "</div></div>",
        "<div role=tablist><div role=tab id=t1>Free</div><div role=tab id=t2>Pro</div></div>"
        "<div role=tabpanel aria-labelledby=t1><p>One.</p></div>"
        "<div role=tabpanel aria-labelledby=t2><p>Two.</p></div>",
        "<div><input type=radio id=a><input type=radio id=b><div><label for=a>Free</label>"
        "<label for=b>Pro</label></div><div><div><p>One.</p></div><div><p>Two.</p>"
        "</div></div></div>",
    ],
    ids=["docusaurus", "gitbook", "mkdocs"],
)
def test_what_stands_in_a_tab_is_read_under_its_name(html: str) -> None:
    assert said(html) == ["Free:", "One.", "Pro:", "Two."]


def test_tabs_in_a_tab_keep_their_own_names() -> None:
    inner = (
        "<div role=tablist><a role=tab>x</a><a role=tab>y</a></div>"
        "<div role=tabpanel><p>1</p></div><div role=tabpanel><p>2</p></div>"
    )
    html = (
        "<div role=tablist><a role=tab>A</a><a role=tab>B</a></div>"
        f"<div role=tabpanel>{inner}</div><div role=tabpanel><p>3</p></div>"
    )
    assert said(html) == ["A:", "x:", "1", "y:", "2", "B:", "3"]


@pytest.mark.parametrize(
    "between",
    ["", "<figure><img src=a.png></figure>", "<pre>make</pre>", "<p>A window opens.</p>"],
)
def test_steps_with_something_between_them_are_one_list(between: str) -> None:
    html = f"<ol><li>One</li></ol>{between}<div><ol start=2><li>Two</li><li>Three</li></ol></div>"
    (block,) = page(html).sections[0].blocks
    assert [part.text.split("\n")[0] for part in block.parts] == ["1. One", "2. Two", "3. Three"]


def test_other_lists_stay_lists_of_their_own() -> None:
    html = (
        "<ol><li>a</li></ol><p>x</p><ol><li>b</li></ol><ol start=5><li>c</li></ol>"
        "<ul><li>d</li></ul><p>y</p><ul><li>e</li></ul><h2>H</h2><ol start=2><li>f</li></ol>"
    )
    assert [len(section.blocks) for section in page(html).sections] == [7, 1]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='callout callout--warning'><h4 class=callout__title>Warning</h4><p>Hot.</p>"
        "</div>",
        "<div class='admonition warning'><p class=admonition-title>Warning</p><p>Hot.</p></div>",
        "<aside class='starlight-aside' aria-label=Caution><p class=starlight-aside__title>Warning"
        "</p><section><p>Hot.</p></section></aside>",
    ],
)
def test_a_box_is_part_of_the_text_and_heads_nothing_below(box: str) -> None:
    html = f"<h2>Use</h2><p>Before.</p>{box}<p>After.</p>"
    assert outline(html) == [(("Use",), "Before. / Warning: / Hot. / After.")]


@pytest.mark.parametrize(
    "furniture",
    [
        "<ul><li><a href='#a'>A</a></li><li><a href='#b'>B</a></li></ul>",
        "<h2>Table of contents</h2><ul><li><a href='#a'>A</a><ul><li><a href='#b'>B</a></ul></ul>",
        "<p>Was this helpful?</p>",
        "<div><span>Did this answer your question?</span></div>",
        "<p><span>Last updated on </span><b>Mar 1, 2026</b></p>",
        "<small>12 out of 15 found this helpful</small>",
        "<div class=article-meta><a>Jane Doe</a> Updated <time>March 01</time></div>",
        "<section class=recent-articles><h2>Recently viewed</h2><ul><li><a href=/x>X</a></ul>"
        "</section>",
        "<h3>Related articles</h3><ul><li><a href=/x>X</a></li></ul>",
        "<section class=comments><h3>Comments</h3><p>0 comments</p></section>",
    ],
)
def test_what_helps_to_move_around_is_not_read(furniture: str) -> None:
    assert said(f"{furniture}<p>Words.</p>") == ["Words."]


@pytest.mark.parametrize(
    "html",
    [
        "<section id=pagination><h2>Pagination</h2><p>Words.</p></section>",
        "<p>Words.</p><table><tr><th>Plan<th>Last updated<tr><td>a<td>b</table>",
        "<p>Words. The field <span>last updated</span> is a date.</p>",
        "<h2>Was this parcel useful for you, and is it now in the way?</h2><p>Words.</p>",
        "<p>Words.</p><pre><span class='token comment'># why</span></pre>",
    ],
)
def test_words_of_the_article_that_look_like_furniture_stay(html: str) -> None:
    text = page(html).text
    assert "Words." in text
    assert any(
        kept in text
        for kept in ("Pagination", "Last updated", "last updated is", "parcel", "# why")
    )


@pytest.mark.parametrize(
    "steps",
    [
        '<div><a href="/a"><span><span>Previous</span><span>Set up</span></span></a>'
        '<a href="/b"><span><span>Next</span><span>Plans</span></span></a></div>',
        '<div><a href="/b"><b>Plans</b><i>Next page</i></a></div>',
        '<p><a href="/a">« Previous: Set up</a> | <a href="/b">Next: Plans »</a></p>',
        '<p><a href="/b" rel="next">Plans and prices</a></p>',
        '<ul><li><a href="/a">← Zurück</a></li><li><a href="/b">Weiter →</a></li></ul>',
    ],
    ids=["gitbook", "label-last", "one-text", "relation", "list"],
)
def test_links_to_the_pages_before_and_after_are_not_read(steps: str) -> None:
    assert said(f"<p>Open it.</p>{steps}<h2>More</h2><p>End.</p>") == ["Open it.", "End."]
    assert said(f"<p>Open it.</p>{steps}") == ["Open it."]


@pytest.mark.parametrize(
    "html",
    [
        '<p>Press <a href="/b">Next</a> to go on.</p>',
        '<ol><li>Press <a href="/b">Next</a></li><li>Press <a href="/c">Save</a></li></ol>',
        '<p><a href="/b">Next steps</a></p>',
        '<table><tr><td>Button</td><td><a href="/b">Next</a></td></tr></table>',
    ],
)
def test_a_link_called_next_that_is_part_of_the_text_stays(html: str) -> None:
    assert "Next" in " ".join(said(f"<p>Open it.</p>{html}"))


def test_a_bookmark_of_notion_is_read_without_its_address() -> None:
    html = (
        '<figure><a href="https://a.example/sso" class="bookmark source"><div>'
        '<div class="bookmark-text"><div class="bookmark-title">Set up SSO</div>'
        '<div class="bookmark-description">How to connect it.</div></div>'
        '<div class="bookmark-href"><img src="i.png"/>https://a.example/sso</div></div></a></figure>'
    )
    assert said(html) == ["Set up SSO\nHow to connect it."]


def test_a_frame_is_no_table_and_numbers_of_lines_are_no_code() -> None:
    frame = "<table><tr><td><p>Mind:</p><ul><li>a</li></ul></td></tr></table>"
    code = "<table><tr><td><pre>1\n2</pre><td><pre><code>a: 1\nb: 2</code></pre></table>"
    fees = "<table><caption>Fees in euros</caption><tr><td>a<td>1<tr><td>b<td>2</table>"
    assert said(frame + code) == ["Mind:", "- a", "```\na: 1\nb: 2\n```"]
    assert said(fees) == ["Fees in euros", "| a | 1 |", "| b | 2 |"]


def test_a_form_around_the_page_and_a_button_in_a_sentence_are_text() -> None:
    document = page("<p>Press <button>Save</button> now.</p></form>", "<form><h1>T</h1>")
    assert document.text.endswith("Press Save now.")


HOSTILE = {
    "lists": "<ol><li>a</li></ol><p>b</p><ol start=2><li>a</li></ol><p>b</p>" * 3_000,
    "bullets": "<ul><li>a</li></ul>" * 8_000,
    "tabs": "<div role=tablist></div><div role=tab></div><div role=tabpanel></div>" * 13_000,
    "labels": "<label for=a>a</label>" * 12_000,
    "folds": "<details><summary>a</summary><p>b</p></details>" * 13_000,
    "buttons": "<button aria-expanded=false aria-controls=f>a</button><p id=f>b</p>" * 8_000,
    "folds in folds": "<details><summary>a</summary>" * 280 + "<p>b</p>",
    "phrases": "<i> </i>" * 12_000 + "<div><span>Last updated</span></div>" * 5_000,
    "boxes": "<div class=note>" * 280 + "<p>b</p>" * 3_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_reading_them_takes_no_longer_than_the_size_asks_for(html: str) -> None:
    before = time.process_time()
    load("a.html", "", f"<main><p>Words.</p>{html}</main>".encode())
    assert time.process_time() - before < 6
