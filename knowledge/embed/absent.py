"""What stands in for a model that cannot be loaded: searches then go by words."""

from collections.abc import Sequence
from typing import Final, NoReturn

from knowledge.contracts import Embedded, ReadQuery, Vector, Vectors
from knowledge.embed.form import WIDTH
from knowledge.embed.weights import WeightsUnusable

LETTERS_A_PIECE: Final = 4


class AbsentModel:
    """Implements `Embedder` by raising `embedding_weights_unusable` for whatever needs the model.

    Word pieces are estimated: nobody embeds by that count, but words are put right by it.
    """

    model = "absent"
    dimensions = WIDTH

    def __init__(self, error: WeightsUnusable) -> None:
        self.reason = error.detail

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [sum(-(-len(word) // LETTERS_A_PIECE) for word in text.split()) for text in texts]

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self._refuse()

    async def embed_passages(self, texts: Sequence[str]) -> list[Embedded]:
        self._refuse()

    async def embed_query(self, text: str) -> Vector:
        self._refuse()

    async def read_query(self, text: str) -> ReadQuery:
        self._refuse()

    def close(self) -> None:
        """Nothing is held."""

    def _refuse(self) -> NoReturn:
        raise WeightsUnusable(self.reason)
