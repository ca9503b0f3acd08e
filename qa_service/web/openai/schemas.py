"""What OpenAI's clients send and read. What this service adds stands beside it: `citations` and the whole Answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, FailFast, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from qa_service.types import Answer, Citation
from qa_service.web.schemas import Id

ABOUT_REQUEST = (
    "Parameters that are not named here are accepted and change nothing, such as `temperature`, `max_tokens`, `stop`, "
    "`seed` and `tools`: an answer is made of verified sentences."
)


class Part(BaseModel):
    """A piece of a message; only text can be read."""

    type: str = Field(max_length=100)
    text: str | None = None


def _parts(content: Any) -> Any:
    """A message's content in one form, whether it is sent as text or as parts."""
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if content is None:
        return []
    if not isinstance(content, list):
        raise PydanticCustomError("content", "must be text or a list of parts")
    return content


_CONTENT_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": Part.model_json_schema()}, {"type": "null"}]
}
# A body has room for half a million wrong values; the first one tells what is wrong.
Content = Annotated[list[Part], FailFast(), BeforeValidator(_parts), WithJsonSchema(_CONTENT_SCHEMA)]


class Message(BaseModel):
    """One message of a conversation. Those of users are questions; all others are accepted and change nothing."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content = []


class Metadata(BaseModel):
    """What a client attaches; only the conversation is read."""

    conversation_id: Id | None = Field(
        None, description="a stored conversation; it takes the place of the earlier messages"
    )


class StreamOptions(BaseModel):
    """What a stream says besides the answer."""

    include_usage: bool | None = Field(None, strict=True)


class CompletionRequest(BaseModel):
    """A conversation whose last message is a question."""

    model_config = ConfigDict(
        json_schema_extra={
            "description": ABOUT_REQUEST,
            "examples": [{"messages": [{"role": "user", "content": "What share of cases is paraneoplastic?"}]}],
        }
    )

    messages: Annotated[list[Message], FailFast()]
    model: str | None = Field(None, max_length=200, description="who writes the answer; the default if not set")
    stream: bool | None = Field(None, strict=True, description="send server-sent events instead of one answer")
    stream_options: StreamOptions | None = None
    metadata: Metadata | None = None
    # Refused where they ask for what is not done here; see `unsupported.py`.
    n: Any = Field(None, description="1")
    tool_choice: Any = Field(None, description="`auto` or `none`: no tool is ever called")
    function_call: Any = Field(None, description="`auto` or `none`")
    response_format: Any = Field(None, description='`{"type": "text"}`')
    logprobs: Any = Field(None, description="false")
    top_logprobs: Any = Field(None, description="0")
    modalities: Any = Field(None, description='`["text"]`')


class UrlCitation(BaseModel):
    """A cited work and where its mark stands in the content, in code points."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """A mark in the content, and what it cites."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class AnswerMessage(BaseModel):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Usage(BaseModel):
    """Words, figures and punctuation marks of all messages and of the answer. Nothing is charged by them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """OpenAI's completion, the citations of the Answer, and the Answer itself."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    system_fingerprint: str
    citations: list[Citation]
    qa_service: Answer


class Model(BaseModel):
    """A generator, as OpenAI describes a model."""

    id: str
    object: Literal["model"] = "model"
    created: int = Field(description="when the index was built")
    owned_by: Literal["qa-service"] = "qa-service"


class ModelList(BaseModel):
    """All generators, and the name of the default."""

    object: Literal["list"] = "list"
    data: list[Model]


class ErrorDetails(BaseModel):
    """What is wrong, with which parameter."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorBody(BaseModel):
    """An error as OpenAI's clients read it."""

    error: ErrorDetails
