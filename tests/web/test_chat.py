"""`POST /chat`: the whole answer as JSON, and what may be asked for with it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from qa_service.retrieval.build import BuildReport
from qa_service.types import Answer

QUESTION = "What is the DOI of Vega 2021?"


def ask(client: TestClient, question: str = QUESTION, **fields: Any) -> dict[str, Any]:
    response = client.post("/chat", json={"question": question, **fields})
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    return dict(response.json())


def test_an_answer_has_every_field(client: TestClient, library: BuildReport) -> None:
    """Also those that are empty here; their names and order are the contract."""
    answer = ask(client)

    assert list(answer) == [
        "id",
        "conversation_id",
        "question",
        "standalone_question",
        "status",
        "text",
        "sentences",
        "citations",
        "abstention",
        "premise",
        "disagreement",
        "safety",
        "generator",
        "withheld",
        "fingerprint",
        "timings_ms",
    ]
    assert answer["status"] == "answered"
    sentence = "The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412."
    assert answer["text"] == sentence[:-1] + " [1]."
    assert answer["sentences"] == [{"text": sentence, "verdict": "supported", "citations": [1]}]
    assert list(answer["fingerprint"]) == ["corpus", "index", "embedder", "generator", "prompt", "settings"]
    assert answer["fingerprint"]["index"] == library.generation.name
    assert list(answer["timings_ms"]) == ["rewrite", "retrieve", "generate", "verify", "total"]


def test_a_citation_can_be_looked_up(client: TestClient) -> None:
    """Its quote is `text[start:end]` of its document, also where the text holds characters outside of the BMP."""
    [citation] = ask(client)["citations"]
    document = client.get(f"/documents/{citation['document_id']}").json()
    passage = client.get(f"/passages/{citation['passage_id']}").json()

    assert "𝛽-carotene" in document["text"][: citation["start"]]
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert document["sha256"] == passage["sha256"] == citation["sha256"]
    assert citation["quote"] in passage["text"]
    assert citation == {
        "n": 1,
        "document_id": "vega2021_jim",
        "passage_id": citation["passage_id"],
        "section": "Record",
        "quote": "DOI: 10.1234/jim.2021.0412",
        "start": citation["start"],
        "end": citation["start"] + 26,
        "sha256": document["sha256"],
        "text_kind": "record",
        "document": {
            "title": "Vitamins on long flights",
            "authors": ["Vega R", "Lindqvist A", "Moreau T"],
            "year": 2021,
            "journal": "Journal of Invented Medicine",
            "doi": "10.1234/jim.2021.0412",
            "pmid": "34000001",
            "type": "review",
            "retracted": False,
            "url": "https://jim.example/12/4/101",
        },
    }


def test_declining_is_an_ordinary_answer(client: TestClient) -> None:
    """Status 200, with a reason, what stands nearest and what could be asked."""
    answer = ask(client, "What does rickets cost in Norway?")

    assert (answer["status"], answer["sentences"], answer["citations"]) == ("abstained", [], [])
    assert list(answer["abstention"]) == ["reason", "nearest", "suggestions"]
    assert list(answer["abstention"]["nearest"][0]) == ["document_id", "passage_id", "section", "quote", "title"]


def test_a_conversation_keeps_its_id(client: TestClient) -> None:
    """One that is not given is made."""
    assert ask(client, conversation_id="c-1_A")["conversation_id"] == "c-1_A"
    assert ask(client)["conversation_id"] != ask(client)["conversation_id"]


def test_the_generator_is_named_in_the_answer(client: TestClient) -> None:
    """The extractive one answers where none is asked for."""
    assert ask(client)["generator"] == ask(client, generator="extractive")["generator"] == "extractive"


@pytest.mark.parametrize("question", ["x" * 2000, "Scurvy? " * 250, "𝛽" * 2000])
def test_a_question_may_have_2000_characters(client: TestClient, question: str) -> None:
    """Counted as code points."""
    assert len(question) == 2000
    assert ask(client, question)["question"] == question


def test_control_characters_in_a_question_do_no_harm(client: TestClient) -> None:
    """They come back as they were sent, and are not searched."""
    answer = ask(client, "What is\x00 scurvy\x1b?\u202e")

    assert answer["question"] == "What is\x00 scurvy\x1b?\u202e"
    assert answer["standalone_question"] == "What is scurvy ?"
    assert answer["status"] == "answered"


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"document_ids": ["vega2021_jim"]}, {"vega2021_jim"}),
        ({"document_ids": ["vega2021_jim", "nobody1900"]}, {"vega2021_jim"}),
        ({"types": ["guideline"]}, {"novak2022_jim"}),
        ({"text_kinds": ["digest"]}, {"ibsen2019_aip"}),
        ({"year_from": 2021}, {"vega2021_jim", "novak2022_jim"}),
        ({"year_to": 1998}, {"marsh1998_jim"}),
        ({"year_from": 2021, "year_to": 2021}, {"vega2021_jim"}),
        ({"types": ["review"], "year_from": 2000}, {"vega2021_jim"}),
    ],
)
def test_filters_choose_the_works(client: TestClient, filters: dict[str, Any], documents: set[str]) -> None:
    """All that are given must be met; the answer cites and shows no other work."""
    answer = ask(client, "Which drug, dose or vitamin helps?", filters=filters)

    shown = answer["citations"] or answer["abstention"]["nearest"]
    assert shown
    assert {item["document_id"] for item in shown} <= documents


@pytest.mark.parametrize(
    "filters",
    [
        {"document_ids": []},
        {"document_ids": ["nobody1900", "\x00", "%_'\""]},
        {"types": ["poem"]},
        {"year_from": 9999},
        {"year_from": 2020, "year_to": 2010},
        {"document_ids": ["marsh1998_jim"], "year_from": 2000},
    ],
)
def test_filters_that_nothing_meets_lead_to_an_abstention(client: TestClient, filters: dict[str, Any]) -> None:
    """It is no error that nothing is there."""
    answer = ask(client, filters=filters)

    assert (answer["status"], answer["abstention"]["nearest"]) == ("abstained", [])


@pytest.mark.parametrize("filters", [None, {}, {"types": None, "year_to": None}])
def test_empty_filters_choose_all_works(client: TestClient, filters: dict[str, Any] | None) -> None:
    """As if none were given."""
    assert ask(client, filters=filters)["text"] == ask(client)["text"]


def test_top_k_bounds_the_passages_that_are_used(client: TestClient) -> None:
    """With one passage all citations are from it."""
    answer = ask(client, "What is scurvy?", top_k=1)

    assert len({citation["passage_id"] for citation in answer["citations"]}) == 1
    assert ask(client, top_k=50)["status"] == "answered"


def test_an_answer_is_what_the_schema_of_the_package_says(client: TestClient) -> None:
    """What comes over the wire is the value that the service made."""
    answer = ask(client)

    assert Answer.model_validate(answer).model_dump(mode="json") == answer
