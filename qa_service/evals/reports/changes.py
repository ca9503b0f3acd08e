"""What changed from a baseline, as a terminal shows it."""

from __future__ import annotations

from qa_service.evals.baseline import Comparison
from qa_service.evals.reports.visible import one_line

_SHOWN = 20


def changes(comparison: Comparison) -> str:
    """Better, worse, new, and whether that is to be refused."""
    before, now, compared = comparison.passed_before, comparison.passed_now, comparison.compared
    lines = [
        f"Against the baseline: {len(comparison.better)} better, {len(comparison.worse)} worse, {len(comparison.new)} new, "
        f"{len(comparison.missing)} not run; {before} -> {now} of {compared} cases passed."
    ]
    lines += _listed("better", comparison.better)
    lines += _listed("worse", [result.key for result in comparison.worse])
    lines += _listed("new", [f"{result.key} ({result.outcome})" for result in comparison.new])
    lines += _listed("no check applies any more", comparison.unjudged)
    lines += _listed("not run", comparison.missing)
    if comparison.other_corpora:
        lines.append(f"OTHER CORPUS than the baseline's: {', '.join(map(one_line, comparison.other_corpora))}")
    if comparison.lost:
        lines.append(f"REFUSED: {len(comparison.lost)} cases that must hold do not.")
    if comparison.has_dropped:
        lines.append(
            f"REFUSED: the pass rate fell by {(before - now) / compared:.1%}, which is more than {comparison.margin:.1%} "
            f"and more than chance explains (McNemar, exact, one-sided: p = {comparison.probability:.3g})."
        )
    return "\n".join(lines) + "\n"


def _listed(name: str, keys: tuple[str, ...] | list[str]) -> list[str]:
    shown = [f"  {name}: {one_line(key)}" for key in keys[:_SHOWN]]
    return [*shown, f"  {name}: ... and {len(keys) - _SHOWN} more"] if len(keys) > _SHOWN else shown
