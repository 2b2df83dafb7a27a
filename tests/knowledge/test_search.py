from pathlib import Path

import pytest

from knowledge.contracts import DraftPassage
from knowledge.embed import MiniLmEmbedder
from knowledge.index.vectors import VectorIndex
from knowledge.rank.features import NAMES
from knowledge.search import HybridSearch
from tests.fakes.memory_library import MemoryLibrary
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


async def test_what_was_taken_away_is_not_found_while_the_index_is_behind(
    embedder: MiniLmEmbedder,
    library: MemoryLibrary,
    ingest: Ingest,
    write: WriteFiles,
    tmp_path: Path,
) -> None:
    await ingest(write(DOCS))
    index = VectorIndex(tmp_path / "index", library, patience_s=0)
    search = HybridSearch(embedder, index, library, library)
    await search.search("ast_a", "refund fees")
    folder = write({"import.md": "# Import contacts\n\nNo refund when an import fails.\n"})
    (folder / "billing/refunds.md").unlink()
    await ingest(folder)
    found = await search.search("ast_a", "refund fees", k=50)
    assert {passage.revision for passage in found} == {1}
    assert {passage.path for passage in found} == DOCS.keys() - {"billing/refunds.md"}
    await index.close()


async def test_files_broken_while_running_are_built_again(
    ready: HybridSearch, library: MemoryLibrary, index: VectorIndex
) -> None:
    before = await ready.search("ast_a", "refunds")
    snapshot = await index.snapshot("ast_a", 1)
    assert snapshot.index is not None
    snapshot.index.client.delete_collection(snapshot.index.collection.name)
    assert await ready.search("ast_a", "refunds") == before


@pytest.mark.parametrize(
    ("slip", "url"),
    [
        ("maibox refused the passwrod", "/docs/errors#sync-4012"),
        ("uplaod contcts", "/docs/import#import-contacts"),
        ("scanning codes with a phnoe", "/docs/security#two-factor-sign-in"),
    ],
)
async def test_slips_and_word_forms_do_not_lose_the_passage(
    ready: HybridSearch, slip: str, url: str
) -> None:
    assert (await ready.search("ast_a", slip))[0].url == url


async def test_slips_in_small_words_do_not_make_a_find_weaker(ready: HybridSearch) -> None:
    right = await ready.search("ast_a", "how do I import the contacts")
    slipped = await ready.search("ast_a", "hw do i import teh contcts")
    assert [p.late for p in slipped] == pytest.approx([p.late for p in right])


async def test_a_short_name_is_not_taken_for_a_small_word(ready: HybridSearch) -> None:
    """`hqw` is one wrong letter from `how`, as many names of three letters are from some word."""
    [first, *_] = await ready.search("ast_a", "hqw do I import contacts")
    [right, *_] = await ready.search("ast_a", "how do I import contacts")
    assert first.late < right.late


async def test_a_word_that_is_one_is_not_respelled(ready: HybridSearch) -> None:
    """`bonus` is one slip from nothing here, `limbs` is two from `limits`."""
    found = await ready.search("ast_a", "limbs")
    assert all(passage.lexical == 0 for passage in found)


async def test_a_draft_competes_in_one_search_only(ready: HybridSearch) -> None:
    question = "Can I pay by bank transfer?"
    draft = DraftPassage("Can I pay by bank transfer?", "Yes, from the Team plan on.")
    before = await ready.search("ast_a", question)
    first, *others = await ready.search("ast_a", question, drafts=[draft])
    assert (first.document_id, first.text, first.path) == ("", draft.text, "")
    assert first.late > others[0].late
    assert await ready.search("ast_a", question) == before


async def test_a_passage_tells_how_it_was_ranked(ready: HybridSearch) -> None:
    first, *others = await ready.search("ast_a", "How many rows may a file have?")
    assert set(first.features) == set(NAMES)
    assert 0.5 < first.late <= 1
    assert first.late == first.features["late"]
    assert first.features["coverage"] > others[-1].features["coverage"]
