"""The files that a run writes its report to."""

from __future__ import annotations

import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path

from qa_service.evals.reports import write_text_atomically
from qa_service.evals.reports.html import as_html
from qa_service.evals.reports.junit import write_junit
from qa_service.evals.reports.markdown import as_markdown
from qa_service.evals.results import Report


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where each form goes; None where it is not wanted."""

    json: Path | None = None
    junit: Path | None = None
    md: Path | None = None
    html: Path | None = None

    def check(self) -> None:
        """Check before a run that its report can be written after it.

        Raises:
            ValueError: a path is a folder, cannot be written, or is given twice; says which.
        """
        check_writable(*astuple(self))

    def write(self, report: Report) -> None:
        """Write the report in each form."""
        if self.json:
            write_text_atomically(self.json, report.model_dump_json(indent=1) + "\n")
        if self.junit:
            write_junit(report, self.junit)
        if self.md:
            write_text_atomically(self.md, as_markdown(report))
        if self.html:
            write_text_atomically(self.html, as_html(report))


def check_writable(*given: Path | None) -> None:
    """Check before a run that its reports can be written after it; the folders that they go to are made.

    Raises:
        ValueError: a path is a folder, cannot be written, or is given twice; says which.
    """
    paths = [path for path in given if path is not None]
    for number, path in enumerate(paths):
        if path.resolve() in {other.resolve() for other in paths[:number]}:
            raise ValueError(f"{path}: two reports would be written to this one file; name another for each")
        if path.is_dir():
            raise ValueError(f"{path}: this is a folder; name a file")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path.parent):
                pass
        except OSError as error:
            raise ValueError(f"{path}: cannot be written: {error.strerror}; name another file") from error
