"""Quoted answers: what was asked and not more, never half a list, nothing without its sense."""

from dataclasses import replace

import pytest

from graphs.turn.quoting.quote import (
    CLEARLY,
    DOUBTED_WORDS,
    MAX_WORDS,
    quotes,
)
from graphs.turn.quoting.source import best_sentence, cite
from graphs.turn.quoting.tables import without_tables
from knowledge.contracts import Passage
from tests.graphs.talk import passage

FILLER = "Nothing of interest stands in this sentence at all. " * 9
STEPS = "To export contacts:\n\n1. Open Contacts.\n2. Choose Export.\n3. Wait for the email."


def relevant_part(found: Passage, question: str) -> str:
    """What this passage alone says to the question."""
    return quotes([found], question)[0].text


def test_a_short_passage_is_quoted_whole() -> None:
    assert relevant_part(passage("Short.\n\n- a\n- b"), "anything") == "Short.\n\n- a\n- b"


def test_of_a_long_passage_the_part_near_the_question_is_quoted() -> None:
    part = relevant_part(passage(f"{FILLER}\n\n{STEPS}\n\n{FILLER}"), "How do I export contacts?")
    assert STEPS in part
    assert len(part.split()) <= MAX_WORDS


def test_a_slip_of_the_pen_finds_the_part_that_was_meant() -> None:
    text = f"{FILLER}\n\nThe deposit is blocked on your card.\n\n{FILLER}"
    assert "deposit is blocked" in relevant_part(passage(text), "what about the depsoit")


def test_more_is_said_when_one_passage_stands_out() -> None:
    text = " ".join(f"Contacts are exported in the way number {n}." for n in range(20))
    best, other = passage(text, 1), passage("Something else.", 2)
    clear = quotes([replace(best, score=CLEARLY), replace(other, score=0.0)], "export contacts")
    doubted = quotes([replace(best, score=0.1), replace(other, score=0.0)], "export contacts")
    assert DOUBTED_WORDS < len(clear[0].text.split()) <= MAX_WORDS
    assert 0 < len(doubted[0].text.split()) <= DOUBTED_WORDS


def test_sentences_stay_in_their_order_and_a_gap_shows() -> None:
    text = f"Refunds take 5 days. {FILLER} Refunds go to your card. {FILLER}"
    part = relevant_part(passage(text), "When do I get my refund on my card?")
    assert part.index("Refunds take 5 days.") < part.index("Refunds go to your card.")
    assert " … " in part


def test_a_list_is_not_cut_even_when_it_is_long() -> None:
    steps = "\n".join(f"{n}. Choose the option number {n} of the export dialog." for n in range(18))
    assert relevant_part(passage(f"{FILLER}\n\n{steps}"), "export option") == steps


@pytest.mark.parametrize("blank", ["\n", "\n\n"], ids=["close", "spaced-out"])
def test_steps_stay_whole_with_what_announces_them(blank: str) -> None:
    steps = blank.join(f"{n}. Do the thing {n} of the export." for n in range(1, 9))
    part = relevant_part(
        passage(f"{FILLER}\n\nTo export:\n\n{steps}\n\n{FILLER}"), "thing 5 export"
    )
    assert part.startswith("To export:")
    assert [f"thing {n}" in part for n in range(1, 9)] == [True] * 8


def test_an_announcement_takes_the_list_it_announces() -> None:
    announcing = passage("Do this to export:", after="1. Open.\n2. Save.\n\nOther matter.")
    assert relevant_part(announcing, "export") == "Do this to export:\n\n1. Open.\n2. Save."


def test_steps_that_the_border_of_a_passage_cuts_are_joined_again() -> None:
    cut = passage(
        "3. Map the columns.\n4. Start the import.",
        before="Other matter.\n\nTo import:\n\n1. Open Contacts.\n2. Choose the file.",
        after="5. Wait for the email.\n\nMore.",
    )
    part = relevant_part(cut, "How do I start an import?")
    assert part.splitlines()[0] == "To import:"
    assert [line[:2] for line in part.splitlines()[2:]] == ["1.", "2.", "3.", "4.", "5."]
    assert "More" not in part


def test_another_list_behind_the_border_is_not_joined() -> None:
    steps = passage("1. Open.\n2. Save.", after="1. Something else.\n2. Again.")
    assert relevant_part(steps, "open") == "1. Open.\n2. Save."


def test_bullets_are_joined_over_the_border_only_within_a_section() -> None:
    kettle, toaster = "- Name: Kettle\n- Price: $39", "- Name: Toaster\n- Price: $59"
    other_section = passage(kettle, after=toaster)
    assert relevant_part(other_section, "price of the kettle") == kettle
    assert relevant_part(passage(toaster, before=kettle), "price of the toaster") == toaster
    same_section = replace(other_section, cut_after=True)
    assert relevant_part(same_section, "price of the kettle") == f"{kettle}\n{toaster}"


def test_what_a_passage_says_twice_is_quoted_once() -> None:
    step = "Choose Security, then Password."
    text = f"{step} {FILLER} {step} {FILLER}"
    assert relevant_part(passage(text), "change password").count("Security") == 1


@pytest.mark.parametrize("end", [":", " -", " \u2013"])
def test_an_announcement_is_never_quoted_alone(end: str) -> None:
    listed = f"Export formats{end}\n\n- CSV\n- Excel"
    text = f"{FILLER}\n\n{listed}\n\n{FILLER}"
    assert listed in relevant_part(passage(text), "export formats")


def test_a_sentence_that_points_back_brings_the_one_before_it() -> None:
    text = f"{FILLER}\n\nGrowth has a trial. It ends after 14 days of the trial term.\n\n{FILLER}"
    part = relevant_part(passage(text), "after how many days does it end")
    assert "Growth has a trial. It ends after 14 days" in part


def test_of_a_long_table_the_rows_that_answer_are_quoted_as_a_list() -> None:
    rows = "\n".join(
        f"| Thing number {n} of many things | {n} of them are allowed |" for n in range(20)
    )
    table = f"| What | Limit |\n| --- | --- |\n{rows}\n| Import size | 50 MB |"
    part = relevant_part(passage(table), "What is the import size?")
    assert part == "- What: Import size; Limit: 50 MB\n- …"
    found = relevant_part(passage(table), "How many are allowed?")
    assert found.endswith("\n- …")
    assert "|" not in found
    assert 1 < found.count("- What: ") < 10


def test_code_stays_whole_and_comes_with_its_sentence() -> None:
    code = "```\ncurl -X POST \\\n\n  https://api.example.com/export\n```"
    text = f"{FILLER}\n\nCall the export endpoint:\n\n{code}\n\n{FILLER}"
    assert f"Call the export endpoint:\n\n{code}" in relevant_part(passage(text), "export endpoint")


def test_a_fragment_is_not_an_answer() -> None:
    text = f"Exports\n\nThey are made at night and sent by email to the owner.\n\n{FILLER}{FILLER}"
    assert "made at night" in relevant_part(passage(text), "exports")


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = f"Use a file, e.g. A list of people. {FILLER}{FILLER}"
    assert "e.g. A list of people." in relevant_part(passage(text), "which file")


def test_a_question_and_its_answer_in_running_text_stay_together() -> None:
    pairs = "What is a point worth? Five pence.\n\nWhen do points expire? After 24 months."
    text = f"{FILLER}\n\n{pairs}\n\nCan I share points? Yes, with a household.\n\n{FILLER}"
    part = relevant_part(passage(text), "what is a point worth")
    assert "What is a point worth? Five pence." in part
    assert all(line.rstrip().endswith(".") for line in part.split("\n\n"))


@pytest.mark.parametrize("mark", ["", "A: "], ids=["long answer", "marked answer"])
def test_a_question_is_never_quoted_without_its_answer(mark: str) -> None:
    between = "\n\n" if mark else " "
    others = " ".join(f"To reset a kettle may void the warranty number {n}." for n in range(4))
    text = f"{others}\n\nHow do I reset the kettle?{between}{mark}Press the red button. {FILLER}"
    part = relevant_part(passage(text), "how do I reset the kettle")
    assert f"How do I reset the kettle?{between}{mark}Press the red button" in part


@pytest.mark.parametrize("step", ["Step {}: ", "STEP {} - ", "step {}. "])
def test_steps_in_paragraphs_of_their_own_stay_whole(step: str) -> None:
    more = "which nobody who owns a jacket of this kind should ever leave out at home"
    steps = "\n\n".join(f"{step.format(n)}Do the thing {n}, {more}." for n in range(1, 6))
    part = relevant_part(passage(f"{FILLER}\n\n{steps}\n\n{FILLER}"), "how to wash a jacket")
    assert steps in part


def test_who_asks_how_gets_the_steps_before_anything_else() -> None:
    wash = "Wash a jacket when it no longer breathes. Wash it after 15 days. " * 3
    steps = "\n".join(f"{n}. Do the thing {n}, in the way that is right." for n in range(1, 9))
    text = f"{wash}\n\n{steps}\n\n{FILLER}"
    found = [passage(text, 1), passage("Something else.", 2)]
    assert quotes(found, "How do I wash a jacket?")[0].text.endswith(steps)
    assert "1." not in quotes(found, "When to wash a jacket?")[0].text


def test_links_to_other_pages_are_not_quoted() -> None:
    part = relevant_part(passage("Keys expire.\n\nMore: Rate limits, Errors."), "keys")
    assert part == "Keys expire."
    assert relevant_part(passage("Next: the oven is hot."), "oven") == "Next: the oven is hot."


def test_a_line_like_a_heading_comes_with_what_stands_under_it() -> None:
    others = " ".join(f"A wrong postcode costs nothing in the case {n}." for n in range(4))
    text = f"{others}\n\nWrong postcode\n\nThe bank compares. {FILLER}"
    assert "Wrong postcode\n\nThe bank compares." in relevant_part(passage(text), "wrong postcode")
    short = passage("Payments fail for some reasons.", 1)
    alone = passage("Payments with wrong postcode", 2, document_id=short.document_id)
    assert len(quotes([short, alone], "Why do payments fail?")) == 1


def test_a_section_that_answers_another_question_adds_nothing() -> None:
    heads = [("How long is a gift card valid?",), ("Can I buy a gift card by card?",)]
    first = passage("Gift cards are valid for five years.", 1, heading_path=heads[0])
    same = {"document_id": first.document_id, "heading_path": heads[1]}
    other = passage("Gift cards are paid for by card, valid or not.", 2, **same)
    assert len(quotes([first, other], "How long is a gift card valid?")) == 1


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("anything about rebates", "Prices are without tax."),
        ("switch tracking off", "You can switch tracking of them on with a tick."),
    ],
    ids=["nothing of the question", "points back"],
)
def test_another_section_adds_no_sentence_that_is_no_answer_there(question: str, more: str) -> None:
    first = passage("Switch it off in the settings.", 1)
    other = passage(f"Opens are counted. {more} {FILLER}", 2, document_id=first.document_id)
    said = " ".join(quote.text for quote in quotes([first, other], question))
    assert more not in said


def test_a_short_answer_is_completed_from_the_same_page_and_no_other() -> None:
    short = passage("Exports are CSV files.", 1)
    same = passage("Exports of contacts are sent by email.", 2, document_id=short.document_id)
    other = passage("Exports of contacts are sent by fax.", 2)
    asked = "How are exports of contacts sent?"
    assert [quote.place for quote in quotes([short, same], asked)] == [0, 1]
    assert [quote.place for quote in quotes([short, other], asked)] == [0]


@pytest.mark.parametrize(
    "more",
    ["CSV files are what exports are.", "Are exports of contacts sent by email or by fax?"],
    ids=["said already", "a question"],
)
def test_another_section_adds_only_what_it_tells_anew(more: str) -> None:
    short = passage("Exports are CSV files.", 1)
    same = passage(more, 2, document_id=short.document_id)
    assert [quote.place for quote in quotes([short, same], "What are exports?")] == [0]


def test_the_one_row_of_another_section_that_was_asked_for_is_added_alone() -> None:
    first = passage("The numbers of error 429 stand elsewhere.", 1)
    rows = "\n".join(f"| {n} | Some error of the kind {n} | Do the thing {n} |" for n in range(20))
    table = f"| Status | Meaning | What to do |\n|---|---|---|\n{rows}\n| 429 | Too many | Wait |"
    second = passage(table, 2, document_id=first.document_id)
    added = quotes([first, second], "error 429")[1].text
    assert added == "- Status: 429; Meaning: Too many; What to do: Wait\n- …"
    assert "Do the thing 0" not in added


@pytest.mark.parametrize("text", ["", " ", "#", "1.", "```", "| a |", "a:"])
@pytest.mark.parametrize("question", ["", "?", "what is a"])
def test_no_passage_is_too_odd_to_quote(text: str, question: str) -> None:
    quotes([passage(text, before=text, after=text)], question)


def test_a_citation_opens_at_the_passage_and_quotes_little() -> None:
    citation = cite(passage("x " * 400, heading_path=("A", "B")), 3, "x " * 400)
    assert (citation.n, citation.section, citation.url) == (3, "A › B", "/docs/page-1#top")  # noqa: RUF001
    assert len(citation.quote) <= 300


def test_the_quote_of_a_written_answer_is_the_sentence_it_rests_on() -> None:
    text = "Imports run at night. The file may have 50 MB. Ask us for more."
    assert best_sentence(passage(text), "Files up to 50 MB") == "The file may have 50 MB."


@pytest.mark.parametrize(
    ("claim", "row"),
    [
        ("Growth costs €49", "| Growth | 49 | 490 |"),
        ("Growth costs €490 a year when paid by the year", "| Growth | 49 | 490 |"),
        ("Starter costs 19 euros a month", "| Starter | 19 | 190 |"),
        (
            "Who pays by the year gets two months free",
            "Paid by the year, Growth has two months free.",
        ),
    ],
)
def test_the_quote_of_a_figure_is_where_it_stands(claim: str, row: str) -> None:
    text = (
        "Paid by the year, Growth has two months free.\n\n"
        "| Plan | € a month | € a year |\n| --- | --- | --- |\n"
        "| Starter | 19 | 190 |\n| Growth | 49 | 490 |"
    )
    assert best_sentence(passage(text), claim) == row


def test_a_small_table_is_quoted_whole() -> None:
    table = (
        "| Until the time ends | After that |\n| --- | --- |\n"
        "| Everything works | You are on Free |\n| Nothing is paid | Sending is paused |"
    )
    part = relevant_part(passage(f"{FILLER}\n\n{table}\n\n{FILLER}"), "Is everything paid?")
    assert part.splitlines()[:2] == [
        "- Until the time ends: Everything works; After that: You are on Free",
        "- Until the time ends: Nothing is paid; After that: Sending is paused",
    ]


def test_tables_become_lists_that_name_their_columns_and_other_text_stays() -> None:
    table = "Limits\n\n| What | Limit |\n|---|---|\n| Size | 50 MB |\n| Rows |  |\n\na | b"
    listed = "Limits\n\n- What: Size; Limit: 50 MB\n- What: Rows\n\na | b"
    assert without_tables(table) == listed
    wide = "| | Price | Seats |\n| --- | :-: | --- |\n| Free | 0 | 1 | more |"
    assert without_tables(wide) == "- Free; Price: 0; Seats: 1; more"


def test_a_passage_that_only_repeats_its_title_gives_way_to_the_next() -> None:
    bare = passage("How to reduce latency", 1, title="How to reduce latency")
    tells = passage("Choose a smaller model.", 2)
    assert [(q.place, q.text) for q in quotes([bare, tells], "how do I reduce latency?")] == [
        (1, "Choose a smaller model.")
    ]
    assert quotes([bare], "how do I reduce latency?")[0].text == "How to reduce latency"
