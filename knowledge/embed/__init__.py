"""The local embedding: all-MiniLM-L6-v2 on onnxruntime, offline, without torch."""

from knowledge.embed.minilm import MiniLmEmbedder

__all__ = ["MiniLmEmbedder"]
