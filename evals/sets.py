"""The question sets as their READMEs describe them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from core.vocabulary import AuthorKind
from graphs.turn.thread import ThreadMessage

ONE_SITE = "all"
DEMO = "demo"
HELP_CENTRE = Path(__file__).resolve().parents[1] / "demo" / "help-centre"
DEMO_QUESTIONS = Path(__file__).with_name("demo_questions.jsonl")
AUTHORS = {"user": AuthorKind.VISITOR, "agent": AuthorKind.ASSISTANT}


@dataclass(frozen=True, slots=True)
class Document:
    """One page; `site` names the assistant it belongs to."""

    id: str
    site: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what was said before; `answerable` is None where asking back is right."""

    id: str
    site: str
    question: str
    history: tuple[tuple[AuthorKind, str], ...]
    answerable: bool | None
    kind: str
    gold: frozenset[str]
    answer: str | None

    @property
    def messages(self) -> tuple[ThreadMessage, ...]:
        """The conversation as a turn reads it; the question is the last message."""
        said = [*self.history, (AuthorKind.VISITOR, self.question)]
        return tuple(ThreadMessage(n, author, text) for n, (author, text) in enumerate(said, 1))

    @property
    def with_history(self) -> str:
        """The question behind the last two things the visitor said."""
        asked = [text for author, text in self.history if author is AuthorKind.VISITOR]
        return "\n".join([*asked[-2:], self.question])


@dataclass(frozen=True)
class QuestionSet:
    """Documents and the questions about them."""

    name: str
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]

    @cached_property
    def sites(self) -> Mapping[str, list[Document]]:
        sites: dict[str, list[Document]] = defaultdict(list)
        for document in self.documents:
            sites[document.site].append(document)
        return sites

    @property
    def answerable(self) -> list[Case]:
        return [case for case in self.cases if case.answerable]

    @property
    def decided(self) -> list[Case]:
        """Without the questions that should be asked back."""
        return [case for case in self.cases if case.answerable is not None]


def rows(path: Path) -> list[dict[str, Any]]:
    """Read a file of JSON lines."""
    lines = path.read_text(encoding="utf-8").split("\n")  # texts hold other line separators
    return [json.loads(line) for line in lines if line]


def question_set(folder: Path) -> QuestionSet:
    """Read `docs.jsonl` and `cases.jsonl`; a scenario is said together with its question."""
    documents = tuple(_document(row) for row in rows(folder / "docs.jsonl"))
    cases = tuple(_case(row) for row in rows(folder / "cases.jsonl"))
    return QuestionSet(folder.name, documents, cases)


def without_scenario(questions: QuestionSet, folder: Path) -> QuestionSet:
    """Return the set with bare questions: the second setting of a set with scenarios."""
    bare = {row["id"]: row["question"] for row in rows(folder / "cases.jsonl")}
    cases = tuple(replace(case, question=bare[case.id]) for case in questions.cases)
    return replace(questions, cases=cases)


def message_set(folder: Path) -> QuestionSet:
    """Read messages with intents: every example sentence is a small page about its intent.

    That is what an owner would write down as pairs of question and answer. `kind` of a case is its
    intent, `gold` are the examples of it.
    """
    examples = [
        (f"example-{n}", _site(row), row["intent"], row["text"])
        for n, row in enumerate(rows(folder / "exemplars.jsonl"))
    ]
    documents = tuple(
        Document(id, site, f"# {text}\n\n{_spoken(intent)}") for id, site, intent, text in examples
    )
    cases = tuple(
        Case(
            id=row["id"],
            site=_site(row),
            question=row["text"],
            history=(),
            answerable=row["in_scope"],
            kind=row["intent"],
            gold=_examples_of(examples, _site(row), row["intent"]),
            answer=None,
        )
        for row in rows(folder / "cases.jsonl")
    )
    return QuestionSet(folder.name, documents, cases)


def demo_set(half: str) -> QuestionSet:
    """Read one half of our own short questions to the demo help centre: `fit` or `check`.

    The weights of the grade are fitted on the first; only the second tells what they are worth.
    `kind` is the half; `gold` are paths of pages, none when these pages do not answer.
    """
    pages = {str(page.relative_to(HELP_CENTRE)): page for page in HELP_CENTRE.rglob("*.md")}
    documents = tuple(
        Document(path, ONE_SITE, page.read_text(encoding="utf-8"))
        for path, page in sorted(pages.items())
    )
    cases = tuple(
        Case(
            id=f"demo-{n}",
            site=ONE_SITE,
            question=row["question"],
            history=(),
            answerable=bool(row["pages"]),
            kind=row["half"],
            gold=frozenset(row["pages"]),
            answer=None,
        )
        for n, row in enumerate(rows(DEMO_QUESTIONS), 1)
        if row["half"] == half
    )
    return QuestionSet(DEMO, documents, cases)


def _examples_of(
    examples: Iterable[tuple[str, str, str, str]], site: str, intent: str
) -> frozenset[str]:
    return frozenset(id for id, where, what, _ in examples if (where, what) == (site, intent))


def _spoken(intent: str) -> str:
    return intent.replace("_", " ").lower()


def _site(row: Mapping[str, Any]) -> str:
    return row.get("site") or row.get("bot") or ONE_SITE


def _document(row: Mapping[str, Any]) -> Document:
    text = f"# {row['title']}\n\n{row['text']}" if row.get("title") else row["text"]
    return Document(row["id"], _site(row), text)


def _case(row: Mapping[str, Any]) -> Case:
    return Case(
        id=row["id"],
        site=_site(row),
        question=" ".join(filter(None, [row.get("scenario"), row["question"]])),
        history=tuple((AUTHORS[turn["role"]], turn["text"]) for turn in row["history"]),
        answerable=row["answerable"],
        kind=row["kind"],
        gold=frozenset(row["gold_docs"]),
        answer=row["answer"],
    )
