"""The encoder of all-MiniLM-L6-v2 as nodes of an ONNX graph, with onnxruntime's fused operators."""

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from knowledge.embed.form import WIDTH

LAYERS: Final = 6
HEADS: Final = 12
EPSILON: Final = 1e-12
FUSED: Final = "com.microsoft"
SUMMED_OVER: Final = 1
"""The axis of the word pieces."""


class GraphWriter:
    """Collects nodes and constants; each form of the graph says how it reads and multiplies.

    Output `vectors`: (batch, 384) float32, mean over the word pieces and normalised, as
    sentence-transformers does (the sum is enough, since normalising removes the division by the
    count). Output `pieces`: (batch, length, 384) float32, the last hidden state: one vector a word
    piece.
    """

    inputs: tuple[str, ...]
    """Each (batch, length) int32."""

    def __init__(self, weights: Path) -> None:
        loaded = load_file(weights)
        self.weights = {name.removeprefix("bert."): array for name, array in loaded.items()}
        self._constants: list[onnx.TensorProto] = []
        self._nodes: list[onnx.NodeProto] = []

    def write(self, target: Path) -> None:
        """Write the ONNX file."""
        hidden = self.embedded()
        for layer in range(LAYERS):
            hidden = self._layer(layer, hidden)
        self._pooled(self.pieces(hidden))
        onnx.save(self._model(), target)

    def embedded(self) -> str:
        """Give the normalised sum of what each word piece, its place and its type stand for."""
        raise NotImplementedError

    def heads(self, root: str, tag: str, hidden: str) -> str:
        """Give what the attention heads found, before it is mixed."""
        raise NotImplementedError

    def product(self, root: str, value: str, out: str) -> str:
        """Multiply with the weights called `root`, without their bias."""
        raise NotImplementedError

    def pieces(self, hidden: str) -> str:
        """Give the output `pieces`, zero wherever no word piece stands."""
        raise NotImplementedError

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def plain(self, operator: str, inputs: list[str], out: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [out], **attributes))
        return out

    def fused(self, operator: str, inputs: list[str], outs: list[str], **attributes: Any) -> str:
        """Add one of onnxruntime's own operators; returns the name of its first output."""
        self._nodes.append(helper.make_node(operator, inputs, outs, domain=FUSED, **attributes))
        return outs[0]

    def _layer(self, layer: int, hidden: str) -> str:
        root, tag = f"encoder.layer.{layer}.", str(layer)
        heads = self.heads(f"{root}attention.self.", tag, hidden)
        mixed = self.product(root + "attention.output.dense", heads, "mixed" + tag)
        attended = self._residual(root + "attention.output", mixed, hidden, "attended" + tag)
        dense = self.product(root + "intermediate.dense", attended, "inner" + tag)
        bias = self.weight(root + "intermediate.dense.bias")
        gelu = self.fused("BiasGelu", [dense, bias], ["gelu" + tag])
        out = self.product(root + "output.dense", gelu, "outer" + tag)
        return self._residual(root + "output", out, attended, f"hidden{layer + 1}")

    def _residual(self, root: str, value: str, skip: str, out: str) -> str:
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        inputs = [value, skip, *(self.weight(f"{root}.{name}") for name in names)]
        return self.fused("SkipLayerNormalization", inputs, [out], epsilon=EPSILON)

    def _pooled(self, pieces: str) -> None:
        axis = self.constant("axis_length", np.array([SUMMED_OVER], np.int64))
        summed = self.plain("ReduceSum", [pieces, axis], "summed", keepdims=0)
        self.plain("LpNormalization", [summed], "vectors", axis=-1, p=2)

    def _model(self) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["batch", "length"])
            for name in self.inputs
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
