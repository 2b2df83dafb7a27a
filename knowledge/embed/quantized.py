"""The graph quantized to weights of 8 bits, for one question at a time.

What a question costs is reading the weights: with 8 bits they are a quarter of the bytes, and stay
in the processor's cache. Each `BLOCK` of neighbouring weights has a scale of its own (with one a
matrix the cosine to the full graph falls to .955), and the products are summed as integers.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.embed.full import ATTENDING
from knowledge.embed.writer import EPSILON, HEADS, GraphWriter

BLOCK: Final = 128
"""Weights with one scale. Cosine to the full graph, questions of 8 to 64 pieces (November 2026):
.997 to .999, with 64 .999; a question takes a tenth longer then."""
LARGEST: Final = 127
ZERO_POINT: Final = 128
AS_INTEGERS: Final = 4
"""onnxruntime's `accuracy_level` for what is multiplied with the weights."""


class QuantizedGraph(GraphWriter):
    """One text without padding; `places` counts its word pieces from 0."""

    inputs = ("ids", "places")

    def embedded(self) -> str:
        root = "embeddings."
        codes, scales = _quantized(self.weights[root + "word_embeddings.weight"])
        inputs = [
            self.constant("word_codes", codes.reshape(len(codes), -1)),
            "ids",
            self.constant("word_scales", scales),
        ]
        meant = self.fused(
            "GatherBlockQuantized", inputs, ["meant"],
            gather_axis=0, quantize_axis=1, bits=8, block_size=BLOCK,
        )  # fmt: skip
        standing = self.weights[root + "position_embeddings.weight"]
        only_type = self.weights[root + "token_type_embeddings.weight"][0]
        table = self.constant("standing", standing + only_type)
        placed = self.plain("Gather", [table, "places"], "placed")
        joined = self.plain("Add", [meant, placed], "joined")
        norm = [self.weight(f"{root}LayerNorm.{name}") for name in ("weight", "bias")]
        inputs = [joined, *norm]
        return self.plain("LayerNormalization", inputs, "hidden0", axis=-1, epsilon=EPSILON)

    def heads(self, root: str, tag: str, hidden: str) -> str:
        parts = [self.product(root + name, hidden, name + tag) for name in ATTENDING]
        bias = np.concatenate([self.weights[f"{root}{name}.bias"] for name in ATTENDING])
        inputs = [*parts, self.constant("qkv_bias" + tag, bias)]
        return self.fused("MultiHeadAttention", inputs, ["heads" + tag], num_heads=HEADS)

    def product(self, root: str, value: str, out: str) -> str:
        weight = self.weights[root + ".weight"]
        codes, scales = _quantized(weight)
        rows, columns = weight.shape
        inputs = [
            value,
            self.constant(root + ".codes", codes),
            self.constant(root + ".scales", scales),
        ]
        return self.fused(
            "MatMulNBits", inputs, [out],
            N=rows, K=columns, bits=8, block_size=BLOCK, accuracy_level=AS_INTEGERS,
        )  # fmt: skip

    def pieces(self, hidden: str) -> str:
        return self.plain("Identity", [hidden], "pieces")


def _quantized(weight: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return the codes (rows, blocks, `BLOCK`), 128 for nothing, and the scales (rows, blocks)."""
    blocks = weight.reshape(len(weight), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=2, keepdims=True), 1e-9) / LARGEST
    codes = np.clip(np.round(blocks / scales) + ZERO_POINT, 0, 255).astype(np.uint8)
    return codes, scales[:, :, 0].astype(np.float32)
