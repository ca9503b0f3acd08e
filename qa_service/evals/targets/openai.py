"""Any endpoint that speaks OpenAI's chat completions. It gives text alone: no citations, no status, no documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qa_service.errors import TargetError
from qa_service.evals.checks import ServedDocument
from qa_service.evals.results import TargetRecord
from qa_service.evals.targets.http import Http
from qa_service.evals.targets.target import Reply

# How language models and retrieval pipelines say that they do not know: somebody cannot, the sources do not, there is nothing, it
# is elsewhere. Looked for in the first sentences only, because an answer may end with what else is not known.
_NOT = r"(?:(?:do|does|did|could|can|is|are|was|were|am)(?:[ ]not|n['’]t)|cannot|can['’]t)"
_DECLINES = re.compile(
    rf"""
    \b(?:i|we)(?:[ ]am|[ ]are|['’]m)?[ ]
        (?:{_NOT}[ ](?:\w+[ ])?(?:know|answer|find|say|tell|determine|have|able|sure)|unable|not[ ](?:able|sure))\b
    |\b(?:sources?|contexts?|documents?|literature|passages?|texts?|corpus|information|materials?|papers?)\b[^.;]{{0,60}}?[ ]
        {_NOT}[ ](?:\w+[ ]){{0,2}}(?:contain|mention|provide|include|state|cover|hold|specify|say|answer|address|give|discuss)
    |\bno[ ](?:\w+[ ]){{0,2}}(?:information|evidence|answer|data|mention)\b
    |\b(?:outside|beyond)[ ](?:of[ ])?(?:the[ ]|my[ ]|our[ ])?(?:\w+[ ])?(?:scope|literature|corpus|sources?|knowledge)
    |(?:\bnot|n['’]t)[ ](?:covered|mentioned|answered|available|stated|found|given)[ ](?:by|in|here)\b
    |{_NOT}[ ]be[ ]answered
    |\bunable[ ]to[ ](?:answer|find|determine)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FIRST_CHARS = 250


class OpenAITarget:
    """Asks `POST /v1/chat/completions`; the conversation is the list of messages."""

    def __init__(self, http: Http, model: str) -> None:
        self._http, self._model = http, model
        self.record = TargetRecord(kind="openai", url=http.base, model=model)
        self._path = "/chat/completions" if http.base.endswith("/v1") else "/v1/chat/completions"

    @property
    def retries(self) -> int:
        """How many requests were tried again so far."""
        return self._http.retries

    async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
        """Ask the endpoint, at temperature 0."""
        messages = [
            message
            for reply in earlier
            for message in ({"role": "user", "content": reply.question}, {"role": "assistant", "content": reply.text})
        ]
        messages.append({"role": "user", "content": question})
        body = {"model": self._model, "messages": messages, "temperature": 0}
        given = await self._http.json("POST", self._path, body)
        try:
            text = given.content["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError) as error:
            raise TargetError(f"POST {self._http.base}{self._path}: no choices[0].message.content in it") from error
        if not isinstance(text, str) or re.search(r"[\ud800-\udfff]", text):
            raise TargetError(f"POST {self._http.base}{self._path}: the content is {text!r}, not text")
        return Reply(question, text, None, says_that_it_declines(text), given.seconds, given.attempts)

    async def documents(self, ids: Iterable[str]) -> dict[str, ServedDocument]:  # noqa: ARG002 - the interface's
        """None: the endpoint has no documents."""
        return {}

    async def ranked(self, question: str) -> None:
        """None: the endpoint has no search."""

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def says_that_it_declines(text: str) -> bool:
    """Whether a text says, at its beginning, that it does not answer."""
    return not text.strip() or bool(_DECLINES.search(text.strip()[:_FIRST_CHARS]))
