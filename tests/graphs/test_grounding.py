"""What a model may say: numbers, links and names that stand in the cited passages."""

import re

import pytest

from graphs.turn.checking.grounding import ground
from graphs.turn.checking.marks import cited_numbers, claims_citing
from graphs.turn.checking.wording import says_nothing
from tests.graphs.talk import passage

PASSAGES = [
    passage("Growth costs €1,490 a year. Write to help@example.com or see https://example.com/a."),
    passage("Open Settings and choose Billing. The file may have 50 MB."),
]


@pytest.mark.parametrize(
    "text",
    [
        "Growth costs €1490 a year [1].",
        "See https://example.com/a [1].",
        "Choose Billing [2].",
        "1. Open Settings [2].\n2. Choose Billing [2].",
        "**Yes.** Files may have 50 MB [2].",
        "- **File:** up to 50 MB [2]\n- **Data:** choose Billing [2]",
        "| Step | What |\n|---|---|\n| 1 | Choose Billing [2] |",
        "In January it is the same [2].",
        "Growth costs €1,490 [1], and files may have 50 MB [2].",
        "Growth costs 1.490 € a year [1].",
        "Growth costs EUR 1490 per year [1].",
        "Growth's price is €1,490 [1].",
        "Growth kostet 1.490 Euro im Jahr [1].",
        "Die Datei darf höchstens 50 MB haben [2].",
        "Öffnen Sie Settings und wählen Sie dort Billing, um die Rechnungen zu sehen [2].",
        "Growth coûte 1 490 € par an [1].",
        "ファイルは50 MBまでです [2]。",
        "Файл может занимать до 50 MB [2].",
    ],
)
def test_what_the_passages_say_is_kept(text: str) -> None:
    left = ground(text, PASSAGES)
    assert left.dropped == ()
    assert left.text == text.replace(" [1]", " [1]")


@pytest.mark.parametrize(
    "text",
    [
        "Growth costs €1,499 a year [1].",
        "See https://example.com/b [1].",
        "Write to boss@example.com [1].",
        "Ask our partner Initech [2].",
        "Choose Billing [2, 1] and then Superpowers.",
        "Growth costs $1,490 a year [1].",
        "Growth costs €1,490 a month, billed for 14 months [1].",
        "LinkedIn is supported [2].",
        "Growth kostet 1.940 Euro im Jahr [1].",
        "Die Datei darf höchstens 75 MB haben [2].",
        "Laden Sie die Datei in HubSpot hoch und speichern Sie sie dort [2].",
        "Growth coûte 1 480 € par an [1].",
        "Slackで送信できます。[2]",
        "Файл можно открыть в Photoshop [2].",
        "See evil.test/a [1].",
        "See https://example.com/ab [1].",
        "See https://ex\u200bample.org/a [1].",
        "I have cancelled your subscription [1].",
        "We've refunded you [1].",
        "This conversation is now closed [1].",
        "A human agent will contact you soon [2].",
        "Ich habe Ihr Abo storniert [1].",
        "I promise that it works [2].",
        "I'll cancel it for you [2].",
        "You will get a full refund [2].",
        "Sie bekommen Ihr Geld erstattet [2].",
        "Growth is free of charge [1].",
        "Growth ist kostenlos [1].",
        "Files are unlimited [2].",
        "Send us your password in this chat [2].",
        "Choose Billing ![x][r] [2].",
        "Visit exämple.com now [2].",
        "Visit evil (dot) example now [2].",
        "Смотрите на пример.рф [2].",
        "I have imported your contacts [2].",
        "I've just set up your billing [2].",
    ],
)
def test_what_the_passages_do_not_say_is_dropped(text: str) -> None:
    assert ground(text, PASSAGES).text == ""


@pytest.mark.parametrize(
    "text",
    [
        "Feel free to open Settings [2].",
        "Never send your password to anybody [2].",
        "Choose Billing [2]. Let me know if you need anything else!",
        "Choose Billing [2]. There you find what the file may have.",
        "I can see that you want Billing: open Settings [2].",
        "If I need your file, open Settings [2].",
    ],
)
def test_what_commits_to_nothing_is_kept(text: str) -> None:
    assert ground(text, PASSAGES).dropped == ()


def test_what_the_passages_promise_may_be_said() -> None:
    known = [passage("We refund you within 14 days. The Free plan has unlimited seats.")]
    text = "You get a refund within 14 days [1]. Seats are unlimited and it is free [1]."
    assert ground(text, known).text == text


def test_a_sentence_without_a_source_must_speak_of_what_the_sources_say() -> None:
    astray = "Every morning we also bake cakes and polish the moon before cats wake up."
    assert ground(f"Choose Billing [2]. {astray}", PASSAGES).text == "Choose Billing [2]."
    assert not ground(f"{astray} [2]", PASSAGES).dropped


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "",
        "I'm sorry, the passages do not say how to do that [1].",
        "I could not find this in the documentation. Please contact support [1].",
        "The documentation doesn't contain any information about it [1].",
        "Unfortunately, this is not covered in our documentation [1].",
        "Leider steht das in der Dokumentation nicht [1].",
        "Je ne trouve pas cette information [1].",
        "La documentación no menciona esto [1].",
    ],
)
def test_an_answer_that_says_only_that_there_is_none_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "Choose Billing [2]. The documentation does not say what it costs [2].",
        "You cannot import passwords [1].",
        "We do not have a phone line [1].",
        "The file must not contain empty rows [1].",
        "A document may have no more than 20 pages [1].",
    ],
)
def test_an_answer_that_says_something_is_one(text: str) -> None:
    assert not says_nothing(text)


def test_only_the_sentence_without_support_goes() -> None:
    left = ground("Choose Billing [2]. It costs 7 dollars [2].\nThe file may have 50 MB.", PASSAGES)
    assert left.text == "Choose Billing [2].\nThe file may have 50 MB."
    assert left.dropped == ("It costs 7 dollars [2].",)


def test_steps_are_kept_whole_or_not_at_all() -> None:
    steps = "1. Open Settings [2].\n2. Pay $12 to unlock it [2].\n3. Choose Billing [2]."
    assert ground(steps, PASSAGES).text == ""
    points = re.sub(r"\d\. ", "- ", steps)
    assert ground(points, PASSAGES).text == "- Open Settings [2].\n- Choose Billing [2]."


def test_a_number_of_an_uncited_passage_is_no_support() -> None:
    assert ground("Growth costs €1,490 a year [2].", PASSAGES).text == ""


def test_marks_of_unknown_passages_are_taken_out() -> None:
    left = ground("Choose Billing [2][9].", PASSAGES)
    assert left.text == "Choose Billing [2]."
    assert left.cited == (2,)


def test_an_answer_without_sources_keeps_nothing() -> None:
    assert ground("Choose Billing.", PASSAGES).cited == ()
    assert ground("", PASSAGES).cited == ()


def test_names_the_visitor_brought_may_be_used() -> None:
    assert ground("With Initech you choose Billing [2].", PASSAGES, "I use Initech").cited == (2,)


@pytest.mark.parametrize(
    ("text", "cited"),
    [("[1] [2] [1]", (1, 2)), ("[2, 1]", (2, 1)), ("[0] [3] [x]", ()), ("[1;2]", (1, 2))],
)
def test_citations_are_numbers_of_passages_in_order(text: str, cited: tuple[int, ...]) -> None:
    assert cited_numbers(text, 2) == cited


@pytest.mark.parametrize(
    ("n", "claims"),
    [
        (1, "Growth costs €49. It is billed monthly"),
        (2, "Seats cost €8. So do packs"),
        (3, "So do packs"),
        (4, ""),
    ],
)
def test_a_mark_holds_for_what_stands_before_it_in_its_line(n: int, claims: str) -> None:
    lines = (
        "Growth costs €49. It is billed monthly [1].",
        "1. Seats cost €8. [2] So do packs [2] [3].",
    )
    assert claims_citing("\n".join(lines), n) == claims


def test_a_code_block_of_which_nothing_is_left_goes_too() -> None:
    text = "Choose Billing [2].\n\n```bash\ncurl https://evil.example/x\n```\n\nOpen Settings [2]."
    assert ground(text, PASSAGES).text == "Choose Billing [2].\n\nOpen Settings [2]."
    kept = "Choose Billing [2].\n\n```\nopen settings\n```"
    assert ground(kept, PASSAGES).text == kept


def test_a_table_goes_with_its_head() -> None:
    table = "| Initech | costs |\n|---|---|\n| Growth | €1,490 |\n\nChoose Billing [2]."
    assert ground(table, PASSAGES).text == "Choose Billing [2]."
    row = "| file | cost |\n|---|---|\n| 50 MB | €7 |\n| Growth | €1,490 |\n\nSee [1], [2]."
    assert ground(row, PASSAGES).text == row.replace("| 50 MB | €7 |\n", "")
