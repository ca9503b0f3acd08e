"""The source behind a mark at a glance: hovered or focused, its quote stands highlighted in the whole section."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.streams import answer, ask, citation, document, sentence

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
WIDE = {"width": 1280, "height": 800}
BEFORE, QUOTE, AFTER = "Lemons were boiled. " * 60, "Limes help less.", " Vinegar was not tried." * 60
WORK = document(BEFORE + QUOTE + AFTER)


def test_hovering_a_mark_shows_its_quote_in_the_whole_section(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The quote is highlighted and in view, under what the work is and whose words they are."""
    page = _answered(scripted, open_page)

    page.get_by_role("button", name="Source 1: Ito 2001").hover()

    preview = page.locator("#preview")
    expect(preview.locator("mark")).to_have_text(QUOTE)
    expect(preview.locator("mark")).to_be_in_viewport()
    expect(preview.locator("div.source-text")).to_have_text((BEFORE + QUOTE + AFTER).strip())
    for told in ("On lemons", "Ito Y, Marsh E", "J Invent, 2001 · Cohort study", "The source’s own words", "Findings"):
        expect(preview).to_contain_text(told)
    expect(preview.get_by_role("link", name="DOI 10.1/x<y")).to_have_attribute("href", "https://doi.org/10.1/x%3Cy")
    expect(preview.locator(".verdict")).to_have_text("Word for word")


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"retracted": True}, "This work was retracted."), ({"text_kind": "digest"}, "A digest written for this project")],
    ids=["retracted", "digest"],
)
def test_a_preview_warns(scripted: ScriptedService, open_page: OpenPage, changes: dict[str, Any], told: str) -> None:
    """Of a work that was retracted, and of words that are not the source's own."""
    page = _answered(scripted, open_page, document(BEFORE + QUOTE + AFTER, **changes))

    page.locator(".mark").hover()

    expect(page.locator("#preview mark")).to_be_visible()
    expect(page.locator("#preview")).to_contain_text(told)


def test_a_preview_moves_nothing(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The page is as long as it was, its sentences stand where they stood, and the preview is within the window."""
    page = _answered(scripted, open_page, viewport={"width": 320, "height": 480})
    top = "document.querySelector('.sentences').getBoundingClientRect().y"
    place = f"[document.documentElement.scrollHeight, scrollY, {top}]"
    before = page.evaluate(place)

    page.locator(".mark").hover()
    expect(page.locator("#preview mark")).to_be_in_viewport(ratio=1)

    assert page.evaluate(place) == before
    box = page.locator("#preview").bounding_box()
    assert box is not None
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 480


def test_the_pointer_may_go_into_a_preview(scripted: ScriptedService, open_page: OpenPage) -> None:
    """There it scrolls, and the page does not; it goes when the pointer leaves."""
    page = _answered(scripted, open_page)
    page.locator(".mark").hover()
    text = page.locator("#preview .preview-text")
    expect(text.locator("mark")).to_be_in_viewport()
    before = text.evaluate("text => text.scrollTop")

    text.hover()
    page.clock.install()
    page.mouse.wheel(0, 2000)
    page.wait_for_function("before => document.querySelector('.preview-text').scrollTop > before", arg=before)
    page.clock.run_for(2000)
    expect(page.locator("#preview")).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(2000)

    expect(page.locator("#preview")).to_be_hidden()
    expect(page.locator(".mark")).not_to_have_attribute("aria-describedby", "preview-brief")


def test_escape_closes_the_preview_and_nothing_else(scripted: ScriptedService, open_page: OpenPage) -> None:
    """With the keyboard it opens at the mark that has the focus; the focus stays, and so does the panel."""
    page = _answered(scripted, open_page)
    mark = page.get_by_role("button", name="Source 1: Ito 2001")
    page.get_by_role("button", name="All quotes").focus()

    page.keyboard.press("Shift+Tab")
    expect(mark).to_be_focused()
    expect(page.locator("#preview mark")).to_be_in_viewport()
    page.keyboard.press("Escape")

    expect(page.locator("#preview")).to_be_hidden()
    expect(mark).to_be_focused()
    expect(page.locator("#source")).to_be_visible()


def test_a_screen_reader_is_not_read_the_section(scripted: ScriptedService, open_page: OpenPage) -> None:
    """What describes the mark is the verdict alone."""
    page = _answered(scripted, open_page)
    mark = page.get_by_role("button", name="Source 1: Ito 2001")

    page.get_by_role("button", name="All quotes").focus()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#preview mark")).to_be_visible()

    expect(mark).to_have_accessible_description("Word for word")


@pytest.mark.parametrize("state", ["gone", "changed"])
def test_a_source_that_cannot_be_shown_leaves_the_quote(
    scripted: ScriptedService, open_page: OpenPage, state: str
) -> None:
    """Where the work is gone, or its text is another one by now, the preview still has what was quoted."""
    page = _answered(scripted, open_page)
    scripted.documents = {} if state == "gone" else {"ito2001": document("Limes are sour.", sha256="bb")}

    page.locator(".mark").hover()

    expect(page.locator("#preview .source-text")).to_have_text(QUOTE)
    expect(page.locator("#preview mark")).to_have_count(0)


def _answered(
    scripted: ScriptedService,
    open_page: OpenPage,
    work: dict[str, Any] = WORK,
    viewport: dict[str, int] = WIDE,
) -> Page:
    cited = citation(work, QUOTE)
    scripted.documents["ito2001"] = work
    scripted.scripts = [[sentence(cited), answer(cited)]]
    page = open_page(scripted.address, viewport=viewport)
    ask(page)
    expect(page.locator(".sources")).to_be_visible()
    return page
