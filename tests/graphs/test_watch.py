"""A draft stops where the sources do, whatever pieces it comes in."""

import pytest

from graphs.turn.checking.grounding import evidence_of
from graphs.turn.checking.watch import Watch
from tests.graphs.talk import passage

PASSAGES = [
    passage("Growth costs €1,490 a year and has 14 seats. Write to help@example.com."),
    passage("Open Settings and choose Billing. See https://example.com/a for 3 steps."),
]


def seen(text: str, size: int) -> str:
    """What is shown of a text that comes in pieces of this size."""
    watch, most = Watch(evidence_of(PASSAGES, "I use Initech")), 0
    for end in range(size, len(text) + size, size):
        most = max(most, watch.shown(text[:end]))
    return text[: max(most, watch.shown(text, whole=True))]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "Open Settings [2]. Choose Billing [2].",
        "1. Open Settings [2].\n2. Choose Billing [2].\n\nGrowth has 14 seats [1].",
        "Growth costs €1,490 a year\u30101\u3011. See https://example.com/a [2].",
        "Öffnen Sie die Einstellungen und wählen Sie Billing [2]. Es kostet 1.490 € [1].",
        "設定を開いてください。[2] Billing を選びます。次に進みます。",
        "Write to help@example.com, also from Initech [1].",
        "",
    ],
)
def test_what_the_sources_say_is_shown_whole(text: str, size: int) -> None:
    assert seen(text, size) == text


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Open Settings [2]. ", "It costs $4,900 a month. Choose Billing [2]."),
        ("Open Settings [2].\n", "2. See evil.test/login and sign in."),
        ("", "Write to boss@evil.test [1]. Open Settings [2]."),
        ("Open Settings [2]. ", "See ev\u200bil.test now. More."),
        ("Open Settings [2]. ", "We promise it works. More."),
    ],
)
def test_what_no_source_says_is_never_shown(good: str, bad: str, size: int) -> None:
    shown = seen(good + bad, size)
    assert shown.startswith(good)
    for word in ("4,900", "evil.", "il.test", "boss@", "promise it", "More", "Billing"):
        assert word not in shown
