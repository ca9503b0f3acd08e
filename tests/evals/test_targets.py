"""What is asked over HTTP is judged as what is asked in this process; what breaks on the way is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from qa_service.errors import RefusedError, TargetError
from qa_service.evals.targets.http import Http
from qa_service.evals.targets.in_process import InProcessTarget
from qa_service.evals.targets.native import NativeTarget
from qa_service.evals.targets.openai import OpenAITarget, says_that_it_declines
from qa_service.retrieval.build import BuildReport
from qa_service.settings import Settings
from tests.fakes import ModelServer

Listening = Callable[[ASGIApp], AbstractContextManager[str]]
QUESTION = "How many sailors did lemon juice cure?"


def app(answer: Callable[[Any], Response], path: str = "/chat") -> Starlette:
    """An endpoint that answers as it is told."""

    async def endpoint(request: Request) -> Response:
        return answer(await request.json())

    return Starlette(routes=[Route(path, endpoint, methods=["POST"])])


def said(text: Any) -> Response:
    return JSONResponse({"choices": [{"message": {"role": "assistant", "content": text}}]})


async def test_a_running_service_gives_what_the_service_in_this_process_gives(
    serve: Callable[..., AbstractContextManager[Any]], library: BuildReport, invented: Settings
) -> None:
    """The same words, quotes, documents and ranking; and the index is known."""
    here = InProcessTarget(invented)
    with serve(library.generation.parent) as served:
        there = NativeTarget(Http(served.address, timeout=20, retries=0))
        await there.prepare()
        replies = [await target.ask(QUESTION, []) for target in (here, there)]
        documents = [await target.documents(["marsh1998_jim", "nobody"]) for target in (here, there)]
        ranked = [await target.ranked(QUESTION) for target in (here, there)]
        await there.close()

    assert replies[0].text == replies[1].text
    assert [reply.answer is not None for reply in replies] == [True, True]
    assert replies[0].answer.citations == replies[1].answer.citations
    assert documents[0] == documents[1]
    assert list(documents[0]) == ["marsh1998_jim"]
    assert ranked[0][:5] == ranked[1][:5]
    assert here.record.index == there.record.index == library.generation.name


async def test_a_conversation_is_carried_to_every_target(
    serve: Callable[..., AbstractContextManager[Any]], library: BuildReport, invented: Settings
) -> None:
    """In this process by the answers, over HTTP by the conversation's id, at a chat endpoint by the messages."""
    with serve(library.generation.parent) as served:
        targets = [
            InProcessTarget(invented),
            NativeTarget(Http(served.address, timeout=30, retries=0)),
            OpenAITarget(Http(served.address, timeout=30, retries=0), "qa-service"),
        ]
        said = []
        for target in targets:
            first = await target.ask("What is scurvy a lack of?", [])
            alone, second = [await target.ask("What treats it?", earlier) for earlier in ([], [first])]
            assert (alone.is_declined, second.is_declined) == (True, False)
            said.append((first.text, second.text))
            await target.close()

    assert said[0] == said[1] == said[2]
    assert "ascorbate" in said[0][1]


async def test_what_passes_by_itself_is_tried_again(listening: Listening) -> None:
    """A server that is busy twice answers the third time; how many tries it took is told."""
    statuses = iter([503, 429])

    def answer(_: Any) -> Response:
        status = next(statuses, 200)
        return said("Nine sailors.") if status == 200 else PlainTextResponse("busy", status, {"Retry-After": "0.01"})

    with listening(app(answer, "/v1/chat/completions")) as address:
        target = OpenAITarget(Http(address, timeout=5, retries=2), "any")
        reply = await target.ask(QUESTION, [])
        await target.close()

    assert (reply.text, reply.attempts, target.retries) == ("Nine sailors.", 3, 2)
    assert reply.seconds < 0.5


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda _: PlainTextResponse("down", 503), "status 503: down \\(2 tries\\)"),
        (lambda _: JSONResponse({"detail": "question: too long", "code": "x"}, 422), "status 422: question: too long"),
        (lambda _: JSONResponse({"error": {"message": "no such model"}}, 404), "status 404: no such model"),
        (lambda _: HTMLResponse("<html>login</html>"), "the response is not JSON: '<html>login</html>'"),
        (lambda _: Response(b'{"id": "a', media_type="application/json"), "the response is not JSON"),
        (lambda _: JSONResponse({"answer": "nine"}), "not an Answer: id: Field required"),
        (lambda _: JSONResponse([]), "not an Answer"),
        (lambda _: JSONResponse(None), "not an Answer: it is a NoneType"),
        (lambda _: Response(b"[" * 200_000), "the response is not JSON"),
        (lambda _: Response(b"half", headers={"content-encoding": "gzip"}), "DecodingError"),
        (lambda _: RedirectResponse("/chat", 307), "TooManyRedirects"),
        (lambda _: RedirectResponse("http://127.0.0.1:99999/", 307), "InvalidURL: .* port 99999"),
        (lambda _: PlainTextResponse("busy", 503, {"Retry-After": "²"}), "status 503: busy"),
        (lambda _: Response(b"x" * 20_000_001), "larger than 20,000,000 bytes"),
    ],
)
async def test_a_half_broken_service_is_told_apart(listening: Listening, answer: Any, told: str) -> None:
    """By status, by what is not JSON, and by what is no Answer."""
    with listening(app(answer)) as address:
        target = NativeTarget(Http(address, timeout=5, retries=1))
        with pytest.raises(TargetError, match=told):
            await target.ask(QUESTION, [])
        await target.close()


@pytest.mark.parametrize(
    "response", [{}, {"choices": []}, {"choices": [{"message": {}}]}, {"choices": [{"message": {"content": 9}}]}]
)
async def test_a_chat_endpoint_without_a_text_is_told(listening: Listening, response: Any) -> None:
    """An empty list, a message without content, a content that is no text."""
    with listening(app(lambda _: JSONResponse(response), "/v1/chat/completions")) as address:
        target = OpenAITarget(Http(f"{address}/v1", timeout=5, retries=0), "any")
        with pytest.raises(TargetError, match="content"):
            await target.ask(QUESTION, [])
        await target.close()


async def test_a_conversation_is_a_list_of_messages(listening: Listening) -> None:
    """What was asked and said before comes first, in order."""
    received: list[Any] = []

    def answer(body: Any) -> Response:
        received.append(body)
        return said(f"Answer {len(received)}.")

    with listening(app(answer, "/v1/chat/completions")) as address:
        target = OpenAITarget(Http(address, timeout=5, retries=0), "small-model")
        first = await target.ask("One?", [])
        await target.ask("Two?", [first])
        await target.close()

    assert received[1]["model"] == "small-model"
    assert [(message["role"], message["content"]) for message in received[1]["messages"]] == [
        ("user", "One?"),
        ("assistant", "Answer 1."),
        ("user", "Two?"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "I do not have enough information to answer that.",
        "The provided sources do not mention this.",
        "This is outside the scope of the literature I have.",
        "Sorry, I could not find an answer in the documents.",
        "I’m unable to answer this question.",
        "No information on this is given in the context.",
        "That isn't covered by the sources.",
        "",
    ],
)
def test_an_endpoint_without_a_status_declines_in_words(text: str) -> None:
    """As models and pipelines say it."""
    assert says_that_it_declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lemon juice cured 9 of 10 sailors within 6 days.",
        "It does not reduce life expectancy.",
        "Scurvy is not inherited; it is a lack of vitamin C.",
        "No patient died in the first year.",
        "The disease is not contagious and cannot spread between people.",
        "Symptoms do not include fever.",
    ],
)
def test_an_answer_with_a_negation_is_an_answer(text: str) -> None:
    """Not every "not" declines."""
    assert not says_that_it_declines(text)


async def test_a_question_that_is_refused_is_told_apart(listening: Listening) -> None:
    """The service is there."""
    with listening(app(lambda _: JSONResponse({"detail": "too long"}, 422))) as address:
        target = NativeTarget(Http(address, timeout=5, retries=1))
        with pytest.raises(RefusedError, match="status 422: too long"):
            await target.ask(QUESTION, [])
        await target.close()


async def test_half_of_a_surrogate_pair_is_refused_and_not_passed_on(listening: Listening) -> None:
    """Neither in a question, which cannot be sent, nor in what is told, which no report could hold."""
    with listening(app(lambda _: Response(b'{"detail": "bad \\ud800"}', 400))) as address:
        target = NativeTarget(Http(address, timeout=5, retries=0))
        with pytest.raises(RefusedError, match="half of a surrogate pair"):
            await target.ask("Who \ud800?", [])
        with pytest.raises(RefusedError, match=r"status 400: bad \?$"):
            await target.ask(QUESTION, [])
        await target.close()


async def test_an_answer_to_another_question_is_told(
    listening: Listening, invented: Settings, library: BuildReport
) -> None:
    """White space and control characters aside, which a service may clean."""
    here = InProcessTarget(invented)
    answer = (await here.ask(QUESTION, [])).answer
    await here.close()
    assert answer is not None

    with listening(app(lambda _: JSONResponse(answer.model_dump(mode="json")))) as address:
        target = NativeTarget(Http(address, timeout=5, retries=0))
        asked = QUESTION.replace(" ", " \u200b\n")
        assert (await target.ask(asked, [])).question == asked
        with pytest.raises(TargetError, match=f"echoes another question: '{QUESTION[:-1]}"):
            await target.ask("What is scurvy a lack of?", [])
        await target.close()


async def test_an_address_with_a_wrong_path_is_told_at_once(listening: Listening) -> None:
    """Something answers there, and it is no such service."""
    with listening(Starlette()) as address:
        target = NativeTarget(Http(f"{address}/wrong", timeout=5, retries=0))
        with pytest.raises(TargetError, match="/wrong/readyz: there is no such service; is the address right"):
            await target.prepare()
        await target.close()


async def test_a_generator_that_is_named_answers_in_this_process(invented: Settings) -> None:
    """With the address and key of the settings; what it needs is given back."""
    with ModelServer(["NOT FOUND"]) as server:
        settings = invented.model_copy(
            update={"generator_base_url": f"{server.url}/v1", "generator_api_key": SecretStr("sk-x")}
        )
        here = InProcessTarget(settings, "openai:fake")
        await here.ask(QUESTION, [])
        await here.close()

    assert len(server.asked) == 1
    with pytest.raises(ValueError, match="there is no generator 'nobody'"):
        InProcessTarget(invented, "nobody")
