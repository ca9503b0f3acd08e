"""`retrieves`: how well search ranks the documents that hold the answer, in measures of ir-measures.

retrieves: {documents: [wirtz2003_jneurol], at_least: {"R@10": 1, "nDCG@10": .6, "RR": .5}}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from qa_service.evals.checks.check import Check, Need, SeenTurn
from qa_service.evals.results import Verdict

# Sums of floats that should be 1 are at times a little less.
_ROUNDING = 1e-9


def _graded(value: Any) -> Any:
    """Documents with their grades; without a grade, 1."""
    keys = (value,) if isinstance(value, str) else value
    return dict.fromkeys(keys, 1) if isinstance(keys, list | tuple) else keys


def _known(floors: dict[str, float]) -> dict[str, float]:
    for name in floors:
        try:
            [reached] = _measured([name], {"d": 1}, {"d": 1.0, "e": 0.5}).values()
        except Exception as error:  # a measure may lack a library, or a program that it calls
            raise ValueError(f"{name!r} cannot be measured ({error}); write R@10, nDCG@10, RR or AP") from error
        if not 0 <= reached <= 1:
            raise ValueError(f"{name!r} is no share between 0 and 1; write R@10, nDCG@10, RR or AP")
    return floors


def _measured(names: Iterable[str], wanted: Mapping[str, int], ranked: Mapping[str, float]) -> dict[str, float]:
    import ir_measures  # noqa: PLC0415 - few suites measure retrieval

    measures = {name: ir_measures.parse_measure(name) for name in names}
    reached = ir_measures.calc_aggregate(list(measures.values()), {"q": dict(wanted)}, {"q": dict(ranked)})
    return {name: float(reached[measure]) for name, measure in measures.items()}


class Retrieves(Check):
    """Search for the question reaches these measures."""

    name: ClassVar = "retrieves"
    needs: ClassVar[frozenset[Need]] = frozenset({"search"})

    documents: Annotated[dict[str, Annotated[int, Field(ge=0)]], BeforeValidator(_graded), Field(min_length=1)]
    at_least: Annotated[dict[str, float], AfterValidator(_known), Field(min_length=1)] = Field(
        default_factory=lambda: {"R@10": 1.0}
    )

    def _judge(self, seen: SeenTurn) -> Verdict:
        ranked = seen.ranked or ()
        run = {key: float(len(ranked) - place) for place, key in enumerate(ranked)}
        reached = _measured(self.at_least, self.documents, run)
        told = ", ".join(f"{name} {value:.3f}" for name, value in reached.items())
        first = f"{told}; first are {', '.join(ranked[:5]) or 'none'}"
        score = min(reached.values())
        if all(reached[name] >= floor - _ROUNDING for name, floor in self.at_least.items()):
            return self._passed(first, score)
        floors = ", ".join(f"{name} >= {floor:g}" for name, floor in self.at_least.items())
        return self._failed(f"{floors} for {', '.join(self.documents)}", first, score)
