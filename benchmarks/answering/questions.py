"""Questions on the corpus: files of development questions, and the first turns of the corpus's own suites."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.answering.services import Services
from qa_service.evals.suites import Case, load_suite
from qa_service.types import Answer

SUITES = Path("evals/suites/lems")
ABSTAIN, PREMISE, SAFETY = "abstain", "correct_premise", "answer_with_safety"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what its answer must match and must not."""

    id: str
    text: str
    must_include: tuple[str, ...]
    must_not_include: tuple[str, ...]
    behaviour: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> Question:
        """The question of an entry of a file."""
        return cls(
            id=str(row["id"]),
            text=row["question"],
            must_include=tuple(row.get("must_include") or ()),
            must_not_include=tuple(row.get("must_not_include") or ()),
            behaviour=row["expected_behaviour"],
        )

    def problems(self, text: str) -> list[str]:
        """What a text lacks, and what it holds that it must not."""
        lacking = [f"lacks {pattern}" for pattern in self.must_include if not re.search(pattern, text, re.I)]
        return lacking + [f"holds {pattern}" for pattern in self.must_not_include if re.search(pattern, text, re.I)]

    def flag_is_right(self, answer: Answer) -> bool:
        """Whether a correction, or a word of safety, is there where the question asks for one."""
        wanted = {PREMISE: answer.premise, SAFETY: answer.safety}
        return wanted.get(self.behaviour, "none is asked for") is not None


def read_questions(path: Path) -> list[Question]:
    """The questions of a file."""
    return [Question.of(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]]


def question_files(services: Services) -> list[tuple[str, Path]]:
    """The development questions and further files, each with the name that the table has for it."""
    return [("dev", services.data / "questions_dev.yaml"), *((path.stem, path) for path in services.questions)]


def suite_cases(name: str) -> list[Case]:
    """The cases of a suite of the corpus."""
    return list(load_suite(SUITES / f"{name}.yaml").suite.cases)


def asked(case: Case) -> str:
    """What a case asks first."""
    return case.conversation[0].question


def tell(services: Services, case: str, question: str, answer: Answer, problem: str) -> None:
    """Say on standard error what was wrong with an answer, where that is asked for."""
    if services.is_verbose:
        print(f"{case}: {problem}\n  Q: {question}\n  A ({answer.status}): {answer.text}", file=sys.stderr)
