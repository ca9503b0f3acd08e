"""The reader: a small cross-encoder that judges whether a sentence answers a question, and whether it supports a claim.

It reads both texts at once (Nogueira and Cho 2019, "Passage re-ranking with BERT"), so it sees what neither cosine nor shared
words show: that a sentence speaks of the subject and not of what was asked. How it was trained, and its limits:
`reader_model/MODEL_CARD.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from qa_service.errors import ModelError

MODEL, TOKENIZER = "reader.onnx", "tokenizer.json"


class Reader:
    """An opened reader. Safe to use from several threads.

    Raises:
        ModelError: the folder does not hold a reader that can be read.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # each thread reads a pair of its own, and waits for no other
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # both libraries raise many kinds
            raise ModelError(f"no reader can be opened from {folder}: {error}; install qa-service again") from error
        self._threads = ThreadPoolExecutor(threads, "reader")

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
        """What both heads say; shape (len(texts), 4)."""
        encodings = self._tokenizer.encode_batch([(first, text) for text in texts])
        said = list(self._threads.map(self._said_of, encodings))
        return np.array(said, dtype=np.float32).reshape(len(texts), 4)

    def _said_of(self, pair: Encoding) -> npt.NDArray[np.float32]:
        """What both heads say of one pair. It is read alone, as in eight bits all that is read at once shares one scale."""
        fed = {name: np.array([getattr(pair, attribute)], dtype=np.int64) for name, attribute in _FED.items()}
        answers, supports = self._session.run(None, fed)
        said: npt.NDArray[np.float32] = np.append(answers, supports)
        return said


_FED = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}


def shipped_reader() -> Path:
    """The folder of the reader that comes with the package."""
    return Path(str(files("qa_service.answering") / "reader_model"))
