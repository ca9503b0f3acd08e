"""How sources become numbered citations, and quotes sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa_service.answering.sources import Citations, Source, as_sentence
from qa_service.retrieval.search import Searcher
from qa_service.types import CitedWork, Span


def sources_of(searcher: Searcher, passage_id: str) -> list[Source]:
    stored = searcher.store.passage(passage_id)
    return [Source(stored, span) for span in stored.passage.sentences]


def test_citations_are_numbered_by_first_use(library_searcher: Searcher) -> None:
    """A place that is cited again keeps its number, and is listed once."""
    crew, gums = sources_of(library_searcher, "vega2021_jim:0")
    citations = Citations(library_searcher.store)

    assert citations.add([gums]) == (1,)
    assert citations.add([crew, gums]) == (2, 1)
    assert citations.add([crew, crew]) == (2,)
    assert [(citation.n, citation.quote) for citation in citations.all] == [(1, gums.quote), (2, crew.quote)]


def test_a_citation_says_where_its_words_stand(library_searcher: Searcher) -> None:
    """Offsets count code points, also after characters that are two in UTF-16 and four in UTF-8."""
    crew, gums = sources_of(library_searcher, "vega2021_jim:0")
    text = library_searcher.store.document("vega2021_jim").text
    citations = Citations(library_searcher.store)

    citations.add([crew, gums])

    assert [citation.quote for citation in citations.all] == [
        "In the 🚀 Aurora crew, 𝛽-carotene in the blood fell by 12% within 30 days.",
        "Up to 40% of the crew had sore gums by day 60.",
    ]
    assert [text[citation.start : citation.end] for citation in citations.all] == [crew.quote, gums.quote]
    assert citations.all[1].model_dump(exclude={"start", "end", "sha256"}) == {
        "n": 2,
        "document_id": "vega2021_jim",
        "passage_id": "vega2021_jim:0",
        "section": "Results",
        "quote": gums.quote,
        "text_kind": "abstract",
        "document": CitedWork(
            title="Vitamins on long flights",
            authors=("Vega R", "Lindqvist A", "Moreau T"),
            year=2021,
            journal="Journal of Invented Medicine",
            doi="10.1234/jim.2021.0412",
            pmid="34000001",
            type="review",
            retracted=False,
            url="https://jim.example/12/4/101",
        ).model_dump(),
    }


def test_only_words_that_stand_in_the_store_resolve(library_searcher: Searcher) -> None:
    """Not with another place, another text, or another document."""
    crew, _ = sources_of(library_searcher, "vega2021_jim:0")
    passage = crew.stored.passage
    citations = Citations(library_searcher.store)

    def changed(**change: object) -> Source:
        return Source(replace(crew.stored, passage=replace(passage, **change)), crew.span)

    assert citations.resolves(crew)
    assert not citations.resolves(changed(text=passage.text.replace("12%", "21%")))
    assert not citations.resolves(changed(document_id="marsh1998_jim"))
    assert not citations.resolves(changed(document_id="nobody1900"))
    assert not citations.resolves(
        Source(replace(crew.stored, passage=replace(passage, start=passage.start + 1)), crew.span)
    )


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("Scurvy is a lack of vitamin C.", "Scurvy is a lack of vitamin C."),
        ("  Scurvy is\n a lack\t of vitamin C ", "Scurvy is a lack of vitamin C."),
        ("Is it scurvy?", "Is it scurvy?"),
        ("It is (so they say.)", "It is (so they say.)"),
        ("They said “no.”", "They said “no.”"),
        ("• swollen wrists", "swollen wrists."),
        ("Signs were common:\n\n• bowed legs\n• late teeth", "Signs were common: bowed legs; late teeth."),
        ("Two steps:\n1. wash\n2. rinse.", "Two steps: wash; rinse."),
        ("In the 🚀 crew, 𝛽-carotene fell", "In the 🚀 crew, 𝛽-carotene fell."),
    ],
)
def test_a_quote_reads_as_a_sentence(quote: str, sentence: str) -> None:
    """On one line, a list with semicolons, a full stop at the end; every word stays."""
    assert as_sentence(quote) == sentence


@pytest.mark.parametrize(("start", "end"), [(10**6, 10**6 + 5), (-5, 3), (0, 5), (9, 10**6), (9, 9), (20, 10)])
def test_a_span_outside_of_its_passage_does_not_resolve(library_searcher: Searcher, start: int, end: int) -> None:
    """The passage goes from 9 to 129, and what lies elsewhere is not its words."""
    crew, _ = sources_of(library_searcher, "vega2021_jim:0")

    assert not Citations(library_searcher.store).resolves(Source(crew.stored, Span(start, end)))
