"""Write a trained reader as ONNX with weights of eight bits, which is what the package ships.

python -m benchmarks.reader.export --weights FOLDER --out FOLDER
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from benchmarks.reader.model import MOST_TOKENS, Reader, load_tokenizer
from benchmarks.reader.shipped import read_weights
from qa_service.answering.reader import MODEL, TOKENIZER
from qa_service.retrieval.embedder import model_folder
from qa_service.settings import PINNED_EMBEDDER

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(weights: Path, out: Path) -> None:
    """Write the model and its tokenizer into a folder."""
    folder = model_folder(PINNED_EMBEDDER)
    reader = Reader(folder)
    reader.load_state_dict(read_weights(weights))
    out.mkdir(parents=True, exist_ok=True)
    _write_tokenizer(load_tokenizer(folder), out / TOKENIZER)
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / "whole.onnx"
        _write_model(reader.eval(), load_tokenizer(folder), whole)
        model = onnx.load(whole)
        model.graph.ClearField("value_info")  # shapes of the exporter, which the quantiser finds contradictory
        onnx.save(model, whole)
        quantize_dynamic(whole, out / MODEL, weight_type=QuantType.QInt8, per_channel=True)


def _write_tokenizer(tokenizer: Any, path: Path) -> None:
    frozen = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    frozen.no_padding()
    frozen.enable_truncation(max_length=MOST_TOKENS, strategy="longest_first")
    frozen.save(str(path))


def _write_model(model: Reader, tokenizer: Any, path: Path) -> None:
    example = tokenizer(["a question", "another"], ["a text", "another one"], return_tensors="pt", padding=True)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=MOST_TOKENS)
    with torch.no_grad():
        torch.onnx.export(
            model,
            tuple(example[name] for name in _INPUTS),
            str(path),
            input_names=list(_INPUTS),
            output_names=["answers", "supports"],
            dynamic_shapes={name: {0: batch, 1: length} for name in _INPUTS},
            external_data=False,
            verbose=False,
        )


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    export(arguments.weights, arguments.out)


if __name__ == "__main__":
    main()
