"""The weights of a shipped reader as floats again, so that training goes on from what is in the package.

Layers become `<name>.weight_quantized` or, where the exporter turned them, the second input of a product whose sum with
`<name>.bias` follows; each output channel has a scale and a zero of its own.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import numpy_helper

_HEADS = ("answers.weight", "supports.weight")


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The state of `model.Reader`.

    Args:
        path: a folder that training wrote, or one with a shipped model.
    """
    if (path / "reader.pt").exists():
        return torch.load(path / "reader.pt", weights_only=True)
    graph = onnx.load(path / "reader.onnx").graph
    stored = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    user = {name: node for node in reversed(graph.node) for name in node.input}
    state = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    for name in (name.removesuffix("_quantized") for name in stored if name.endswith("_quantized")):
        whole = _dequantized(stored, name)
        if name.endswith(".weight"):
            state[name] = whole.T if name in _HEADS else whole
        else:
            state[f"{_layer_of(name, user)}.weight"] = whole.T
    return {name: torch.from_numpy(np.array(array)) for name, array in state.items()}


def _dequantized(stored: dict[str, npt.NDArray], name: str) -> npt.NDArray[np.float32]:
    steps = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
    return steps * stored[f"{name}_scale"]


def _layer_of(name: str, user: dict[str, onnx.NodeProto]) -> str:
    node = user[f"{name}_quantized"]
    while node.op_type != "Add":
        node = user[node.output[0]]
    return next(given.removesuffix(".bias") for given in node.input if given.endswith(".bias"))
