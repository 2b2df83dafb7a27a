"""One durable workflow per conversation: who may answer, in what order, and when time is up.

SQL has decided every change of mode before a signal tells of it here. So a signal that comes
twice, late or out of order is told apart by its epoch, and SQL refuses a turn that comes too late.
What this workflow adds is order, patience, and never forgetting.
"""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from core.vocabulary import Mode
    from workflows import attributes, contracts
    from workflows.alarms import Alarm, Alarms
    from workflows.contracts import (
        CheckInput,
        CheckResult,
        ConversationState,
        HandoffRequested,
        Hold,
        HumanTakeover,
        ModeChange,
        Standing,
        TurnEnd,
        TurnInput,
        TurnResult,
        VisitorMessage,
    )

UNTIL_IT_WORKS = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=5)
)


@workflow.defn
class ConversationWorkflow:
    """Owns order and timers of one conversation; the database owns transcript and ownership."""

    @workflow.init
    def __init__(self, state: ConversationState) -> None:
        self.state = state  # complete before any handler can run
        self._alarms = Alarms()
        self._turn: workflow.ActivityHandle[TurnResult] | None = None
        self._turn_stopped = False
        self._changed = True
        if state.mode is Mode.HUMAN and state.idle_due_at is None:
            self._expect_idleness()

    @workflow.run
    async def run(self, state: ConversationState) -> None:
        while self.state.mode is not Mode.CLOSED:
            await workflow.wait_condition(self._has_work)
            self._changed = False
            if self._is_full():
                await self._continue_as_new()
            if self._turn_is_due():
                await self._answer()
            elif self._alarms.rung:
                await self._look_at(self._alarms.rung.pop())
            self._arm()
            self._show()
        await workflow.wait_condition(workflow.all_handlers_finished)
        self._show()

    @workflow.signal
    def visitor_message(self, message: VisitorMessage) -> None:
        """Note that the transcript has grown; only the highest `seq` counts."""
        self.state.unread_upto = max(self.state.unread_upto, message.seq)
        if message.epoch > self.state.epoch:  # the signal of that change comes later or is lost
            self._adopt(Standing(message.mode, message.epoch))
        if self.state.mode is Mode.HUMAN:
            self._expect_an_answer()

    @workflow.signal
    def human_takeover(self, takeover: HumanTakeover) -> None:
        """A rep took the conversation: from this epoch on the AI is silent."""
        reason = self.state.reason
        self._adopt(Standing(Mode.HUMAN, takeover.epoch, takeover.rep_id, reason=reason))
        if takeover.is_owed and self.state.epoch == takeover.epoch:
            self._expect_an_answer()

    @workflow.signal
    def hold(self, hold: Hold) -> None:
        """A rep keeps the AI off for a stated time."""
        reason = self.state.reason
        self._adopt(Standing(Mode.HUMAN, hold.epoch, hold.rep_id, hold.until, reason=reason))

    @workflow.signal
    def handoff_requested(self, handoff: HandoffRequested) -> None:
        """A person is wanted; the AI is silent until somebody gives the conversation back."""
        since = handoff.since or workflow.now()
        standing = Standing(Mode.WAITING, handoff.epoch, waiting_since=since)
        standing.reason = handoff.reason
        self._adopt(standing)

    @workflow.signal
    def hand_back(self, change: ModeChange) -> None:
        """The AI may speak again, about what is not yet answered."""
        self._adopt(Standing(Mode.AI, change.epoch, answered_upto=change.answered_upto))

    @workflow.signal
    def reopen(self, change: ModeChange) -> None:
        """A closed conversation belongs to the AI again."""
        self._adopt(Standing(Mode.AI, change.epoch, answered_upto=change.answered_upto))

    @workflow.signal
    def close(self, change: ModeChange) -> None:
        """Nobody needs to speak: the run ends, and the next message starts another."""
        self._adopt(Standing(Mode.CLOSED, change.epoch, answered_upto=change.answered_upto))

    @workflow.query(name="state")
    def describe(self) -> ConversationState:
        """What this run knows, for people who debug."""
        return self.state

    def _has_work(self) -> bool:
        return self._changed or bool(self._alarms.rung) or self._turn_is_due() or self._is_full()

    def _turn_is_due(self) -> bool:
        return self.state.mode is Mode.AI and self.state.unread_upto > self.state.answered_upto

    async def _answer(self) -> None:
        """Run one turn over everything unanswered; what arrives meanwhile is the next turn's."""
        state = self.state
        state.turn_count += 1
        turn = TurnInput(state.conversation_id, self._turn_id(), state.epoch, state.unread_upto)
        result = await self._run_turn(turn)
        # A takeover and the turn's completion may come in one task, in either order, and then the
        # cancel is lost: so nothing here assumes that the epoch is still the one of the turn.
        if result is None:
            return
        if result.end is TurnEnd.FENCED:
            self._adopt(result.standing, is_truth=state.epoch == turn.epoch)
            return
        self._settle(result.upto_seq)
        if result.end is TurnEnd.DONE:
            state.decision, state.confidence = result.decision, result.confidence
            state.tags = result.tags
        self._adopt(result.standing)

    async def _run_turn(self, turn: TurnInput) -> TurnResult | None:
        """The turn's result; None when somebody else took the word and the turn was stopped."""
        self._turn_stopped = False
        self._turn = workflow.start_activity(
            contracts.AI_TURN,
            turn,
            result_type=TurnResult,
            task_queue=self.state.ai_queue,
            start_to_close_timeout=contracts.TURN_TIMEOUT,
            heartbeat_timeout=contracts.TURN_HEARTBEAT_TIMEOUT,
            retry_policy=RetryPolicy(
                initial_interval=timedelta(seconds=self.state.timings.turn_retry_s),
                maximum_attempts=contracts.TURN_ATTEMPTS,
            ),
            cancellation_type=workflow.ActivityCancellationType.TRY_CANCEL,
            summary=f"AI turn {self.state.turn_count}",
        )
        try:
            return await self._turn
        except (ActivityError, asyncio.CancelledError) as error:
            if self._turn_stopped:
                return None
            if is_cancelled_exception(error):  # an operator cancelled the whole workflow
                raise
        finally:
            self._turn = None
        return await self._hand_off_after_failure(turn)

    async def _hand_off_after_failure(self, turn: TurnInput) -> TurnResult:
        """Tell the visitor honestly and call a person; tried until it works."""
        result: TurnResult = await workflow.execute_activity(
            contracts.FAIL_TURN,
            turn,
            result_type=TurnResult,
            start_to_close_timeout=contracts.CHECK_TIMEOUT,
            retry_policy=UNTIL_IT_WORKS,
            summary=f"hand off after AI turn {self.state.turn_count} failed",
        )
        return result

    def _turn_id(self) -> str:
        """Named by what it answers, so that it is the same turn even in a run that starts anew."""
        state = self.state
        _, _, own_part = state.conversation_id.rpartition("_")
        return f"trn_{own_part}_{state.epoch}_{state.unread_upto}"

    def _deadline(self, alarm: Alarm) -> datetime | None:
        state = self.state
        if alarm is Alarm.RESPONSE:
            if state.waiting_since is None or state.sla_breached:
                return None
            return state.waiting_since + timedelta(seconds=state.timings.response_target_s)
        return state.idle_due_at if alarm is Alarm.IDLE else state.hold_until

    def _arm(self) -> None:
        for alarm in Alarm:
            deadline = self._deadline(alarm)
            if deadline is not None:
                self._alarms.arm(alarm, deadline)

    async def _look_at(self, alarm: Alarm) -> None:
        deadline = self._deadline(alarm)
        if deadline is None or workflow.now() < deadline:
            return  # the deadline went away or moved on while the timer ran
        match alarm:
            case Alarm.RESPONSE:
                self.state.sla_breached = True
            case Alarm.IDLE:
                self.state.idle_due_at = None
                await self._check(contracts.CHECK_IDLE, "idle?")
            case Alarm.HOLD:
                self.state.hold_until = None
                await self._check(contracts.CHECK_HOLD, "hold over?")

    async def _check(self, activity: str, label: str) -> None:
        """Let SQL say whether time is up: it knows what people did since the timer was armed."""
        epoch = self.state.epoch
        result = await workflow.execute_activity(
            activity,
            CheckInput(self.state.conversation_id, epoch, workflow.now()),
            result_type=CheckResult,
            start_to_close_timeout=contracts.CHECK_TIMEOUT,
            retry_policy=UNTIL_IT_WORKS,
            summary=label,
        )
        self._adopt(result.standing, is_truth=self.state.epoch == epoch)
        if self.state.mode is Mode.HUMAN and activity == contracts.CHECK_IDLE:
            self._expect_idleness(result.again_in_s)

    def _expect_idleness(self, in_s: float | None = None) -> None:
        timings = self.state.timings
        first = max(timings.idle_resume_s - timings.idle_warn_s, 0)
        wait = first if in_s is None else in_s
        self.state.idle_due_at = workflow.now() + timedelta(seconds=wait)
        if self.state.unread_upto > self.state.answered_upto:
            self._expect_an_answer()

    def _expect_an_answer(self) -> None:
        """A person owes an answer: look again when the response time is over, if not earlier."""
        due = workflow.now() + timedelta(seconds=self.state.timings.response_target_s)
        self.state.idle_due_at = min(self.state.idle_due_at or due, due)
        self._changed = True

    def _settle(self, upto_seq: int) -> None:
        self.state.answered_upto = max(self.state.answered_upto, upto_seq)

    def _adopt(self, standing: Standing, *, is_truth: bool = False) -> None:
        """Follow SQL; older news is ignored unless it was read from SQL just now (`is_truth`)."""
        state = self.state
        self._settle(standing.answered_upto)
        if standing.epoch < state.epoch and not is_truth:
            return
        if standing.epoch != state.epoch:
            state.sla_breached = False
            state.idle_due_at = None
            self._stop_turn()
        state.mode, state.epoch = standing.mode, standing.epoch
        state.owner_id, state.hold_until = standing.owner_id, standing.hold_until
        state.waiting_since, state.reason = standing.waiting_since, standing.reason
        if state.mode is Mode.HUMAN and state.idle_due_at is None:
            self._expect_idleness()
        self._changed = True

    def _stop_turn(self) -> None:
        if self._turn is not None:
            self._turn_stopped = True
            self._turn.cancel()

    def _show(self) -> None:
        updates = attributes.changes(self.state, workflow.info().typed_search_attributes)
        if updates:
            workflow.upsert_search_attributes(updates)
        workflow.set_current_details(attributes.details(self.state))

    def _is_full(self) -> bool:
        info = workflow.info()
        if self.state.history_limit:
            return info.get_current_history_length() >= self.state.history_limit
        return info.is_continue_as_new_suggested()

    async def _continue_as_new(self) -> None:
        """Begin a fresh history between turns; every deadline travels in the state."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self.state)
