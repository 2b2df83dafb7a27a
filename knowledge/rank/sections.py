"""Which passage of a page comes first.

The order over all pages is fitted on which page is right, so it hardly learns which section is: a
tiny section that repeats one word of the question beats the one that tells of the matter. Pages
keep the places that they have; here their passages are shared out among these places anew. Only
after brief questions: of more words, those of the right section are found together.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from knowledge.rank.features import NAMES, Matrix
from knowledge.terms import query_terms

BRIEF: Final = 4
"""Terms in the last line of the query."""
AMONG: Final = 6
"""Of the best passages: so many are graded, and the grade should not change with their order."""
WITHIN: Final[Mapping[str, float]] = {"length": 1.0, "lexical_z": -0.4, "names": 1.0}
"""What counts besides the score. Set by hand: with them the first passage of the right page shares
more words with the reference answer (after questions of any length, F1 on `docs_faq` .557 -> .604,
`mtrag_un` .385 -> .386)."""


def sections_first(
    query: str,
    order: Sequence[int],
    pages: Sequence[str],
    scores: Sequence[float],
    features: Matrix,
) -> list[int]:
    """Return `order` with the best passages of each page, in its places, put in their own order.

    `order` has row numbers, `pages` the page of each row.
    """
    if len(query_terms(query.rpartition("\n")[2])) > BRIEF:
        return list(order)
    own = np.array(scores) + features @ np.array([WITHIN.get(name, 0.0) for name in NAMES])
    of_page: dict[str, list[int]] = {}
    for row in order[:AMONG]:
        of_page.setdefault(pages[row], []).append(row)
    best = {page: iter(sorted(rows, key=lambda n: -own[n])) for page, rows in of_page.items()}
    return [*(next(best[pages[row]]) for row in order[:AMONG]), *order[AMONG:]]
