"""decide: what the turn comes to."""

from dataclasses import replace
from typing import Any

from langgraph.runtime import Runtime

from core.vocabulary import AuthorKind, Decision, Reason
from graphs.turn import lines
from graphs.turn.forms.actions import ACTIONS
from graphs.turn.forms.filling import Filled, Step, refuse
from graphs.turn.message import phrases
from graphs.turn.message.languages import handed_over
from graphs.turn.model.metering import BUDGET_SPENT
from graphs.turn.model.prompts import PROMPT_REVISION
from graphs.turn.outcome import ActionEnd, ActionResult, TracedChunk, TurnOutcome
from graphs.turn.quoting.source import cite, page_and_section, section_of
from graphs.turn.state import Deps, Draft, Route, Signals, TurnReset, TurnState
from graphs.turn.summary import summarise
from graphs.turn.thread import PendingAction
from graphs.turn.topics import nearest_topic
from knowledge.contracts import Passage


async def decide(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Turn what the nodes found into one outcome; lines about ourselves come from state.

    Reads everything, writes `outcome`. A draft that was shown but is not given is taken back. At a
    handoff the topic tag is chosen by meaning, which may ask the embedder.
    """
    outcome = _decided(state)
    draft = state.get("draft", Draft())
    if draft.model is not None and outcome.decision is Decision.HANDOFF:
        runtime.context.emit(TurnReset())
    if outcome.decision is Decision.HANDOFF and not outcome.tags:
        topics = state["thread"].topics
        tag = await nearest_topic(runtime.context.embedder, _subject(state), topics)
        outcome = replace(outcome, tags=(tag,) if tag else ())
    return {
        "outcome": replace(
            outcome,
            answerable=state["answerable"],
            signals=_signals(state, outcome),
            chunks=_traced(state),
            model=draft.model,
            prompt_revision=PROMPT_REVISION if draft.model else None,
            usage=draft.usage,
        )
    }


def _signals(state: TurnState, outcome: TurnOutcome) -> Signals:
    """Add how many questions have no answer, where the others or a form go on."""
    left = len(state["left_open"]) if outcome.citations else 0
    filled = state["filled"]
    if filled and filled.step is not Step.ASIDE and outcome.decision is Decision.ACTION:
        left = int(bool(state["beside"]))
    return {**state["signals"], "left_open": float(left)} if left else state["signals"]


def _decided(state: TurnState) -> TurnOutcome:
    assistant = state["thread"].assistant
    match state["route"]:
        case Route.HUMAN:
            return _with_answer(state, _handoff(state, Reason.HUMAN_REQUESTED))
        case Route.SMALL_TALK:
            text = lines.small_talk(state["talk"], assistant)
            return TurnOutcome(Decision.SMALLTALK, None, text)
        case Route.DECLINED:
            pending = state["thread"].pending_action
            return TurnOutcome(Decision.SMALLTALK, None, lines.declined(assistant), action=pending)
        case Route.UNCLEAR:
            return _unclear(state)
        case Route.ACTION:
            return _action(state)
        case _ if state["choices"]:
            text = lines.which(state["choices"])
            return TurnOutcome(Decision.ASK, None, text, choices=state["choices"])
        case _:
            answered = _answered(state)
            return _offering(state, answered) if answered else _handoff(state, _why_not(state))


def _offering(state: TurnState, answered: TurnOutcome) -> TurnOutcome:
    """Offer a person beside a quote that was given before: it has not helped.

    A model that is asked again writes anew.
    """
    said = (m.text for m in state["earlier"] if m.author is AuthorKind.ASSISTANT)
    if state["draft"].model or not any(text.startswith(answered.text) for text in said):
        return answered
    return replace(answered, text=f"{answered.text}\n\n{lines.SAID_BEFORE}")


def _answered(state: TurnState) -> TurnOutcome | None:
    """Give the answer; what it leaves open is named."""
    if not state.get("citations"):
        return None
    text = "\n\n".join([state["text"], *map(lines.left_open, state["left_open"])])
    return TurnOutcome(Decision.ANSWER, None, text, citations=state["citations"])


def _why_not(state: TurnState) -> Reason:
    """Name why the question is not answered."""
    draft = state.get("draft", Draft())
    if draft.failed == BUDGET_SPENT:
        return Reason.BUDGET_EXHAUSTED
    if draft.failed:
        return Reason.AI_FAILURE
    if draft.declined:
        return Reason.NO_ANSWER
    settings = state["thread"].assistant.settings
    nearly = settings.answer_threshold - settings.low_confidence_band
    return Reason.LOW_CONFIDENCE if state["answerable"] >= nearly else Reason.NO_ANSWER


def _unclear(state: TurnState) -> TurnOutcome:
    """Ask once for other words, then offer a person; nobody is called for what cannot be read."""
    said = [m.text for m in state["earlier"] if m.author is AuthorKind.ASSISTANT]
    text = lines.unclear(said[-1] if said else "")
    decision = Decision.ASK if text == lines.UNCLEAR else Decision.OFFER
    return TurnOutcome(decision, None, text)


def _handoff(state: TurnState, reason: Reason) -> TurnOutcome:
    """Ask for a person; an action that was open goes along as far as it is filled."""
    not_found = reason in (Reason.NO_ANSWER, Reason.LOW_CONFIDENCE)
    line = handed_over(state["question"], not_found=not_found)
    near = _near(state, reason) if line is None else ()
    text = line or lines.handoff(reason, state["thread"].assistant, state["signals"])
    pending = state["filled"].action if state["filled"] else state["thread"].pending_action
    return TurnOutcome(
        Decision.HANDOFF,
        reason,
        " ".join([text, *(lines.may_help(page_and_section(p), 1) for p in near)]),
        citations=tuple(cite(passage, 1, passage.text) for passage in near),
        summary=summarise(state, pending),
        action_result=_result(pending, ActionEnd.FAILED) if pending else None,
    )


def _near(state: TurnState, reason: Reason) -> tuple[Passage, ...]:
    """Return the passage to read meanwhile where the grade is nearly enough; none when no page can
    say it, or a written answer had no support."""
    settings = state["thread"].assistant.settings
    beyond = any(state["signals"].get(name) for name in lines.BEYOND_ME)
    graded = reason is Reason.LOW_CONFIDENCE and state["answerable"] < settings.answer_threshold
    return state["passages"][:1] if graded and not beyond else ()


def _action(state: TurnState) -> TurnOutcome:
    filled = state["filled"]
    assert filled is not None
    if filled.step is Step.ASIDE:
        return _aside(state, filled)
    return _with_answer(state, _stepped(state, filled))


def _with_answer(state: TurnState, outcome: TurnOutcome) -> TurnOutcome:
    """Put the answer to what was asked besides in front; what has none is named.

    A model that failed hands over, with all that the form knows.
    """
    if not state["beside"]:
        return outcome
    if outcome.decision is Decision.HANDOFF:
        return _with_all_passed_on(state, outcome)
    answered = _answered(state)
    if answered is not None:
        return replace(
            outcome,
            decision=Decision.ANSWER,
            text=f"{answered.text}\n\n{outcome.text}",
            citations=answered.citations,
        )
    if state.get("draft", Draft()).failed:
        return _handoff(state, _why_not(state))
    text = f"{lines.left_open(_in_one_line(state['beside']))}\n\n{outcome.text}"
    return replace(outcome, text=text)


def _with_all_passed_on(state: TurnState, outcome: TurnOutcome) -> TurnOutcome:
    """Put what is answered in front of a handoff; the person gets the rest."""
    citations = state.get("citations", ())
    answer = [state["text"]] if citations else []
    left = state["left_open"] if citations else (_in_one_line(state["beside"]),)
    said = " ".join([outcome.text, *map(lines.kept_for_person, left)])
    return replace(outcome, text="\n\n".join([*answer, said]), citations=citations)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _aside(state: TurnState, filled: Filled) -> TurnOutcome:
    """Answer something else, then offer to go on; what is neither asks again for the value."""
    answered = _answered(state)
    definition = ACTIONS[filled.action.name]
    if answered is not None:
        text = f"{answered.text}\n\n{lines.go_on(definition, filled.action)}"
        return replace(answered, text=text, action=filled.action)
    question = state["question"]
    if state.get("draft", Draft()).failed or phrases.is_question(question) or "?" in question:
        return _handoff(state, _why_not(state))
    return _stepped(state, refuse(filled.action, ""))


def _stepped(state: TurnState, filled: Filled) -> TurnOutcome:
    definition = ACTIONS[filled.action.name]
    assistant = state["thread"].assistant
    match filled.step:
        case Step.FINISH:
            text = lines.finished(definition, filled, assistant)
            return _passed_on(state, filled.action, ActionEnd.FINISHED, text, definition.tags)
        case Step.GIVE_UP:
            text = lines.gave_up(assistant)
            return _passed_on(state, filled.action, ActionEnd.FAILED, text, definition.tags)
        case Step.WITHDRAW:
            text = lines.action_step(definition, filled)
            result = _result(filled.action, ActionEnd.WITHDRAWN)
            return TurnOutcome(Decision.ACTION, None, text, action_result=result)
        case _:
            text = lines.action_step(definition, filled, opened=state["opened"])
            taps = lines.CONSENT if filled.step is Step.CONFIRM else ()
            return TurnOutcome(Decision.ACTION, None, text, action=filled.action, choices=taps)


def _passed_on(
    state: TurnState, action: PendingAction, end: ActionEnd, text: str, tags: tuple[str, ...]
) -> TurnOutcome:
    return TurnOutcome(
        Decision.HANDOFF,
        Reason.CUSTOM_ACTION,
        text,
        tags=tags,
        summary=summarise(state, action),
        action_result=_result(action, end),
    )


def _result(action: PendingAction, end: ActionEnd) -> ActionResult:
    return ActionResult(action.name, end, {k: slot.value for k, slot in action.slots.items()})


def _subject(state: TurnState) -> str:
    """Return what a handoff is about: the question, or the one before a mere "a person, please"."""
    if state["route"] is not Route.HUMAN:
        return state["question"]
    visitor = [m.text for m in state["earlier"] if m.author == state["asked"][0].author]
    return "\n".join([*visitor[-1:], state["question"]])


def _traced(state: TurnState) -> tuple[TracedChunk, ...]:
    return tuple(
        TracedChunk(
            n=n,
            chunk_id=p.chunk_id,
            document_id=p.document_id,
            document=p.path,
            title=p.title,
            section=section_of(p),
            url=p.url,
            revision=p.revision,
            score=round(p.score, 5),
            cosine=round(p.cosine, 4),
            lexical=round(p.lexical, 4),
            coverage=round(p.coverage, 4),
        )
        for n, p in enumerate(state["passages"], 1)
    )
