"""`GET /search`: what retrieval finds."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

QUESTION = "What share of the Aurora crew had sore gums?"


def search(client: TestClient, q: str = QUESTION, **options: Any) -> dict[str, Any]:
    response = client.get("/search", params={"q": q, **options})
    assert response.status_code == 200
    return dict(response.json())


def test_a_result_is_a_passage_with_its_place_and_scores(client: TestClient) -> None:
    """The best comes first."""
    found = search(client)
    best = found["results"][0]

    assert (found["query"], found["mode"]) == (QUESTION, "hybrid")
    assert list(best) == [
        "id",
        "document_id",
        "section",
        "text",
        "start",
        "end",
        "text_kind",
        "score",
        "dense",
        "lexical",
        "document",
    ]
    assert (best["id"], best["section"], best["text_kind"]) == ("vega2021_jim:0", "Results", "abstract")
    assert best["text"] == client.get("/documents/vega2021_jim").json()["text"][best["start"] : best["end"]]
    assert best["document"] == client.get("/passages/vega2021_jim:0").json()["document"]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_every_mode_finds_and_orders(client: TestClient, mode: str) -> None:
    """Scores fall, and no passage comes twice."""
    found = search(client, mode=mode)
    scores = [item["score"] for item in found["results"]]
    ids = [item["id"] for item in found["results"]]

    assert found["mode"] == mode
    assert ids[0] == "vega2021_jim:0"
    assert scores == sorted(scores, reverse=True)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("k", [1, 3, 50])
def test_k_bounds_the_results(client: TestClient, k: int) -> None:
    """Up to the limit of the settings."""
    assert 0 < len(search(client, k=k)["results"]) <= k


def test_a_typing_error_is_put_right_and_shown(client: TestClient) -> None:
    """The query is what was searched."""
    assert search(client, "scurvey in sailrs")["query"] == "scurvy in sailors"


@pytest.mark.parametrize("q", ["the of and", "42", "\x00scurvy", "𝛽 🚀 a", "壊血病", '"a" OR (b* NEAR c', "x" * 2000])
def test_any_words_can_be_searched(client: TestClient, q: str) -> None:
    """Nothing in them is a command."""
    assert isinstance(search(client, q)["results"], list)
