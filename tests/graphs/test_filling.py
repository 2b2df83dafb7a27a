"""Filling a form message by message: pure steps."""

import pytest

from core.vocabulary import ActionState, AuthorKind
from graphs.turn.forms.actions import CANCEL_SUBSCRIPTION
from graphs.turn.forms.filling import Filled, Step, fill, open_action
from graphs.turn.thread import ThreadMessage


def message(text: str, seq: int = 1) -> ThreadMessage:
    return ThreadMessage(seq, AuthorKind.VISITOR, text)


def filled(*texts: str) -> Filled:
    """Open with the first text, then apply the others in order."""
    state = open_action(CANCEL_SUBSCRIPTION, message(texts[0]))
    for seq, text in enumerate(texts[1:], 2):
        state = fill(CANCEL_SUBSCRIPTION, state.action, message(text, seq))
    return state


@pytest.mark.parametrize(
    "text",
    [
        "PL-204815",
        "pl 204815",
        "pl204815",
        "It is Pl_204815.",
        "(PL - 204815)",
        "id:PL\u2013204815",
    ],
)
def test_an_account_id_is_read_in_any_common_form(text: str) -> None:
    assert filled("cancel my plan", text).action.slots["account_id"].value == "PL-204815"


@pytest.mark.parametrize("text", ["PL-2048151", "PLX-204815", "204815", "PL-20481", "P-204815"])
def test_what_only_looks_like_an_account_id_is_refused(text: str) -> None:
    state = filled("cancel my plan", text)
    assert state.step is Step.REFUSE_VALUE
    assert "account_id" not in state.action.slots
    assert state.refused


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Too expensive", "Too expensive"),
        ("Too expensive.", "Too expensive"),
        ("No longer needed", "No longer needed"),
        ("no money left, sorry", "no money left, sorry"),
        ("No, too expensive", "too expensive"),
        ("Because we are closing down.", "we are closing down"),
        ("the reason is that it is slow", "it is slow"),
        ("well, we moved to another tool", "we moved to another tool"),
    ],
)
def test_the_reason_is_the_visitors_own_words(text: str, reason: str) -> None:
    assert filled("cancel my plan PL-204815", text).action.slots["reason"].value == reason


@pytest.mark.parametrize(
    "text", ["yes", "Yes please", "ok", "correct", "go ahead", "That's right, thanks", "cancel it"]
)
def test_any_common_yes_finishes(text: str) -> None:
    assert filled("cancel my plan PL-204815 because of the price", text).step is Step.FINISH


@pytest.mark.parametrize(
    "text", ["yes, but change the reason to missing features", "the reason is missing features"]
)
def test_a_correction_at_the_end_is_confirmed_again(text: str) -> None:
    state = filled("cancel my plan PL-204815 because of the price", text)
    assert state.step is Step.CONFIRM
    assert state.action.state is ActionState.CONFIRMING
    assert state.action.slots["reason"].value == "missing features"


@pytest.mark.parametrize(
    "text", ["Where do I find the id?", "How do I export my contacts", "what is the refund policy?"]
)
def test_a_question_is_another_subject_and_changes_nothing(text: str) -> None:
    before = filled("cancel my plan")
    after = fill(CANCEL_SUBSCRIPTION, before.action, message(text, 2))
    assert after == Filled(Step.ASIDE, before.action)


def test_a_question_is_never_taken_for_the_reason() -> None:
    state = filled("cancel my plan PL-204815", "How long does it take?")
    assert state.step is Step.ASIDE
    assert "reason" not in state.action.slots


def test_a_valid_value_forgives_the_invalid_ones_before() -> None:
    state = filled("cancel my plan", "12", "34", "PL-204815")
    assert state.action.invalid_tries == 0


def test_the_third_invalid_value_gives_up() -> None:
    assert filled("cancel my plan", "12", "34", "56").step is Step.GIVE_UP


def test_thanks_while_a_value_is_awaited_asks_again() -> None:
    assert filled("cancel my plan", "thanks").step is Step.ASK


@pytest.mark.parametrize("text", ["Can I keep my plan until May?", "what if I change my mind?"])
def test_a_question_does_not_withdraw(text: str) -> None:
    assert filled("cancel my plan", text).step is Step.ASIDE
