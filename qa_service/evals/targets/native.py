"""A running service, asked over its own HTTP interface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from qa_service.errors import TargetError
from qa_service.evals.checks import ServedDocument
from qa_service.evals.results import TargetRecord
from qa_service.evals.targets.http import Http
from qa_service.evals.targets.target import Reply
from qa_service.types import Answer

# As many as a service allows that is not set otherwise.
_RANKED = 50


class NativeTarget:
    """Asks `POST /chat`, and reads the documents where the service serves them."""

    def __init__(self, http: Http, generator: str | None = None) -> None:
        self._http, self._generator = http, generator
        self.record = TargetRecord(kind="native", url=http.base, model=generator)
        self._documents: dict[str, ServedDocument] = {}

    @property
    def retries(self) -> int:
        """How many requests were tried again so far."""
        return self._http.retries

    async def prepare(self) -> None:
        """See that the service is there and ready, and over which index.

        Raises:
            TargetError: it is not.
        """
        given = await self._http.json("GET", "/readyz")
        if not isinstance(given.content, dict):
            raise TargetError(
                f"GET {self._http.base}/readyz: there is no such service; is the address right, path and all?"
            )
        self.record = self.record.model_copy(update={"index": str(given.content.get("generation") or "") or None})

    async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
        """Ask the service; a conversation is carried by its id."""
        body = {"question": question}
        if self._generator:
            body["generator"] = self._generator
        if earlier and earlier[-1].answer:
            body["conversation_id"] = earlier[-1].answer.conversation_id
        given = await self._http.json("POST", "/chat", body)
        try:
            answer = Answer.model_validate(given.content)
            answer.model_dump_json()  # half of a surrogate pair is not text, and no report could hold it
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or f"it is a {type(given.content).__name__}"
            raise TargetError(f"POST {self._http.base}/chat: not an Answer: {place}: {first['msg']}") from error
        except PydanticSerializationError as error:
            raise TargetError(f"POST {self._http.base}/chat: not an Answer: it holds what is not text") from error
        if _folded(answer.question) != _folded(question):
            raise TargetError(f"POST {self._http.base}/chat: echoes another question: {answer.question[:80]!r}")
        return Reply.of(question, answer, given.seconds, given.attempts)

    async def documents(self, ids: Iterable[str]) -> dict[str, ServedDocument]:
        """The documents as they are served; each is asked for once."""
        found = {}
        for key in ids:
            if key not in self._documents:
                given = await self._http.json("GET", f"/documents/{quote(key, safe='')}")
                if given.content is None:
                    continue
                try:
                    self._documents[key] = ServedDocument.model_validate(given.content)
                except ValidationError as error:
                    raise TargetError(f"GET {self._http.base}/documents/{key}: not a document") from error
            found[key] = self._documents[key]
        return found

    async def ranked(self, question: str) -> tuple[str, ...]:
        """The documents of the passages that search finds."""
        given = await self._http.json("GET", "/search", q=question, k=_RANKED)
        try:
            return tuple(dict.fromkeys(item["document_id"] for item in given.content["results"]))
        except (KeyError, TypeError) as error:
            raise TargetError(f"GET {self._http.base}/search: no results with document_id") from error

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _folded(question: str) -> str:
    """A question without what a service may clean away: control and format characters, and more than one space."""
    return " ".join("".join(char if char.isprintable() else " " for char in question).split())
