"""The local embedding: all-MiniLM-L6-v2 on onnxruntime, offline, without torch."""

from pathlib import Path

from knowledge.embed.absent import AbsentModel
from knowledge.embed.minilm import MiniLmEmbedder
from knowledge.embed.weights import WeightsUnusable

__all__ = ["AbsentModel", "MiniLmEmbedder", "open_embedder"]


def open_embedder(cache_dir: Path) -> MiniLmEmbedder | AbsentModel:
    """Load the model, or say why there is none: that stops no process."""
    try:
        return MiniLmEmbedder(cache_dir)
    except WeightsUnusable as error:
        return AbsentModel(error)
