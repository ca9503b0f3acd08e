"""What a measurement says of its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_service.evals.speed.report import Figure, Machine, SpeedReport, as_table, draw

ALONE = Figure(name="alone", unit="ms", values=(4.0, 6.0, 5.0))
WHOLE = Figure(name="whole", unit="ms", values=tuple(float(n) for n in range(1, 101)), against="alone")


@pytest.fixture
def report() -> SpeedReport:
    machine = Machine(processor="X1", cores=2, memory_gib=8, load=0.5, system="Linux x86_64", python="3.11.7")
    return SpeedReport.of("20260101T000000-0123456789ab", machine, [ALONE, WHOLE])


def test_a_figure_is_its_median_and_its_spread() -> None:
    """A quantile is a value that was measured."""
    assert (WHOLE.median, WHOLE.quantile(0.1), WHOLE.quantile(0.99)) == (50.5, 11.0, 100.0)
    assert Figure(name="one", unit="s", values=(3.0,)).quantile(0.99) == 3.0


def test_a_figure_is_compared_with_the_one_that_it_names(report: SpeedReport) -> None:
    """By medians of the same run; one that names none, or one that was not measured, is compared with nothing."""
    lost = Figure(name="lost", unit="ms", values=(1.0,), against="what was not measured")

    assert [report.ratio(figure) for figure in (ALONE, WHOLE, lost)] == [None, 10.1, None]


def test_the_table_has_a_line_for_each_figure(report: SpeedReport) -> None:
    """First the machine, without which no figure says anything."""
    machine, head, alone, whole = as_table(report).splitlines()

    assert machine == "20260101T000000-0123456789ab; X1, 2 cores, 8.0 GiB, load 0.5"
    assert head.split() == ["median", "p10", "p90", "p99", "n", "against"]
    assert alone.split() == ["alone", "(ms)", "5.00", "4.00", "6.00", "6.00", "3"]
    assert whole.split() == ["whole", "(ms)", "50.50", "11.00", "91.00", "100.00", "100", "10.10", "x", "alone"]


def test_a_report_is_read_as_it_was_written(report: SpeedReport) -> None:
    """Every measured value is in it."""
    assert SpeedReport.model_validate_json(report.model_dump_json()) == report


def test_this_machine_is_described() -> None:
    """Its processor by name, and what it has."""
    machine = Machine.this()

    assert machine.processor
    assert machine.cores >= 1
    assert machine.memory_gib > 0


def test_figures_are_drawn(report: SpeedReport, tmp_path: Path) -> None:
    """In the form that the file's ending names."""
    draw(report, tmp_path / "plot.svg")

    assert "<svg" in (tmp_path / "plot.svg").read_text(encoding="utf-8")
