"""What everybody can see and reach: contrast, names, tap targets, reflow, paper, and colours that a reader forces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.streams import FIRST, SECOND, SOURCE, answer, ask, citation, document, passages, sentence

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
RULES = {"rules": {"target-size": {"enabled": True}}}
RETRACTED = citation(
    document("Limes cure.", id="ma1990", authors=["Ma Q"], year=1990, retracted=True), "Limes cure.", 3
)
NEAREST = {name: FIRST[name] for name in ("document_id", "passage_id", "section", "quote")} | {"title": "On lemons"}
LONG = NEAREST | {"quote": "Lemons help. " * 30, "passage_id": "ito2001:1"}
DECLINED = {
    "reason": "not_in_corpus",
    "nearest": [NEAREST, LONG, LONG],
    "suggestions": ["Why limes?", "Why lemons? " * 9],
}
DIFFERING = [{"value": "3%", "citations": [1]}, {"value": "4-5%", "citations": [2]}]
PREMISE = {"claim": "limes help most", "correction": "Limes help less.", "citations": [2]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_axe_finds_nothing_in_any_state(
    scripted: ScriptedService, open_page: OpenPage, device: dict[str, Any], scheme: str
) -> None:
    """Names, roles, contrast and tap targets are in order on every view, with everything open that can be opened."""
    page = open_page(_telling(scripted), color_scheme=scheme, reduced_motion="reduce", **device)

    found = {state: _violations(page) for state in _states(page)}

    assert found == {state: [] for state in found}
    assert len(found) == 12


def test_however_far_it_is_scrolled_nothing_to_press_is_covered(scripted: ScriptedService, open_page: OpenPage) -> None:
    """On the smallest phone, a long abstention and what stands below it: axe measures what is left of each target."""
    scripted.scripts = [[answer(status="abstained", text="It is not held. " * 20, abstention=DECLINED)]]
    page = open_page(scripted.address, reduced_motion="reduce", **NARROW)
    ask(page)
    expect(page.locator(".foot")).to_be_visible()
    length = page.evaluate("document.documentElement.scrollHeight - innerHeight")

    found = {}
    for top in range(0, length + 1, 45):
        page.evaluate("top => scrollTo(0, top)", top)
        found[top] = Axe().run(page, options={"runOnly": ["target-size"]} | RULES).response["violations"]

    assert length > 600
    assert found == {top: [] for top in found}


@pytest.mark.parametrize("width", [320, 1000, 2560])
def test_nothing_is_wider_than_the_window(scripted: ScriptedService, open_page: OpenPage, width: int) -> None:
    """From a small phone to a wide screen, in every state; that is also what zooming to 400% does."""
    page = open_page(_telling(scripted), viewport={"width": width, "height": 800}, reduced_motion="reduce")

    widths = {state: page.evaluate("document.documentElement.scrollWidth") for state in _states(page)}

    assert widths == dict.fromkeys(widths, width)


def test_paper_ends_with_the_references(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Printed are question, sentences with their marks, and each work in full; nothing that is there to be pressed."""
    page = open_page(_telling(scripted), **DESKTOP)
    ask(page)
    expect(page.locator(".ask-next")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", name="Why?")).to_be_visible()
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]", "Limes help less. [2]", "Limes cure. [3]"])
    references = page.locator(".sources .reference")
    expect(references.first).to_have_text("Ito Y, Marsh E. On lemons. J Invent. 2001. doi:10.1/x<y.")
    expect(references.last).to_have_text("Ma Q. On lemons. J Invent. 1990. doi:10.1/x<y. Retracted.")
    expect(references.last).to_be_visible()
    for hidden in ("#composer", "#source", ".tools", ".ask-next", ".sources .short-reference"):
        expect(page.locator(hidden).first).to_be_hidden()


@pytest.mark.parametrize(("motion", "moving"), [("reduce", 0), ("no-preference", 2)])
def test_nothing_moves_for_who_wants_no_motion(
    scripted: ScriptedService, open_page: OpenPage, motion: str, moving: int
) -> None:
    """A sentence that arrives and the sign that more may come are animated only for those who did not ask otherwise."""
    scripted.scripts = [[sentence(FIRST), Event()]]
    page = open_page(scripted.address, reduced_motion=motion, **DESKTOP)
    ask(page)
    expect(page.locator(".sentences p")).to_have_count(1)

    names = page.evaluate(
        """() => [getComputedStyle(document.querySelector(".sentences p")).animationName,
            getComputedStyle(document.querySelector(".turn .status"), "::after").animationName]"""
    )

    assert len([name for name in names if name != "none"]) == moving


def test_a_menu_is_used_with_the_keyboard(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Arrows open it and go round, Home and End go to its ends, Escape goes back to its button, Tab leaves it."""
    page = open_page(_telling(scripted), **DESKTOP)
    ask(page)
    button = page.get_by_role("button", name="Copy")
    item = page.get_by_role("menuitem")

    button.focus()
    page.keyboard.press("ArrowDown")
    for key, place in [("ArrowUp", 2), ("ArrowDown", 0), ("End", 2), ("Home", 0), ("ArrowDown", 1)]:
        page.keyboard.press(key)
        expect(item.nth(place)).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(item.last).to_be_focused()
    page.keyboard.press("Tab")

    expect(item).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")


def test_what_has_the_focus_is_not_behind_the_field(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Going through the page with Tab, nothing that takes the focus is covered by the question field."""
    page = open_page(_telling(scripted), **PHONE)
    ask(page)
    expect(page.locator(".ask-next")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    page.locator(".mark").first.focus()

    while not page.get_by_label("Your question").evaluate("field => field === document.activeElement"):
        covered = page.evaluate(
            """() => {
                const focused = document.activeElement.getBoundingClientRect();
                return focused.top < 0 || focused.bottom > document.querySelector("#composer").getBoundingClientRect().top;
            }"""
        )
        assert not covered, page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


def test_forced_colours_keep_the_highlight_the_dots_and_the_view(
    scripted: ScriptedService, open_page: OpenPage
) -> None:
    """What only colour shows has a colour of the reader's system."""
    page = open_page(_telling(scripted), forced_colors="active", **DESKTOP)
    for _ in range(2):
        ask(page)
        expect(page.locator(".turn .status")).to_have_count(0)
    page.locator(".disagreement .mark").first.click()
    expect(page.locator("#source mark")).to_be_visible()

    colours = page.evaluate(
        """() => {
            const style = (selector, name) => getComputedStyle(document.querySelector(selector))[name];
            return [style("#source mark", "backgroundColor") !== style("#source", "backgroundColor"),
                style(".plot circle", "fill") === style("body", "color"),
                style("#views a[aria-current]", "borderBottomWidth") === "2px",
                style("#views a:not([aria-current])", "borderBottomWidth") === "0px"];
        }"""
    )
    assert colours == [True, True, True, True]


def _telling(scripted: ScriptedService) -> str:
    """A service whose answers have every form, one after the other."""
    scripted.documents["ito2001"] = SOURCE
    scripted.replies["/examples"] = {"examples": [{"question": "Why?", "document_id": "x", "title": "On lemons"}]}
    scripted.replies["/v1/models"] = {"data": [{"id": "extractive"}, {"id": "local"}]}
    scripted.replies["/answers/a1/suggestions"] = {"suggestions": ["And limes?", "And vinegar?"]}
    cited = [FIRST, SECOND, RETRACTED]
    forms = {"premise": PREMISE, "safety": "Ask a doctor.", "status": "partial", "withheld": 2}
    broken = {"status": 500, "code": "internal_error", "detail": "the answer broke off", "request_id": "r-17"}
    scripted.scripts = [
        [passages("ito2001:0", "ito2001:1"), *map(sentence, cited), answer(*cited)],
        [sentence(FIRST), sentence(SECOND), answer(FIRST, SECOND, disagreement=DIFFERING)],
        [sentence(FIRST), sentence(SECOND), answer(FIRST, SECOND, standalone_question="Why lemons?", **forms)],
        [answer(status="abstained", text="It is not held.", abstention=DECLINED)],
        [sentence(FIRST), ("error", broken)],
        [sentence(FIRST), Event()],
    ]
    return scripted.address


def _states(page: Page) -> Iterator[str]:
    """Bring the page into each of its states, one after the other."""
    expect(page.locator("#welcome button")).to_be_visible()
    yield "start"
    ask(page)
    expect(page.locator(".ask-next")).to_be_visible()
    yield "answer"
    page.get_by_role("button", name="Copy").click()
    yield "menu"
    page.get_by_role("button", name="All quotes").focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#preview")).to_be_visible()
    yield "preview"
    page.get_by_role("button", name="All quotes").click()
    page.locator("#source summary").click()
    expect(page.locator("#source details button")).to_have_count(1)
    yield "quotes"
    page.locator(".mark").first.click()
    expect(page.locator("#source mark")).to_be_visible()
    yield "source"
    page.get_by_role("button", name="Close the source").click()
    for place, state in enumerate(["disagreement", "premise and safety", "abstention", "problem"], 2):
        ask(page, f"{state}? " * 30)
        expect(page.locator(".turn")).to_have_count(place)
        expect(page.locator(".turn .status")).to_have_count(0)
        yield state
    ask(page, "And then?")
    expect(page.locator(".turn .status")).to_be_visible()
    ask(page, "And after that?")
    expect(page.locator("#aside")).to_have_text(re.compile("^Your question waits here"))
    yield "a question that waits"
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".stopped")).to_be_visible()
    yield "stopped"


def _violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
