"""The query encoder: the embedding model as ONNX, without torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from qa_service.retrieval.generation import ENCODER, TOKENIZER, EmbedderRecord
from qa_service.types import Vectors


class QueryEncoder:
    """Embeds questions exactly as the model that embedded the passages."""

    def __init__(self, generation: Path, record: EmbedderRecord, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(generation / ENCODER), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(generation / TOKENIZER))
        self._prompt = record.query_prompt

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed questions; shape (len(texts), dimension), unit vectors."""
        return np.concatenate([self._embed_one(text) for text in texts])

    def rank(self, word: str) -> int | None:
        """The place of a word in the model's vocabulary, which begins with the commonest; None where it is not whole."""
        place: int | None = self._tokenizer.token_to_id(word)
        return place

    def whole_words(self) -> list[str]:
        """The words that the model's vocabulary holds whole."""
        return [word for word in self._tokenizer.get_vocab() if word.isalpha() and len(word) > 3]

    def _embed_one(self, text: str) -> Vectors:
        encoding = self._tokenizer.encode(self._prompt + text)
        feed = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": np.array([encoding.attention_mask], dtype=np.int64),
        }
        vectors: Vectors = self._session.run(None, feed)[0]
        return vectors
