"""The sandbox that keeps workflow code honest: every test of it runs in here."""

from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions


def sandbox() -> SandboxedWorkflowRunner:
    """Our own modules are imported once, not for each conversation."""
    restrictions = SandboxRestrictions.default
    return SandboxedWorkflowRunner(restrictions.with_passthrough_modules("core", "workflows"))
