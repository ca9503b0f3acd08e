"""What a browser shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from qa_service.evals.reports.html import as_html
from qa_service.evals.reports.visible import visible
from qa_service.evals.results import Report


class Page(HTMLParser):
    """Elements, attributes and text of a page in which every element is closed in its place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


def test_a_failure_stands_beside_its_passage(outcomes: Report) -> None:
    """Question, answer, what was expected and found, and the cited words with their work: all to judge it by."""
    text = " ".join(Page(as_html(outcomes)).text.split())

    assert "Question and answer What share? Up to 60% [1]. answered" in text
    assert "failed number expected about 60 %, found up to 60 % expected about 60 % found up to 60 %" in text
    assert "Passed: faithful" in text
    assert (
        "Cited passages Up to 60% of cases occur as a paraneoplastic disorder "
        "[1] A review of LEMS, 2017; Abstract (abstract); retracted doi 10.1007/s00415"
    ) in text


def test_every_case_is_listed(outcomes: Report) -> None:
    """Under its suite, with its outcome."""
    text = " ".join(Page(as_html(outcomes)).text.split())

    assert "lems/facts 5 cases, file hash-of-facts passed P1 What share? number, 20 ms" in text
    assert "error E1 What share? number, 20 ms" in text
    assert "not applicable N1 What share? number, 20 ms" in text


def test_a_run_of_nothing_is_a_page(empty: Report) -> None:
    """Without plots, and without praise."""
    page = as_html(empty)

    assert "0 of 0 judged cases passed" in page
    assert "No case was judged." in page
    assert "<svg" not in page


def test_the_page_needs_nothing_else(any_report: Report) -> None:
    """No script, no style sheet, no picture, no form; every address is a part of the page."""
    page = as_html(any_report)

    parsed = Page(page)
    assert parsed.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form", "image"})
    loaded = {value for name, value in parsed.attributes if name in ("src", "srcset", "href", "xlink:href", "action")}
    assert {value[0] for value in loaded} == {"#"}
    assert [name for name, _ in parsed.attributes if name.startswith("on")] == []
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    assert "@import" not in page


def test_names_are_unique_and_links_lead_somewhere(any_report: Report) -> None:
    """Three plots and many cases share one page."""
    attributes = Page(as_html(any_report)).attributes

    names = [value for name, value in attributes if name == "id"]
    assert sorted(names) == sorted(set(names))
    assert {f"#{name}" for name in names} >= {value for name, value in attributes if name in ("href", "xlink:href")}


def test_text_is_data(hostile: Report, hostile_texts: tuple[str, ...]) -> None:
    """It is shown letter by letter, hidden characters by name, and no template or formula runs."""
    page = as_html(hostile)

    text = Page(page).text
    assert [shown for shown in hostile_texts if visible(shown) not in text] == []
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page) == []


def test_plots_take_the_colours_of_the_page(outcomes: Report) -> None:
    """So that they are read on light and on dark paper; and they hold no date."""
    plots = re.findall(r"<svg.*?</svg>", as_html(outcomes), flags=re.DOTALL)

    assert len(plots) == 3
    colours = set(re.findall(r"(?:fill|stroke): ([^;\"]+)", "".join(plots)))
    assert colours <= {"none", "currentColor", "var(--accent)"}
    assert "metadata" not in "".join(plots)


def test_plots_are_told_to_those_who_do_not_see_them(outcomes: Report) -> None:
    """Each has its figures as a label."""
    labels = [value for name, value in Page(as_html(outcomes)).attributes if name == "aria-label"]

    assert "Share of cases that passed, with 95% interval. lems/facts: 66.6% (20.8 to 93.9)" in labels
    assert "Half of the answers came within 20 ms, 95% within 20 ms." in labels


def test_of_many_kinds_the_lowest_are_drawn(outcomes: Report) -> None:
    """A plot stays as high as a screen, and says that it leaves some out."""
    kinds = [result.model_copy(update={"kind": f"kind {n}"}) for n, result in enumerate(outcomes.results[:1] * 40)]
    worst = outcomes.results[2].model_copy(update={"kind": "worst"})

    page = as_html(outcomes.model_copy(update={"results": (*kinds, worst)}))

    assert "by kind of case (the 20 lowest of 41, 95% interval)" in page
    assert ">worst</text>" in page
    assert ">kind 39</text>" not in page
