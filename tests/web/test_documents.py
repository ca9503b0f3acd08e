"""The sources: `/documents`, `/documents/{id}` and `/passages/{id}`; and what operation asks: health and metrics."""

from __future__ import annotations

import hashlib
import re

import pytest
from starlette.testclient import TestClient

from qa_service import __version__
from qa_service.retrieval.build import BuildReport

KEYS = [
    "beriberi",
    "brandt2015_jim",
    "chen2020_jim",
    "ibsen2019_aip",
    "lopez2004_jim",
    "marsh1998_jim",
    "novak2022_jim",
    "okafor2010_jim",
    "silva2018_jim",
    "vega2021_jim",
]


def test_the_works_are_listed_by_their_ids(client: TestClient) -> None:
    """With their records, and how many there are."""
    listed = client.get("/documents").json()

    assert listed["total"] == 10
    assert [work["id"] for work in listed["documents"]] == KEYS
    assert listed["documents"][-1] == {
        "id": "vega2021_jim",
        "title": "Vitamins on long flights",
        "authors": ["Vega R", "Lindqvist A", "Moreau T"],
        "journal": "Journal of Invented Medicine",
        "year": 2021,
        "volume": "12(4)",
        "pages": "101-117",
        "doi": "10.1234/jim.2021.0412",
        "pmid": "34000001",
        "url": "https://jim.example/12/4/101",
        "type": "review",
        "text_kind": "abstract",
        "license": None,
        "retracted": False,
        "unverified": [],
    }


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("limit=2", KEYS[:2]),
        ("limit=3&offset=8", KEYS[8:]),
        ("offset=10", []),
        ("offset=1000000000&limit=1000", []),
    ],
)
def test_the_list_comes_in_parts(client: TestClient, query: str, keys: list[str]) -> None:
    """The total is that of all works."""
    listed = client.get(f"/documents?{query}").json()

    assert (listed["total"], [work["id"] for work in listed["documents"]]) == (10, keys)


@pytest.mark.parametrize("key", KEYS)
def test_a_document_is_its_text(client: TestClient, key: str) -> None:
    """The hash is that of the text; sections and passages are stretches of it."""
    document = client.get(f"/documents/{key}").json()
    text = document["text"]

    assert document["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert all(0 <= section["start"] < section["end"] <= len(text) for section in document["sections"])
    assert document["passages"] == [f"{key}:{n}" for n in range(len(document["passages"]))]
    for passage_id in document["passages"]:
        passage = client.get(f"/passages/{passage_id}").json()
        assert passage["text"] == text[passage["start"] : passage["end"]]
        assert (passage["sha256"], passage["document_id"]) == (document["sha256"], key)
        assert passage["section"] in {section["title"] for section in document["sections"]}
        for span in passage["sentences"]:
            assert passage["start"] <= span["start"] < span["end"] <= passage["end"]


@pytest.mark.parametrize(
    "path",
    [
        "/documents/nobody1900",
        "/documents/VEGA2021_JIM",
        "/documents/vega2021_jim%00",
        "/documents/%F0%9F%9A%80",
        "/documents/%ED%A0%80",
        "/documents/..%5c..%5cetc",
        "/documents/'%20OR%201=1--",
        "/passages/vega2021_jim",
        "/passages/:",
        "/passages/::",
        "/passages/vega2021_jim:",
        "/passages/vega2021_jim:-1",
        "/passages/vega2021_jim:+0",
        "/passages/vega2021_jim:%200",
        "/passages/vega2021_jim:0.0",
        "/passages/vega2021_jim:1e0",
        "/passages/vega2021_jim:%D9%A0",
        "/passages/vega2021_jim:99",
        "/passages/vega2021_jim:99999999999999999999",
        "/passages/:0",
        "/passages/nobody1900:0",
        "/passages/vega2021_jim:0%00",
    ],
)
def test_an_unknown_id_is_not_found(client: TestClient, path: str) -> None:
    """Whatever its shape; the problem names it."""
    response = client.get(path)

    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")
    assert response.json()["code"] == "not_found"
    assert re.match(r"there is no (document|passage) ['\"]", response.json()["detail"])


@pytest.mark.parametrize("path", ["/documents/..%2f..%2fetc%2fpasswd", "/passages/..%2fvega2021_jim:0", "/documents/"])
def test_a_path_that_is_no_id_is_not_found(client: TestClient, path: str) -> None:
    """A slash is never part of an id."""
    response = client.get(path, follow_redirects=False)

    assert response.status_code in (307, 404)


@pytest.mark.parametrize("kind", ["documents", "passages"])
def test_an_id_has_at_most_200_characters(client: TestClient, kind: str) -> None:
    """Beyond that it is not looked up."""
    assert client.get(f"/{kind}/{'x' * 200}").status_code == 404
    assert client.get(f"/{kind}/{'x' * 201}").status_code == 422


def test_the_process_says_that_it_runs_and_over_what(client: TestClient, library: BuildReport) -> None:
    """Liveness needs no index; readiness names the generation."""
    assert client.get("/healthz").json() == {
        "status": "ok",
        "version": __version__,
        "generation": None,
        "documents": None,
    }
    assert client.get("/readyz").json() == {
        "status": "ready",
        "version": __version__,
        "generation": library.generation.name,
        "documents": 10,
    }


def test_metrics_move(client: TestClient) -> None:
    """Each request is counted under its route and status, each answer under its status."""
    declined = "How do I repair the chain of a bicycle?"
    reason = client.post("/chat", json={"question": declined}).json()["abstention"]["reason"]
    counted = {
        'qa_requests_total{method="POST",route="/chat",status="200"}': 2,
        'qa_requests_total{method="POST",route="/chat",status="422"}': 1,
        'qa_requests_total{method="GET",route="/documents/{document_id}",status="404"}': 1,
        'qa_requests_total{method="GET",route="unmatched",status="404"}': 1,
        'qa_answers_total{generator="extractive",reason="",status="answered"}': 1,
        f'qa_answers_total{{generator="extractive",reason="{reason}",status="abstained"}}': 1,
        'qa_step_seconds_count{step="total"}': 2,
    }
    before = metrics(client)

    client.post("/chat", json={"question": "What is scurvy?"})
    client.post("/chat", json={"question": declined, "stream": True})
    client.post("/chat", json={"question": ""})
    client.get("/documents/nobody1900")
    client.get("/nowhere")

    after = metrics(client)
    assert {name: after[name] - before.get(name, 0) for name in counted} == counted
    assert after["qa_index_documents"] == 10


def metrics(client: TestClient) -> dict[str, float]:
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}
