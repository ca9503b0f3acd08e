"""The LEMS corpus holds what it promises: every verified number, and the review's own words."""

import re
from pathlib import Path

import pytest
import yaml

from qa_service.answering.language.folding import folded
from qa_service.evals.checks.cites import Cites
from qa_service.evals.suites import load_suites
from qa_service.evals.words import mentions
from qa_service.ingestion.corpus import read_corpus
from qa_service.types import Document

ROOT = Path(__file__).parents[2]
REVIEW = "schoser2017_jneurol"
# The verified facts of the review are those of its digest; the review itself is kept in its own words.
DIGEST_OF = {REVIEW: "schoser2017_jneurol_digest"}
NUMBERS = yaml.safe_load((ROOT / "tests/corpus/expected_numbers.yaml").read_text(encoding="utf-8"))
SUITES = [loaded for loaded in load_suites([ROOT / "evals/suites/lems"]) if not loaded.suite.adds]
CITES = sorted(
    {
        (key, check.quote or ())
        for loaded in SUITES
        for case in loaded.suite.cases
        for turn in case.conversation
        for check in turn.checks
        if isinstance(check, Cites)
        for key in check.document
    }
)


@pytest.fixture(scope="module")
def corpus() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(ROOT / "corpus/lems")}


def _own_text(document: Document) -> str:
    """The text under the headings, without the record."""
    return "\n".join(document.text[s.start : s.end] for s in document.sections if s.text_kind != "record")


def _flowing(text: str) -> str:
    return " ".join(text.replace("• ", "").split())


def test_the_corpus_is_sixty_digests_and_the_review_itself(corpus: dict[str, Document]) -> None:
    """Every file reads without a problem, and only the review is quoted in its own words."""
    kinds = [document.work.text_kind for document in corpus.values()]

    assert (len(corpus), kinds.count("digest")) == (61, 60)
    assert corpus[REVIEW].work.text_kind == "abstract"
    assert set(corpus) == {DIGEST_OF.get(key, key) for key in NUMBERS} | {REVIEW}


@pytest.mark.parametrize("key", NUMBERS)
def test_a_digest_is_short_and_holds_every_verified_number(corpus: dict[str, Document], key: str) -> None:
    """80 to 300 words of its own, and each figure of the dossier as it stands there."""
    text = _own_text(corpus[DIGEST_OF.get(key, key)])

    missing = [n for n in NUMBERS[key] if not re.search(rf"(?<![\d.,]){re.escape(n)}(?!\d|[.,]\d)", text)]

    assert missing == []
    assert 80 <= len(text.split()) <= 300


def test_the_review_is_quoted_sentence_by_sentence(corpus: dict[str, Document]) -> None:
    """Its abstract is the twelve sentences of the source, each a span of its own."""
    review = corpus[REVIEW]
    abstract = [passage for passage in review.passages if passage.section == "Abstract"]

    sentences = [review.text[span.start : span.end] for passage in abstract for span in passage.sentences]

    assert len(sentences) == 12
    assert sentences[0] == (
        "Lambert–Eaton myasthenic syndrome (LEMS) is a rare autoimmune neuromuscular junction disorder that is related to "
        "the loss of functional P/Q-type voltage-gated calcium channels (VGCCs) on presynaptic nerve terminals."
    )
    assert sentences[1] == (
        "Up to 60% of cases occur as a paraneoplastic disorder (SCLC-LEMS), most commonly in association with small cell "
        "lung cancer."
    )
    assert sentences[9] == (
        "Symptomatic treatment of LEMS typically involves medications that improve neurotransmission (e.g., the potassium "
        "channel blocker amifampridine [3,4-diaminopyridine]), with addition of immunosuppressants/modulators (e.g., "
        "prednisone plus azathioprine) in individuals with persistent symptoms."
    )
    assert sentences[11] == (
        "It should be remembered, however, that LEMS has a significant impact on a patient’s quality of life and ability "
        "to perform daily activities, and therefore warrants timely diagnosis and appropriate treatment in and of itself."
    )


def test_the_record_of_the_review_is_that_of_its_source(corpus: dict[str, Document]) -> None:
    """Journal, issue, pages and date stand as the source prints them, and no second record is made."""
    records = [section for section in corpus[REVIEW].sections if section.title == "Record"]

    assert [section.text_kind for section in records] == ["abstract"]
    assert corpus[REVIEW].text[records[0].start : records[0].end].split("\n\n")[-5:] == [
        "Pages (from-to)1854-1863",
        "Number of pages10",
        "JournalJournal of Neurology",
        "Issue number9",
        "Publication statusPublished - Sep 1 2017",
    ]


@pytest.mark.parametrize(("key", "quote"), CITES)
def test_every_quote_of_the_suites_stands_in_its_document(
    corpus: dict[str, Document], key: str, quote: tuple[str, ...]
) -> None:
    """A suite that expects works or words which the corpus does not hold would measure nothing."""
    assert not quote or any(True for _ in mentions(folded(corpus[key].text), quote))


def test_passages_fit_the_embedder_and_sentences_a_reader(corpus: dict[str, Document]) -> None:
    """Passages stay within their size unless one sentence is longer, and no sentence is a fragment of one word."""
    for document in corpus.values():
        for passage in document.passages:
            assert len(passage.text.split()) <= 110 or len(passage.sentences) == 1, passage.id
        for passage in (passage for passage in document.passages if passage.text_kind == "digest"):
            for span in passage.sentences:
                assert re.fullmatch(r"[^a-z]*[A-Z0-9].*[.:)]", document.text[span.start : span.end], re.DOTALL)
                assert len(document.text[span.start : span.end].split()) > 3, passage.id
