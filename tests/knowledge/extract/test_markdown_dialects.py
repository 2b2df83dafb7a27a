"""Markdown as documentation tools write it: GitBook, MkDocs, Hugo, and programs in MDX."""

import time

import pytest

from knowledge.loaders import load


def outline(text: str, path: str = "a.md") -> list[tuple[tuple[str, ...], str]]:
    return [
        (section.heading_path, " / ".join(part.text for b in section.blocks for part in b.parts))
        for section in load(path, "", text.encode()).sections
    ]


def said(text: str, path: str = "a.md") -> str:
    return " / ".join(words for _, words in outline(text, path))


def test_tags_of_gitbook_and_hugo_are_not_text_and_their_titles_are() -> None:
    text = (
        '{% hint style="warning" %}\nIt expires.\n{% endhint %}\n\n{% tabs %}\n'
        '{% tab title="Web" %}\nOpen it.\n{% endtab %}\n{% endtabs %}\n\n'
        "{{< notice info >}}\nMind it.\n{{< /notice >}}\n\n```\n{% raw %}\n```\n"
    )
    assert said(text) == "It expires. / Web: / Open it. / Mind it. / ```\n{% raw %}\n```"


@pytest.mark.parametrize(
    ("title", "shown"),
    [("Why?", "Why?"), ("Done!", "Done!"), ("Note:", "Note:"), ("A (b)", "A (b):")],
)
def test_a_title_that_ends_with_a_mark_of_its_own_gets_no_colon(title: str, shown: str) -> None:
    text = f'{{% hint title="{title}" %}}\nSo.\n{{% endhint %}}\n'
    assert said(text) == f"{shown} / So."
    assert said(f'!!! note "{title}"\n    So.\n') == f"{shown} / So."
    card = said(f'<Card title="{title}">So.</Card>\n', "a.mdx")
    assert card.replace(" / ", " ") == f"{shown} So."
    box = f'<div class="admonition"><p class="title">{title}</p><p>So.</p></div>'
    assert said(f"<main><h1>T</h1>{box}</main>", "a.html") == f"{shown} / So."


def test_indented_blocks_of_mkdocs_are_text_and_no_code() -> None:
    text = (
        '# T\n\n!!! note "Mind"\n    Only owners.\n\n    - one\n\n??? question "Why?"\n'
        '    So.\n\n=== "Free"\n\n    Ten.\n\n=== "Pro"\n\n    ```\n    all\n    ```\n\nEnd.\n'
    )
    assert outline(text) == [
        ((), "Mind: / Only owners. / - one"),
        (("Why?",), "So."),
        ((), "Free: / Ten. / Pro: / ```\nall\n``` / End."),
    ]


def test_a_line_with_exclamation_marks_is_text() -> None:
    assert said("!!! wow\n\nIt works.\n") == "!!! wow / It works."


def test_steps_and_accordions_of_components_are_steps_and_questions() -> None:
    text = (
        '<Steps>\n  <Step title="Open it">\n    Go.\n  </Step>\n  <Step title="Add">\n    Now.\n\n'
        "    ```sh\n    add\n    ```\n  </Step>\n</Steps>\n\n<AccordionGroup>\n"
        '  <Accordion title="Can I?">\n    Yes.\n  </Accordion>\n</AccordionGroup>\n\nEnd.\n'
    )
    assert outline(text, "a.mdx") == [
        ((), "1. Open it\n   Go. / 2. Add\n   Now.\n   ```\n   add\n   ```"),
        (("Can I?",), "Yes."),
        ((), "End."),
    ]


def test_programs_of_mdx_go_and_what_the_file_itself_says_is_put_in() -> None:
    text = (
        "import { Card } from '/card.mdx'\n\nexport const price = 12;\n"
        "export const Tag = ({ plan }) => (\n  <b>\n    {plan.name}\n\n    a month\n  </b>\n);\n\n"
        "You pay {price} euros{' '}a month for {props.plan}.\n\n{/* not\nthis */}\n\n"
        "{items.map((item) => (\n  <li>{item}</li>\n\n))}\n\n<Card title={'Pro'}>All.</Card>\n\n"
        "Write `{x}` or \\{y\\}.\n"
    )
    assert said(text, "a.mdx") == (
        "You pay 12 euros a month for …. / Pro: All. / Write `{x}` or {y}."
    )


def test_braces_of_plain_markdown_and_unbalanced_ones_are_text() -> None:
    assert said("A set {1, 2} of {name}.\n") == "A set {1, 2} of {name}."
    assert said("One { only.\n\nTwo } more.\n", "a.mdx").startswith("One")
    assert said("import your contacts (or\nwrite them) here.\n", "a.mdx").startswith("import your")


HOSTILE = {
    "exports": ("a.mdx", "export const a = {\n" * 20_000),
    "braces": ("a.mdx", "{" * 200_000),
    "expressions": ("a.mdx", "a {b} " * 20_000),
    "blocks": ("a.md", '!!! note "a"\n    b\n' * 4_000),
    "blocks in blocks": ("a.md", "".join(f'{"    " * n}!!! note "a"\n' for n in range(300))),
    "tags": ("a.md", "{% a" + " " * 200_000 + "\n{% tab %}\n" * 4_000),
}


@pytest.mark.parametrize(("path", "text"), HOSTILE.values(), ids=HOSTILE)
def test_reading_them_takes_no_longer_than_the_size_asks_for(path: str, text: str) -> None:
    before = time.process_time()
    load(path, "", f"Words.\n\n{text}".encode())
    assert time.process_time() - before < 6
