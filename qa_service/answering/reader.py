"""The reader: a small cross-encoder that judges whether a sentence answers a question, and whether it supports a claim.

It reads both texts at once (Nogueira and Cho 2019, "Passage re-ranking with BERT"), so it sees what neither cosine nor shared
words show: that a sentence speaks of the subject and not of what was asked. How it was trained, and its limits:
`reader_model/MODEL_CARD.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from qa_service.errors import ModelError

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"
# Pairs that are read in one go; more would be padded more, fewer would leave the cores waiting.
_BATCH = 6


class Reader:
    """An opened reader. Safe to use from several threads.

    Raises:
        ModelError: the folder does not hold a reader that can be read.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # both libraries raise many kinds
            raise ModelError(f"no reader can be opened from {folder}: {error}; install qa-service again") from error

    def answers(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The log-odds that each text answers the question; shape (len(texts),)."""
        return self._read(question, texts)[:, 0]

    def judge(self, claim: str, evidence: Sequence[str]) -> npt.NDArray[np.float32]:
        """The probabilities that each text supports the claim, contradicts it, or does neither; shape (len(evidence), 3)."""
        logits = self._read(claim, evidence)[:, 1:]
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: npt.NDArray[np.float32] = powers / powers.sum(axis=1, keepdims=True)
        return probabilities

    def _read(self, first: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """What both heads say; shape (len(texts), 4). Texts of like length are read together."""
        encodings = [self._tokenizer.encode(first, text) for text in texts]
        said = np.zeros((len(texts), 4), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        for start in range(0, len(order), _BATCH):
            chunk = order[start : start + _BATCH]
            length = len(encodings[chunk[-1]].ids)
            fed = {name: np.zeros((len(chunk), length), dtype=np.int64) for name in _FED}
            for row, place in enumerate(chunk):
                for name, attribute in _FED.items():
                    values = getattr(encodings[place], attribute)
                    fed[name][row, : len(values)] = values
            answers, supports = self._session.run(None, fed)
            said[chunk, 0], said[chunk, 1:] = answers, supports
        return said


_FED = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}


def shipped_reader() -> Path:
    """The folder of the reader that comes with the package."""
    return Path(str(files("qa_service.answering") / "reader_model"))
