"""Write what the re-ranker sees of every answerable question, for `evals.fit_ranker`.

    BATON_EVALS_DIR=... python -m evals.candidates candidates.npz [SET ...]

Arrays: `features` (rows, features), `search` (row -> number of its question), `document` (row ->
number of its document), `gold` (row -> is it of a right document), `fused` (row -> place before
re-ranking), `set` (question -> name of its set), `names` of the features.
"""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.settings import get_settings
from evals.retrieval import SETS
from evals.vectors import RememberingEmbedder
from evals.workbench import Workbench
from knowledge.rank.features import NAMES


async def main(target: Path, chosen: Sequence[str]) -> None:
    """Search every question of every set and write what was found."""
    settings = get_settings()
    if settings.evals_dir is None:
        raise SystemExit("set BATON_EVALS_DIR to the folder with the question sets")
    cache = settings.cache_dir / "evals"
    embedder = RememberingEmbedder(settings.cache_dir, cache / "vectors.db")
    bench = Workbench(settings.evals_dir, cache, embedder)
    rows: dict[str, list[object]] = {
        name: [] for name in ("features", "search", "document", "gold", "fused")
    }
    sets: list[str] = []
    for name in chosen:
        async with bench.opened(name) as (questions, product):
            for case in questions.answerable:
                found = [passage for passage in await product.passages(case) if passage.features]
                documents = [product.document_ids[passage.path] for passage in found]
                numbers = {document: n for n, document in enumerate(dict.fromkeys(documents))}
                rows["features"] += [[p.features[name] for name in NAMES] for p in found]
                rows["search"] += [len(sets)] * len(found)
                rows["document"] += [numbers[document] for document in documents]
                rows["gold"] += [document in case.gold for document in documents]
                rows["fused"] += [p.features["fused_z"] for p in found]
                sets.append(name)
    embedder.close()
    arrays: dict[str, Any] = {name: np.array(values) for name, values in rows.items()}
    arrays |= {"set": np.array(sets), "names": np.array(NAMES)}
    np.savez_compressed(target, **arrays)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:] or SETS))
