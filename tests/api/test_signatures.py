"""A signature of several lines goes; what only looks a little like one stays."""

import time

import pytest

from api.letters.replies import without_greetings
from api.letters.signatures import MAX_LINES, without_signature

ANSWER = "Open Settings, then Security. Paste the address of your provider."


@pytest.mark.parametrize(
    "signature",
    [
        "Best,\nAnna",
        "Best,\nAnna\nThe Lumen team",
        "Best,\n\nAnna\n\nThe Lumen Team",
        "Kind regards\nAnna Miller\nLumen",
        "Kind regards,\nAnna Miller\nHead of Customer Support, Lumen GmbH\n+49 30 1234567",
        "Warm regards,\nAnna von Berg\nSupport engineer\nanna@lumen.test\nwww.lumen.test",
        "Many thanks,\nJ. Miller\nCustomer Success | Lumen\nTel: +1 (555) 010-0199",
        "Cheers!\nZo\u00eb O\u2019Neill\nLumen Support",
        "Thanks,\n**Anna**\n*The Lumen team*",
        "All the best,\nAnna from Lumen\nlumen.test",
        "Yours sincerely,\nAnna Miller, Lumen\nhttps://lumen.test/help",
        "Best,\r\nAnna\r\nThe Lumen team\r\n",
        "Have a great day!\nAnna\nThe Lumen team",
        "Hope this helps!\n\nAnna\nLumen Support",
        "Let me know if anything is unclear.\n\nBest,\nAnna\nThe Lumen team",
        "Let us know how it goes!\nYour Lumen team",
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\n", " "])
def test_a_sign_off_goes_with_the_lines_below_it(between: str, signature: str) -> None:
    assert without_greetings(ANSWER + between + signature) == ANSWER


def test_two_dashes_sign_on_a_line_of_their_own() -> None:
    assert without_signature(f"{ANSWER}\n\n--\nAnna Miller\nLumen Support") == ANSWER
    inline = f"{ANSWER} --\nAnna Miller\nLumen Support"
    assert without_signature(inline) == inline


@pytest.mark.parametrize(
    "text",
    [
        f"{ANSWER}\n\nBest,\nfast and cheap is the import by CSV.",
        f"{ANSWER}\n\nThanks!\n\n1. Open Settings\n2. Choose Import",
        f"{ANSWER}\n\nThanks!\n\nOpen Settings. Then choose Import.",
        f"{ANSWER}\n\nBest regards,\nAnna will call you at noon.",
        f"{ANSWER}\n\n```\nBest,\nAnna\nThe Lumen team\n```",
        f"{ANSWER}\n\n> Best,\n> Anna\n> The Lumen team",
        f"{ANSWER}\n\n| Best |\n| Anna |",
        "A letter should end like this:\n\nBest regards,\nYour Name\nYour Company",
        "There are three plans:\n\nStarter\nGrowth\nScale",
        "The fields of a sender are\n\nFirst Name\nLast Name\nCompany",
        "Write to either of them.\n\nanna@lumen.test\nwww.lumen.test",
        "Call the Lumen team.\n\nThe Lumen team\n+49 30 1234567",
        "Pick one of these\n\nBest\nGrowth\nScale",
        f"{ANSWER}\n\nBest,\nsupport@lumen.test\nAnna",
        f"{ANSWER}\n\nBest,\nAnna\nThe Lumen team\n\nPS: Your provider must offer SAML.",
    ],
)
def test_what_is_no_signature_stays(text: str) -> None:
    assert without_signature(text) == text


def test_more_lines_than_a_signature_has_are_content() -> None:
    lines = "\n".join(["Anna"] * (MAX_LINES + 1))
    assert without_signature(f"{ANSWER}\n\nBest,\n{lines}") == f"{ANSWER}\n\nBest,\n{lines}"
    most = "\n".join(["Anna"] * MAX_LINES)
    assert without_signature(f"{ANSWER}\n\nBest,\n{most}") == ANSWER


@pytest.mark.parametrize("line", ["Anna ", "a.", "A. ", "1 ", "support ", " ", "a@a.", "*_"])
def test_a_long_line_is_not_slow_to_look_at(line: str) -> None:
    text = f"Best,\nAnna\n{line * 20_000}!?\n" + f"{line * 9}!?"
    began = time.process_time()
    without_signature(text)
    without_signature(f"Let me know if {line * 20_000}")
    assert time.process_time() - began < 1
