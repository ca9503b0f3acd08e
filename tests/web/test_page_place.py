"""Where one is on the page: at the last answer of what is opened, and after a reload where one was."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from qa_service.types import Answer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
_HEIGHT = "heading => heading.getBoundingClientRect().y"


def test_a_conversation_opens_at_its_last_answer(server: str, open_page: OpenPage, remember: Remember) -> None:
    """There is what one goes on with; the keyboard begins there too."""
    answers = remember(*[f"Question {n}?" for n in range(30)])
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/conversations")

    page.locator(f"a[href$='{answers[0].conversation_id}']").click()

    expect(page.get_by_role("heading", name="Question 29?")).to_be_in_viewport()
    expect(page.get_by_role("heading", name="Question 29?")).to_be_focused()


@pytest.mark.parametrize("turn", [0, 13, 29])
def test_a_reload_keeps_the_place(server: str, open_page: OpenPage, remember: Remember, turn: int) -> None:
    """Whichever answer was read, it stands where it stood."""
    [first, *_] = remember(*[f"Question {n}?" for n in range(30)], text="A long answer. " * 60)
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{first.conversation_id}")
    asked = page.get_by_role("heading", name=f"Question {turn}?", exact=True)
    page.locator(".turn").nth(turn).evaluate("turn => turn.scrollIntoView({ block: 'start' })")
    expect(asked).to_be_in_viewport()
    page.mouse.wheel(0, 30)
    page.wait_for_timeout(300)
    before = asked.evaluate(_HEIGHT)

    page.reload()
    expect(page.locator(".turn")).to_have_count(30)
    expect(asked).to_be_in_viewport()

    assert abs(asked.evaluate(_HEIGHT) - before) <= 2
