"""Where a citation leads, and where its mark stands."""

from __future__ import annotations

from typing import Any

import pytest

from qa_service.answering.sources import with_marks
from qa_service.types import Answer, AnswerSentence, Citation, CitedWork, Fingerprint, Timings
from qa_service.web.openai.completions import annotate
from qa_service.web.openai.streaming import TextSoFar


def citation(n: int = 1, **record: Any) -> Citation:
    work = {"title": f"Work {n}", "authors": (), "year": None, "journal": None, "type": "review", "retracted": False}
    identifiers = {"doi": None, "pmid": None, "url": None}
    place = {
        "document_id": f"work{n}",
        "passage_id": f"work{n}:0",
        "section": "Abstract",
        "quote": "x",
        "start": 0,
        "end": 1,
    }
    cited = CitedWork(**work | identifiers | record)
    return Citation(n=n, **place, sha256="0" * 64, text_kind="abstract", document=cited)


def answer(sentences: tuple[AnswerSentence, ...], text: str | None = None, *cited: Citation) -> Answer:
    names = ("corpus", "index", "embedder", "generator", "prompt", "settings")
    return Answer(
        id="a",
        conversation_id="c",
        question="q",
        standalone_question="q",
        status="answered",
        text=with_marks(sentences) if text is None else text,
        sentences=sentences,
        citations=cited or (citation(),),
        generator="extractive",
        fingerprint=Fingerprint(**dict.fromkeys(names, "")),
        timings_ms=Timings(rewrite=0, retrieve=0, generate=0, verify=0, total=0),
    )


def here(document_id: str) -> str:
    return f"http://here/documents/{document_id}"


@pytest.mark.parametrize(
    ("record", "url"),
    [
        ({"url": "https://a.example/1", "doi": "10.1/x", "pmid": "7"}, "https://a.example/1"),
        ({"doi": "10.1/x", "pmid": "7"}, "https://doi.org/10.1/x"),
        ({"doi": "10.1002/1<1::AID-A>3;2#b"}, "https://doi.org/10.1002/1%3C1::AID-A%3E3;2%23b"),
        ({"pmid": "7"}, "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ({}, "http://here/documents/work1"),
    ],
)
def test_every_citation_leads_somewhere(record: dict[str, Any], url: str) -> None:
    """To the address of the work, else where its DOI or PubMed id leads, else to the text as this server has it."""
    sentences = (AnswerSentence(text="It is rare.", citations=(1,)),)

    [annotation] = annotate(answer(sentences, None, citation(**record)), here)

    assert annotation.url_citation.url == url


def test_a_mark_is_found_where_the_text_repeats_itself() -> None:
    """Also behind a note, behind equal sentences, and where the words of a sentence look like a mark."""
    first = AnswerSentence(text="Group [1] is rare.", citations=(1, 2))
    second = AnswerSentence(text="No full stop", citations=(2,))
    sentences = (first, second, first)
    text = f"Beware [1].\n\n{with_marks(sentences)}"

    found = [item.url_citation for item in annotate(answer(sentences, text, citation(1), citation(2)), here)]

    assert text == ("Beware [1].\n\nGroup [1] is rare [1][2]. No full stop [2] Group [1] is rare [1][2].")
    assert [(item.start_index, item.end_index, item.title) for item in found] == [
        (31, 34, "Work 1"),
        (34, 37, "Work 2"),
        (52, 55, "Work 2"),
        (74, 77, "Work 1"),
        (77, 80, "Work 2"),
    ]


def test_what_was_sent_is_never_taken_back() -> None:
    """An answer that does not begin with the sentences sent before it is a fault, not a second text."""
    sentence = AnswerSentence(text="It is rare.", citations=(1,))
    text = TextSoFar("Is it rare?")
    text.opening()

    assert text.sentence(sentence) == "It is rare [1]."
    with pytest.raises(AssertionError):
        text.rest(answer((sentence,), "Another text."))
