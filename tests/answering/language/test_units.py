"""A figure is of the unit that was asked for, or it is not."""

from __future__ import annotations

import pytest

from qa_service.answering.language.quantities import quantities, unit_name


@pytest.mark.parametrize(
    ("text", "unit", "is_of"),
    [
        ("60 mg", "mg", True),
        ("60 mg", "milligram", True),
        ("60 mg a day", "mg", True),
        ("60 mg a day", "mg/day", True),
        ("60 mg a day", "mg per day", True),
        ("60 mg", "mg/day", False),
        ("60 mg/kg", "mg", False),
        ("60 mg/kg", "mg/kg", True),
        ("60 mg/kg/day", "mg/kg", True),
        ("60 mg/ml", "mg", False),
        ("60 µg", "mg", False),
        ("60 g", "mg", False),
        ("60%", "mg", False),
        ("60%", "%", True),
        ("60%", "per cent", True),
        ("60", "%", False),
        ("60 percentage points", "%", False),
        ("10 months", "months", True),
        ("10 months", "years", False),
        ("0.48 per million", "per million", True),
        ("0.48 per million per year", "per million", True),
        ("5.3 per million person-years", "per million", True),
        ("0.48 per 100,000", "per million", False),
        ("26 adult patients", "patients", True),
        ("26 patients", "patient", True),
        ("26 patients", "sailors", False),
        ("patients (n = 26)", "patients", True),
        ("Number of pages: 10", "pages", True),
        ("pages 766-768", "pages", True),
        ("60% of patients", "patients", False),
        ("60 mg", "", True),
    ],
)
def test_a_figure_is_of_its_unit(text: str, unit: str, is_of: bool) -> None:
    """A dose may say more than was asked, and never less or another thing."""
    [found] = quantities(text)

    assert found.is_of(unit) is is_of


@pytest.mark.parametrize(
    ("written", "name"), [("mg per day", "mg/day"), ("%", "%"), ("years", "year"), ("sailors", "sailors"), ("", "")]
)
def test_a_unit_has_one_name(written: str, name: str) -> None:
    """A noun stays as it is."""
    assert unit_name(written) == name
