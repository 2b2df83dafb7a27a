"""How models mark their sources: what can mean nothing else is a source, the rest is not."""

import pytest

from graphs.turn.checking.grounding import ground
from tests.graphs.talk import passage

PASSAGES = [
    passage("Growth costs \u20ac1,490. Cells may be matched by [1-3] or (1).", 1),
    passage("Choose Billing.", 2),
    passage("Only admins may delete contacts.", 3),
]


@pytest.mark.parametrize(
    "mark",
    [
        "[^1]",
        " [ 1 ]",
        " [passage 1]",
        " [Source 1]",
        " [source: 1]",
        " [ref. 1]",
        " [doc1]",
        " [#1]",
        " (passage 1)",
        " (see source 1)",
        " (Quelle 1)",
        "\u30101\u3011",
        "\u30101\u2020L1-L4\u3011",
        " \\[1\\]",
        " <sup>1</sup>",
        " **[1]**",
        " `[1]`",
        " (1)",
        " [1](https://evil.test/x)",
        " [1](/docs/page-1#top)",
        ' [[1]](https://evil.test "Growth")',
        " [[1]]",
        " ([1])",
        " (source: [1])",
        " [Source: [1]]",
        " [citation:1]",
        " [1: What it costs]",
        " [1, p. 2]",
        " a year\u00b9",
    ],
)
def test_marks_of_other_habits_are_sources_too(mark: str) -> None:
    year = " a year" if "year" in mark else ""
    said = f"Growth costs \u20ac1,490{year} [1]."
    assert ground(f"Growth costs \u20ac1,490{mark}.", PASSAGES).text == said
    assert ground(f"Growth costs \u20ac1,490{mark}", PASSAGES).text == said.rstrip(".")


@pytest.mark.parametrize("mark", ["[1]", "[1][2]", "[1, 2]", "\u30101\u3011", "[^1]", "[source 1]"])
def test_a_mark_behind_the_stop_keeps_its_sentence_apart_from_the_next(mark: str) -> None:
    text = f"It costs \u20ac1,490. {mark} Then choose Billing. [2] Nobody else may. {mark}"
    left = ground(text, PASSAGES)
    assert not left.dropped
    assert [s.split(" [")[0] for s in left.text.split(". ")] == [
        "It costs \u20ac1,490",
        "Then choose Billing",
        "Nobody else may",
    ]
    invented = ground(f"It costs \u20ac1,490. {mark} It lasts 9 weeks. {mark}", PASSAGES)
    assert invented.text.startswith("It costs \u20ac1,490 [1]")
    assert len(invented.dropped) == 1


def test_the_number_of_a_step_keeps_its_stop() -> None:
    text = "1. [2] Choose Billing.\n2. [2] Choose Billing."
    assert ground(text, PASSAGES).text == text


@pytest.mark.parametrize(
    "sources",
    [
        "Sources: [1] [2]",
        "Sources:\n[1] What it costs\n[2] Billing",
        "**Sources:**\n- [1] What it costs\n- [2] Billing",
        "---\n*Sources: passages 1, 2*",
        "### References\n1. [1]\n2. [2]",
    ],
)
def test_a_list_of_sources_below_the_answer_gives_it_its_marks_and_goes(sources: str) -> None:
    bare = ground(f"Growth costs \u20ac1,490. Choose Billing.\n\n{sources}", PASSAGES)
    assert bare.text == "Growth costs \u20ac1,490. Choose Billing [1] [2]."
    marked = ground(f"Growth costs \u20ac1,490 [1].\n\n{sources}", PASSAGES)
    assert (marked.text, marked.cited) == ("Growth costs \u20ac1,490 [1].", (1,))


def test_a_part_of_the_answer_that_is_called_sources_stays() -> None:
    text = "Growth costs \u20ac1,490 [1].\n\nSources:\n- Choose Billing [2]."
    assert ground(text, PASSAGES).text == text


def test_a_passage_that_is_named_in_words_is_a_source() -> None:
    text = "According to passage 2, choose Billing. Passages 1 and 3 agree."
    assert ground(text, PASSAGES).cited == (2, 1, 3)


@pytest.mark.parametrize(
    ("mark", "ours"),
    [
        (" [1-3]", " [1] [2] [3]"),
        (" [1\u20132]", " [1] [2]"),
        (" [1 and 3]", " [1] [3]"),
        (" [passage 1, passage 2]", " [1] [2]"),
        (" [1, 2; 3]", " [1] [2] [3]"),
        (" (passages 1-2)", " [1] [2]"),
        (" (1, 3)", " [1] [3]"),
    ],
)
def test_several_sources_of_one_mark_are_all_cited(mark: str, ours: str) -> None:
    assert (
        ground(f"Growth costs \u20ac1,490{mark}.", PASSAGES).text
        == f"Growth costs \u20ac1,490{ours}."
    )


def test_marks_behind_the_end_of_a_sentence_belong_to_it() -> None:
    text = "Growth costs \u20ac1,490.\u00b9 Choose Billing.\u00b2"
    assert ground(text, PASSAGES).text == "Growth costs \u20ac1,490 [1]. Choose Billing [2]."
    text = "Growth costs \u20ac1,490. (1)\nChoose Billing (2)"
    assert ground(text, PASSAGES).text == "Growth costs \u20ac1,490 [1].\nChoose Billing [2]"


@pytest.mark.parametrize(
    "text",
    [
        "(1) Choose Billing. (2) Choose Billing.",
        "Choose one (1) plan.",
        "Choose Billing (7).",
        "Choose Billing [1-9].",
        "Choose Billing [3-1].",
        "Choose Billing [page 2].",
        "Choose Billing {2}.",
        "Choose Billing [2](a note).",
        "Choose Billing ![2](https://evil.test/x.png).",
        "Match it by [1-3]+.",
        "Choose 5 m\u00b2.",
        "",
    ],
)
def test_what_may_mean_something_else_is_no_source(text: str) -> None:
    assert ground(text, PASSAGES).cited == ()


def test_numbers_in_parentheses_are_counts_where_there_are_other_marks() -> None:
    text = "Growth costs \u20ac1,490 (1) [1]. Only admins may delete contacts [3]."
    assert ground(text, PASSAGES).text == text


def test_a_list_of_footnotes_is_left_out_and_costs_the_answer_nothing() -> None:
    text = (
        "Choose Billing [^2].\n\n[^1]: Growth, all that it costs\n[^2]: https://evil.test/billing"
    )
    left = ground(text, PASSAGES)
    assert (left.text, left.cited, left.dropped) == ("Choose Billing [2].", (2,), ())
