"""The questions that a measurement asks."""

from __future__ import annotations

from pathlib import Path

from qa_service.evals.suites import SUITES, load_suites


def questions_of(file: Path | None, corpus: str, most: int) -> tuple[str, ...]:
    """The questions of a file, one on a line; without a file the first ones of the corpus's suites. Evenly thinned out to `most`.

    Raises:
        ValueError: there are none, or the file is no text.
        OSError: the file cannot be read.
    """
    if file:
        asked = _lines(file)
    else:
        suites = load_suites([corpus]) if (SUITES / corpus).is_dir() else []
        asked = [case.conversation[0].question for suite in suites for case in suite.suite.cases]
    if not asked:
        place = file or SUITES / corpus
        raise ValueError(f"there are no questions in {place}; name a file with one on each line: --questions FILE")
    step = max(1, len(asked) / most)
    return tuple(asked[int(place * step)] for place in range(min(most, len(asked))))


def _lines(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(f"{file} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    return [line.strip() for line in lines if line.strip()]
