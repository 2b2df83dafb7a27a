"""Which passage of a page comes first."""

from pathlib import Path

import numpy as np

from knowledge.rank.features import NAMES, Matrix
from knowledge.rank.sections import sections_first
from knowledge.search import HybridSearch
from tests.knowledge.conftest import Ingest, WriteFiles

HELP_CENTRE = Path(__file__).resolve().parents[3] / "demo" / "help-centre" / "getting-started"


def rows(*lengths: float) -> Matrix:
    features = np.zeros((len(lengths), len(NAMES)))
    features[:, NAMES.index("length")] = lengths
    return features


def test_pages_keep_their_places_and_share_them_out_anew() -> None:
    pages = ["a", "b", "a", "b"]
    order = sections_first(
        "domain", [0, 1, 2, 3], pages, [4.0, 3.0, 3.5, 2.8], rows(-2, -1, -1, -2)
    )
    assert order == [2, 1, 0, 3]


def test_a_section_that_is_clearly_better_stays_first_however_short() -> None:
    assert sections_first("domain", [0, 1], ["a", "a"], [6.0, 3.0], rows(-2, 0)) == [0, 1]


def test_a_longer_question_says_by_itself_which_section_is_meant() -> None:
    long = "how many emails leave a new domain on its very first day"
    assert sections_first(long, [0, 1], ["a", "a"], [4.0, 3.5], rows(-2, -1)) == [0, 1]


async def test_a_scrap_that_repeats_a_word_stands_behind_the_section_that_tells(
    ingest: Ingest, write: WriteFiles, search: HybridSearch
) -> None:
    pages = {page.name: page.read_text(encoding="utf-8") for page in HELP_CENTRE.iterdir()}
    await ingest(write(pages))
    best, *others = await search.search("ast_a", "domain")
    assert best.heading_path == ("Connect a domain",)
    assert all(best.score >= other.score for other in others)
