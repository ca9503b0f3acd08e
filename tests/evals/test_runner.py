"""A run asks every case, judges every turn, and tells what it could not judge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from qa_service.errors import RefusedError, TargetError
from qa_service.evals.checks import ServedDocument
from qa_service.evals.journal import Journal
from qa_service.evals.plan import Endpoint, planned
from qa_service.evals.results import Report, TargetRecord
from qa_service.evals.runner import Asked, Options, Plan, run
from qa_service.evals.suites import load_suite, load_suites
from qa_service.evals.targets.target import Reply
from qa_service.settings import Settings

WriteSuite = Callable[..., Path]


class Scripted:
    """An endpoint that says what it is told to say to a question, and counts how often it was asked."""

    record = TargetRecord(kind="openai", url="http://scripted", model="script")
    retries = 0

    def __init__(self, replies: dict[str, Sequence[str]]) -> None:
        self._replies = replies
        self.asked: list[str] = []
        self.at_once = self.most_at_once = 0

    async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
        """What is written for it; later repeats get later texts."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        texts = self._replies.get(question)
        if texts is None:
            raise TargetError(f"nobody answers {question!r}")
        text = texts[min(self.asked.count(question), len(texts) - 1)]
        self.asked.append(question)
        return Reply(question, text, None, False, 0.01)

    async def documents(self, ids: Iterable[str]) -> dict[str, ServedDocument]:
        return {}

    async def ranked(self, question: str) -> None:
        return None

    async def close(self) -> None:
        return None


def cases(*named: str, check: str = "contains: nine") -> str:
    """A suite with a case for each name, whose question is the name."""
    return "suite: a/b\ncases:\n" + "".join(
        f"- id: {name}\n  question: {name}\n  checks: [{check}]\n" for name in named
    )


def plan_of(path: Path, target: Scripted | None) -> Plan:
    suite = load_suite(path)
    return Plan([suite], [Asked(suite, case, target) for case in suite.suite.cases], Scripted.record)


async def test_the_service_in_this_process_is_judged(suite: WriteSuite, invented: Settings) -> None:
    """With its quotes and documents; what its answers depend on is in the report."""
    async with planned(load_suites([suite()]), invented, Endpoint()) as plan:
        report = await run(plan, Options())

    assert [(result.id, result.outcome) for result in report.results] == [
        ("cured", "passed"),
        ("cause", "passed"),
        ("football", "passed"),
    ]
    assert report.partial is None
    assert report.target.kind == "in_process"
    assert [fingerprint.index for fingerprint in report.fingerprints] == [report.target.index]
    assert list(report.suites) == ["invented/scurvy"]


async def test_ten_runs_give_the_same(suite: WriteSuite, invented: Settings) -> None:
    """But for times and the ids of answers."""

    def same(report: Report) -> object:
        return [
            (result.key, [(turn.text, turn.answer and turn.answer.citations, turn.verdicts) for turn in result.turns])
            for result in report.results
        ]

    async with planned(load_suites([suite()]), invented, Endpoint()) as plan:
        reports = [await run(plan, Options(concurrency=number)) for number in (1, 2, 3, 4, 5, 6, 7, 8, 16, 64)]

    assert all(same(report) == same(reports[0]) for report in reports)


async def test_a_wrong_figure_fails_with_what_was_expected_and_found(suite: WriteSuite, invented: Settings) -> None:
    """In one line."""
    question = "How many sailors did lemon juice cure?"
    text = f"suite: a/b\ncases:\n- id: a\n  question: {question}\n  checks: [number: {{value: 7, of: sailors}}]\n"
    async with planned(load_suites([suite(text)]), invented, Endpoint()) as plan:
        report = await run(plan, Options())

    assert report.results[0].outcome == "failed"
    assert report.results[0].reasons[0].startswith("number: expected 7 of sailors; found ")
    assert "9 sailors (“Lemon juice cured 9 of 10 sailors" in report.results[0].reasons[0]


async def test_results_come_in_the_order_of_the_suite(suite: WriteSuite) -> None:
    """However many are asked at the same time, which is never more than allowed."""
    names = [f"c{number}" for number in range(30)]
    target = Scripted({name: ["nine"] for name in names})

    report = await run(plan_of(suite(cases(*names)), target), Options(concurrency=3))

    assert [result.id for result in report.results] == names
    assert target.most_at_once == 3


async def test_turns_are_asked_one_after_the_other(suite: WriteSuite) -> None:
    """A turn that cannot be asked ends the conversation, and the case is an error."""
    turns = "".join(f"  - question: {name}\n    checks: [contains: nine]\n" for name in ("one", "two", "three"))
    target = Scripted({"one": ["nine"], "three": ["nine"]})

    report = await run(plan_of(suite(f"suite: a/b\ncases:\n- id: c\n  turns:\n{turns}"), target), Options())

    assert target.asked == ["one"]
    assert report.results[0].outcome == "error"
    assert report.results[0].reasons == ("turn 2: nobody answers 'two'",)
    assert report.partial == "1 of 1 cases could not be judged"


async def test_what_needs_citations_is_not_applicable_without_them(suite: WriteSuite) -> None:
    """A case of which no check applies is not passed; one with another check that holds is."""
    text = (
        cases("a", check="cites: somebody, quotes_verbatim")
        + cases("b", check="faithful, contains: nine").partition("cases:\n")[2]
    )

    report = await run(plan_of(suite(text), Scripted({"a": ["nine"], "b": ["nine"]})), Options())

    assert [result.outcome for result in report.results] == ["not_applicable", "passed"]
    assert report.checks()["not_applicable"] == 3
    assert report.checks()["passed"] == 1


async def test_repeats_show_what_is_flaky(suite: WriteSuite) -> None:
    """A case passes if every repeat does; other words in one of them are told."""
    replies = {"steady": ["nine"], "words": ["nine", "nine, yes"], "luck": ["nine", "ten", "nine"]}

    report = await run(plan_of(suite(cases(*replies)), Scripted(replies)), Options(repeat=3))

    told = {result.id: (result.outcome, result.passes, result.is_flaky) for result in report.results}
    assert told == {"steady": ("passed", 3, False), "words": ("passed", 3, True), "luck": ("failed", 2, True)}
    assert report.results[2].reasons == ("contains: expected nine; found “ten”",)


async def test_fail_fast_stops_at_the_first_failure(suite: WriteSuite) -> None:
    """And says so; what was not run is not there."""
    report = await run(
        plan_of(suite(cases("a", "b", "c")), Scripted({"a": ["nine"], "b": ["ten"], "c": ["nine"]})),
        Options(concurrency=1, fail_fast=True),
    )

    assert [result.id for result in report.results] == ["a", "b"]
    assert report.partial == "stopped at the first failure, a/b::b; 2 of 3 cases were run"


async def test_a_target_that_is_gone_is_not_asked_for_ever(suite: WriteSuite) -> None:
    """After five failures in a row the run ends, with the reason."""
    report = await run(plan_of(suite(cases(*map(str, range(40)))), Scripted({})), Options(concurrency=1))

    assert len(report.results) == 5
    assert (
        report.partial
        == "the target failed 5 times in a row; the last time: nobody answers '4'; 5 of 40 cases were run"
    )


async def test_a_refused_question_is_not_a_target_that_is_gone(suite: WriteSuite) -> None:
    """However many are refused, the others are asked."""

    class Strict(Scripted):
        async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
            if question != "good":
                raise RefusedError("too long")
            return await super().ask(question, earlier)

    path = suite(cases(*[f"c{number}" for number in range(9)], "good"))
    report = await run(plan_of(path, Strict({"good": ["nine"]})), Options(concurrency=1))

    assert [result.outcome for result in report.results] == ["error"] * 9 + ["passed"]
    assert report.partial == "9 of 10 cases could not be judged"


async def test_a_fault_of_the_harness_loses_no_result(suite: WriteSuite) -> None:
    """What was judged is reported, as partial."""

    class Faulty(Scripted):
        async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
            if question == "b":
                raise ZeroDivisionError("oh")
            return await super().ask(question, earlier)

    report = await run(
        plan_of(suite(cases("a", "b", "c")), Faulty({"a": ["nine"], "c": ["nine"]})), Options(concurrency=1)
    )

    assert [result.id for result in report.results] == ["a"]
    assert report.partial == "the harness failed: ZeroDivisionError: oh; 1 of 3 cases were run"


async def test_a_repeat_that_could_not_be_asked_makes_the_case_an_error(suite: WriteSuite) -> None:
    """Rather than count as one that did not pass."""

    class Shaky(Scripted):
        async def ask(self, question: str, earlier: Sequence[Reply]) -> Reply:
            if len(self.asked) == 2:
                self.asked.append(question)
                raise TargetError("status 500")
            return await super().ask(question, earlier)

    report = await run(plan_of(suite(cases("a")), Shaky({"a": ["ten"]})), Options(repeat=4))

    assert report.results[0].outcome == "error"
    assert report.partial == "1 of 1 cases could not be judged"


async def test_an_interrupted_run_gives_what_it_has(suite: WriteSuite) -> None:
    """As Ctrl-C does it."""
    target = Scripted({"a": ["nine"], "b": ["nine"]})
    running = asyncio.ensure_future(
        run(plan_of(suite(cases("a", "b")), target), Options(concurrency=1, on_case=lambda _: running.cancel()))
    )  # type: ignore[misc]

    report = await running

    assert [result.id for result in report.results] == ["a"]
    assert report.partial == "interrupted; 1 of 2 cases were run"


async def test_a_journal_goes_on_where_a_run_stopped(suite: WriteSuite, tmp_path: Path) -> None:
    """A case that is finished is not asked again; one with a half-written line, other checks or more repeats is."""
    path, journal = suite(cases("a", "b")), tmp_path / "runs" / "journal"
    await run(plan_of(path, Scripted({"a": ["nine"], "b": ["nine"]})), Options(journal=Journal(journal)))
    journal.write_text(journal.read_text()[:-40])
    target = Scripted({"a": ["nine"], "b": ["ten"]})

    report = await run(plan_of(path, target), Options(journal=Journal(journal)))
    changed = Scripted({"a": ["nine"], "b": ["nine"]})
    await run(plan_of(suite(cases("a", "b", check="contains: ten")), changed), Options(journal=Journal(journal)))
    must = suite(cases("a", "b").replace("cases:", "must: true\ncases:"))
    kept = await run(plan_of(must, Scripted({})), Options(journal=Journal(journal)))
    often = Scripted({"a": ["nine"], "b": ["nine"]})
    await run(plan_of(must, often), Options(repeat=2, journal=Journal(journal)))

    assert target.asked == ["b"]
    assert [result.outcome for result in report.results] == ["passed", "failed"]
    assert sorted(changed.asked) == ["a", "b"]
    assert all(result.must for result in kept.results)
    assert sorted(often.asked) == ["a", "a", "b", "b"]


async def test_errors_are_not_kept(suite: WriteSuite, tmp_path: Path) -> None:
    """They are asked again the next time."""
    path = suite(cases("a"))
    await run(plan_of(path, Scripted({})), Options(journal=Journal(tmp_path / "journal")))
    target = Scripted({"a": ["nine"]})

    report = await run(plan_of(path, target), Options(journal=Journal(tmp_path / "journal")))

    assert (report.results[0].outcome, report.partial) == ("passed", None)


def test_a_file_that_is_no_journal_is_not_written_over(tmp_path: Path) -> None:
    """It may be somebody's work."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes")

    with pytest.raises(ValueError, match=r"notes\.txt:1: no journal of a run; name another file to resume from"):
        Journal(path)
    assert path.read_text() == "my notes"


async def test_works_that_a_suite_adds_are_answered_from_for_that_suite_alone(
    suite: WriteSuite, invented: Settings
) -> None:
    """In a throw-away copy of the index; the index itself stays as it is."""
    work = suite().parent / "rumour.md"
    work.write_text(
        "---\ntitle: Rumours on oranges\nyear: 2001\n---\n## Results\n\nOranges cured 77 of 80 pirates of scurvy.\n"
    )
    asks = "- id: pirates\n  question: How many pirates did oranges cure?\n  checks: [cites: rumour, number: 77]\n"
    with_work = suite(f"suite: a/with\nadds: [rumour.md]\ncases:\n{asks}", "with.yaml")
    without = suite(f"suite: a/without\ncases:\n{asks}", "without.yaml")
    async with planned(load_suites([with_work, without]), invented, Endpoint()) as plan:
        report = await run(plan, Options())

    assert [(result.suite, result.outcome) for result in report.results] == [
        ("a/with", "passed"),
        ("a/without", "failed"),
    ]
    assert len({fingerprint.corpus for fingerprint in report.fingerprints}) == 2


async def test_works_cannot_be_added_to_a_service_elsewhere(suite: WriteSuite) -> None:
    """Its cases are not applicable, and say why."""
    suite("nothing", "rumour.md")
    path = suite("suite: a/b\nadds: [rumour.md]\ncases:\n- id: a\n  question: b\n  checks: [answers]\n")
    async with planned(
        load_suites([path]), Settings(), Endpoint(url="http://127.0.0.1:9", api="openai", model="m")
    ) as plan:
        report = await run(plan, Options())

    assert report.results[0].outcome == "not_applicable"
    assert (
        report.results[0].verdicts[0].reason == "the suite adds works, which only a service in this process can take up"
    )


async def test_a_pattern_chooses_cases(suite: WriteSuite, invented: Settings) -> None:
    """By suite, id and kind; one that fits nothing, or is no regular expression, is refused."""
    async with planned(load_suites([suite()]), invented, Endpoint(), "scurvy::c| far$") as plan:
        assert [item.case.id for item in plan.cases] == ["cured", "cause", "football"]
    async with planned(load_suites([suite()]), invented, Endpoint(), "number$") as plan:
        assert [item.case.id for item in plan.cases] == ["cured"]
    for pattern, told in (("nothing", "fits none of 3 cases"), ("(", "is no regular expression")):
        with pytest.raises(ValueError, match=told):
            async with planned(load_suites([suite()]), invented, Endpoint(), pattern):
                pass
