"""A conversation in the terminal, over the same service and the same store as the server's.

you: What share of LEMS cases is paraneoplastic?
Up to 60% of cases occur as a paraneoplastic disorder (SCLC-LEMS), most commonly ... [1].
[1] Benedikt Schoser et al., 2017. Lambert–Eaton myasthenic syndrome (LEMS): a rare ... (own words)
you: :1
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import aclosing, closing, contextmanager
from dataclasses import dataclass
from typing import Protocol

from qa_service.answering.service import AnswerCompleted, AnswerService, Request, SentenceVerified
from qa_service.cli import showing
from qa_service.cli.display import Display, plain
from qa_service.cli.lines import Lines
from qa_service.cli.options import COULD_NOT
from qa_service.conversations.store import Conversations
from qa_service.errors import ConversationStoreError, QaServiceError, UnknownIdError
from qa_service.retrieval.search import Searcher
from qa_service.settings import Settings
from qa_service.types import Answer
from qa_service.web.live_index import LiveIndex
from qa_service.web.logs import configure_logs
from qa_service.web.turns import REMEMBERED

_LISTED = 20
HELP = {
    ":N": "show source N of the last answer, the quote in its section",
    ":sources": "list the sources of the last answer",
    ":history": "show the turns of this conversation",
    ":new": "begin another conversation",
    ":open ID": "go on with a conversation",
    ":list": "list the latest conversations",
    ":generator NAME": "let another generator write the answers",
    ":help": "show this",
    ":quit": "leave; so does Ctrl-D. Ctrl-C stops an answer",
}
"""What can be typed beside questions."""


class Live(Protocol):
    """What is asked: the live generation and the service over it."""

    @property
    def searcher(self) -> Searcher:
        """The opened generation."""

    @property
    def service(self) -> AnswerService:
        """The answering service over it."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a conversation is read from and written to."""

    lines: Lines
    results: Display
    notices: Display

    @classmethod
    def of_process(cls) -> Terminal:
        """The one of this process: results on stdout, all else on stderr."""
        return cls(Lines(sys.stderr), Display(sys.stdout), Display(sys.stderr))


def chat_in_terminal(settings: Settings, conversation_id: str | None) -> int:
    """Hold a conversation until its reader leaves; gives the exit status.

    Raises:
        UnknownIdError: there is no such conversation.
        ValueError: the generator or the database that settings name is none.
        QaServiceError: the index, the database or the generator cannot be opened.
    """
    configure_logs("error" if settings.log_level == "error" else "warning")
    with closing(Conversations.open(settings.database_url.get_secret_value())) as conversations:
        if conversation_id is not None:
            conversations.conversation(conversation_id)
        live = LiveIndex(settings)
        with asyncio.Runner() as runner, _following(live, runner):
            chat = Chat(Terminal.of_process(), live, conversations, settings)
            return chat.hold(runner, conversation_id)


class Chat:
    """A reader's conversations, one at a time."""

    def __init__(self, terminal: Terminal, live: Live, conversations: Conversations, settings: Settings) -> None:
        self._lines, self._results, self._notices = terminal.lines, terminal.results, terminal.notices
        self._live, self._conversations, self._settings = live, conversations, settings
        self._generator = settings.generator
        self._id = uuid.uuid4().hex
        self._last: Answer | None = None
        self._unstored: list[Answer] = []
        self._status = 0

    def hold(self, runner: asyncio.Runner, conversation_id: str | None = None) -> int:
        """Answer one line after another; gives the exit status.

        Raises:
            UnknownIdError: there is no such conversation.
            ConversationStoreError: it cannot be read.
            KeyboardInterrupt: it was stopped, and its lines come from no terminal.
        """
        try:
            self._open(conversation_id) if conversation_id else self._begin()
            if self._lines.is_interactive:
                self._notices.line((":help says what can be typed beside questions; Ctrl-D leaves.", "dim"))
            for line in self._typed():
                self._serve(line, runner)
            self._tell_how_to_go_on()
        except BrokenPipeError:  # nobody reads on; Python's own attempt to write the rest must not fail again
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return self._status

    def _typed(self) -> Iterator[str]:
        while True:
            try:
                line = self._lines.read().strip()
            except EOFError:
                if self._lines.is_interactive:
                    self._notices.line()
                return
            except KeyboardInterrupt:
                if not self._lines.is_interactive:
                    raise
                self._notices.line()
                continue
            if line == ":quit":
                return
            if line:
                yield line

    def _serve(self, line: str, runner: asyncio.Runner) -> None:
        """Do what a line asks for. What goes wrong with it is told, and the next one is served."""
        before = self._last
        try:
            if line.startswith(":"):
                self._obey(line[1:].strip())
            else:
                self._answer(line, runner)
        except (ValueError, UnknownIdError) as error:
            self._tell_error(error)
        except QaServiceError as error:
            self._tell_error(error)
            self._status = COULD_NOT
        except KeyboardInterrupt:
            if not self._lines.is_interactive:
                raise
            self._results.end()
            is_lost = not line.startswith(":") and self._last is before
            self._notices.line(("stopped; this turn is not kept" if is_lost else "stopped", "dim"))
        finally:
            self._results.finish()

    def _answer(self, question: str, runner: asyncio.Runner) -> None:
        longest = self._settings.max_question_chars
        if len(question) > longest:
            raise ValueError(f"the question is too long; the limit is {longest} characters")
        runner.run(self._stream(question))

    async def _stream(self, question: str) -> None:
        """Show each sentence when it is verified, and the rest when the whole answer is stored."""
        stored = self._conversations.turns(self._id, REMEMBERED)
        history = (*stored, *self._unstored)[-REMEMBERED:]
        request = Request(question, self._id, self._generator, self._settings.top_k, history=history)
        showing.show_urgent(self._results, question)
        async with aclosing(self._live.service.stream(request)) as events:
            async for event in events:
                if isinstance(event, SentenceVerified):
                    showing.show_sentence(self._results, event.sentence)
                elif isinstance(event, AnswerCompleted):
                    self._last = event.answer
                    self._keep(event.answer)
                    showing.show_rest(self._results, event.answer, self._generator)

    def _keep(self, answer: Answer) -> None:
        """Store a turn. One that cannot be stored is shown all the same, and followed up as long as this process runs."""
        try:
            self._conversations.append(self._id, answer)
        except ConversationStoreError as error:
            self._unstored.append(answer)
            self._results.end()
            self._tell_error(f"this turn is not stored: {error}")
            self._status = COULD_NOT

    def _obey(self, command: str) -> None:
        name, _, rest = command.partition(" ")
        plainly: dict[str, Callable[[], None]] = {
            "sources": self._show_sources,
            "history": lambda: showing.show_history(self._results, self._turns()),
            "new": self._begin,
            "list": self._show_list,
            "help": self._show_help,
        }
        if re.fullmatch("[0-9]{1,4}", command):
            self._show_source(int(command))
        elif name == "open" and rest:
            self._open(rest.strip())
        elif name == "generator":
            self._choose(rest.strip())
        elif not rest and name in plainly:
            plainly[name]()
        else:
            raise ValueError(f"there is no command :{plain(command)[:40]}; there are {', '.join(HELP)}")

    def _begin(self) -> None:
        """Begin a conversation; it is stored with its first turn."""
        self._id, self._last, self._unstored = uuid.uuid4().hex, None, []
        self._notices.line((f"conversation {self._id}", "dim"))

    def _open(self, conversation_id: str) -> None:
        """Go on with a conversation."""
        found = self._conversations.conversation(conversation_id)
        turns = self._conversations.turns(found.id)
        self._id, self._last, self._unstored = found.id, turns[-1] if turns else None, []
        self._lines.remember(turn.question for turn in turns)
        count = f"{found.turn_count} turn{'' if found.turn_count == 1 else 's'}"
        self._notices.line((f"conversation {found.id}, {count}: {found.title}", "dim"))

    def _choose(self, name: str) -> None:
        names = self._live.service.generators
        if name and name not in names:
            raise ValueError(f"there is no generator {plain(name)[:80]!r}; choose one of {', '.join(sorted(names))}")
        self._generator = name or self._generator
        self._notices.line((f"generator {self._generator}, of {', '.join(sorted(names))}", "dim"))

    def _show_source(self, number: int) -> None:
        citations = self._last.citations if self._last else ()
        citation = next((item for item in citations if item.n == number), None)
        if citation is None:
            there = f"it has {len(citations)}" if citations else "it has none"
            raise ValueError(
                f"the last answer has no source {number}; {there}" if self._last else "there is no answer yet"
            )
        try:
            document = self._live.searcher.store.document(citation.document_id)
        except UnknownIdError:  # the corpus has lost it since
            document = None
        showing.show_source(self._results, citation, document)

    def _show_sources(self) -> None:
        if not self._last:
            raise ValueError("there is no answer yet")
        if not self._last.citations:
            raise ValueError("the last answer has no sources")
        showing.show_sources(self._results, self._last.citations)

    def _show_list(self) -> None:
        showing.show_conversations(self._results, self._conversations.listed(_LISTED), self._id)

    def _show_help(self) -> None:
        for command, does in HELP.items():
            self._results.line((command, "bold"), f" {does}")

    def _turns(self) -> tuple[Answer, ...]:
        return (*self._conversations.turns(self._id), *self._unstored)

    def _tell_error(self, error: Exception | str) -> None:
        self._results.end()
        self._notices.line(f"error: {error}")

    def _tell_how_to_go_on(self) -> None:
        """Name the conversation, if any turn of it is stored."""
        if self._last and self._last not in self._unstored:
            self._notices.line((f"go on with: qa-service chat --conversation {self._id}", "dim"))


@contextmanager
def _following(live: LiveIndex, runner: asyncio.Runner) -> Iterator[None]:
    """Have the index followed and generators kept while the runner runs, and all of it closed at the end."""
    following = live.following()
    runner.run(following.__aenter__())
    try:
        yield
    finally:
        runner.run(following.__aexit__(None, None, None))
