"""What figures of a run are worth: intervals of shares, middle and slow ends of times, and whether a drop is chance.

    >>> wilson(81, 263)
    (0.2552885198782742, 0.36620957698280004)

The functions are SciPy's and NumPy's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest


def wilson(passed: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson, J Am Stat Assoc 1927;22:209-212); of no trial it is the whole range."""
    if total == 0:
        return 0.0, 1.0
    interval = binomtest(passed, total).proportion_ci(confidence_level=0.95, method="wilson")
    return float(interval.low), float(interval.high)


def median_and_quantile(seconds: Sequence[float], share: float = 0.95) -> tuple[float, float]:
    """The median, and the time within which this share of the answers came.

    Raises:
        ValueError: there is no time.
    """
    if not seconds:
        raise ValueError("no times were given: ask for a median where at least one answer was timed")
    median, quantile = np.quantile(np.asarray(seconds), (0.5, share))
    return float(median), float(quantile)


def mcnemar_drop(lost: int, gained: int) -> float:
    """How likely so many more losses than gains are by chance alone, where each of the cases was run before and after.

    The exact form of the test of McNemar (Psychometrika 1947;12:153-157), one-sided: a case that changed is as likely to
    be lost as gained.
    """
    if lost + gained == 0:
        return 1.0
    return float(binomtest(lost, lost + gained, 0.5, alternative="greater").pvalue)
