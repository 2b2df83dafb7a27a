"""What is left of a reply when what was meant for one visitor is gone."""

import time

import pytest

from api.letters.replies import best_reply, tidy_question, without_greetings

ANSWER = "Open Settings, then Security. Paste the address of your provider."


@pytest.mark.parametrize(
    "text",
    [
        f"Hi Vera,\n\n{ANSWER}",
        f"Hello Vera! {ANSWER}",
        f"Hey there, {ANSWER}",
        f"Good morning, {ANSWER}",
        f"Hello, Alex here. {ANSWER}",
        f"Hi Vera, this is Alex from Pennilark. {ANSWER}",
        f"Hi! Thanks for waiting. {ANSWER}",
        f"Thank you for your patience, Vera. {ANSWER}",
        f"Sorry about that! {ANSWER}",
        f"{ANSWER} Let me know if you need anything else!",
        f"{ANSWER}\n\nHope this helps.",
        f"{ANSWER} Is there anything else I can do for you?",
        f"{ANSWER}\n\nBest regards,\nAlex",
        f"{ANSWER}\n\nKind regards\nAlex Miller",
        f"{ANSWER} Have a great day!",
        f"{ANSWER} Best, Sam",
        f"{ANSWER} Kind regards, Sam Miller",
        f"{ANSWER} Best regards Sam",
        f"{ANSWER} Thanks, Sam",
        f"{ANSWER} Thanks so much! Sam.",
        f"{ANSWER} Many thanks, Sam!",
        f"{ANSWER} Cheers, Zo\u00eb O\u2019Neill",
        f"{ANSWER} All the best \u2013 Sam from Pennilark",
        f"{ANSWER} Best wishes, the Pennilark team",
        f"{ANSWER} Let me know how it goes. Best, Sam",
        f"Hi Vera,\r\n\r\n{ANSWER}\r\n\r\nLet me know how it goes.\r\n\r\nCheers,\r\nAlex",
        ANSWER,
    ],
)
def test_greetings_thanks_and_signatures_are_stripped(text: str) -> None:
    assert without_greetings(text, "Vera") == ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "1. Open **Contacts**.\n2. Choose *Import*.\n\n```\nbaton ingest docs\n```",
        "Hidden fields are not imported.",
        "This is a limit of the free plan.",
        "Best results come from a CSV file.",
        "Thanks to the API you can do it in one call: `POST /contacts`",
        "Regards are fields too: see *Letters*.",
        "There are three plans. Best is Growth.",
        "Pick one. Best, fastest and cheapest is CSV.",
        "It shows three figures. Best, worst and average are colored.",
        "Letters end with a phrase. Best regards is what is set at first.",
        "The closing line is under Letters, Best Regards",
        "Call us at 555-0199, best before noon",
        "Write to Sam. Best Sam knows before noon",
    ],
)
def test_what_is_part_of_the_answer_stays(text: str) -> None:
    assert without_greetings(text) == text


@pytest.mark.parametrize("blank", [" ", "\n", " \n", "\n\t"])
@pytest.mark.parametrize("word", ["", "Best", "Best,", "Thanks", "Yours"])
def test_long_runs_of_blanks_do_not_make_a_closing_slow_to_find(word: str, blank: str) -> None:
    text = f"{ANSWER} {word}{blank * (8_000 // len(blank))}7"
    began = time.process_time()
    assert without_greetings(text).startswith(ANSWER)
    assert time.process_time() - began < 1


def test_the_visitors_name_is_taken_out_of_an_answer() -> None:
    assert without_greetings("Open Settings, Vera, then Security.", "Vera Smith") == (
        "Open Settings, then Security."
    )


def test_the_longest_reply_that_answers_is_the_best() -> None:
    replies = [
        ("Hi Vera, which plan are you on, and what does the page say when you try it?", "Vera"),
        ("One moment please", "Vera"),
        (f"Hello Vera, {ANSWER}", "Vera"),
        ("It is under Settings, Security.", "Tom"),
    ]
    assert best_reply(replies) == ANSWER
    assert best_reply([("Are you sure you are signed in?", "Vera"), ("Sure!", "Vera")]) == ""
    assert best_reply([]) == ""


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("hi, how do I set up\nsso", "How do I set up sso?"),
        ("Is there an app?", "Is there an app?"),
        ("I need an invoice.", "I need an invoice."),
        ("hello", "Hello?"),
    ],
)
def test_a_question_becomes_one_line_with_an_end(asked: str, heading: str) -> None:
    assert tidy_question(asked) == heading
