import pytest

from knowledge.index import VectorIndex
from knowledge.search import HybridSearch
from tests.fakes.library import MemoryLibrary
from tests.knowledge.conftest import Ingest, WriteFiles

DOCS = {
    "billing/refunds.md": "# Refunds\n\nYou get your money back within 14 days.\n\n"
    "## How long it takes\n\nBanks need up to five days.\n\n## Fees\n\nNo fee is charged.\n",
    "import.md": "# Import contacts\n\nUpload a CSV file with one person a line.\n\n"
    "## Limits\n\nA file has at most 50,000 rows.\n",
    "errors.md": "# Error codes\n\n## SYNC-4012\n\nThe mailbox refused the password.\n\n"
    "## SYNC-4013\n\nThe mailbox is full.\n\n## SYNC-5001\n\nOur server had a problem.\n",
    "security.md": "# Two-factor sign-in\n\nScan the code with your phone's app.\n",
}


@pytest.fixture
async def ready(ingest: Ingest, write: WriteFiles, search: HybridSearch) -> HybridSearch:
    await ingest(write(DOCS))
    return search


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("SYNC-4013", "/docs/errors#sync-4013"),
        ("what is sync-4012?", "/docs/errors#sync-4012"),
        ("I want my cash returned", "/docs/billing/refunds#refunds"),
        ("when does the payment arrive at my account", "/docs/billing/refunds#how-long-it-takes"),
        ("what is the biggest size of the sheet", "/docs/import#limits"),
        ("protect my login with a second step", "/docs/security#two-factor-sign-in"),
    ],
)
async def test_identifiers_and_paraphrases_find_their_passage(
    ready: HybridSearch, query: str, url: str
) -> None:
    assert (await ready.search("ast_a", query))[0].url == url


async def test_a_passage_says_where_it_stands_and_why_it_was_found(ready: HybridSearch) -> None:
    first, *others = await ready.search("ast_a", "How long do refunds take?", k=4)
    assert first.title == "Refunds"
    assert first.heading_path == ("How long it takes",)
    assert first.before == "You get your money back within 14 days."
    assert first.after == "No fee is charged."
    assert first.path == "billing/refunds.md"
    assert 0.4 < first.cosine <= 1
    assert first.lexical > 0
    assert (first.rank, first.vector_rank, first.lexical_rank) == (1, 2, 1)
    assert first.coverage == 1
    assert first.revision == 1
    assert [passage.rank for passage in others] == [2, 3, 4]
    assert [p.score for p in others] == sorted((p.score for p in others), reverse=True)


async def test_a_search_repeats_itself(ready: HybridSearch) -> None:
    assert await ready.search("ast_a", "refund") == await ready.search("ast_a", "refund")


async def test_another_assistants_documents_are_never_found(
    ready: HybridSearch, ingest: Ingest
) -> None:
    assert await ready.search("ast_b", "refunds") == []
    assert await ready.search("ast_a", "   ") == []


@pytest.mark.parametrize("query", ['"', "a OR b NOT c*", "NEAR(x y)", "col:val", "'; --", "\x00"])
async def test_queries_have_no_operators(ready: HybridSearch, query: str) -> None:
    assert isinstance(await ready.search("ast_a", query), list)


async def test_a_changed_document_is_found_anew_and_the_old_text_never(
    ready: HybridSearch, ingest: Ingest, write: WriteFiles, index: VectorIndex
) -> None:
    await ready.search("ast_a", "refunds")
    await ingest(write({"billing/refunds.md": "# Refunds\n\nThe desk pays within 30 days.\n"}))
    await index.refresh("ast_a", 2)
    texts = [passage.text for passage in await ready.search("ast_a", "refund days", k=50)]
    assert "The desk pays within 30 days." in texts
    assert "You get your money back within 14 days." not in texts


async def test_files_broken_while_running_are_built_again(
    ready: HybridSearch, library: MemoryLibrary, index: VectorIndex
) -> None:
    before = await ready.search("ast_a", "refunds")
    snapshot = await index.snapshot("ast_a", 1)
    assert snapshot.shelf is not None
    snapshot.shelf.client.delete_collection(snapshot.shelf.collection.name)
    assert await ready.search("ast_a", "refunds") == before
