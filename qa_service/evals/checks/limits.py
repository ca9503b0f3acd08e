"""`max_words`, `max_seconds`, `language`: what an answer must keep to."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from qa_service.evals.checks.check import Check, SeenTurn
from qa_service.evals.results import Verdict

# A difference of log probabilities. Of 568 English sentences, cut after four words, one in a hundred is taken for another one by
# more than 15; whole German, French, Spanish and Dutch sentences lie between 19 and 99 from English.
_SURELY_OTHER = 20.0
_FEWEST_WORDS = 4


class MaxWords(Check):
    """The text has at most so many words, citation marks not counted."""

    name: ClassVar = "max_words"
    shorthand: ClassVar = "words"

    words: int = Field(ge=1)

    def _judge(self, seen: SeenTurn) -> Verdict:
        count = len(seen.words.split())
        if count <= self.words:
            return self._passed(f"{count} words")
        return self._failed(f"at most {self.words} words", f"{count} words")


class MaxSeconds(Check):
    """The answer takes at most so long."""

    name: ClassVar = "max_seconds"
    shorthand: ClassVar = "seconds"

    seconds: float = Field(gt=0, allow_inf_nan=False)

    def _judge(self, seen: SeenTurn) -> Verdict:
        told = f"{seen.seconds:.2f} s"
        return self._passed(told) if seen.seconds <= self.seconds else self._failed(f"at most {self.seconds:g} s", told)


@lru_cache(maxsize=1_000)
def _ranked(text: str) -> dict[str, float]:
    """The log probability of each language, the likeliest first."""
    import py3langid  # noqa: PLC0415 - it takes half a second to load, and few suites ask for a language

    return dict(py3langid.rank(text))


def _known(code: str) -> str:
    if code not in _ranked(""):
        raise ValueError(f"{code!r} is no language that can be told; write a code of ISO 639-1, such as en, de or fr")
    return code


class Language(Check):
    """The text is in a language (ISO 639-1), as py3langid tells it; not applicable where the text is too short to tell."""

    name: ClassVar = "language"
    shorthand: ClassVar = "code"

    code: Annotated[str, AfterValidator(_known)]

    def _judge(self, seen: SeenTurn) -> Verdict:
        words = len(seen.words.split())
        ranked = _ranked(seen.words)
        likeliest = next(iter(ranked))
        if words >= _FEWEST_WORDS and likeliest == self.code:
            return self._passed(likeliest)
        if words >= _FEWEST_WORDS and ranked[likeliest] - ranked[self.code] > _SURELY_OTHER:
            return self._failed(self.code, f"{likeliest}: {seen.shown}")
        return self._not_applicable(f"the text is too short to tell its language: {seen.shown}")
