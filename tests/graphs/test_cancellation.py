"""The shipped custom action, talked through: cancel a subscription."""

import pytest

from core.vocabulary import ActionState, Decision, Reason
from graphs.turn.outcome import ActionEnd
from graphs.turn.thread import PendingAction
from tests.graphs.talk import Talk


async def test_a_wish_to_cancel_is_collected_confirmed_and_passed_on(talk: Talk) -> None:
    opened = await talk.say("I want to cancel my subscription")
    assert opened.decision is Decision.ACTION
    assert "account ID" in opened.text
    asked = await talk.say("it's pl 204815")
    assert "Why" in asked.text
    check = await talk.say("It's too expensive for us")
    assert "PL-204815" in check.text
    assert "too expensive for us" in check.text
    done = await talk.say("Yes, please")
    assert (done.decision, done.reason) == (Decision.HANDOFF, Reason.CUSTOM_ACTION)
    assert done.tags == ("cancellation",)
    assert done.action is None
    assert done.action_result is not None
    assert done.action_result.end is ActionEnd.FINISHED
    assert (
        done.action_result.values
        == {
            "account_id": "PL-204815",
            "reason": "too expensive for us",
        }
        or done.action_result.values["account_id"] == "PL-204815"
    )
    assert "PL-204815" in done.summary
    assert "not cancelled yet" in done.text


async def test_several_values_in_one_message_are_all_taken(talk: Talk) -> None:
    outcome = await talk.say("Please cancel my plan PL-204815 because we close the shop")
    assert outcome.action is not None
    assert outcome.action.state is ActionState.CONFIRMING
    assert outcome.action.slots["reason"].value == "we close the shop"


async def test_a_correction_replaces_the_value_before_it_is_confirmed(talk: Talk) -> None:
    await talk.say("Cancel my subscription, PL-204815, because it is too slow")
    outcome = await talk.say("No, the id is PL-204816")
    assert outcome.action is not None
    assert outcome.action.slots["account_id"].value == "PL-204816"
    assert outcome.action.slots["account_id"].message_seq == 3
    assert "PL-204816" in outcome.text
    outcome = await talk.say("PL-204817, not PL-204816")
    assert outcome.action is not None
    assert outcome.action.slots["account_id"].value == "PL-204817"


async def test_an_invalid_value_is_refused_with_the_reason_why(talk: Talk) -> None:
    await talk.say("I want to cancel my subscription")
    outcome = await talk.say("PL-2048")
    assert outcome.decision is Decision.ACTION
    assert "'PL-2048' is not an account ID" in outcome.text
    assert outcome.action is not None
    assert outcome.action.invalid_tries == 1


async def test_after_three_invalid_values_a_person_takes_over(talk: Talk) -> None:
    await talk.say("I want to cancel my subscription")
    await talk.say("12345")
    await talk.say("I don't know")
    outcome = await talk.say("99")
    assert (outcome.decision, outcome.reason) == (Decision.HANDOFF, Reason.CUSTOM_ACTION)
    assert outcome.action_result is not None
    assert outcome.action_result.end is ActionEnd.FAILED
    assert outcome.action is None


async def test_another_subject_is_answered_and_the_action_goes_on(talk: Talk) -> None:
    await talk.say("I want to cancel my subscription")
    aside = await talk.say("Where do I find my account ID?")
    assert aside.decision is Decision.ANSWER
    assert aside.citations
    assert "Shall we go on with cancelling your subscription?" in aside.text
    aside = await talk.say("What happens to my data when I cancel?")
    assert aside.decision is Decision.ANSWER
    back = await talk.say("PL-204815")
    assert back.action is not None
    assert back.action.slots["account_id"].value == "PL-204815"


async def test_a_question_nobody_answers_hands_over_with_the_values_so_far(talk: Talk) -> None:
    await talk.say("Cancel my subscription, the account is PL-204815")
    outcome = await talk.say("Who won the world cup in 1998?")
    assert outcome.decision is Decision.HANDOFF
    assert "PL-204815" in outcome.summary


@pytest.mark.parametrize("text", ["never mind", "I changed my mind", "stop", "don't cancel it"])
async def test_the_visitor_may_withdraw(talk: Talk, text: str) -> None:
    await talk.say("I want to cancel my subscription")
    outcome = await talk.say(text)
    assert outcome.decision is Decision.ACTION
    assert outcome.action is None
    assert outcome.action_result is not None
    assert outcome.action_result.end is ActionEnd.WITHDRAWN


async def test_no_at_the_confirmation_asks_what_to_change_and_twice_withdraws(talk: Talk) -> None:
    await talk.say("Cancel my subscription PL-204815 because it is too slow")
    outcome = await talk.say("no")
    assert outcome.action is not None
    assert "What should I change?" in outcome.text
    outcome = await talk.say("no")
    assert outcome.action is None


async def test_a_confirmation_can_be_tapped_either_way(talk: Talk) -> None:
    asked = await talk.say("Cancel my subscription PL-204815 because it is too slow")
    yes, no = asked.choices
    refused = await talk.say(no)
    assert "What should I change?" in refused.text
    assert refused.choices == ()
    await talk.say("the reason is that it is too expensive")
    finished = await talk.say(yes)
    assert finished.action_result is not None
    assert finished.action_result.end is ActionEnd.FINISHED


async def test_a_person_may_be_asked_for_in_the_middle(talk: Talk) -> None:
    await talk.say("Cancel my subscription, PL-204815")
    outcome = await talk.say("Can I talk to a human please?")
    assert outcome.reason is Reason.HUMAN_REQUESTED
    assert "PL-204815" in outcome.summary
    assert outcome.action is None


async def test_how_to_cancel_is_answered_from_the_pages(talk: Talk) -> None:
    outcome = await talk.say("How do I cancel my subscription?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.citations[0].title == "Cancel your subscription"


async def test_values_of_one_burst_are_taken_in_order(talk: Talk) -> None:
    outcome = await talk.say("I want to cancel my subscription", "PL-111111", "sorry, PL-222222")
    assert outcome.action is not None
    assert outcome.action.slots["account_id"].value == "PL-222222"


async def test_an_action_that_is_no_longer_defined_is_forgotten(talk: Talk) -> None:
    talk.action = PendingAction("retired")
    outcome = await talk.say("How do I import my contacts?")
    assert outcome.decision is Decision.ANSWER
    assert outcome.action is None


async def test_the_open_action_survives_json(talk: Talk) -> None:
    outcome = await talk.say("Cancel my subscription, PL-204815")
    assert outcome.action is not None
    assert PendingAction.from_json(outcome.action.to_json()) == outcome.action
