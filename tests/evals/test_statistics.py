"""The figures of a report, against published ones."""

from __future__ import annotations

import pytest

from qa_service.evals.statistics import mcnemar_drop, median_and_quantile, wilson


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(passed: int, total: int, low: float, high: float) -> None:
    """The four examples of Newcombe, Stat Med 1998;17:857-872, table I, score method without continuity correction."""
    interval = wilson(passed, total)

    assert interval == pytest.approx((low, high), abs=0.00005)


def test_of_nothing_nothing_is_known() -> None:
    """No case leaves every share possible."""
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_interval_holds_the_share_and_stays_in_range() -> None:
    """Also where none or all passed."""
    for total in range(1, 40):
        for passed in range(total + 1):
            low, high = wilson(passed, total)
            assert 0.0 <= low <= passed / total + 1e-12
            assert passed / total - 1e-12 <= high <= 1.0 + 1e-12


@pytest.mark.parametrize(("lost", "gained", "chance"), [(14, 1, 0.000), (9, 1, 0.011), (12, 3, 0.018), (15, 5, 0.021)])
def test_a_drop_is_judged_by_the_binomial(lost: int, gained: int, chance: float) -> None:
    """One-tailed probabilities of Siegel, Nonparametric Statistics (1956), table D."""
    assert mcnemar_drop(lost, gained) == pytest.approx(chance, abs=0.0005)


def test_no_change_and_gains_are_no_drop() -> None:
    """One-sided: only losses count against a run."""
    assert mcnemar_drop(0, 0) == 1.0
    assert mcnemar_drop(0, 10) == 1.0
    assert mcnemar_drop(5, 0) == 0.03125


def test_times_have_a_middle_and_a_slow_end() -> None:
    """Both are read between the times where they fall between two."""
    assert median_and_quantile([1.0, 2.0, 3.0, 4.0]) == pytest.approx((2.5, 3.85))
    assert median_and_quantile([0.2]) == (0.2, 0.2)
    assert median_and_quantile([1.0, 2.0, 3.0], share=0.5) == (2.0, 2.0)


def test_no_times_have_no_median() -> None:
    """The caller is told."""
    with pytest.raises(ValueError, match="no times were given"):
        median_and_quantile([])
