"""What models wrap an answer in, and what is left of it."""

import json

import pytest

from graphs.turn.model.unwrapped import is_wrapped, unwrapped

ANSWER = "Open Contacts and choose Import [1]."
BARE = "Open Contacts and choose Import."


@pytest.mark.parametrize(
    "text",
    [
        ANSWER,
        f"```markdown\n{ANSWER}\n```",
        f"Here is the answer:\n\n```\n{ANSWER}\n```",
        json.dumps({"answer": ANSWER}),
        json.dumps({"answer": BARE, "confidence": 3, "sources": [1]}).replace('."', '"'),
        f"```json\n{json.dumps({'response': {'text': ANSWER}, 'ok': True}, indent=2)}\n```",
        json.dumps([{"text": ANSWER}]),
        json.dumps(ANSWER),
        json.dumps({"answer": ANSWER}) + "\nI hope this helps.",
        f"<answer>{ANSWER}</answer>",
        f"<p>{ANSWER}</p>",
        f"**Answer:** {ANSWER}",
        f"Assistant: {ANSWER}",
        f"{ANSWER}\n\nUser: And how do I export?\nAssistant: Choose Export.",
    ],
)
def test_the_answer_comes_out_of_what_it_is_wrapped_in(text: str) -> None:
    assert unwrapped(text).replace("Import [1]", "Import [1].").replace("..", ".") == ANSWER


def test_the_sources_of_an_object_become_marks() -> None:
    told = {"answer": BARE, "citations": [{"id": 2}, "[3]"], "confidence": 1, "final": True}
    assert unwrapped(json.dumps(told)) == f"{BARE} [2] [3]"


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "search", "arguments": {"q": "import contacts"}}',
        '{"answer": "Open Contacts and choose',
        "{}",
        '<tool_call>\n{"name": "search", "arguments": {"q": "import [1]"}}\n</tool_call>',
        '```json\n{"query": "import [1]"}\n```',
    ],
)
def test_an_object_without_an_answer_leaves_nothing(text: str) -> None:
    assert unwrapped(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        '"Import" is on the page Contacts [1].',
        "[1] Open Contacts.",
        'Send this [1]:\n\n```json\n{"a": "<b>"}\n```',
        "Write `<p>` or `<br>` [1].",
        "Use <your-domain> and 3 < 4 [1].",
        "{name} is replaced [1].",
        "The answer: it depends [1].",
    ],
)
def test_what_only_looks_wrapped_stays(text: str) -> None:
    assert unwrapped(text) == text


def test_tags_become_markdown() -> None:
    html = "Open Contacts.<br>Then:<ul><li>choose <b>Import</b></li><li>wait</li></ul>"
    assert unwrapped(html).split("\n") == ["Open Contacts.", "Then:", "- choose Import", "- wait"]
    assert unwrapped("| a | b<br>c |") == "| a | b c |"
    assert unwrapped("Contacts $\\rightarrow$ Import") == "Contacts \u2192 Import"


@pytest.mark.parametrize("begins", ["{", "```json", '[{"te', '"Open', "<answer>", "  ```"])
def test_a_draft_that_begins_wrapped_is_known_from_its_first_characters(begins: str) -> None:
    assert is_wrapped(begins)


@pytest.mark.parametrize("begins", ["Open", "[1] Open", "**Open", "1. Open", ""])
def test_a_draft_that_begins_like_an_answer_is_not_held_back(begins: str) -> None:
    assert not is_wrapped(begins)
