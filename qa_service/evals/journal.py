"""Keep the results of finished cases in a file, so that a run which was cut off goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from qa_service.evals.results import CaseResult

if TYPE_CHECKING:
    from qa_service.evals.runner import Asked

_NO_JOURNAL = "{path}:{line}: no journal of a run; name another file to resume from"


class Journal:
    """A file with a line per finished case. A line that was half written when the run ended is cut off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _read(path) if path.exists() else {}
        path.parent.mkdir(parents=True, exist_ok=True)

    def __len__(self) -> int:
        return len(self._known)

    def find(self, item: Asked, repeat: int) -> CaseResult | None:
        """The result of a case that was finished with the same question, checks, target and repeats; None where there is none."""
        kept = self._known.get(item.fingerprint(repeat))
        today = {"kind": item.case.kind, "must": item.suite.must(item.case)}
        return kept.model_copy(update=today) if kept else None

    def add(self, item: Asked, repeat: int, result: CaseResult) -> None:
        """Keep the result of a case."""
        line = json.dumps({"fingerprint": item.fingerprint(repeat), "result": result.model_dump(mode="json")})
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")

    def remove(self) -> None:
        """Remove the file: the run is whole."""
        self._path.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, CaseResult]:
    """The results by fingerprint; what is behind the last whole line is cut off.

    Raises:
        ValueError: the file is something else; then nothing is cut off.
    """
    found, content = {}, path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if not whole and not content.startswith(b'{"fingerprint"'[: len(content)]):
        raise ValueError(_NO_JOURNAL.format(path=path, line=1))
    for number, line in enumerate(whole.splitlines(), 1):
        try:
            kept = json.loads(line)
            found[str(kept["fingerprint"])] = CaseResult.model_validate(kept["result"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(_NO_JOURNAL.format(path=path, line=number)) from error
    if whole != content:
        path.write_bytes(whole)
    return found
