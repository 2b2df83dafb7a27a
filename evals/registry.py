"""All tasks by name. A task is one module with `SETS` and `run`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from evals import answerability, conversation, demo, extractive, person, retrieval, scope
from evals.tables import Finding
from evals.workbench import Workbench

Run = Callable[[Workbench, Sequence[str]], Awaitable[list[Finding]]]


@dataclass(frozen=True, slots=True)
class Task:
    """What to run and which sets it knows; `run` prints its table and returns its goals."""

    run: Run
    sets: tuple[str, ...]


TASKS: Mapping[str, Task] = {
    "retrieval": Task(retrieval.run, retrieval.SETS),
    "answerability": Task(answerability.run, answerability.SETS),
    "demo": Task(demo.run, demo.SETS),
    "conversation": Task(conversation.run, conversation.SETS),
    "scope": Task(scope.run, scope.SETS),
    "extractive": Task(extractive.run, extractive.SETS),
    "person": Task(person.run, tuple(person.FLOORS)),
}
