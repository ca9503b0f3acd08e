"""`POST /v1/chat/completions`: an Answer as OpenAI's clients read it, whole and in chunks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from qa_service.answering.safety import ADVICE, EMERGENCY
from qa_service.retrieval.build import BuildReport

QUESTION = "What is the DOI of Vega 2021?"
QUESTIONS = [
    QUESTION,
    "What share of the Aurora crew had sore gums?",
    "Who wrote Vega 2021, and what is its DOI?",
    "How do I repair the chain of a bicycle?",
    "My gums are bleeding; should I take vitamin C for my scurvy?",
    "Help, my child is choking! Which signs of rickets are common?",
    "Hello",
]
Complete = Callable[..., dict[str, Any]]


def chunks(client: TestClient, question: str, **fields: Any) -> list[dict[str, Any]]:
    body = {"messages": [{"role": "user", "content": question}], "stream": True, **fields}
    response = client.post("/v1/chat/completions", json=body)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    *frames, done = response.text.removesuffix("\n\n").split("\n\n")
    assert done == "data: [DONE]"
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


def content_of(sent: list[dict[str, Any]]) -> str:
    return "".join(choice["delta"].get("content", "") for chunk in sent for choice in chunk["choices"])


def test_a_completion_has_openais_fields_and_ours(complete: Complete, library: BuildReport) -> None:
    """Names, order and constants are the contract."""
    given = complete(QUESTION)

    assert list(given) == [
        *("id", "object", "created", "model", "choices", "usage", "system_fingerprint"),
        *("citations", "qa_service"),
    ]
    assert re.fullmatch(r"chatcmpl-[0-9a-f]{32}", given["id"])
    assert (given["object"], given["model"]) == ("chat.completion", "extractive")
    assert given["choices"] == [
        {
            "index": 0,
            "message": {
                "role": "assistant",
                "content": "The review by Vega et al. (2021) has the DOI 10.1234/jim.2021.0412 [1].",
                "refusal": None,
                "annotations": [
                    {
                        "type": "url_citation",
                        "url_citation": {
                            "url": "https://jim.example/12/4/101",
                            "title": "Vitamins on long flights",
                            "start_index": 67,
                            "end_index": 70,
                        },
                    }
                ],
            },
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert re.fullmatch(r"fp_[0-9a-f]{16}", given["system_fingerprint"])
    assert given["citations"] == given["qa_service"]["citations"]
    assert given["qa_service"]["fingerprint"]["index"] == library.generation.name


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_that_of_the_services_own_endpoint(client: TestClient, complete: Complete, question: str) -> None:
    """All but the id, the conversation and the times."""
    own = client.post("/chat", json={"question": question}).json()
    given = complete(question)

    passing = {"id": "", "conversation_id": "", "timings_ms": {}}
    assert given["qa_service"] | passing == own | passing
    assert given["choices"][0]["message"]["content"] == own["text"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_deltas_make_up_the_text(client: TestClient, complete: Complete, question: str) -> None:
    """Exactly, with the note that stands in front or behind, and where the service declines."""
    whole, sent = complete(question), chunks(client, question)

    assert content_of(sent) == whole["choices"][0]["message"]["content"]
    assert sent[-1]["choices"][0]["delta"] == {"annotations": whole["choices"][0]["message"]["annotations"]}
    assert sent[-1]["citations"] == whole["citations"]
    assert list(sent[-1]["qa_service"]) == list(whole["qa_service"])
    assert sent[-1]["system_fingerprint"] == whole["system_fingerprint"]


def test_notes_stand_where_they_must(client: TestClient) -> None:
    """What to do in an emergency is the first delta; advice stands at the end."""
    advised, urgent = chunks(client, QUESTIONS[4]), chunks(client, QUESTIONS[5])

    assert urgent[1]["choices"][0]["delta"]["content"] == f"{EMERGENCY}\n\n"
    assert content_of(advised).endswith(f"\n\n{ADVICE}")


def test_a_stream_is_the_role_then_a_delta_per_sentence_then_the_end(client: TestClient) -> None:
    """Every chunk has the same beginning; only the last has a reason to finish."""
    sent = chunks(client, QUESTIONS[2])
    sentences = sent[-1]["qa_service"]["sentences"]

    assert [list(chunk["choices"][0]["delta"]) for chunk in sent] == [
        ["role", "content"],
        *[["content"] for _ in sentences],
        ["annotations"],
    ]
    assert sent[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert [chunk["choices"][0]["finish_reason"] for chunk in sent] == [None] * (len(sent) - 1) + ["stop"]
    assert len({(chunk["id"], chunk["object"], chunk["created"], chunk["model"]) for chunk in sent}) == 1
    assert all("usage" not in chunk for chunk in sent)


def test_usage_is_the_last_chunk_of_who_asks_for_it(client: TestClient, complete: Complete) -> None:
    """It has no choices; the chunks before it say that theirs comes."""
    *others, last = chunks(client, QUESTION, stream_options={"include_usage": True})

    assert all(chunk["usage"] is None for chunk in others)
    assert (last["choices"], last["usage"]) == ([], complete(QUESTION)["usage"])


def test_usage_counts_words_figures_and_punctuation_marks(complete: Complete) -> None:
    """Of all messages, also those that are not read."""
    usage = complete(QUESTION)["usage"]
    system = {"role": "system", "content": "Be brief."}
    longer = complete("", messages=[system, {"role": "user", "content": QUESTION}])["usage"]

    # What is the DOI of Vega 2021 ? | The review by Vega et al . ( 2021 ) has the DOI 10 . 1234 / jim . 2021 . 0412 [ 1 ] .
    assert usage == {"prompt_tokens": 8, "completion_tokens": 26, "total_tokens": 34}
    assert longer["prompt_tokens"] == 8 + 3


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_mark_is_annotated(complete: Complete, question: str) -> None:
    """In the order of the text; the index finds the mark, and the mark its citation."""
    given = complete(question)
    message, cited = given["choices"][0]["message"], {item["n"]: item for item in given["citations"]}
    found = [annotation["url_citation"] for annotation in message["annotations"]]
    marks = [message["content"][item["start_index"] : item["end_index"]] for item in found]

    assert marks == [f"[{n}]" for sentence in given["qa_service"]["sentences"] for n in sentence["citations"]]
    for mark, item in zip(marks, found, strict=True):
        assert item["title"] == cited[int(mark[1:-1])]["document"]["title"]


def test_a_stream_is_not_stored_on_its_way(client: TestClient) -> None:
    """Neither by a browser nor by a proxy; it has the request id like every response."""
    body = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
    response = client.post("/v1/chat/completions", json=body, headers={"X-Request-ID": "stream-1"})

    assert (response.headers["cache-control"], response.headers["x-request-id"]) == ("no-store", "stream-1")


def test_answers_are_counted_in_both_forms(client: TestClient, complete: Complete) -> None:
    """As those of the service's own endpoint."""

    def answered() -> float:
        text = client.get("/metrics").text
        return sum(float(line.split()[-1]) for line in text.splitlines() if line.startswith("qa_answers_total{"))

    before = answered()
    complete(QUESTION)
    chunks(client, QUESTION)
    assert answered() == before + 2


def test_models_are_the_generators_and_the_default(client: TestClient) -> None:
    """Each can be asked for by its name."""
    listed = client.get("/v1/models").json()

    assert (listed["object"], [model["id"] for model in listed["data"]]) == ("list", ["qa-service", "extractive"])
    for model in listed["data"]:
        assert (model["object"], model["owned_by"]) == ("model", "qa-service")
        assert model["created"] > 1_700_000_000
        assert client.get(f"/v1/models/{model['id']}").json() == model
