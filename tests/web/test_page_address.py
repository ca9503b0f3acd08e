"""Every view of the page has an address: it can be gone back to, loaded anew, and given to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from qa_service.conversations.store import Conversations
from qa_service.types import Answer

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
QUESTION = "What does Wirtz 2003 say about prevalence and incidence?"
SITE = "Ask the literature"


def test_each_view_is_reached_and_named(server: str, open_page: OpenPage) -> None:
    """Its link is marked as the current one, its heading has the focus, and the window is called after it."""
    page = open_page(server)
    links = page.get_by_role("navigation", name="Views").get_by_role("link")
    expect(links).to_have_text(["Ask", "Conversations", "Works"])

    for name in ("Conversations", "Works"):
        links.get_by_text(name).click()
        expect(page.get_by_role("heading", level=2, name=name)).to_be_focused()
        expect(page).to_have_title(f"{name} · {SITE}")
        expect(page.locator("[aria-current=page]")).to_have_text([name])
    links.get_by_text("Ask").click()

    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page).to_have_title(SITE)


def test_back_and_forward_lead_through_what_was_seen(server: str, open_page: OpenPage) -> None:
    """From the start over an answer and a filtered list to a work, and all the way back."""
    page = open_page(server)
    _ask(page, QUESTION)
    expect(page).to_have_title(f"{QUESTION} · {SITE}")
    page.get_by_role("link", name="Works").click()
    page.get_by_label("Author").fill("skeie")
    expect(page.locator(".count")).to_have_text("1 work")
    page.locator(".work-list a").click()
    expect(page.get_by_role("heading", level=2)).to_be_focused()

    page.go_back()
    expect(page.get_by_label("Author")).to_have_value("skeie")
    expect(page.locator(".work-list li")).to_have_count(1)
    page.go_back()
    expect(page.locator(".question")).to_have_text(QUESTION)
    page.go_back()
    expect(page.locator("#welcome")).to_be_visible()
    page.go_forward()

    expect(page.locator(".question")).to_have_text(QUESTION)
    expect(page.locator(".sources")).to_be_visible()


def test_a_conversation_is_there_after_a_reload(server: str, open_page: OpenPage) -> None:
    """With all its turns; and what is asked then goes on with it."""
    page = open_page(server)
    _ask(page, QUESTION)
    page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION])
    expect(page.get_by_role("heading", name="Conversation", exact=True)).to_be_focused()

    _ask(page, "How many patients did it include?")

    conversation = page.url.rpartition("/")[2]
    turns = httpx.get(f"{server}/conversations/{conversation}").json()["turns"]
    assert [turn["question"] for turn in turns] == [QUESTION, "How many patients did it include?"]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("c/nobody", "This conversation is not here"),
        ("a/nobody", "This answer is not here"),
        ("works/nobody1900", "This work is not here"),
        ("works/%3Cimg src=x onerror=alert(1)%3E", "This work is not here"),
        ("works/%E0%A4%A", "This work is not here"),
        ("works/.", "This work is not here"),
        ("c/%2E%2E", "This conversation is not here"),
        ("c/" + "x" * 300, "This conversation is not here"),
        ("nowhere/at/all", "There is nothing at this address"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(server: str, open_page: OpenPage, address: str, told: str) -> None:
    """And where everything is."""
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/{address}")

    expect(page.get_by_role("heading", level=2)).to_have_text(told)
    page.locator("#stage").get_by_role("link", name="Ask a question").click()

    expect(page.get_by_label("Your question")).to_be_visible()


def test_what_cannot_be_loaded_is_tried_again(server: str, open_page: OpenPage) -> None:
    """The view says why, and shows what was wanted when it is there again."""
    page = open_page(f"{server}/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("link", name="Works").click()
    expect(page.get_by_role("heading", name="This could not be opened")).to_be_focused()
    expect(page.locator("#stage")).to_contain_text("The service cannot be reached.")
    page.context.set_offline(False)

    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("heading", name="Works")).to_be_focused()


def test_a_list_is_as_far_down_as_it_was_left(server: str, open_page: OpenPage) -> None:
    """When it is gone back to; a link to it leads to its top."""
    page = open_page(f"{server}/")
    page.get_by_role("link", name="Works").click()
    last = page.locator(".work-list a").last
    last.scroll_into_view_if_needed()
    last.click()
    expect(page.locator(".imprint")).to_be_visible()
    assert page.evaluate("scrollY") == 0

    page.go_back()

    expect(page.locator(".work-list a").last).to_be_in_viewport()


def test_an_answer_goes_on_while_another_view_is_read(scripted: ScriptedService, open_page: OpenPage) -> None:
    """It is complete when the reader comes back, and nobody is led away from what they read meanwhile."""
    later = Event()
    scripted.scripts = [[_sentence("Lemons help."), later, _answer("c1")]]
    page = open_page(scripted.address)
    page.get_by_label("Your question").fill("Why?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".sentences p")).to_have_count(1)

    page.get_by_role("link", name="Works").click()
    later.set()
    expect(page.locator("[data-view=ask]")).to_have_attribute("href", re.compile("^#/c/"))
    expect(page.get_by_role("heading", name="Works")).to_be_visible()
    page.get_by_role("link", name="Ask", exact=True).click()

    expect(page.locator(".sentences p")).to_have_count(1)
    expect(page.locator(".status")).to_have_count(0)


def test_back_leads_to_an_answer_that_came_meanwhile(scripted: ScriptedService, open_page: OpenPage) -> None:
    """A question has an address from the start; a new conversation is begun by its link."""
    later = Event()
    scripted.scripts = [[_sentence("Lemons help."), later, _answer("c1")]]
    page = open_page(f"{scripted.address}/")
    page.get_by_label("Your question").fill("Why?")
    page.get_by_label("Your question").press("Enter")
    page.get_by_role("link", name="Works").click()
    expect(page.get_by_role("heading", name="Works")).to_be_visible()
    later.set()

    page.go_back()

    expect(page.locator(".foot")).to_be_visible()
    expect(page.locator(".sentences p")).to_have_count(1)
    expect(page).to_have_url(re.compile("#/c/"))
    page.get_by_role("link", name="New conversation").click()
    expect(page.locator(".turn")).to_have_count(0)


def test_what_is_deleted_while_it_is_answered_stays_deleted(
    server: str, open_page: OpenPage, remember: Remember
) -> None:
    """Its question is given up, and so cannot bring it back."""
    [answer] = remember("Deleted while answered?")
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(page.locator(".sources, .tools")).not_to_have_count(0)
    page.route("**/chat", lambda _: None)
    page.get_by_label("Your question").fill("What is it?")
    page.get_by_label("Your question").press("Enter")
    page.goto(f"{server}/#/conversations?q=deleted+while")

    page.get_by_role("button", name="Delete Deleted while answered?", exact=True).click()
    with page.expect_event("requestfailed") as given_up:
        page.get_by_role("button", name="Delete Deleted while answered? for good").click()

    assert given_up.value.url == f"{server}/chat"
    expect(page.locator(".count")).to_have_text("“Deleted while answered?” was deleted.")


def test_two_windows_hear_of_each_other(server: str, open_page: OpenPage, remember: Remember) -> None:
    """What one renames or deletes, the other shows so; what is asked then begins a conversation that is kept."""
    [answer] = remember("Two windows?")
    one = open_page(f"{server}/")
    other = one.context.new_page()
    other.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(other.locator("#asking h2")).to_have_text("Conversation")
    one.goto(f"{server}/#/conversations?q=two+windows")

    one.bring_to_front()  # a window that nobody sees draws slowly
    one.get_by_role("button", name="Rename Two windows?").click()
    one.get_by_label("Name").fill("Windows")
    one.get_by_label("Name").press("Enter")
    expect(other.locator("#asking h2")).to_have_text("Windows")
    one.get_by_role("button", name="Delete Windows").click()
    one.get_by_role("button", name="Delete Windows for good").click()

    expect(other.locator("#asking")).to_contain_text("This conversation was deleted in another window.")
    expect(other.locator(".question")).to_have_text(["Two windows?"])
    _ask(other, QUESTION)
    expect(other).not_to_have_url(re.compile(answer.conversation_id))
    begun = httpx.get(f"{server}/conversations/{other.url.rpartition('/')[2]}").json()
    assert [turn["question"] for turn in begun["turns"]] == [QUESTION]


def test_two_windows_show_two_conversations(server: str, open_page: OpenPage, remember: Remember) -> None:
    """Each its own; one that goes on in the other window is offered to be shown."""
    [answer] = remember("The same one?")
    one = open_page(f"{server}/")
    one.goto(f"{server}/#/c/{answer.conversation_id}")
    other = one.context.new_page()
    other.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(other.locator(".question")).to_have_count(1)

    _ask(one, QUESTION)
    other.get_by_role("button", name="Show it").click()

    expect(other.locator(".question")).to_have_text(["The same one?", QUESTION])


def test_the_keyboard_alone_leads_to_every_view(server: str, open_page: OpenPage, remember: Remember) -> None:
    """The ways to the views are the first stops; a conversation is opened, and the field is reached from it."""
    remember("By keyboard?")
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/conversations?q=by+keyboard")
    expect(page.get_by_role("heading", level=2, name="Conversations")).to_be_focused()

    for _ in range(2):  # over the search field
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="By keyboard?")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#asking h2")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Works")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=2, name="Works")).to_be_focused()


def test_the_ways_stay_in_view_on_a_phone(
    server: str, open_page: OpenPage, remember: Remember, store: Conversations
) -> None:
    """However far down, at 320 pixels, where no view needs sideways scrolling either."""
    [answer] = remember("x" * 300 + "?", sentences=[{"text": "y" * 500, "citations": []}])
    page = open_page(f"{server}/", viewport={"width": 320, "height": 600}, has_touch=True, is_mobile=True)

    for address in (
        "",
        "conversations",
        "works",
        "works/wirtz2003_jneurol",
        f"c/{answer.conversation_id}",
        f"a/{answer.id}",
    ):
        page.goto(f"{server}/#/{address}")
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        expect(page.get_by_role("link", name="Works", exact=True)).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address
    store.delete(answer.conversation_id)


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".turn .status")).to_have_count(0)
    expect(page.locator(".question").last).to_have_text(question)


def _sentence(text: str) -> tuple[str, dict[str, Any]]:
    return "sentence", {"text": text, "verdict": "supported", "citations": []}


def _answer(conversation: str) -> tuple[str, dict[str, Any]]:
    forms = dict.fromkeys(("abstention", "premise", "disagreement", "safety"))
    asked = {"id": "a1", "question": "Why?", "standalone_question": "Why?", "text": "", "status": "answered"}
    return "answer", {"conversation_id": conversation, "sentences": [], "citations": [], "withheld": 0} | asked | forms
