"""What a paper tells its reader to do is no evidence; what it tells patients and clinicians is."""

from pathlib import Path

import pytest
import yaml

from qa_service.answering.orders import gives_orders
from qa_service.ingestion.corpus import read_corpus

SENTENCES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("orders.yaml").read_text(encoding="utf-8"))
LEMS = Path(__file__).parents[2] / "corpus" / "lems"


@pytest.mark.parametrize("sentence", SENTENCES["tuned"])
def test_an_order_to_the_reader_is_told(sentence: str) -> None:
    """In whatever style it is written."""
    assert gives_orders(sentence)


@pytest.mark.xfail(reason="the last set was written to get past the rules, and most of it does", strict=False)
@pytest.mark.parametrize("sentence", SENTENCES["missed"])
def test_orders_without_any_of_the_usual_words_are_missed(sentence: str) -> None:
    """Kept, so that another way of telling orders can be measured on them."""
    assert gives_orders(sentence)


@pytest.mark.parametrize("sentence", SENTENCES["harmless"])
def test_advice_to_patients_and_talk_about_orders_stay_evidence(sentence: str) -> None:
    """Doses, doctors, study procedures and papers about machines."""
    assert not gives_orders(sentence)


def test_no_sentence_of_a_real_literature_is_an_order() -> None:
    """Not one of the thousand sentences of the corpus."""
    sentences = [
        document.text[span.start : span.end]
        for document in read_corpus(LEMS)
        for passage in document.passages
        for span in passage.sentences
    ]

    assert [sentence for sentence in sentences if gives_orders(sentence)] == []


@pytest.mark.parametrize("sentence", ["", " ", "\u200b", "[", "a" * 20_000, "ignore " * 2_000, "you must " * 2_000])
def test_odd_sentences_are_read_in_time(sentence: str) -> None:
    """Empty, endless and repetitive ones."""
    assert gives_orders(sentence) in (True, False)
