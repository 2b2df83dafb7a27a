"""Write all-MiniLM-L6-v2 as one ONNX graph with onnxruntime's fused operators.

Inputs `ids`, `types`, `mask`: (batch, length) int32, padded on the right. Output `vectors`:
(batch, 384) float32, mean over the mask and normalised, as sentence-transformers does
(the sum is enough, since normalising removes the division by the count). Output `pieces`:
(batch, length, 384) float32, the last hidden state: one vector a word piece, zero behind the mask.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from knowledge.embed.form import WIDTH

LAYERS, HEADS, EPSILON = 6, 12, 1e-12
FUSED = "com.microsoft"
INPUTS = ("ids", "types", "mask")


def write_graph(weights: Path, target: Path) -> None:
    """Read the safetensors file and write the ONNX file."""
    writer = _Writer(
        {name.removeprefix("bert."): array for name, array in load_file(weights).items()}
    )
    hidden = writer.embeddings()
    for layer in range(LAYERS):
        hidden = writer.encoder(layer, hidden)
    writer.pooling(hidden)
    onnx.save(writer.model(), target)


class _Writer:
    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self._weights = weights
        self._constants: list[onnx.TensorProto] = []
        self._nodes: list[onnx.NodeProto] = []

    def embeddings(self) -> str:
        root = "embeddings."
        tables = [f"{root}{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
        norm = [root + "LayerNorm.weight", root + "LayerNorm.bias"]
        inputs = ["ids", "types", *map(self._weight, tables + norm), "mask"]
        self._fused("EmbedLayerNormalization", inputs, ["hidden0", "lengths"], epsilon=EPSILON)
        return "hidden0"

    def encoder(self, layer: int, hidden: str) -> str:
        root, tag = f"encoder.layer.{layer}.", str(layer)
        attended = self._attention(root, tag, hidden)
        dense = self._matmul(root + "intermediate.dense", attended, "inner" + tag)
        bias = self._weight(root + "intermediate.dense.bias")
        self._fused("BiasGelu", [dense, bias], ["gelu" + tag])
        out = self._matmul(root + "output.dense", "gelu" + tag, "outer" + tag)
        return self._residual(root + "output", out, attended, f"hidden{layer + 1}")

    def pooling(self, hidden: str) -> None:
        axis = self._constant("axis_length", np.array([1], np.int64))
        last = self._constant("axis_last", np.array([-1], np.int64))
        self._plain("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
        self._plain("Unsqueeze", ["mask_float", last], "mask_column")
        self._plain("Mul", [hidden, "mask_column"], "pieces")
        self._plain("ReduceSum", ["pieces", axis], "summed", keepdims=0)
        self._plain("LpNormalization", ["summed"], "vectors", axis=-1, p=2)

    def model(self) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"])
            for name in INPUTS
        ]
        shapes: dict[str, list[str | int | None]] = {
            "vectors": ["batch", WIDTH],
            "pieces": ["batch", "length", WIDTH],
        }
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
            for name, shape in shapes.items()
        ]
        graph = helper.make_graph(self._nodes, "minilm", inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)

    def _attention(self, root: str, tag: str, hidden: str) -> str:
        parts = [f"{root}attention.self.{name}" for name in ("query", "key", "value")]
        weight = np.concatenate([self._weights[part + ".weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._weights[part + ".bias"] for part in parts])
        inputs = [
            hidden,
            self._constant("qkv_weight" + tag, weight),
            self._constant("qkv_bias" + tag, bias),
            "lengths",
        ]
        self._fused("Attention", inputs, ["heads" + tag], num_heads=HEADS)
        out = self._matmul(root + "attention.output.dense", "heads" + tag, "mixed" + tag)
        return self._residual(root + "attention.output", out, hidden, "attended" + tag)

    def _residual(self, root: str, value: str, skip: str, out: str) -> str:
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        inputs = [value, skip, *(self._weight(f"{root}.{name}") for name in names)]
        self._fused("SkipLayerNormalization", inputs, [out], epsilon=EPSILON)
        return out

    def _matmul(self, root: str, value: str, out: str) -> str:
        weight = self._constant(root + ".transposed", self._weights[root + ".weight"].T)
        self._plain("MatMul", [value, weight], out)
        return out

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, array: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _plain(self, operator: str, inputs: list[str], out: str, **attributes: Any) -> None:
        self._nodes.append(helper.make_node(operator, inputs, [out], **attributes))

    def _fused(self, operator: str, inputs: list[str], outs: list[str], **attributes: Any) -> None:
        self._nodes.append(helper.make_node(operator, inputs, outs, domain=FUSED, **attributes))
