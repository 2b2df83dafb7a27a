"""What a source's schedule starts: a note in SQL that the source is to be read again."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.ingestion import contracts
    from workflows.ingestion.contracts import SourceInput


@workflow.defn
class RefreshWorkflow:
    """Asks for one run; the ingestion's own workflow does it, after the one that may be running."""

    @workflow.run
    async def run(self, source: SourceInput) -> None:
        await workflow.execute_activity(
            contracts.ASK_FOR_REFRESH,
            source,
            start_to_close_timeout=contracts.SHORT_TIMEOUT,
            retry_policy=RetryPolicy(maximum_interval=timedelta(seconds=30)),
            summary="ask for a refresh",
        )
