"""Figures are read as people write them: value or range, unit, hedge."""

from __future__ import annotations

import pytest

from qa_service.answering.language.quantities import Quantity, quantities


def read(text: str) -> list[str]:
    return [str(found) for found in quantities(text)]


def only(text: str) -> Quantity:
    [found] = quantities(text)
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("60 %", "60 %"),
        ("60%", "60 %"),
        ("60 per cent", "60 %"),
        ("sixty percent", "60 %"),
        ("sixty-two per cent", "62 %"),
        ("3-4%", "3-4 %"),
        ("3–4%", "3-4 %"),
        ("3 to 4 per cent", "3-4 %"),
        ("three to four per cent", "3-4 %"),
        ("3% to 4%", "3-4 %"),
        ("3%-4%", "3-4 %"),
        ("between 3 and 4%", "3-4 %"),
        ("between 3% and 4%", "3-4 %"),
        ("between three and four per cent", "3-4 %"),
        ("0.48 per million", "0.48 per million"),
        ("0·48 per million", "0.48 per million"),
        ("1 in 100,000", "1 per 100,000"),
        ("5.3 per million person-years", "5.3 per million person-years"),
        ("0.6 per million per year", "0.6 per million/year"),
        ("15 to 60 mg", "15-60 mg"),
        ("15 mg to 60 mg", "15-60 mg"),
        ("from 15 up to 60 mg", "15-60 mg"),
        ("60mg", "60 mg"),
        ("60 milligrams", "60 mg"),
        ("60 mg/day", "60 mg/day"),
        ("60 mg a day", "60 mg/day"),
        ("60 mg daily", "60 mg/day"),
        ("60 mg per day", "60 mg/day"),
        ("2.5 mg/kg", "2.5 mg/kg"),
        ("35 mg/kg per day", "35 mg/kg/day"),
        ("50 mg/m²", "50 mg/m2"),
        ("5 µg", "5 µg"),
        ("5 μg", "5 µg"),
        ("5 mcg", "5 µg"),
        ("1,854-1,863", "1854-1863"),
        ("1854–63", "1854-1863"),
        ("12,523,409", "12,523,409"),
        ("12\u2009523\u2009409", "12,523,409"),
        ("12.5 million", "12,500,000"),
        ("twelve thousand", "12,000"),
        ("five hundred and twenty-one patients", "521 patients"),
        ("a hundred patients", "100 patients"),
        ("a dozen sailors", "12 sailors"),
        ("two dozen sailors", "24 sailors"),
        ("26 patients", "26 patients"),
        ("a 26-patient trial", "26 patient"),
        ("a 47-year-old man", "47 years"),
        ("a forty-seven-year-old man", "47 years"),
        ("aged 47", "47 years"),
        ("week 8", "8 weeks"),
        ("1 month", "1 month"),
        ("ten months", "10 months"),
        ("half of the sailors", "50 %"),
        ("two-thirds of the sailors", "66.67 %"),
        ("two thirds of the sailors", "66.67 %"),
        ("a third of the sailors", "33.33 %"),
        ("three quarters", "75 %"),
        ("one in ten", "10 %"),
        ("9 out of every 10", "90 %"),
        ("3-fold", "3 fold"),
        ("threefold", "3 fold"),
        ("a twofold rise", "2 fold"),
        ("three times higher", "3 fold"),
        ("three times a day", "3 times/day"),
        ("twice daily", "2 times/day"),
        ("one and a half years", "1.5 years"),
        ("2½ years", "2.5 years"),
        ("-5 mV", "-5 mV"),
        ("−5 mV", "-5 mV"),
        ("minus 5 mV", "-5 mV"),
        ("−5 to −3 mV", "-5 to -3 mV"),
        ("in 2017", "2017"),
        ("nineteen ninety-five", "1995"),
        ("the 1990s", "1990 decades"),
        ("10⁶ cells", "1,000,000 cells"),
        ("5 × 10⁻³ g", "0.005 g"),
        ("rose from 45% to 65%", "45 to 65 %"),
        ("3 or 4 doses", "3-4 doses"),
        ("６０％", "60 %"),
        ("60\u00a0%", "60 %"),
        ("pages 766-768", "766-768"),
    ],
)
def test_a_figure_is_read(text: str, told: str) -> None:
    """In digits or in words, with its unit under one name."""
    assert read(text) == [told]


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("up to 60%", "up to"),
        ("Up to sixty per cent", "up to"),
        ("as many as 60 patients", "up to"),
        ("at most 60 mg", "up to"),
        ("60 mg at most", "up to"),
        ("no more than 60 mg", "up to"),
        ("must not exceed 60 mg", "up to"),
        ("a maximum of 60 mg", "up to"),
        ("max 60 mg/day", "up to"),
        ("The maximum recommended daily dose in adults is 60 mg", "up to"),
        ("≤60 mg", "up to"),
        ("about 10 months", "about"),
        ("approximately ten months", "about"),
        ("~10 months", "about"),
        ("an estimated 348 patients", "about"),
        ("some 300 patients", "about"),
        ("10 months or so", "about"),
        ("at least 5%", "at least"),
        ("5% or more", "at least"),
        ("50 years or older", "at least"),
        ("age 50 and above", "at least"),
        ("≥5%", "at least"),
        ("no fewer than 5 sailors", "at least"),
        ("more than 90%", "more than"),
        ("over 90%", "more than"),
        ("just over half", "more than"),
        (">90%", "more than"),
        ("less than 5%", "less than"),
        ("under 45 kg", "less than"),
        ("p < 0.001", "less than"),
        ("p<.001", "less than"),
        ("nearly 3%", "nearly"),
        ("close to 3%", "nearly"),
        ("almost a third", "nearly"),
        ("up to about 60%", "up to about"),
        ("60%", ""),
        ("the 60% cut-off", ""),
        ("some 2024 copies", ""),
        ("the maximum was reached by 5 sailors", ""),
    ],
)
def test_a_hedge_is_read(text: str, hedge: str) -> None:
    """Words of one kind are equal."""
    assert only(text).hedge == hedge


def test_a_figure_is_bounded_by_its_outermost_hedge() -> None:
    """ "Up to about 60%" is up to 60%, and not about 60%."""
    found = only("up to about 60%")

    assert found.is_hedged("up to")
    assert not found.is_hedged("about")
    assert not found.is_hedged("")
    assert only("60%").is_hedged("")


@pytest.mark.parametrize(
    "text",
    [
        "1,2-dioxin and 3-N-acetyl-x",
        "P/Q channels",
        "SOX1, HLA-B8, COVID-19 and 3D",
        "the 2nd dose, the first and the twenty-first",
        "a second look",
        "no one, one of the most common, one may ask",
        "hundreds of sailors, several hundred",
        "10.1186/1471-2377-10-46 and https://x.org/12",
        "half-life, half an hour, the second half",
        "version 1.2.3",
        "",
        "per million",
    ],
)
def test_names_ordinals_and_pronouns_are_no_figures(text: str) -> None:
    """What counts nothing is not read."""
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("95% CI 247-449", ["95 %", "247-449"]),
        ("20 mg three times a day for 6 days", ["20 mg", "3 times/day", "6 days"]),
        ("24 of 264 patients", ["24 patients", "264 patients"]),
        ("26/50", ["26", "50"]),
        ("46 and 51%", ["46 %", "51 %"]),
        ("15, 30 and 60 mg", ["15 mg", "30 mg", "60 mg"]),
        ("In 2016, 60 mg", ["2016", "60 mg"]),
        ("59% in the eyes, 29% in the mouth", ["59 %", "29 %"]),
        ("p = 0.017 to 0.038", ["0.017-0.038"]),
        ("ages 6 to under 17", ["6 years", "less than 17"]),
        ("5 days to 2 weeks", ["5 days", "2 weeks"]),
        ("1 g/kg per day on two days", ["1 g/kg/day", "2 days"]),
    ],
)
def test_several_figures_are_told_apart(text: str, told: list[str]) -> None:
    """Each with its own unit; a list shares the unit that it ends with."""
    assert read(text) == told


@pytest.mark.parametrize(
    "date",
    [
        "28 November 2018",
        "28 Nov 2018",
        "November 28, 2018",
        "Nov. 28 2018",
        "28th of November 2018",
        "the 28th of November, 2018",
        "2018-11-28",
    ],
)
def test_a_date_is_read_alike_however_it_is_written(date: str) -> None:
    """A day of a month, and a year."""
    assert read(f"approved on {date}.") == ["28 November", "2018"]


@pytest.mark.parametrize("text", ["not 60%", "never 60 %", "40%, not 60%", "with 60 mg rather than 60%", "isn't 60%"])
def test_a_figure_that_is_denied_is_told_so(text: str) -> None:
    """It is named, and not given."""
    assert quantities(text)[-1].is_negated


@pytest.mark.parametrize("text", ["no more than 60%", "must not exceed 60%", "no tumour in 60%", "not seen in 60%"])
def test_a_figure_of_what_is_denied_is_given(text: str) -> None:
    """The negation is of something else, or belongs to the hedge."""
    assert not only(text).is_negated


def test_a_way_from_one_value_to_another_is_no_range() -> None:
    """ "Rose from 45% to 65%" gives two values; "5 to 6" gives a range."""
    assert only("strength rose from 45% to 65% of normal").is_change
    assert not only("45% to 65% of sailors").is_change
