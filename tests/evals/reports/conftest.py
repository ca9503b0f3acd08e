"""Reports of runs: one with every outcome, one that was cut off, one whose every text is hostile."""

from __future__ import annotations

from typing import Any

import pytest

from qa_service.evals.results import CaseResult, Outcome, Report, TargetRecord, TurnResult, Verdict
from qa_service.types import Answer, Citation, CitedWork, Fingerprint, Timings

FINGERPRINT = Fingerprint(corpus="c0", index="i0", embedder="e0", generator="g0", prompt="", settings="s0")
HOSTILE = (
    "<script>alert(1)</script>",
    "]]><!--",
    "</pre></code></details>\n\n# heading\n\n| a | b |",
    "`code` *bold* [link](javascript:alert(1)) @octocat #1 ![x](y)",
    "nul \x00 bell \x07 escape \x1b[31mred delete \x7f next line \x85",
    "bidi \u202e60 %\u202c \u2066x\u2069 zero\u200bwidth \ufeff",
    "noncharacters \ufffe \uffff \U0001ffff lines \u2028\u2029\x0b\x0c",
    "{{ 7 * 7 }} {% raw %} ${x} $\\frac{1}{0}$ %s &amp; &#60; 'single' \"double\"",
    "$\\no_formula{$",
    "emoji 🧪 شَكْل 漢字 é" + "x" * 3000,
    "",
)


def verdict(outcome: Outcome = "passed", check: str = "number", **values: Any) -> Verdict:
    return Verdict(check=check, outcome=outcome, **values)


def turn(*verdicts: Verdict, **values: Any) -> TurnResult:
    asked = {"question": "What share?", "text": "Up to 60% [1].", "seconds": 0.02}
    return TurnResult(verdicts=verdicts, **{**asked, **values})


def case(*turns: TurnResult, **values: Any) -> CaseResult:
    named = {"suite": "lems/facts", "id": "S01", "kind": "number", "must": False}
    return CaseResult(turns=turns, **{**named, **values})


def report(*results: CaseResult, **values: Any) -> Report:
    run = {
        "started": "2026-11-24T13:42:08Z",
        "seconds": 12.3,
        "target": TargetRecord(kind="in_process"),
        "suites": {"lems/facts": "hash-of-facts"},
        "fingerprints": (FINGERPRINT,),
        "cases": len(results),
    }
    return Report(results=results, **{**run, **values})


def answer(quote: str, title: str, doi: str) -> Answer:
    work = {"title": title, "authors": ("A B",), "year": 2017, "doi": doi, "retracted": True, "type": "review"}
    missing = dict.fromkeys(("journal", "pmid", "url"))
    place = {"document_id": "d", "passage_id": "d:0", "section": "Abstract", "start": 0, "end": 1, "sha256": "0"}
    citation = Citation(n=1, quote=quote, text_kind="abstract", document=CitedWork(**work, **missing), **place)
    names = {name: name for name in ("id", "conversation_id", "question", "standalone_question", "text", "generator")}
    timings = Timings(**dict.fromkeys(Timings.model_fields, 0.0))
    return Answer(status="answered", citations=(citation,), fingerprint=FINGERPRINT, timings_ms=timings, **names)


@pytest.fixture
def outcomes() -> Report:
    """Two cases passed, one failed, one could not be asked, one could not be judged."""
    reason = "expected about 60 %, found up to 60 %"
    failed = verdict("failed", reason=reason, expected="about 60 %", found="up to 60 %")
    cited = answer("Up to 60% of cases occur as a paraneoplastic disorder", "A review of LEMS", "10.1007/s00415")
    return report(
        case(turn(verdict()), id="P1"),
        case(turn(verdict()), id="P2"),
        case(turn(failed, verdict(check="faithful"), answer=cited), id="F1", must=True, passes=0),
        case(turn(error="timed out after 3 attempts"), id="E1"),
        case(turn(verdict("not_applicable", reason="the endpoint has no search")), id="N1"),
        retries=2,
    )


@pytest.fixture
def empty() -> Report:
    """No suite and no case."""
    return report(suites={})


@pytest.fixture
def nothing_run() -> Report:
    """A run that was cut off before its first case."""
    return report(cases=7, partial="the service did not start")


@pytest.fixture
def flaky() -> Report:
    """One case that passed twice in three, and left the verdict of a time when it did."""
    return report(case(turn(verdict()), id="S07a", passes=2, repeats=3, is_flaky=True))


@pytest.fixture
def hostile_texts() -> tuple[str, ...]:
    """Markup, control characters, text that turns around, templates, formulas, what is too long, nothing."""
    return HOSTILE


@pytest.fixture
def hostile() -> Report:
    """A run in which each text is hostile, in every place where a text may stand."""
    results = [result for number, text in enumerate(HOSTILE) for result in _hostile_cases(number, text)]
    return report(
        *results,
        suites={result.suite: HOSTILE[0] for result in results},
        fingerprints=tuple(FINGERPRINT.model_copy(update={"corpus": text}) for text in HOSTILE),
        target=TargetRecord(kind="openai", url=HOSTILE[3], model=HOSTILE[4]),
        partial=HOSTILE[1],
        started=HOSTILE[0],
    )


@pytest.fixture(params=["empty", "nothing_run", "outcomes", "hostile"])
def any_report(request: pytest.FixtureRequest) -> Report:
    """Each of them."""
    found: Report = request.getfixturevalue(request.param)
    return found


def _hostile_cases(number: int, text: str) -> tuple[CaseResult, CaseResult]:
    """One that failed and one that could not be asked."""
    failed = verdict("failed", text, reason=text, expected=text, found=text)
    said = turn(failed, verdict("not_applicable", text), question=text, text=text, answer=answer(text, text, text))
    unsaid = turn(question=text, text=text, error=text or "no text")
    named = {"suite": f"s{number}{text}", "kind": text, "passes": 1, "repeats": 2, "is_flaky": True}
    return case(said, id=f"c{number}{text}", **named), case(said, unsaid, id=f"e{number}{text}", **named)
