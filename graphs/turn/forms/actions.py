"""Custom actions as data: what starts them, what they ask for, what happens at the end."""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SlotDefinition:
    """One value to ask for.

    With a `pattern` the value is found anywhere in a message, in the normal form of `normal_form`;
    without one the visitor's own words are the value.
    """

    name: str
    label: str
    prompt: str
    pattern: re.Pattern[str] | None = None
    looks_like: re.Pattern[str] | None = None
    normal_form: str = ""
    problem: str = ""
    max_chars: int = 500


@dataclass(frozen=True, slots=True)
class ActionDefinition:
    """A form that the assistant fills by talking; `goal` completes "go on with ..."."""

    name: str
    goal: str
    opening: str
    slots: tuple[SlotDefinition, ...]
    confirmation: str
    finished: str
    withdrawn: str
    tags: tuple[str, ...]

    def slot(self, name: str) -> SlotDefinition:
        """Return the slot of that name; KeyError when there is none."""
        for slot in self.slots:
            if slot.name == name:
                return slot
        raise KeyError(name)


CANCEL_SUBSCRIPTION: Final = ActionDefinition(
    name="cancel_subscription",
    goal="cancelling your subscription",
    opening="I can take your cancellation request and pass it to our team.",
    slots=(
        SlotDefinition(
            name="account_id",
            label="Account ID",
            prompt="What is your account ID? It is two letters, a dash and six digits, "
            "for example AB-123456.",
            pattern=re.compile(r"(?<![^\W_])([A-Za-z]{2})[\s\-_\u2013.]{0,3}(\d{6})(?![^\W_])"),
            looks_like=re.compile(
                r"(?<!\w)[A-Za-z]{0,4}[\s\-_\u2013.#]{0,3}\d[\d\s\-]{1,18}(?!\w)"
            ),
            normal_form="{0}-{1}",
            problem="{value!r} is not an account ID: it needs two letters, a dash and six digits.",
        ),
        SlotDefinition(
            name="reason",
            label="Reason",
            prompt="Why would you like to cancel? A few words are enough.",
        ),
    ),
    confirmation="Please check: {values}. Shall I pass this cancellation request to our team?",
    finished="Your cancellation request is with our team: {values}. It is not cancelled yet; "
    "a person checks it and confirms it here.",
    withdrawn="All right, I have dropped the cancellation request. Nothing was changed.",
    tags=("cancellation",),
)

ACTIONS: Final = {CANCEL_SUBSCRIPTION.name: CANCEL_SUBSCRIPTION}
