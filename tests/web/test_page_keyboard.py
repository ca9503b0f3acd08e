"""The whole way with the keyboard alone, and nothing that takes the focus lies under a bar."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from qa_service.types import Answer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
QUESTION = "What share of LEMS cases is paraneoplastic?"
_MOST_STOPS = 200
_COVERED = """() => {
    const focused = document.activeElement, rect = focused.getBoundingClientRect();
    const bars = [...document.querySelectorAll("#views, #composer, .ask-selection, #source")];
    const over = (bar) => {
        const { top, bottom, height } = bar.getBoundingClientRect();
        return height && getComputedStyle(bar).position === "fixed" && !bar.contains(focused)
            && rect.top < bottom - 1 && rect.bottom > top + 1 && rect.height < innerHeight / 2;
    };
    return bars.some(over) ? focused.outerHTML : "";
}"""


def test_the_whole_way_is_gone_by_keyboard(server: str, open_page: OpenPage, tmp_path: Path) -> None:
    """Ask, check, follow up, copy, say what it was worth, export, rename, browse, read, ask about a selection, delete."""
    page = open_page(server, **DESKTOP)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(page.get_by_label("Your question")).to_be_focused()

    _ask(page)
    _check(page)
    _follow(page)
    _copy_and_rate(page)
    _export(page, tmp_path)
    _rename(page, "Kept by keyboard")
    _read_and_ask(page)
    _delete(page, "Kept by keyboard")


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["phone", "narrow"])
@pytest.mark.parametrize("view", ["answer", "source", "conversations", "works", "works/wirtz2003_jneurol"])
def test_what_has_the_focus_is_under_no_bar(
    server: str, open_page: OpenPage, remember: Remember, view: str, device: dict[str, Any]
) -> None:
    """Forward to the end of each view, and from there back to its beginning."""
    page = open_page(server, reduced_motion="reduce", **device)
    remember("One to keep?")
    if view in ("answer", "source"):
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_label("Your question").press("Enter")
        expect(page.locator(".ask-next")).to_be_visible()
        if view == "source":
            page.locator(".mark").first.click()
            expect(page.locator("#source mark")).to_be_visible()
    else:
        page.goto(f"{server}/#/{view}")
        expect(page.locator("#stage h2")).to_be_focused()

    stops = [_stops(page, "Tab"), _stops(page, "Shift+Tab")]

    assert [covered for way in stops for covered in way if covered] == []
    assert len(stops[1]) > 10


def _stops(page: Page, key: str) -> list[str]:
    """Go to one end of the page; what lies under a bar when it takes the focus is told, nothing of the others."""
    told = []
    for _ in range(_MOST_STOPS):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement === document.body"):
            break
        told.append(page.evaluate(_COVERED))
    return told


def _ask(page: Page) -> None:
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".ask-next")).to_be_visible()


def _check(page: Page) -> None:
    """The preview at a mark, its source, all quotes, and back to the mark."""
    mark = page.locator(".mark").last
    _reach(page, mark, "Shift+Tab")
    expect(page.locator("#preview mark")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source h2")).to_be_focused()
    _press(page, page.get_by_role("button", name="All quotes").last, "Shift+Tab")
    expect(page.get_by_role("heading", name="Cited works")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    expect(page.locator("#preview")).to_be_hidden()


def _follow(page: Page) -> None:
    offered = page.locator(".ask-next button").first
    question = offered.text_content() or ""
    _press(page, offered)
    expect(page.locator(".question").last).to_have_text(question)
    expect(page.locator(".foot")).to_have_count(2)


def _copy_and_rate(page: Page) -> None:
    turn = page.locator(".turn").first
    _reach(page, turn.get_by_role("button", name="Copy"), "Shift+Tab")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(turn.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"**{QUESTION}**")
    _press(page, turn.get_by_role("button", name="Helpful", exact=True))
    expect(turn.locator(".outcome")).to_have_text("Thank you.")
    _press(page, turn.get_by_role("button", name="Comment"))
    page.keyboard.type("The share is right.")
    _press(page, turn.get_by_role("button", name="Save comment"))
    expect(turn.locator(".comment")).to_have_text("The share is right.")


def _export(page: Page, folder: Path) -> None:
    _press(page, page.locator("#asking").get_by_role("button", name="Export"), "Shift+Tab")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(folder / "exported.md")
    assert QUESTION.rstrip("?") in (folder / "exported.md").read_text()


def _rename(page: Page, name: str) -> None:
    _press(page, page.get_by_role("link", name="Conversations"), "Shift+Tab")
    expect(page.get_by_role("heading", name="Conversations")).to_be_focused()
    _press(page, page.get_by_role("button", name=f"Rename {QUESTION}").first)
    page.keyboard.press("Control+A")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=name)).to_be_visible()


def _read_and_ask(page: Page) -> None:
    """A work is looked for and read, and words that are selected in it become a question, which is answered."""
    _press(page, page.get_by_role("link", name="Works"), "Shift+Tab")
    expect(page.get_by_role("heading", name="Works")).to_be_focused()
    _reach(page, page.get_by_role("searchbox").first)
    page.keyboard.type("South Holland")
    work = page.get_by_role("link", name="South Holland")
    expect(page.locator(".work-list li")).to_have_count(1)
    _press(page, work)
    expect(page.get_by_role("heading", name="South Holland")).to_be_focused()
    _reach(page, page.locator(".source-text").first)
    for _ in range(6):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_have_value(
        re.compile("What does Wirtz 2003 say about “The Wirtz 2003 .+”")
    )
    page.keyboard.press("Enter")
    expect(page.locator(".foot")).to_have_count(3)


def _delete(page: Page, name: str) -> None:
    _press(page, page.get_by_role("link", name="Conversations"), "Shift+Tab")
    _press(page, page.get_by_role("button", name=f"Delete {name}", exact=True))
    _press(page, page.get_by_role("button", name=f"Delete {name} for good"), "Shift+Tab")
    expect(page.locator(".count")).to_have_text(f"“{name}” was deleted.")


def _press(page: Page, wanted: Locator, key: str = "Tab") -> None:
    _reach(page, wanted, key)
    page.keyboard.press("Enter")


def _reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Go through the page until something has the focus."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press(key)
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {wanted}")
