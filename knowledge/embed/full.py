"""The graph with the weights in full precision, for many texts at once."""

from typing import Final

import numpy as np
from onnx import TensorProto

from knowledge.embed.writer import EPSILON, HEADS, GraphWriter

ATTENDING: Final = ("query", "key", "value")


class FullGraph(GraphWriter):
    """Texts are padded on the right; `mask` is 1 where a word piece stands."""

    inputs = ("ids", "types", "mask")

    def embedded(self) -> str:
        root = "embeddings."
        tables = [f"{root}{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
        norm = [root + "LayerNorm.weight", root + "LayerNorm.bias"]
        inputs = ["ids", "types", *map(self.weight, tables + norm), "mask"]
        outs = ["hidden0", "lengths"]
        return self.fused("EmbedLayerNormalization", inputs, outs, epsilon=EPSILON)

    def heads(self, root: str, tag: str, hidden: str) -> str:
        weight = np.concatenate([self.weights[f"{root}{name}.weight"].T for name in ATTENDING], 1)
        bias = np.concatenate([self.weights[f"{root}{name}.bias"] for name in ATTENDING])
        inputs = [
            hidden,
            self.constant("qkv_weight" + tag, weight),
            self.constant("qkv_bias" + tag, bias),
            "lengths",
        ]
        return self.fused("Attention", inputs, ["heads" + tag], num_heads=HEADS)

    def product(self, root: str, value: str, out: str) -> str:
        weight = self.constant(root + ".transposed", self.weights[root + ".weight"].T)
        return self.plain("MatMul", [value, weight], out)

    def pieces(self, hidden: str) -> str:
        last = self.constant("axis_last", np.array([-1], np.int64))
        mask = self.plain("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
        column = self.plain("Unsqueeze", [mask, last], "mask_column")
        return self.plain("Mul", [hidden, column], "pieces")
