"""The list of works: what it is filtered by, what it counts, and what it refuses."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

ALL_TYPES = {"case-series": 1, "cohort": 3, "guideline": 1, "rct": 2, "review": 2}


def listed(client: TestClient, query: str) -> list[str]:
    return [work["id"] for work in client.get(f"/documents?{query}").json()["documents"]]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("q=lemon%20trials", ["marsh1998_jim"]),
        ("q=ito", ["lopez2004_jim"]),
        ("q=archive", ["ibsen2019_aip"]),
        ("q=headache", ["chen2020_jim"]),
        ("q=haemorrhage%20gingival", ["lopez2004_jim"]),
        ("q=SUMATRIPT", ["chen2020_jim"]),
        ("q=sumatript%20", []),
        ("q=TNF-%CE%B1", ["silva2018_jim"]),
        ("q=lemon%20headache", []),
        ("q=lemon%20how", ["marsh1998_jim"]),
        ("q=the", []),
        ('q="%20OR%20*', []),
        ("q=%20", listed),
        ("author=ibs", ["ibsen2019_aip"]),
        ("author=l%C3%B3pez%20m", ["lopez2004_jim"]),
        ("author=lemon", []),
        ("author=%25", []),
        ("type=rct", ["chen2020_jim", "okafor2010_jim"]),
        ("type=guideline&type=case-series", ["novak2022_jim", "silva2018_jim"]),
        ("type=nothing", []),
        ("year_from=2020&year_to=2021", ["chen2020_jim", "vega2021_jim"]),
        ("year_to=1998", ["marsh1998_jim"]),
        ("id=vega2021_jim&id=nobody1900", ["vega2021_jim"]),
        ("q=trials&type=review&year_from=1990&author=marsh", ["marsh1998_jim"]),
    ],
)
def test_the_works_that_meet_every_filter_are_listed(client: TestClient, query: str, keys: object) -> None:
    """Words as search compares them, the last perhaps unfinished; names by their beginnings; the rest as it is."""
    assert listed(client, query) == (listed(client, "") if keys is listed else keys)


def test_the_total_counts_what_matches(client: TestClient) -> None:
    """Not what one part of the list holds; and each kind is counted as if no kind were asked for."""
    part = client.get("/documents?q=vitamin&type=cohort&limit=1&offset=1").json()

    assert (part["total"], [work["id"] for work in part["documents"]]) == (2, ["lopez2004_jim"])
    assert part["types"] == {"cohort": 2, "review": 2}
    assert sum(client.get("/documents").json()["types"].values()) == client.get("/documents").json()["total"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=" + "x" * 201, "q: String should have at most 200 characters"),
        ("author=" + "x" * 201, "author: String should have at most 200 characters"),
        ("year_from=soon", "year_from: Input should be a valid integer, unable to parse string as an integer"),
        ("year_to=10000", "year_to: Input should be less than or equal to 9999"),
        ("year_from=2010&year_to=2000", "query: Value error, year_from 2010 is after year_to 2000; exchange them"),
        ("&".join(["type=x"] * 51), "type: List should have at most 50 items after validation, not 51"),
        ("years=2000", "years: Extra inputs are not permitted"),
    ],
)
def test_a_filter_that_cannot_be_met_is_refused(client: TestClient, query: str, told: str) -> None:
    """With the name of the filter and what it takes."""
    response = client.get(f"/documents?{query}")

    assert (response.status_code, response.json()["code"], response.json()["detail"]) == (422, "invalid_request", told)


def test_answers_are_packed_and_streams_are_not(client: TestClient) -> None:
    """What is large is sent as gzip to who takes it; a stream of events arrives event by event."""
    packed = client.get("/static/chat.js", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/static/chat.js", headers={"Accept-Encoding": "identity"})
    stream = client.post(
        "/chat", json={"question": "What is scurvy?", "stream": True}, headers={"Accept-Encoding": "gzip"}
    )

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers | stream.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
