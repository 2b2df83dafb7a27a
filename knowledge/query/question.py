"""What one search asks: of whose documents, in which revision, in which words."""

from dataclasses import dataclass

from knowledge.contracts import DraftPassage
from knowledge.query.vocabulary import Vocabulary
from knowledge.terms import query_terms

Key = tuple[str, int, str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """One search; `vocabulary` is None while the words of the documents are not counted yet."""

    assistant_id: str
    revision: int
    query: str
    k: int
    vocabulary: Vocabulary | None
    drafts: tuple[DraftPassage, ...]

    @property
    def terms(self) -> list[str]:
        """The words to look for; those of the question itself twice when there is context."""
        terms = query_terms(self.query)
        context, _, question = self.query.rpartition("\n")
        return [*terms, *query_terms(question)] if context and terms else terms

    @property
    def key(self) -> Key | None:
        """What its result is remembered by; None when it must not be."""
        if self.drafts or self.vocabulary is None:
            return None
        return self.assistant_id, self.revision, self.query, self.k
