"""What holds for a report in every form, and what the forms are made of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_service.evals.reports import write_text_atomically
from qa_service.evals.reports.html import as_html
from qa_service.evals.reports.junit import write_junit
from qa_service.evals.reports.markdown import as_markdown
from qa_service.evals.reports.provenance import provenance
from qa_service.evals.reports.tallies import by_suite, duration, tally, whole
from qa_service.evals.reports.terminal import summary
from qa_service.evals.reports.visible import one_line, visible
from qa_service.evals.results import Report, TargetRecord

Written = Callable[[Report], str]
FORMS = pytest.mark.parametrize("written", [summary, as_markdown, as_html])


def test_no_character_works_unseen(hostile_texts: tuple[str, ...]) -> None:
    """Control, bidi and other invisible characters are gone from what is shown."""
    shown = "".join(visible(text) for text in hostile_texts)

    unseen = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
    assert re.findall(unseen, shown) == []


def test_a_hidden_character_is_named() -> None:
    """A reader sees why two texts differ that look alike; what is seen anyway stays."""
    assert visible("60\u202e %\x00\n\té🧪漢\u00a0") == "60<U+202E> %<U+0000>\n\té🧪漢\u00a0"


def test_one_line_is_one_line_and_not_too_long() -> None:
    """White space becomes a space, and what was cut off is said to be."""
    assert one_line(" a\n\n b\tc ") == "a b c"
    assert one_line("abcdef", longest=3) == "abc..."


def test_the_share_is_of_the_judged_cases(outcomes: Report) -> None:
    """What does not apply or could not be asked is counted beside it."""
    row = whole(outcomes)

    assert (row.cases, row.passed, row.failed, row.errors, row.not_applicable) == (5, 2, 1, 1, 1)
    assert row.rate == "66.6% (20.8 to 93.9)"


def test_all_is_said_only_of_all(outcomes: Report) -> None:
    """100.0% with a failure would be taken for a whole."""
    passed, failed = outcomes.results[0], outcomes.results[2]

    assert tally("many", [passed] * 2999 + [failed]).rate == "99.9% (99.8 to 100.0)"
    assert tally("all", [passed] * 3000).rate == "100.0% (99.9 to 100.0)"
    assert tally("none", []).rate == "-"


def test_a_suite_that_was_not_reached_is_listed(nothing_run: Report) -> None:
    """A partial report hides no suite."""
    assert [(row.name, row.cases) for row in by_suite(nothing_run)] == [("lems/facts", 0)]


def test_only_answers_that_came_are_timed(outcomes: Report) -> None:
    """A question that could not be asked has no latency."""
    assert whole(outcomes).seconds == (0.02, 0.02, 0.02, 0.02)


def test_times_are_said_as_people_say_them() -> None:
    """Milliseconds below a second."""
    assert [duration(value) for value in (0.0, 0.0123, 0.9996, 75.25)] == ["0 ms", "12 ms", "1.0 s", "75.2 s"]


def test_what_changed_during_a_run_is_shown(outcomes: Report) -> None:
    """A fingerprint has all of its values, in order."""
    rebuilt = outcomes.fingerprints[0].model_copy(update={"index": "i1"})
    changed = outcomes.model_copy(update={"fingerprints": (*outcomes.fingerprints, rebuilt)})

    assert provenance(changed)["index"] == "i0, then i1"
    assert provenance(changed)["corpus"] == "c0"
    assert provenance(changed)["prompt"] == "none"


def test_what_is_not_known_is_not_made_up(outcomes: Report) -> None:
    """An endpoint without fingerprints may still say which index it answers from."""
    target = TargetRecord(kind="openai", url="http://localhost:8000/v1", model="m", index="i7")
    foreign = provenance(outcomes.model_copy(update={"fingerprints": (), "target": target}))

    assert foreign["target"] == "OpenAI-compatible API, http://localhost:8000/v1, model m"
    assert foreign["index"] == "i7"
    assert foreign["corpus"] == "not known"


@FORMS
def test_a_partial_report_says_so_and_why(written: Written, nothing_run: Report, outcomes: Report) -> None:
    """A reader cannot take it for a whole one, nor a whole one for it."""
    said = "the service did not start (0 of 7 cases have a result)"

    assert re.search(rf"partial.*{re.escape(said)}", written(nothing_run), re.IGNORECASE)
    assert "partial" not in written(outcomes).lower()


@FORMS
def test_what_was_flaky_is_named(written: Written, flaky: Report, outcomes: Report) -> None:
    """With how often it passed, though the verdicts that are left are good."""
    text = written(flaky)

    assert re.search(r"Flaky:.*S07a", text)
    assert "passed 2 of 3 times" in text
    assert "Flaky" not in written(outcomes)


@FORMS
def test_the_same_report_gives_the_same_text(written: Written, hostile: Report) -> None:
    """Also when it was read back from its JSON."""
    assert written(hostile) == written(Report.model_validate_json(hostile.model_dump_json()))


def test_three_thousand_cases_take_seconds(outcomes: Report, tmp_path: Path) -> None:
    """All four forms together take less than five."""
    named = [{"id": f"C{number}", "suite": f"suite/{number % 12}", "kind": f"k{number % 50}"} for number in range(3000)]
    results = tuple(outcomes.results[number % 5].model_copy(update=name) for number, name in enumerate(named))
    many = outcomes.model_copy(update={"results": results, "cases": 3000})

    start = time.perf_counter()
    pages = [summary(many), as_markdown(many), as_html(many)]
    write_junit(many, tmp_path / "junit.xml")

    assert time.perf_counter() - start < 5
    assert all("3000" in page for page in pages)


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    """What was there is replaced, and nothing else is left."""
    path = tmp_path / "reports" / "nightly" / "report.txt"

    write_text_atomically(path, "first")
    write_text_atomically(path, "second é\n")

    assert path.read_bytes() == b"second \xc3\xa9\n"
    assert list(path.parent.iterdir()) == [path]


def test_a_text_that_cannot_be_written_leaves_the_file(tmp_path: Path) -> None:
    """Half a report never stands where a whole one was."""
    path = tmp_path / "report.txt"
    write_text_atomically(path, "whole")

    with pytest.raises(UnicodeEncodeError):
        write_text_atomically(path, "half \ud800")

    assert path.read_text(encoding="utf-8") == "whole"
    assert list(tmp_path.iterdir()) == [path]


def test_who_reads_a_file_while_it_is_replaced_reads_the_old_one(tmp_path: Path) -> None:
    """The change is one step."""
    path = tmp_path / "report.txt"
    write_text_atomically(path, "first")

    with path.open(encoding="utf-8") as reader:
        write_text_atomically(path, "second")
        assert reader.read() == "first"
