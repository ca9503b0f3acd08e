"""What the page shows when a stream stands still, breaks off, or holds what the corpus at hand does not."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.streams import FIRST, HOSTILE, SECOND, SOURCE, answer, ask, citation, document, sentence

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]


def test_a_sentence_is_shown_when_it_arrives(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The first sentence can be read, and its source opened, while the second is still being checked."""
    scripted.documents["ito2001"] = SOURCE
    later = Event()
    scripted.scripts = [[sentence(FIRST), later, sentence(SECOND), answer(FIRST, SECOND)]]
    page = open_page(scripted.address)

    ask(page)
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    page.get_by_role("button", name="Source 1: Ito 2001").click()
    expect(page.locator("#source mark")).to_have_text("Lemons help.")
    later.set()

    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]", "Limes help less. [2]"])


def test_stopping_keeps_what_was_checked(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The sentences that arrived stay, the page says that it stopped, and the question can be asked again."""
    scripted.scripts = [[sentence(FIRST), Event()], [sentence(FIRST), answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)
    expect(page.locator(".sentences p")).to_have_count(1)

    page.get_by_role("button", name="Stop").click()

    told = "You stopped this answer. Each sentence above was checked against its source. There may be more to say."
    expect(page.locator(".stopped p")).to_have_text(told)
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".sources")).to_be_visible()
    assert page.locator(".question").all_text_contents() == ["Why?"]


def test_only_one_question_is_answered_at_a_time(scripted: ScriptedService, open_page: OpenPage) -> None:
    """What is typed during an answer stays in the field until the answer is there."""
    scripted.scripts = [[Event()]]
    page = open_page(scripted.address)
    ask(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()

    ask(page, "And then?")

    expect(page.get_by_label("Your question")).to_have_value("And then?")
    expect(page.locator("#aside")).to_have_text(
        "Your question waits here: ask it when this answer is complete, or stop the answer."
    )
    assert page.locator(".question").all_text_contents() == ["Why?"]


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ([], "The connection ended before the answer was complete."),
        ([("error", {"status": 500, "code": "internal_error", "detail": "the answer broke off", "request_id": "r-17"})],
         "the answer broke off"),
    ],
    ids=["cut off", "error event"],
)  # fmt: skip
def test_an_answer_that_breaks_off_says_so_and_can_be_tried_again(
    scripted: ScriptedService, open_page: OpenPage, ending: list[Any], told: str
) -> None:
    """What was checked stays, the reason is shown, and trying again takes the place of the broken turn."""
    scripted.scripts = [[sentence(FIRST), *ending], [sentence(FIRST), answer(FIRST)]]
    page = open_page(scripted.address)

    ask(page)
    expect(page.locator(".problem")).to_contain_text(told)
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator(".problem")).to_have_count(0)
    assert page.locator(".question").all_text_contents() == ["Why?"]


def test_a_lost_connection_says_what_to_do(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Without a network the question is kept, with a button that tries again."""
    scripted.scripts = [[sentence(FIRST), answer(FIRST)]]
    told = "The service cannot be reached.Check your connection, and that the service runs. Then try again."
    page = open_page(scripted.address)
    page.wait_for_load_state("networkidle")  # what the page reads at its start would be a second loss
    page.context.set_offline(True)

    ask(page)
    expect(page.locator(".problem")).to_contain_text(told)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".sources")).to_be_visible()


def test_a_question_begins_at_the_top_of_the_window(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Also after others, and when their answers are there: what was asked, and its answer, are read without scrolling."""
    scripted.scripts = [[sentence(FIRST), sentence(SECOND), answer(FIRST, SECOND)]]
    page = open_page(scripted.address, viewport={"width": 390, "height": 780})

    for turns in range(1, 7):
        ask(page)
        expect(page.locator(".sources")).to_have_count(turns)

    below_the_top = page.evaluate(
        """() => document.querySelector(".turn:last-child").getBoundingClientRect().top
            - (parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0)"""
    )
    assert abs(below_the_top) < 2


def test_a_later_question_continues_the_conversation(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Both have one id, the second says which answer it follows, and both turns stay."""
    scripted.scripts = [[answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)
    expect(page.locator(".sources")).to_have_count(1)

    ask(page, "And then?")
    expect(page.locator(".sources")).to_have_count(2)

    same = {"stream": True, "conversation_id": scripted.asked[0]["conversation_id"]}
    assert scripted.asked == [{"question": "Why?"} | same, {"question": "And then?", "follows": "a1"} | same]
    assert page.locator(".question").all_text_contents() == ["Why?", "And then?"]


def test_offsets_count_code_points(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Characters of two UTF-16 units before and in a quote do not move the highlight, and markup in a source is text."""
    source = document(HOSTILE)
    quote = "<b>Caf\u0065\u0301</b> \u202e𝑛 = 5 of 20\u202c improved."
    cited = citation(source, quote)
    scripted.documents["ito2001"] = source
    scripted.scripts = [[sentence(cited), answer(cited)]]
    page = open_page(scripted.address)
    ask(page)

    page.get_by_role("button", name="Source 1: Ito 2001").click()

    expect(page.locator("#source mark")).to_be_visible()
    assert page.locator("#source mark").text_content() == quote
    assert page.locator("#source .source-text").text_content() == HOSTILE


@pytest.mark.parametrize(
    ("text_kind", "told"),
    [
        ("abstract", "The source’s own words"),
        ("digest", "A digest written for this project, not the source’s own words"),
        ("record", "The bibliographic record of this work"),
    ],
)
def test_the_panel_says_whose_words_are_quoted(
    scripted: ScriptedService, open_page: OpenPage, text_kind: str, told: str
) -> None:
    """A reader sees whether the source speaks, or someone who describes it."""
    page = _open_source(scripted, open_page, document("Lemons help.", text_kind))

    expect(page.locator(".whose")).to_have_text(told)


def test_a_retracted_work_carries_a_warning(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The panel begins with a banner, the name of the mark says it, and so does the list of sources."""
    page = _open_source(scripted, open_page, document("Lemons help.", retracted=True))

    expect(page.locator("#source .banner")).to_have_text("This work was retracted. Do not rely on it.")
    expect(page.get_by_role("button", name="Source 1: Ito 2001, retracted")).to_be_visible()
    expect(page.locator(".sources")).to_contain_text("Retracted")


def test_a_link_is_made_of_the_doi_alone(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Characters of a DOI that mean something in an address are escaped, and an address that is no web page is left out."""
    page = _open_source(scripted, open_page, document("Lemons help.", url="javascript:alert(1)"))

    links = page.locator("#source a")
    expect(links).to_have_text(["DOI 10.1/x<y"])
    expect(links).to_have_attribute("href", "https://doi.org/10.1/x%3Cy")


def test_a_source_that_changed_is_not_highlighted(scripted: ScriptedService, open_page: OpenPage) -> None:
    """When the stored text is not the one that was cited, the quote is shown by itself and the page says why."""
    scripted.documents["ito2001"] = document("Limes help less than lemons.", sha256="bb")
    scripted.scripts = [[sentence(FIRST), answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)

    page.locator(".mark").click()

    expect(page.locator("#source .problem")).to_contain_text("The stored source has changed since this was quoted")
    expect(page.locator("#source blockquote")).to_have_text("Lemons help.")
    expect(page.locator("#source mark")).to_have_count(0)


def test_a_source_that_cannot_be_opened_says_why(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The panel shows the reason, and opens the source when it is there again."""
    scripted.scripts = [[sentence(FIRST), answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)

    page.locator(".mark").click()
    expect(page.locator("#source .problem")).to_contain_text(
        "The source could not be opened: there is no such document"
    )
    scripted.documents["ito2001"] = SOURCE
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("#source mark")).to_have_text("Lemons help.")


def test_a_screen_reader_hears_each_sentence(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The live region holds what arrived, in order, and that the answer is complete."""
    scripted.scripts = [[sentence(FIRST), sentence(SECOND), answer(FIRST, SECOND)]]
    page = open_page(scripted.address, reduced_motion="reduce")

    ask(page)

    heard = ["Lemons help.", "Limes help less.", "The answer is complete. It cites 2 sentences."]
    expect(page.get_by_role("log").locator("p")).to_have_text(heard)
    assert page.locator(".sentences p").first.evaluate("p => getComputedStyle(p).animationName") == "none"


def _open_source(scripted: ScriptedService, open_page: OpenPage, source: dict[str, Any]) -> Page:
    cited = citation(source, "Lemons help.")
    scripted.documents["ito2001"] = source
    scripted.scripts = [[sentence(cited), answer(cited)]]
    page = open_page(scripted.address)
    ask(page)
    page.locator(".mark").click()
    expect(page.locator("#source mark")).to_have_text("Lemons help.")
    return page
