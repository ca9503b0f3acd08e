"""`contains`, `not_contains`: words that must stand in an answer, or must not.

contains: [presynaptic, before the synapse]     passes on "it is a presynaptic disorder"
not_contains: postsynaptic                      passes on "it is not postsynaptic"
"""

from __future__ import annotations

from typing import ClassVar, Literal

from qa_service.evals.checks.check import Check, SeenTurn, either
from qa_service.evals.results import Verdict
from qa_service.evals.words import Alternatives, mentions, snippet


class Contains(Check):
    """One of the alternatives stands in the text, and is affirmed there."""

    name: ClassVar = "contains"
    shorthand: ClassVar = "any"

    any: Alternatives
    negated: Literal["never", "may", "must"] = "never"

    def _judge(self, seen: SeenTurn) -> Verdict:
        expected = either(self.any) + {"never": "", "may": " (negated or not)", "must": ", negated"}[self.negated]
        text = seen.words
        found = list(mentions(text, self.any))
        wanted = {"never": (False,), "must": (True,), "may": (False, True)}[self.negated]
        fitting = [mention for mention in found if mention.is_negated in wanted]
        if fitting:
            return self._passed(snippet(text, fitting[0].start, fitting[0].end))
        if found:
            how = "affirmed" if self.negated == "must" else "negated"
            return self._failed(expected, f"it only {how}: {snippet(text, found[0].start, found[0].end)}")
        return self._failed(expected, seen.shown)


class NotContains(Check):
    """None of the alternatives is affirmed in the text."""

    name: ClassVar = "not_contains"
    shorthand: ClassVar = "any"

    any: Alternatives

    def _judge(self, seen: SeenTurn) -> Verdict:
        text = seen.words
        for mention in mentions(text, self.any):
            if not mention.is_negated:
                return self._failed(f"no {either(self.any)}", snippet(text, mention.start, mention.end))
        return self._passed()
