"""What a reader keeps: conversations that are found again, an answer that is shared, and what was said of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from qa_service.conversations.store import Conversations
from qa_service.types import Answer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
QUESTION = "What does Wirtz 2003 say about prevalence and incidence?"
HOSTILE = "<img src=x onerror=\"document.title='taken'\"> **b** [l](javascript:alert(1)) \u202eevil"


def test_conversations_are_listed_and_searched(server: str, open_page: OpenPage, remember: Remember) -> None:
    """The latest first, under its day; what is sought stands in the address, and is announced."""
    for question in ("Kumquats first?", "Kumquats second?", "Medlars?"):
        remember(question, "And then?")
    page = _open(server, open_page, "conversations")
    expect(page.get_by_role("heading", level=3).first).to_have_text("Today")
    expect(page.locator(".entry .entry-title").first).to_have_text("Medlars?")

    page.get_by_label("Search titles and questions").fill("KUMQUATS")

    expect(page.locator(".entry .entry-title")).to_have_text(["Kumquats second?", "Kumquats first?"])
    expect(page.locator(".entry-facts").first).to_contain_text("2 questions")
    expect(page.locator(".count")).to_have_text("2 conversations")
    expect(page).to_have_url(re.compile(r"#/conversations\?q=KUMQUATS$"))
    page.get_by_label("Search titles and questions").fill("no such thing")
    expect(page.locator("#stage")).to_contain_text("No title and no question holds no such thing.")


def test_many_conversations_come_a_page_at_a_time(server: str, open_page: OpenPage, remember: Remember) -> None:
    """The links lead to those that are older and back; the address says which page it is."""
    for n in range(51):
        remember(f"Page filler {n}?")
    page = _open(server, open_page, "conversations?q=page+filler")
    expect(page.locator(".entry")).to_have_count(50)

    page.get_by_role("link", name="Older").click()
    expect(page.locator(".entry .entry-title")).to_have_text(["Page filler 0?"])
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_role("link", name="Newer").click()

    expect(page.locator(".entry")).to_have_count(50)


def test_a_conversation_is_renamed_by_keyboard(server: str, open_page: OpenPage, remember: Remember) -> None:
    """Enter keeps the name, Escape does not, and focus comes back to where it was."""
    [answer] = remember("Rename me?")
    page = _open(server, open_page, "conversations?q=rename+me")
    page.get_by_role("button", name="Rename Rename me?").press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Never kept")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Rename Rename me?")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.type("Renamed")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Renamed")).to_be_visible()
    expect(page.get_by_role("button", name="Rename Renamed")).to_be_focused()
    assert httpx.get(f"{server}/conversations/{answer.conversation_id}").json()["title"] == "Renamed"


def test_deleting_asks_first(server: str, open_page: OpenPage, remember: Remember) -> None:
    """What is kept stays; what is deleted is gone from the list, and from the view of the conversation."""
    [answer] = remember("Delete me?")
    page = _open(server, open_page, f"c/{answer.conversation_id}")
    expect(page.locator(".question")).to_have_text("Delete me?")
    page.get_by_role("link", name="Conversations").click()
    page.get_by_role("button", name="Delete Delete me?").click()
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Delete Delete me?")).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Delete Delete me? for good").click()

    expect(page.locator(".count")).to_have_text("“Delete me?” was deleted.")
    expect(page.get_by_role("link", name="Delete me?")).to_have_count(0)
    assert httpx.get(f"{server}/conversations/{answer.conversation_id}").status_code == 404
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.locator("#turns")).to_be_empty()


def test_a_hostile_name_is_only_text(
    server: str, open_page: OpenPage, remember: Remember, store: Conversations
) -> None:
    """In the list, above the conversation, and in the title of the window."""
    [answer] = remember(HOSTILE)
    page = _open(server, open_page, "conversations?q=evil")

    expect(page.locator(".entry .entry-title a").first).to_have_text(re.compile(r"^<img src=x onerror="))
    assert page.locator(".entry img, #asking img, .turn img").count() == 0
    store.rename(answer.conversation_id, "<img src=y> named")
    page.goto(f"{server}/#/c/{answer.conversation_id}")
    expect(page.locator("#asking h2")).to_have_text("<img src=y> named")

    assert page.locator(".entry img, #asking img, .turn img").count() == 0
    assert page.title() != "taken"


def test_two_hundred_turns_open_in_two_seconds(server: str, open_page: OpenPage, remember: Remember) -> None:
    """With what stands below each of them."""
    [answer, *_] = remember(*(f"Question {n}?" for n in range(200)))
    page = _open(server, open_page, "works")
    started = time.perf_counter()

    page.evaluate("hash => { location.hash = hash; }", f"#/c/{answer.conversation_id}")
    page.locator(".turn .foot").nth(199).wait_for()

    assert time.perf_counter() - started < 2
    assert page.locator(".question").count() == 200


def test_a_shared_answer_is_shown_as_it_was_given(server: str, open_page: OpenPage) -> None:
    """With the moment, its sources to be checked, and a way to its conversation."""
    answer = httpx.post(f"{server}/chat", json={"question": QUESTION}).json()
    page = _open(server, open_page, f"a/{answer['id']}")

    expect(page.locator("#asking")).to_contain_text(re.compile(r"\w+ \d+, \d{4} at .* It is shown as it was given"))
    expect(page.locator(".sentences p")).to_have_count(len(answer["sentences"]))
    page.locator(".mark").first.click()
    expect(page.locator("#source mark")).to_have_text(answer["citations"][0]["quote"], use_inner_text=False)
    page.get_by_role("link", name="The whole conversation").click()

    expect(page).to_have_url(f"{server}/#/c/{answer['conversation_id']}")


def test_a_question_below_a_shared_answer_follows_it(server: str, open_page: OpenPage) -> None:
    """It is read with what stands above it, and both are a conversation of the reader's own; the other one is left as it was."""
    answer = httpx.post(f"{server}/chat", json={"question": QUESTION}).json()
    page = _open(server, open_page, f"a/{answer['id']}")
    expect(page.locator(".sources")).to_have_count(1)

    page.get_by_label("Your question").fill("And lung cancer?")
    page.get_by_label("Your question").press("Enter")

    expect(page.locator(".searched")).to_contain_text("Wirtz 2003")
    expect(page).to_have_url(re.compile("#/c/"))
    own = page.url.rpartition("/")[2]
    assert own != answer["conversation_id"]
    page.reload()
    expect(page.locator(".question")).to_have_text([QUESTION, "And lung cancer?"])
    assert len(httpx.get(f"{server}/conversations/{own}").json()["turns"]) == 2
    assert httpx.get(f"{server}/conversations/{answer['conversation_id']}").json()["turns"] == [answer]


def test_a_link_is_copied_without_a_secure_connection(server: str, open_page: OpenPage, remember: Remember) -> None:
    """Where the browser has another way, it is taken; the focus stays on the button."""
    [answer] = remember("Share me at home?")
    page = _open(server, open_page, f"c/{answer.conversation_id}")
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")

    page.get_by_role("button", name="Share link").press("Enter")

    expect(page.locator(".foot .outcome")).to_have_text("Link copied.")
    expect(page.get_by_role("button", name="Share link")).to_be_focused()


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "no clipboard"])
def test_the_link_of_an_answer_is_copied(server: str, open_page: OpenPage, remember: Remember, allowed: bool) -> None:
    """Where nothing can be copied, it stands selected in a field."""
    [answer] = remember("Share me?")
    link = f"{server}/#/a/{answer.id}"
    page = _open(server, open_page, f"c/{answer.conversation_id}", permissions=["clipboard-read", "clipboard-write"])
    if not allowed:
        page.context.clear_permissions()
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed')); }")

    page.get_by_role("button", name="Share link").click()

    if allowed:
        expect(page.locator(".foot .outcome")).to_have_text("Link copied.")
        assert page.evaluate("navigator.clipboard.readText()") == link
    else:
        expect(page.get_by_label("Copy this link:")).to_have_value(link)
        assert page.evaluate("getSelection().toString()") == link


def test_what_was_said_of_an_answer_is_there_after_a_reload(
    server: str, open_page: OpenPage, remember: Remember, store: Conversations
) -> None:
    """Thumbs and comment, both of which can be changed; a comment is only text."""
    [answer] = remember("Rate me?")
    page = _open(server, open_page, f"c/{answer.conversation_id}")
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator(".foot .outcome")).to_have_text("Thank you.")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("button", name="Comment").click()
    page.get_by_label("What is right or wrong with it?").fill(HOSTILE)
    page.get_by_role("button", name="Save comment").click()
    expect(page.locator(".foot .outcome")).to_have_text("Comment saved.")

    page.reload()

    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "false")
    assert page.locator(".foot .comment").text_content() == HOSTILE
    assert page.locator(".foot .comment *").count() == 0
    [said] = store.feedback_in(answer.conversation_id)
    assert (said.thumbs, said.comment) == ("down", HOSTILE)


def test_thumbs_leave_a_comment_that_is_being_written(server: str, open_page: OpenPage, remember: Remember) -> None:
    """It is saved when its own button is pressed."""
    [answer] = remember("Rate me while I write?")
    page = _open(server, open_page, f"c/{answer.conversation_id}")
    page.get_by_role("button", name="Comment").click()
    page.get_by_label("What is right or wrong with it?").fill("Half a")

    page.get_by_role("button", name="Helpful", exact=True).click()

    expect(page.locator(".foot .outcome")).to_have_text("Thank you.")
    expect(page.get_by_label("What is right or wrong with it?")).to_have_value("Half a")


def test_an_answer_that_was_deleted_takes_no_feedback(
    server: str, open_page: OpenPage, remember: Remember, store: Conversations
) -> None:
    """And says why."""
    [answer] = remember("Gone?")
    page = _open(server, open_page, f"c/{answer.conversation_id}")
    expect(page.locator(".foot")).to_be_visible()
    store.delete(answer.conversation_id)

    page.get_by_role("button", name="Helpful", exact=True).click()

    expect(page.locator(".foot .outcome")).to_have_text("Not saved: this answer was deleted.")
    expect(page.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_view_has_a_fault_of_access(
    server: str, open_page: OpenPage, remember: Remember, store: Conversations, width: int, scheme: str
) -> None:
    """As axe sees it: contrast, names, roles, landmarks; also while something is renamed, deleted or commented."""
    [answer] = remember("Accessible?")
    store.give_feedback(answer.id, "up", "Good.")
    page = open_page(
        f"{server}/", viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    steps = {
        f"c/{answer.conversation_id}": ["Comment"],
        f"a/{answer.id}": [],
        "conversations?q=accessible": ["Rename Accessible?"],
        "conversations?q=accessible&page=1": ["Delete Accessible?"],
        "conversations?q=Accessible": ["Export Accessible?"],
        "conversations?q=nothing+of+it": [],
        "works?q=tumour": [],
        "works?year_from=x": [],
        "works/wirtz2003_jneurol": [],
        "c/nobody": [],
        "nowhere": [],
    }
    for address, presses in steps.items():
        page.goto(f"{server}/#/{address}")
        page.wait_for_load_state("networkidle")
        assert _faults(page) == {}, address
        for name in presses:
            page.get_by_role("button", name=name, exact=True).first.click()
        if presses:
            assert _faults(page) == {}, (address, presses)
    page.goto(f"{server}/#/works/wirtz2003_jneurol")
    page.locator(".source-text").first.focus()
    page.keyboard.press("Control+Shift+ArrowRight")
    expect(page.get_by_role("button", name="Ask about the selected words")).to_be_visible()
    assert _faults(page) == {}, "a selection"
    page.goto(f"{server}/docs")
    page.wait_for_load_state("networkidle")
    assert _faults(page) == {}, "docs"


def _faults(page: Page) -> dict[str, list[str]]:
    options = {"rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return {fault["id"]: [node["html"] for node in fault["nodes"]] for fault in found}


def _open(server: str, open_page: OpenPage, address: str, **options: object) -> Page:
    page = open_page(f"{server}/", **options)
    page.goto(f"{server}/#/{address}")
    return page
