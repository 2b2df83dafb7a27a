import contextlib

import pytest

from knowledge.extract import BlockKind, ExtractedDocument
from knowledge.loaders import load
from knowledge.refusals import UnreadableFile


def markdown(text: str, path: str = "guides/import-contacts.md") -> ExtractedDocument:
    return load(path, "", text.encode())


def html(text: str, path: str = "page.html") -> ExtractedDocument:
    return load(path, "", text.encode())


def texts(document: ExtractedDocument) -> list[str]:
    return [
        part.text
        for section in document.sections
        for block in section.blocks
        for part in block.parts
    ]


def outline(document: ExtractedDocument) -> list[tuple[tuple[str, ...], str]]:
    return [(section.heading_path, section.anchor) for section in document.sections]


def test_headings_nest_and_the_title_is_not_one_of_them() -> None:
    document = markdown(
        "# Import\n\nIntro.\n\n## From CSV\n\nA.\n\n#### Deep\n\nB.\n\n### Less deep\n\nC.\n\n"
        "## From a form\n\nD.\n"
    )
    assert document.title == "Import"
    assert outline(document) == [
        ((), "import"),
        (("From CSV",), "from-csv"),
        (("From CSV", "Deep"), "deep"),
        (("From CSV", "Less deep"), "less-deep"),
        (("From a form",), "from-a-form"),
    ]


def test_repeated_headings_get_numbered_anchors() -> None:
    document = markdown("# T\n\n## Setup\n\na\n\n## Setup\n\nb\n\n## Setup-1\n\nc\n\n## Setup\n\nd")
    assert [anchor for _, anchor in outline(document)] == [
        "setup",
        "setup-1",
        "setup-1-1",
        "setup-2",
    ]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What's new?", "whats-new"),
        ("Plans & billing", "plans--billing"),
        ("`max_rows` option", "max_rows-option"),
        ("Über uns", "über-uns"),
        ("???", "section"),
        ("Named {#my-own.id}", "my-own.id"),
    ],
)
def test_anchors_are_those_of_github(heading: str, anchor: str) -> None:
    assert outline(markdown(f"# T\n\n## {heading}\n\ntext"))[0][1] == anchor


def test_front_matter_gives_title_and_description_and_is_not_text() -> None:
    document = markdown(
        "---\ntitle: 'It''s \"here\"'\ndescription: >-\n  Two\n  lines\ntags: [a]\n---\n\nBody.\n"
    )
    assert (document.title, document.description) == ('It\'s "here"', "Two lines")
    assert texts(document) == ["Body."]


def test_without_a_title_the_file_name_is_one() -> None:
    assert markdown("Only text.").title == "Import contacts"
    assert markdown("Only text.", "faq/README.md").title == "Faq"


def test_lists_keep_numbers_nesting_and_code() -> None:
    document = markdown(
        "# T\n\n3. Open **Settings**.\n4. Run:\n\n   ```sh\n   baton up\n   ```\n"
        "   - nested `x`\n   - more\n"
    )
    assert texts(document) == [
        "3. Open Settings.",
        "4. Run:\n   ```\n   baton up\n   ```\n   - nested `x`\n   - more",
    ]


def test_tables_keep_their_header_apart() -> None:
    document = markdown("# T\n\n| Plan | Price |\n| --- | --- |\n| Free | 0 |\n| Pro | 20 |\n")
    (block,) = document.sections[0].blocks
    assert block.kind is BlockKind.TABLE
    assert block.head == "| Plan | Price |\n| --- | --- |"
    assert [part.text for part in block.parts] == ["| Free | 0 |", "| Pro | 20 |"]


def test_every_part_knows_its_place_in_the_text() -> None:
    document = markdown("# T\n\nOne. Two!\n\n## H\n\n- a\n- b\n\n```\ncode\n```\n")
    for section in document.sections:
        for block in section.blocks:
            for part in block.parts:
                assert document.text[part.start : part.end] == part.text


def test_mdx_components_go_and_their_words_stay() -> None:
    document = markdown(
        "import Tabs from '@theme/Tabs';\n\n# T\n\nimport your contacts from the \"file\" menu.\n\n"
        '<Tabs>\n  <Tab title="Mac">\n    Press `<Cmd>`.\n\n    - item\n  </Tab>\n</Tabs>\n\n'
        '<Image\n  src="a.png"\n/>\n\n:::tip[Hint]\nUse it.\n:::\n\n{/* hidden */}\n\n'
        "```jsx\nimport x from 'y'\n<Tab/>\n```\n"
    )
    assert texts(document) == [
        'import your contacts from the "file" menu.',
        "Mac:",
        "Press `<Cmd>`.",
        "- item",
        "Hint",
        "Use it.",
        "```\nimport x from 'y'\n<Tab/>\n```",
    ]


def test_programs_and_marks_of_mdx_are_not_text() -> None:
    text = """import {
  Note,
} from "../parts";
export const meta = {
  title: "secret",
};
Seats cost $8.[^1] Match `[^a-z]` only.

> [!TIP]
> Ask first.

- [ ] one
- [x] two

[^1]: Without tax.
"""
    parts = [
        part.text
        for block in load("a.mdx", "", text.encode()).sections[0].blocks
        for part in block.parts
    ]
    assert parts == [
        "Seats cost $8.",
        "Match `[^a-z]` only.",
        "Ask first.",
        "- one",
        "- two",
        "Without tax.",
    ]


def test_html_is_reduced_to_its_main_content() -> None:
    document = html(
        "<html><head><title>Refunds | Acme Help</title><meta name=description content='How'>"
        "<style>p{}</style></head><body><nav>Home</nav><header>Logo</header><main>"
        "<h1>Refunds<a href='#refunds'>#</a></h1>loose <b>text</b><div>in a div<p>para</p></div>"
        "<h2 id='own-id'>When</h2><p>Soon.<br>Very.</p><dl><dt>Fee<dd>None</dl>"
        "<script>alert(1)</script><p hidden>secret</p></main><footer>© Acme</footer></body></html>"
    )
    assert (document.title, document.description) == ("Refunds", "How")
    assert texts(document) == [
        "loose text",
        "in a div",
        "para",
        "Soon.\nVery.",
        "- Fee: None",
    ]
    assert outline(document)[1] == (("When",), "own-id")


def test_html_without_a_main_heading_takes_the_page_title_without_the_site() -> None:
    assert html("<title>Refunds | Acme Help</title><p>Text</p>").title == "Refunds"


def test_plain_text_keeps_paragraphs_and_lines() -> None:
    document = load("notes/todo_list.txt", "", b"one\ntwo\n\n<b>three</b>\n")
    assert document.title == "Todo list"
    assert texts(document) == ["one\ntwo", "<b>three</b>"]


def test_lists_and_underlined_headings_of_plain_text_are_understood() -> None:
    text = "Way\n===\nTake tram\n5. It stops here.\n\nThen:\n* walk\n* ring\n\n2) wait\n3) enter\n"
    (section,) = load("visit.txt", "", text.encode()).sections
    assert section.heading_path == ("Way",)
    kinds = [block.kind.value for block in section.blocks]
    assert kinds == ["paragraph", "paragraph", "list", "list"]
    assert [part.text for part in section.blocks[3].parts] == ["2. wait", "3. enter"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Monday to Friday: 9:00 - 17:30\nSaturday: 10 a.m. - 2 p.m.\nSunday: closed\n",
            [
                "- Monday to Friday: 9:00 - 17:30",
                "- Saturday: 10 a.m. - 2 p.m.",
                "- Sunday: closed",
            ],
        ),
        (
            "We are open:\nMon   9-17\nSat   10-14",
            ["We are open:", "- Mon   9-17", "- Sat   10-14"],
        ),
        ("Acme Ltd\nHill Street 5\nYork", ["- Acme Ltd", "- Hill Street 5", "- York"]),
        (
            "The light is green when the cable is in\nand the power is on. If it is not, pull\n"
            "Cable and power out and wait",
            None,
        ),
        ("Dear customer,\nThank you: all is well\nYours", None),
        ("Can I pay by card?\nYes: by every card.", None),
        ("Note: this is a sentence that goes on for quite some time and then\nEnds: here", None),
    ],
)
def test_short_lines_of_plain_text_stay_lines(text: str, said: list[str] | None) -> None:
    found = texts(load("a.txt", "", text.encode()))
    if said is None:
        assert not any(part.startswith("- ") for part in found)
    else:
        assert [" ".join(part.split()) for part in found] == [" ".join(s.split()) for s in said]


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("a.md", b"\xff\xfe\x00", "utf-16"),
        ("a.txt", b"PK\x00\x01", "not text"),
        ("a.md", b"", "no text"),
        ("a.md", b"---\ntitle: Only\n---\n", "no text"),
        ("a.html", b"<nav>only navigation</nav>", "no text"),
    ],
)
def test_what_is_not_text_is_refused_with_the_reason(path: str, data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        load(path, "", data)


def test_older_encodings_and_byte_order_marks_are_read() -> None:
    assert texts(load("a.html", "", b"<p>caf\xe9</p>")) == ["café"]
    assert texts(load("a.md", "", "\ufeffcafé".encode())) == ["café"]
    assert texts(load("a.txt", "", "café".encode("utf-16"))) == ["café"]
    assert texts(load("a.txt", "", "café, later".encode("utf-16-be"))) == ["café, later"]
    assert texts(load("a.md", "", "prix: 5 € au café".encode("cp1252"))) == ["prix: 5 € au café"]
    russian = "Как вернуть товар, если он не подошёл? Напишите нам письмо."
    assert texts(load("a.txt", "", russian.encode("cp1251")))[0].startswith("Как вернуть товар")
    declared = "<meta charset=iso-8859-2><p>Zwrot pieniędzy</p>"
    assert texts(load("a.html", "", declared.encode("iso-8859-2"))) == ["Zwrot pieniędzy"]


def test_control_characters_are_taken_away() -> None:
    assert texts(markdown("a\x0bb\x08c\r\nd")) == ["abc d"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.html", "<div>" * 5000 + "word" + "</div>" * 5000),
        ("a.md", "> " * 3000 + "word"),
        ("a.md", "- " * 300 + "word"),
        ("a.md", "[" * 3000 + "word"),
        ("a.mdx", "<A>" * 3000 + "word"),
    ],
)
def test_deep_nesting_is_read_or_refused_but_never_crashes(path: str, text: str) -> None:
    with contextlib.suppress(UnreadableFile):
        assert load(path, "", text.encode()).sections
