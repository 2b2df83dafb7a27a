"""What operators see of an ingestion in Temporal's Web UI; never addresses or names."""

from typing import Any, Final

from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from workflows.ingestion.contracts import IngestState, RunResult

SOURCE: Final = SearchAttributeKey.for_keyword("IngestSource")
KIND: Final = SearchAttributeKey.for_keyword("IngestKind")
OUTCOME: Final = SearchAttributeKey.for_keyword("IngestOutcome")
FAILED: Final = SearchAttributeKey.for_int("IngestFailed")
KEYS: Final[tuple[SearchAttributeKey[Any], ...]] = (SOURCE, KIND, OUTCOME, FAILED)


def at_start(state: IngestState) -> TypedSearchAttributes:
    """The attributes a workflow starts with; set here they cost no event."""
    return TypedSearchAttributes(
        [
            SearchAttributePair(SOURCE, state.source_id),
            SearchAttributePair(KIND, state.kind),
            SearchAttributePair(OUTCOME, state.outcome.value),
            SearchAttributePair(FAILED, state.failed),
        ]
    )


def changes(state: IngestState) -> list[SearchAttributeUpdate[Any]]:
    return [OUTCOME.value_set(state.outcome.value), FAILED.value_set(state.failed)]


def summary(state: IngestState) -> str:
    """The one line of a workflow that never changes."""
    return f"Ingestion of {state.source_id}" + (f" ({state.kind})" if state.kind else "")


def details(state: IngestState, result: RunResult | None) -> str:
    """The state in Markdown, for the workflow's page in the Web UI."""
    lines = [f"**{state.outcome.capitalize()}**, run {state.runs}"]
    if result is not None:
        lines.append(f"- {result.documents} documents, {result.chunks} new passages")
        lines.append(f"- {result.failed} documents that could not be read")
        if result.error:
            lines.append(f"- `{result.error}`; the source's page in the inbox says more")
    return "\n".join(lines)
