"""Which word pieces tell something: neither special nor punctuation nor part of a stop word."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from knowledge.terms import STOPWORDS

SPECIAL = frozenset({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"})
JOINED = "##"


class Telling:
    """Looks word pieces up in one tokenizer's vocabulary."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._names = {number: name for name, number in tokenizer.get_vocab().items()}
        self._tells = np.array([_tells(self._names[n]) for n in range(len(self._names))])

    def places(self, ids: Sequence[int]) -> NDArray[np.intp]:
        """Return the places of the telling pieces; of a text of stop words only, all its words."""
        found = np.flatnonzero(self._tells[list(ids)])
        if len(found) or len(ids) < 3:
            return found
        return np.arange(1, len(ids) - 1)

    def words(self, encoding: Encoding, places: Iterable[int]) -> tuple[str, ...]:
        """Return the whole word, lower case, that the piece at each place belongs to."""
        whole: dict[int | None, str] = {}
        for number, word in zip(encoding.ids, encoding.word_ids, strict=True):
            whole[word] = whole.get(word, "") + self._names[number].removeprefix(JOINED)
        return tuple(whole[encoding.word_ids[place]] for place in places)


def _tells(name: str) -> bool:
    written = any(char.isalnum() for char in name)
    return written and name not in STOPWORDS and name not in SPECIAL
