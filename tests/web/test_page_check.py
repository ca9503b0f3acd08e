"""Checking an answer on the page: quotes beside it, what differs, what was assumed, what was not used."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.streams import FIRST, SECOND, SOURCE, answer, ask, citation, document, passages, sentence

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 1000, "height": 800}


def test_every_quote_stands_beside_the_answer(scripted: ScriptedService, open_page: OpenPage) -> None:
    """On a wide window the panel shows each cited work with its quotes; a quote opens in its section, and back leads back."""
    page = _answered(scripted, open_page)

    panel = page.locator("#source")
    expect(panel.locator(".cited-work h3")).to_have_text(["Ito 2001 On lemons"])
    expect(panel.locator(".quotes button")).to_have_text(["[1] Lemons help.", "[2] Limes help less."])
    panel.get_by_role("button", name="Limes help less.").click()
    expect(panel.locator("mark")).to_have_text("Limes help less.")
    panel.get_by_role("button", name="All quotes").click()

    expect(panel.locator(".quotes button")).to_have_count(2)
    expect(page.get_by_label("Your question")).to_be_visible()


def test_a_panel_that_was_closed_stays_closed(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The next answer does not bring it back; its button does, and Escape returns to that button."""
    page = _answered(scripted, open_page)
    page.get_by_role("button", name="Close the source").click()
    expect(page.get_by_label("Your question")).to_be_focused()

    ask(page, "And then?")
    expect(page.locator(".sources")).to_have_count(2)
    expect(page.locator("#source")).to_be_hidden()
    button = page.get_by_role("button", name="All quotes").last
    button.click()
    expect(page.get_by_role("heading", name="Cited works")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("#source")).to_be_hidden()
    expect(button).to_be_focused()


def test_what_is_being_read_is_not_replaced(scripted: ScriptedService, open_page: OpenPage) -> None:
    """An answer that arrives leaves the source that the reader opened where it is."""
    page = _answered(scripted, open_page)
    page.get_by_role("button", name="Source 1: Ito 2001").click()
    expect(page.locator("#source mark")).to_have_text("Lemons help.")

    ask(page, "And then?")
    expect(page.locator(".sources")).to_have_count(2)

    expect(page.locator("#source mark")).to_have_text("Lemons help.")


def test_beside_an_answer_that_cites_nothing_no_other_quotes_stay(
    scripted: ScriptedService, open_page: OpenPage
) -> None:
    """What the answer before cites would be taken for what this one does."""
    page = _answered(scripted, open_page)
    expect(page.locator("#source .quotes button")).to_have_count(2)
    scripted.scripts = [[], [answer(abstention={"reason": "insufficient", "nearest": [], "suggestions": []})]]

    ask(page, "And then?")
    expect(page.locator(".abstention")).to_be_visible()

    expect(page.locator("#source")).to_be_hidden()


def test_a_narrow_window_keeps_its_room(scripted: ScriptedService, open_page: OpenPage) -> None:
    """There the panel opens when it is asked for, and not by itself."""
    page = _answered(scripted, open_page, NARROW)

    expect(page.locator("#source")).to_be_hidden()


def test_an_answer_out_of_view_opens_no_panel(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Where another view stands in place of the chat, sources do not come over it."""
    later = Event()
    scripted.scripts = [[later, sentence(FIRST), answer(FIRST)]]
    page = open_page(scripted.address, viewport=WIDE)
    ask(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()

    page.locator("#chat").evaluate("chat => (chat.hidden = true)")
    later.set()

    expect(page.locator(".sources")).to_have_count(1)
    expect(page.locator("#source")).to_be_hidden()


def test_what_was_not_used_is_shown_on_demand(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Passages that were retrieved and that no sentence cites are listed when asked for, and open in their section."""
    page = _answered(scripted, open_page)
    unused = page.locator("#source details")
    expect(unused.locator("summary")).to_have_text("Retrieved but not used: 2 passages")
    expect(unused.locator("button")).to_have_count(0)

    unused.locator("summary").click()
    expect(unused.locator("button").first).to_have_text(f"Ito 2001 · Cohort study · Findings{SOURCE['text']}")
    unused.locator("button").first.click()

    expect(page.locator("#source mark")).to_have_text(SOURCE["text"])


def test_the_verdict_of_the_sentences_is_told_once(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The foot counts the sentences, and those that are not the words of their quote; the preview tells it of each."""
    said = [("Lemons help", 1), ("Limes are said to help less.", 2)]
    sentences = [{"text": text, "verdict": "supported", "citations": [n]} for text, n in said]
    told = ("sentence", {"text": said[1][0], "verdict": "supported", "citations": [SECOND]})
    scripted.scripts = [[sentence(FIRST), told, answer(FIRST, SECOND, sentences=sentences)]]
    page = open_page(scripted.address)

    ask(page)
    expect(page.locator(".verdicts")).to_have_text("✓ 2 sentences, each checked: 1 word for word, 1 against its quote")
    page.get_by_role("button", name="Source 2: Ito 2001").hover()

    expect(page.locator("#preview .verdict")).to_have_text("Checked against this quote")


@pytest.mark.parametrize(
    ("values", "dots"),
    [
        (["2-3 per million", "2.32 per million"], 3),
        (["9 of 10", "2 of 20"], 2),
        (["up to 1,000 mg per day", "about 75 mg per day"], 2),
        (["0.48 per million", "0.6 per million per year"], 0),
        (["9 of 10", "most"], 0),
        (["0%", "0%"], 2),
    ],
    ids=["a range", "shares", "hedges", "two units", "a word", "nothing"],
)
def test_values_that_differ_stand_in_a_table(
    scripted: ScriptedService, open_page: OpenPage, values: list[str], dots: int
) -> None:
    """With work, kind and year, the oldest first; where all are numbers of one unit, each has its dot."""
    old = citation(document("Limes help.", id="ma1990", year=1990, authors=["Ma Q"], type="rct"), "Limes help.", n=2)
    differing = [{"value": value, "citations": [n]} for n, value in enumerate(values, 1)]
    scripted.scripts = [[answer(FIRST, old, disagreement=differing)]]
    page = open_page(scripted.address)

    ask(page)

    rows = page.locator(".disagreement tbody tr")
    expect(rows).to_have_text(
        [f"{values[1]} [2]MaRandomised controlled trial1990", f"{values[0]} [1]ItoCohort study2001"]
    )
    expect(page.locator(".disagreement circle")).to_have_count(dots)
    expect(page.get_by_role("columnheader")).to_have_text(["Value", "Work", "Year"])


def test_a_work_without_a_year_comes_last(scripted: ScriptedService, open_page: OpenPage) -> None:
    """And the table says that it has none."""
    undated = citation(document("Limes help.", id="ma", year=None, authors=["Ma Q"]), "Limes help.", n=2)
    differing = [{"value": "3%", "citations": [2]}, {"value": "4%", "citations": [1]}]
    scripted.scripts = [[answer(FIRST, undated, disagreement=differing)]]
    page = open_page(scripted.address)

    ask(page)

    expect(page.locator(".disagreement tbody td:last-child")).to_have_text(["2001", "no year"])


def test_a_wrong_premise_comes_before_what_puts_it_right(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The correction is not said twice where it leads the answer, and has its mark where it does not."""
    premise = {"claim": "limes help most", "correction": "Limes help less.", "citations": [2]}
    said = answer(FIRST, SECOND, premise=premise)
    apart = answer(FIRST, SECOND, premise=premise, sentences=[])
    scripted.scripts = [[said], [apart]]
    page = open_page(scripted.address)

    ask(page)
    expect(page.locator(".premise")).to_have_text("The sources say otherwiseThe question assumes: limes help most")
    ask(page, "And then?")

    expect(page.locator(".premise").last).to_have_text(
        "The sources say otherwiseThe question assumes: limes help mostLimes help less. [2]"
    )


def test_notes_stand_with_the_answer(scripted: ScriptedService, open_page: OpenPage) -> None:
    """What was searched, the note on one's own treatment, and what was withheld."""
    notes = {"standalone_question": "Why lemons?", "safety": "Ask a doctor.", "status": "partial", "withheld": 1}
    scripted.scripts = [[sentence(FIRST), answer(FIRST, **notes)]]
    page = open_page(scripted.address)

    ask(page)

    expect(page.locator(".searched")).to_have_text("Searched as: Why lemons?")
    expect(page.get_by_role("note")).to_have_text("Ask a doctor.")
    expect(
        page.get_by_text("1 sentence was withheld, because the sources do not support it.", exact=True)
    ).to_be_visible()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("out_of_scope", "Outside this literature"),
        ("not_in_corpus", "Not in this literature"),
        ("insufficient", "Not enough evidence"),
        ("not_a_question", "Not a question"),
        ("something else", "No answer"),
    ],
)
def test_declining_tells_its_reason(scripted: ScriptedService, open_page: OpenPage, reason: str, told: str) -> None:
    """In words, also one that the page does not know; nothing is said to have been checked, and no empty list is shown."""
    abstention: dict[str, Any] = {"reason": reason, "nearest": [], "suggestions": []}
    scripted.scripts = [[answer(status="abstained", text="It is not held.", abstention=abstention)]]
    page = open_page(scripted.address)

    ask(page)

    expect(page.locator(".abstention")).to_have_text(f"{told}It is not held.")
    expect(page.locator(".verdicts")).to_have_count(0)
    expect(page.locator("#source")).to_be_hidden()


def test_what_was_retrieved_can_be_seen_where_nothing_is_cited(scripted: ScriptedService, open_page: OpenPage) -> None:
    """After declining, the panel shows the passages when it is asked to."""
    abstention: dict[str, Any] = {"reason": "insufficient", "nearest": [], "suggestions": []}
    scripted.replies["/v1/models"] = {"data": [{"id": "extractive"}, {"id": "local"}]}
    scripted.scripts = [[passages("ito2001:0"), answer(status="abstained", abstention=abstention)]]
    page = open_page(scripted.address, viewport=WIDE)
    ask(page)

    page.get_by_role("button", name="What was retrieved").click()

    expect(page.get_by_role("heading", name="What was retrieved")).to_be_focused()
    expect(page.locator("#source")).to_contain_text("Why?Nothing is cited.Retrieved but not used: 1 passage")
    expect(page.locator(".tools button:visible")).to_have_text(["Copy", "What was retrieved"])


def _answered(scripted: ScriptedService, open_page: OpenPage, viewport: dict[str, int] = WIDE) -> Page:
    scripted.documents["ito2001"] = SOURCE
    found = passages("ito2001:0", "ito2001:1", "ito2001:2")
    scripted.scripts = [[found, sentence(FIRST), sentence(SECOND), answer(FIRST, SECOND)]]
    page = open_page(scripted.address, viewport=viewport)
    ask(page)
    expect(page.locator(".sources")).to_be_visible()
    return page
