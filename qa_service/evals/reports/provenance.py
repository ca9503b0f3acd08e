"""What was asked, when, and what the answers depend on, as names and values."""

from __future__ import annotations

from qa_service.evals.results import Report, TargetRecord
from qa_service.types import Fingerprint


def provenance(report: Report) -> dict[str, str]:
    """Target, time and fingerprints. A fingerprint that changed during the run is shown with all of its values, in order."""
    values = {"target": target_name(report.target), "started": report.started}
    for name in Fingerprint.model_fields:
        found = dict.fromkeys(getattr(fingerprint, name) or "none" for fingerprint in report.fingerprints)
        values[name] = ", then ".join(found) or "not known"
    if not report.fingerprints and report.target.index:
        values["index"] = report.target.index
    return values


def target_name(target: TargetRecord) -> str:
    """The target in words."""
    kind = {"in_process": "in this process", "native": "its own API", "openai": "OpenAI-compatible API"}[target.kind]
    model = f"model {target.model}" if target.model else ""
    return ", ".join(filter(None, [kind, target.url, model]))


def partial_line(report: Report) -> str:
    """What is missing and why, of a report that is partial."""
    return f"{report.partial} ({len(report.results)} of {report.cases} cases have a result)"
