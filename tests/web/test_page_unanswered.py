"""A question whose answer was coming is not lost: not in a reload, not behind a link, not with its server or its conversation."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from qa_service.types import Answer
from tests.web.streams import ask

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
QUESTION = "What does Wirtz 2003 say about prevalence and incidence?"
LEFT = "This question has no answer yet. It was stopped, or the page was left before the answer came."


def test_a_reload_keeps_the_question(server: str, open_page: OpenPage) -> None:
    """With an offer to ask it again; its answer is then kept once, and a second reload shows it."""
    page = open_page(f"{server}/")
    _ask_in_vain(page, QUESTION)

    page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.locator(".stopped")).to_contain_text(LEFT)
    page.unroute("**/chat")
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".sources")).to_have_count(1)
    page.reload()

    expect(page.locator(".sources")).to_have_count(1)
    assert page.locator(".question").all_text_contents() == [QUESTION]
    turns = httpx.get(f"{server}/conversations/{page.url.rpartition('/')[2]}").json()["turns"]
    assert [turn["question"] for turn in turns] == [QUESTION]


def test_a_link_away_and_back_keeps_the_question(server: str, open_page: OpenPage, remember: Remember) -> None:
    """Below the turns that its conversation has, with which it is then answered."""
    [answer] = remember("Kept before?")
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(page.locator(".foot")).to_have_count(1)
    _ask_in_vain(page, QUESTION)

    page.goto(f"{server}/docs")
    page.go_back()

    expect(page.locator(".question")).to_have_text(["Kept before?", QUESTION])
    page.unroute("**/chat")
    page.get_by_role("button", name=re.compile("again")).click()
    expect(page.locator(".foot")).to_have_count(2)
    assert len(httpx.get(f"{server}/conversations/{answer.conversation_id}").json()["turns"]) == 2


def test_an_answer_that_the_service_kept_is_fetched(server: str, open_page: OpenPage) -> None:
    """The page was gone when it came; nothing has to be asked again."""
    page = open_page(f"{server}/")
    page.route("**/chat", lambda route: route.fetch() and None)
    ask(page, QUESTION)
    page.wait_for_function("""async () => (await fetch(`conversations/${location.hash.slice(4)}`)).ok""", polling=200)

    page.reload()

    expect(page.locator(".sources")).to_have_count(1)
    expect(page.locator(".stopped")).to_have_count(0)
    assert page.locator(".question").all_text_contents() == [QUESTION]


def test_a_question_below_a_shared_answer_is_kept_with_it(server: str, open_page: OpenPage) -> None:
    """After a reload both stand there, and the question is asked again as one that follows."""
    shared = httpx.post(f"{server}/chat", json={"question": QUESTION}).json()
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/a/{shared['id']}")
    expect(page.locator(".foot")).to_have_count(1)
    _ask_in_vain(page, "And lung cancer?")

    page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION, "And lung cancer?"])
    page.unroute("**/chat")
    page.get_by_role("button", name="Ask again").click()

    expect(page.locator(".searched")).to_contain_text("Wirtz 2003")


def test_a_question_that_was_stopped_is_there_after_a_reload(server: str, open_page: OpenPage) -> None:
    """And what is begun beside it has an address of its own."""
    page = open_page(f"{server}/")
    _hold(page)
    ask(page, QUESTION)
    page.get_by_role("button", name="Stop").click()
    page.get_by_role("link", name="New conversation").click()
    page.go_back()
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()

    page.reload()

    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.get_by_role("button", name="Ask again")).to_be_visible()


def test_what_is_being_written_is_there_after_a_reload(server: str, open_page: OpenPage) -> None:
    """Half a question too; one that was sent is not."""
    page = open_page(f"{server}/")
    page.get_by_label("Your question").fill("Half a question")
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("Half a question")

    ask(page, QUESTION)
    expect(page.locator(".sources")).to_have_count(1)
    page.reload()

    expect(page.locator(".sources")).to_have_count(1)
    expect(page.get_by_label("Your question")).to_have_value("")


def test_all_that_was_being_written_is_there_after_a_reload(server: str, open_page: OpenPage) -> None:
    """Each question that waits comes back in its turn, the latest first, also one that was put there and changed."""
    page = open_page(f"{server}/")
    field = page.get_by_label("Your question")
    field.fill("First half a question")
    for written in ("What does Wirtz 2003 say about the second?", "The third, changed"):
        page.goto(f"{server}/#/works/wirtz2003_jneurol")
        page.get_by_role("button", name="Ask about this section").first.click()
        field.fill(written)
    page.goto(f"{server}/#/works/wirtz2003_jneurol")
    page.get_by_role("button", name="Ask about this section").first.click()
    expect(page.locator("#aside")).to_contain_text("3 questions that you were writing come back after this question.")

    page.reload()

    expect(field).to_have_value(re.compile("^What does Wirtz 2003 say about"))
    seen = []
    while page.get_by_role("button", name="Bring it back").is_visible():
        page.get_by_role("button", name="Bring it back").click()
        seen.append(field.input_value())
        field.fill("")
    assert seen == ["The third, changed", "What does Wirtz 2003 say about the second?", "First half a question"]


def test_a_question_that_waits_for_an_answer_is_there_after_a_reload(server: str, open_page: OpenPage) -> None:
    """It was sent while another was being answered: both are there."""
    page = open_page(f"{server}/")
    _ask_in_vain(page, QUESTION)
    ask(page, "And then?")

    page.reload()

    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.get_by_label("Your question")).to_have_value("And then?")


def test_a_browser_that_keeps_nothing_for_the_page_still_answers(server: str, open_page: OpenPage) -> None:
    """A question then lasts as long as the page."""
    page = open_page(f"{server}/")
    page.evaluate("() => Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('refused'); } })")

    ask(page, QUESTION)

    expect(page.locator(".sources")).to_have_count(1)


def test_what_was_deleted_elsewhere_does_not_come_back(server: str, open_page: OpenPage, remember: Remember) -> None:
    """By another browser, which this page does not hear: it is told, the question is kept, and begins a new conversation."""
    [answer] = remember("Deleted by another?")
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(page.locator(".foot")).to_have_count(1)
    assert httpx.delete(f"{server}/conversations/{answer.conversation_id}").status_code == 204

    ask(page, QUESTION)
    expect(page.locator(".problem")).to_contain_text("This conversation was deleted elsewhere.Your question is kept.")
    page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION])
    page.get_by_role("button", name="Ask again").click()

    expect(page.locator(".sources")).to_have_count(1)
    assert httpx.get(f"{server}/conversations/{answer.conversation_id}").status_code == 404
    begun = httpx.get(f"{server}/conversations/{page.url.rpartition('/')[2]}").json()
    assert [turn["question"] for turn in begun["turns"]] == [QUESTION]


def test_what_another_window_deletes_during_an_answer_does_not_come_back(
    server: str, open_page: OpenPage, remember: Remember
) -> None:
    """The answer is shown to its end; what is asked then begins a new conversation."""
    [answer] = remember("Deleted during it?")
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(page.locator(".foot")).to_have_count(1)
    _ask_in_vain(page, QUESTION)
    other = page.context.new_page()
    other.goto(f"{server}/#/conversations?q=deleted+during")
    other.get_by_role("button", name="Delete Deleted during it?", exact=True).click()
    other.get_by_role("button", name="for good").click()
    page.bring_to_front()
    expect(page.locator("#asking")).to_contain_text("This conversation was deleted in another window.")
    page.unroute("**/chat")  # it now reaches the service

    expect(page.get_by_role("button", name="Ask again")).to_be_visible()
    page.get_by_role("button", name="Ask again").click()

    expect(page.locator(".sources")).to_have_count(1)
    expect(page).not_to_have_url(re.compile(answer.conversation_id))
    assert httpx.get(f"{server}/conversations/{answer.conversation_id}").status_code == 404


def _ask_in_vain(page: Page, question: str) -> None:
    """Ask a question that is on its way until the route is given free."""
    _hold(page)
    ask(page, question)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def _hold(page: Page) -> None:
    """Let no question reach the service."""
    page.route("**/chat", lambda _: None)
