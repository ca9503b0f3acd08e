"""What a reader can do on the page, over the real service."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

import qa_service.web

OpenPage = Callable[..., Page]

pytestmark = pytest.mark.browser

_STATIC = Path(qa_service.web.__file__).parent / "static"
QUESTION = "What does Wirtz 2003 say about prevalence and incidence?"
NOT_HELD = "What is the mortality of pneumonia in LEMS?"


def test_an_answer_appears_with_a_mark_after_each_sentence(server: str, open_page: OpenPage) -> None:
    """Every sentence of the answer stands on the page, followed by the numbers of its sources."""
    expected = _answer(server, QUESTION)
    page = open_page(server)

    _ask(page, QUESTION)

    marks = ["".join(f" [{n}]" for n in sentence["citations"]) for sentence in expected["sentences"]]
    texts = [sentence["text"] + mark for sentence, mark in zip(expected["sentences"], marks, strict=True)]
    assert page.locator(".sentences p").all_text_contents() == texts


def test_every_mark_opens_the_exact_words_it_cites(server: str, open_page: OpenPage) -> None:
    """The highlighted text in the panel is the quote of the citation, and it is in view."""
    citations = _answer(server, QUESTION)["citations"]
    page = open_page(server)
    _ask(page, QUESTION)

    for citation in citations:
        page.get_by_role("button", name=f"Source {citation['n']}: ").click()
        highlighted = page.locator("#source mark")
        expect(highlighted).to_have_text(citation["quote"], use_inner_text=False)
        expect(highlighted).to_be_in_viewport()
        assert highlighted.text_content() == citation["quote"]
        expect(page.locator("#source h3")).to_have_text(citation["section"])


def test_the_panel_says_what_the_source_is(server: str, open_page: OpenPage) -> None:
    """Title, authors, journal, year, kind of work, whose words, and a link are shown."""
    page = open_page(server)
    _ask(page, QUESTION)

    page.get_by_role("button", name="Source 1: Wirtz 2003").click()

    panel = page.get_by_role("complementary", name="Source")
    title = "The epidemiology of myasthenia gravis, Lambert-Eaton myasthenic syndrome and their associated tumours"
    expect(panel.get_by_role("heading", level=2)).to_contain_text(title)
    expect(panel).to_contain_text("Wirtz PW, Nijnuis MG, Sotodeh M, Willems LN, Brahim JJ, Putter H")
    expect(panel).to_contain_text("Journal of Neurology, 2003, 250(6): 698-701 · Cohort study")
    expect(panel).to_contain_text("A digest written for this project, not the source’s own words")
    link = panel.get_by_role("link", name="PubMed 12796832")
    expect(link).to_have_attribute("href", "https://pubmed.ncbi.nlm.nih.gov/12796832/")


def test_declining_shows_the_nearest_evidence_and_asks_a_suggestion(server: str, open_page: OpenPage) -> None:
    """An abstention says why, opens what stands nearest, and its suggestions are questions to press."""
    abstention = _answer(server, NOT_HELD)["abstention"]
    page = open_page(server)

    _ask(page, NOT_HELD)
    expect(page.get_by_role("heading", name=re.compile("(Outside|Not in) this literature"))).to_be_visible()
    page.locator(".nearest button").first.click()
    expect(page.locator("#source mark")).to_have_text(abstention["nearest"][0]["quote"], use_inner_text=False)
    page.get_by_role("button", name=abstention["suggestions"][0]).click()

    expect(page.get_by_role("heading", level=2, name=abstention["suggestions"][0])).to_be_visible()


def test_a_question_that_is_too_long_is_refused_and_can_be_edited(server: str, open_page: OpenPage) -> None:
    """The reason stands on the page, and the question comes back into the field."""
    page = open_page(server)

    _ask(page, "x" * 2001)
    expect(page.locator(".problem")).to_contain_text("question: 2001 characters are too many; the limit is 2000")
    page.get_by_role("button", name="Edit the question").click()

    expect(page.get_by_label("Your question")).to_have_value("x" * 2001)


def test_the_keyboard_alone_is_enough(server: str, open_page: OpenPage) -> None:
    """Ask, go back to a mark, open the source, close it: focus goes into the panel and back to the mark."""
    page = open_page(server)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("What does Wirtz 2003")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("say about prevalence and incidence?")
    page.keyboard.press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    last = page.locator(".mark").last

    while not last.evaluate("mark => mark === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    expect(page.locator("#preview")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#source h2")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#source")).to_be_hidden()
    expect(last).to_be_focused()


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_the_sentence_above_and_its_source_below(server: str, open_page: OpenPage, width: int) -> None:
    """Nothing needs sideways scrolling, and the mark that was pressed stays in view over the panel."""
    page = open_page(server, viewport={"width": width, "height": 700}, has_touch=True, is_mobile=True)
    _ask(page, QUESTION)

    page.locator(".mark").last.tap()

    expect(page.locator("#source mark")).to_be_in_viewport()
    page.wait_for_function(  # the page scrolls a moment after the panel opens
        """() => {
            const mark = [...document.querySelectorAll(".mark")].at(-1).getBoundingClientRect();
            return mark.top >= 0 && mark.bottom <= document.querySelector("#source").getBoundingClientRect().top;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    "question",
    [
        "<script>document.title = 'taken'</script> <img src=x onerror=\"document.title = 'taken'\">",
        "**bold** [link](javascript:alert(1)) <b>",
        "\u202eesrever \u2066?",
    ],
)
def test_a_hostile_question_is_only_text(server: str, open_page: OpenPage, question: str) -> None:
    """Markup, Markdown and direction marks in a question are shown as they are, and do nothing."""
    page = open_page(server)

    _ask(page, question)

    asked = page.locator(".question")
    assert asked.text_content() == question
    assert asked.locator("*").count() == 0
    assert "Ask the literature" in page.title()
    assert page.title() != "taken"


def test_the_page_begins_with_questions_that_are_answered(server: str, open_page: OpenPage) -> None:
    """The number of works stands at the top, each example names its work, and is answered by it when pressed."""
    total = httpx.get(f"{server}/documents").json()["total"]
    examples = httpx.get(f"{server}/examples").json()["examples"]
    page = open_page(server)

    expect(page.get_by_role("banner")).to_contain_text(f"{total} works. Every sentence is checked against its source.")
    shown = page.locator("#welcome button")
    expect(shown).to_have_text([example["question"] + example["title"] for example in examples])
    shown.first.click()

    expect(page.locator(".sources")).to_contain_text(examples[0]["title"])
    expect(page.locator("#welcome")).to_be_hidden()


def test_the_page_is_small_and_holds_nothing_inline() -> None:
    """All files together stay under 75 kB as they are sent; none sets markup from text, or names another place to load from."""
    files = {path.name: path.read_text(encoding="utf-8") for path in _STATIC.iterdir()}

    assert sum(len(gzip.compress(text.encode())) for text in files.values()) < 75_000
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", files["index.html"])
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", "".join(files.values()))
    loading = "".join(text for name, text in files.items() if name.endswith((".html", ".css")))
    assert not re.search(r"(src|href|@import|url\()\W*https?:", loading)


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".turn .status")).to_have_count(0)


def _answer(server: str, question: str) -> dict:
    return httpx.post(f"{server}/chat", json={"question": question}).json()
