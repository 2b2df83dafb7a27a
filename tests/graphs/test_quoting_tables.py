"""Of a table is quoted what was asked for."""

import pytest

from graphs.turn.quoting.quote import quotes
from graphs.turn.quoting.tables import beside, cells_named, only_asked, without_tables
from tests.graphs.talk import passage

PLANS = (
    "| Plan | Monthly | Emails a month | Seats |\n|---|---|---|---|\n"
    "| Free | €0 | 2,000 | 1 |\n| Starter | €19 | 25,000 | 3 |\n| Growth | €49 | 120,000 | 10 |"
)
FEATURES = (
    "| Feature | Free | Starter | Growth |\n|---|---|---|---|\n"
    "| API and webhooks | No | Yes | Yes |\n| Write and send campaigns | Yes | Yes | Yes |"
)


def shown(table: str, question: str, before: str = "") -> list[str]:
    lines = "\n".join(filter(None, (before, question)))
    return quotes([passage(table)], lines)[0].text.splitlines()


@pytest.mark.parametrize(
    ("table", "question", "rows"),
    [
        (PLANS, "how much is Growth?", ["Plan: Growth; Monthly: €49; Emails a month: 120,000"]),
        (PLANS, "how many seats in Starter?", ["Plan: Starter; Seats: 3"]),
        (PLANS, "how many emails on Free", ["Plan: Free; Emails a month: 2,000"]),
        (PLANS, "Starter or Growth", ["Plan: Starter; Monthly: €19", "Plan: Growth; Monthly"]),
        (FEATURES, "has Free API access?", ["Feature: API and webhooks; Free: No"]),
        (FEATURES, "who can send campaigns", ["Feature: Write and send campaigns; Free: Yes"]),
    ],
)
def test_rows_and_columns_that_are_named_are_quoted_alone(
    table: str, question: str, rows: list[str]
) -> None:
    *said, mark = shown(table, question)
    assert mark == "- …"
    assert [line.startswith(f"- {row}") for line, row in zip(said, rows, strict=True)] == [
        True for _ in rows
    ]


def test_two_columns_that_are_compared_stand_alone_in_every_row() -> None:
    assert shown(FEATURES, "Free vs Growth") == [
        "- Feature: API and webhooks; Free: No; Growth: Yes",
        "- Feature: Write and send campaigns; Free: Yes; Growth: Yes",
    ]


@pytest.mark.parametrize("question", ["What is paid?", "Free, Starter and Growth", "send"])
def test_a_table_of_which_nothing_or_everything_is_named_stays_whole(question: str) -> None:
    assert len(shown(PLANS, question)) == 3


def test_of_two_labels_the_one_that_is_said_as_a_whole_is_meant() -> None:
    bill = (
        "| Part | What it is |\n|---|---|\n| Subscription | The cost of the plan you are on |\n"
        "| Resource usage | What you used |\n| Usage alert | An email |"
    )
    said = shown(bill, "What is the difference between subscription and resource usage?")
    assert [line[:22] for line in said[:2]] == ["- Part: Subscription; ", "- Part: Resource usage"]
    assert said[2:] == ["- …"]


def test_values_that_need_those_beside_them_keep_their_columns() -> None:
    errors = (
        "| Status | Codes | What to do |\n|---|---|---|\n"
        "| 402 | `plan_limit` | Choose a bigger plan or make room |\n| 404 | `gone` | Look again |"
    )
    assert shown(errors, "what does code 404 mean") == [
        "- Status: 404; Codes: `gone`; What to do: Look again",
        "- …",
    ]


def test_words_of_the_page_name_no_row_of_its_tables() -> None:
    table = "| Status | Meaning |\n|---|---|\n| Importing | It is read |\n| Queued | It waits |"
    page = passage(table, title="Import is stuck")
    assert (
        quotes([page], "my import is queued")[0].text == "- Status: Queued; Meaning: It waits\n- …"
    )


def test_a_follow_up_takes_the_row_or_the_column_from_the_question_before() -> None:
    asked = "how many seats in Starter?"
    assert shown(PLANS, "and Growth?", asked) == ["- Plan: Growth; Seats: 10", "- …"]
    asked = "has Free API access?"
    assert shown(FEATURES, "and Starter?", asked)[0] == "- Feature: API and webhooks; Starter: Yes"


def test_nothing_is_added_to_what_was_picked_out_of_a_table() -> None:
    other = passage("Seats of a team are counted once a day.", 2, document_id="doc_1")
    assert len(quotes([passage(PLANS), other], "how many seats in Starter?")) == 1


def test_a_table_has_two_things_beside_each_other_as_rows_or_as_columns() -> None:
    starter, growth = frozenset({"starter"}), frozenset({"growth"})
    assert beside(PLANS, starter, growth) == growth
    assert beside(FEATURES, growth, starter) == starter
    assert not beside(PLANS, starter, frozenset({"scal"}))
    assert not beside("Starter is smaller than Growth.", starter, growth)


def test_a_cell_is_named_by_its_row_and_its_column() -> None:
    assert list(cells_named(PLANS, frozenset({"starter", "seat"}))) == [{"starter", "seat"}]
    assert not list(cells_named(PLANS, frozenset({"starter"})))


def test_text_without_a_table_stays_as_it_is() -> None:
    text = "One line.\n\n- a | b\n\n```\nx | y\n```"
    assert only_asked(text, frozenset({"line"})) == without_tables(text) == text
