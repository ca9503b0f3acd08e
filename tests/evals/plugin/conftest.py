"""A project of its own for each test, with suites over the invented literature."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

# Pytester removes what its runs are the first to import, and the next run has it twice: not so what is loaded here.
import httpcore  # noqa: F401
import pytest

import qa_service.evals.pytest_cases  # noqa: F401
from qa_service.evals.baseline import Baseline, BaselineSuite
from qa_service.evals.results import Outcome
from qa_service.retrieval.build import BuildReport

LITERATURE = Path(__file__).parents[2] / "literature"
DOI = "What is the DOI of Vega 2021?"
CASES = {
    "right": f"""\
- id: right
  kind: identifier
  must: true
  question: {DOI}
  checks: [contains: 10.1234/jim.2021.0412]
""",
    "wrong": f"""\
- id: wrong
  kind: misprint
  question: {DOI}
  checks: [contains: 10.9999, cites: marsh1998_jim, answers]
""",
    "cited": f"""\
- id: cited
  question: {DOI}
  checks: [cites: vega2021_jim]
""",
    "talk": f"""\
- id: talk
  turns:
  - question: {DOI}
    checks: [answers]
  - question: Who won the football match in Hamburg?
    checks: [answers]
""",
}


@pytest.fixture
def project(pytester: pytest.Pytester, library: BuildReport, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project whose service is in its process, with this plugin alone."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("CI", raising=False)  # there, pytest does not cut lines at 80 columns
    pytester.makeini(
        f"""
        [pytest]
        addopts = -p qa_service.evals.pytest_plugin --qa-corpus {LITERATURE} --qa-out {library.generation.parent}
        xfail_strict = true
        """
    )
    return pytester


@pytest.fixture
def write_suite(pytester: pytest.Pytester) -> Callable[..., Path]:
    """Write a suite of the cases above, or of others."""

    def write(*cases: str, name: str = "invented", more: str = "") -> Path:
        path = pytester.path / "evals" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        text = "".join(CASES.get(case, case) for case in cases)
        path.write_text(f"suite: {name}\n{more}cases:\n{text}", encoding="utf-8")
        return path

    return write


@pytest.fixture
def write_baseline(pytester: pytest.Pytester) -> Callable[..., None]:
    """Write how cases ended."""

    def write(corpus: str | None = None, **cases: Outcome) -> None:
        baseline = Baseline(suites={"invented": BaselineSuite(corpus=corpus, cases=cases)})
        (pytester.path / "known.json").write_text(baseline.model_dump_json(), encoding="utf-8")

    return write
