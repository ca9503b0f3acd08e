"""Asking on the page: what can be done with an answer, what can be asked next, and what happens when things break."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from qa_service.retrieval.build import BuildReport
from tests.fakes import ModelServer
from tests.web.streams import FIRST, SECOND, SOURCE, answer, ask, citation, document, own_chat, sentence

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
CLIPBOARD = ["clipboard-read", "clipboard-write"]
REFERENCE = "Ito Y, Marsh E. On lemons. J Invent. 2001. doi:10.1/x<y."
PREVENTS = "A daily dose of 10 mg of ascorbate prevents scurvy."
ESCAPED = REFERENCE.replace("<", "\\<")


@pytest.mark.parametrize(
    ("chosen", "copied"),
    [
        ("As text", "Lemons help [1]. Limes help less [2]."),
        (
            "As Markdown",
            "**Why?**\n\nLemons help.[^1] Limes help less.[^2]\n\n"
            f"[^1]: {ESCAPED} “Lemons help.”\n[^2]: {ESCAPED} “Limes help less.”",
        ),
        (
            "With references",
            "Why?\n\nLemons help [1]. Limes help less [2].\n\n"
            f"References\n[1] {REFERENCE} “Lemons help.”\n[2] {REFERENCE} “Limes help less.”",
        ),
    ],
)
def test_an_answer_can_be_copied(scripted: ScriptedService, open_page: OpenPage, chosen: str, copied: str) -> None:
    """Its marks are the same numbers in each form, and the page says that it is done."""
    scripted.scripts = [[answer(FIRST, SECOND, text="Lemons help [1]. Limes help less [2].")]]
    page = open_page(scripted.address, permissions=CLIPBOARD)
    ask(page)

    page.get_by_role("button", name="Copy").click()
    page.get_by_role("menuitem", name=chosen).click()

    expect(page.locator(".copied")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == copied


def test_what_is_copied_as_markdown_stays_text(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Characters that mean something in Markdown or HTML are escaped."""
    hostile = document("1. *Bold* [x](javascript:y) <b> `z` &lt;")
    scripted.scripts = [[answer(citation(hostile, hostile["text"]))]]
    page = open_page(scripted.address, permissions=CLIPBOARD)
    ask(page)

    page.get_by_role("button", name="Copy").click()
    page.get_by_role("menuitem", name="As Markdown").click()

    expect(page.locator(".copied")).to_have_text("Copied")
    said = page.evaluate("navigator.clipboard.readText()").split("\n\n")[1]
    assert said == r"1\. \*Bold\* \[x\](javascript:y) \<b\> \`z\` \&lt;[^1]"


def test_another_generator_can_write_the_answer(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The menu names the others, and the question is asked again, of the one that is chosen."""
    scripted.replies["/v1/models"] = {"data": [{"id": one} for one in ("qa-service", "extractive", "local", "a:b")]}
    scripted.scripts = [[answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)

    page.get_by_role("button", name="Write again").click()
    expect(page.get_by_role("menuitem")).to_have_text(["By the local model", "By a:b"])
    page.get_by_role("menuitem", name="By a:b").click()

    expect(page.locator(".sources")).to_have_count(2)
    same = {"question": "Why?", "stream": True, "conversation_id": scripted.asked[0]["conversation_id"]}
    assert scripted.asked[1] == same | {"follows": "a1", "generator": "a:b"}


def test_with_one_generator_there_is_no_menu_of_them(scripted: ScriptedService, open_page: OpenPage) -> None:
    """What cannot be chosen is not offered."""
    scripted.replies["/v1/models"] = {"data": [{"id": "qa-service"}, {"id": "extractive"}]}
    scripted.replies["/answers/a1/suggestions"] = {"suggestions": ["And limes?"]}
    scripted.scripts = [[answer(FIRST)]]
    page = open_page(scripted.address)

    ask(page)
    expect(page.get_by_role("button", name="And limes?")).to_be_visible()

    expect(page.get_by_role("button", name="Write again")).to_have_count(0)


def test_what_can_be_asked_next_stands_under_the_last_answer_alone(
    scripted: ScriptedService, open_page: OpenPage
) -> None:
    """A suggestion is asked when it is pressed, and makes place for those of its own answer."""
    scripted.replies["/answers/a1/suggestions"] = {"suggestions": ["And limes?"]}
    scripted.replies["/answers/a2/suggestions"] = {"suggestions": ["And vinegar?"]}
    scripted.scripts = [[answer(FIRST)], [answer(SECOND, id="a2")]]
    page = open_page(scripted.address)
    ask(page)

    page.get_by_role("button", name="And limes?").click()

    expect(page.get_by_role("button", name="And vinegar?")).to_be_visible()
    expect(page.locator(".ask-next")).to_have_count(1)
    assert page.locator(".question").all_text_contents() == ["Why?", "And limes?"]


def test_the_page_can_be_used_before_its_examples_are_there(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Where they cannot be made, the reason is told and a question is answered all the same."""
    scripted.replies["/examples"] = {"examples": [{"question": "<b>Why?</b>", "document_id": "x", "title": "<i>X</i>"}]}
    scripted.scripts = [[answer(FIRST)]]
    page = open_page(scripted.address)

    expect(page.locator("#welcome button")).to_have_text(["<b>Why?</b><i>X</i>"])
    page.locator("#welcome button").click()

    expect(page.locator(".sources")).to_be_visible()


def test_a_conversation_that_is_left_does_not_lose_its_answer(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The stream goes on, another question can be asked meanwhile, and the answer is shown where it belongs."""
    later = Event()
    kept = answer(FIRST)[1]
    scripted.scripts = [
        [sentence(FIRST), later, answer(FIRST, id="a2")],
        [answer(SECOND, id="a3", conversation_id="c2")],
    ]
    page = open_page(scripted.address)
    own_chat(page)
    page.evaluate("kept => chat.show({ id: 'c1', turns: [kept] })", kept)
    ask(page, "And limes?")
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]", "Lemons help. [1]"])

    page.evaluate("chat.clear()")
    ask(page, "Other?")
    expect(page.locator(".sources")).to_have_count(1)
    page.evaluate("kept => chat.show({ id: 'c1', turns: [kept] })", kept)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    later.set()

    expect(page.locator(".sources")).to_have_count(2)
    assert page.locator(".question").all_text_contents() == ["Why?", "And limes?"]
    assert page.evaluate("answered") == ["a3", "a2"]
    assert page.evaluate("chat.conversationId") == "c1"


def test_an_answer_that_comes_elsewhere_leaves_the_conversation_at_hand_alone(
    scripted: ScriptedService, open_page: OpenPage
) -> None:
    """The page is told of it; what is shown, and what a next question continues, stay as they are."""
    later = Event()
    scripted.scripts = [[later, answer(FIRST)], [answer(SECOND, id="a2", conversation_id="c2")]]
    page = open_page(scripted.address)
    own_chat(page)
    with page.expect_response("**/chat"):  # so that the first script is taken
        ask(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()

    page.evaluate("chat.clear()")
    ask(page, "Other?")
    expect(page.locator(".sources")).to_have_count(1)
    later.set()
    page.wait_for_function("() => window.answered.length === 2")

    assert page.locator(".question").all_text_contents() == ["Other?"]
    assert page.evaluate("chat.conversationId") == scripted.asked[1]["conversation_id"]


def test_a_server_that_is_started_anew_in_an_answer_has_lost_no_question(
    serve: Callable[..., AbstractContextManager[Any]],
    library: BuildReport,
    open_page: OpenPage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It dies between two sentences: the first stays, the page says what to do, a reload offers the question again."""
    index, database, said = (
        library.generation.parent,
        f"sqlite:///{tmp_path / 'conversations.db'}",
        PREVENTS[:-1] + " [1].",
    )
    with ModelServer([said, Event()], [said]) as model:
        for name, value in {"": "openai:fake", "_BASE_URL": f"{model.url}/v1", "_API_KEY": "sk-secret"}.items():
            monkeypatch.setenv(f"QA_GENERATOR{name}", value)
        with serve(index, database=database) as first:
            page = open_page(first.address)
            ask(page, "What prevents scurvy?")
            expect(page.locator(".sentences p")).to_have_text([f"{PREVENTS} [1]"])
            first.process.kill()
            told = page.locator(".turn .problem")
            expect(told).to_contain_text("The connection ended before the answer was complete.")
            expect(page.locator(".sentences p")).to_have_text([f"{PREVENTS} [1]"])
            page.get_by_role("button", name="Try again").click()
            expect(told).to_contain_text("Check your connection, and that the service runs.")

        with serve(index, database=database, port=int(first.address.rpartition(":")[2])):
            page.reload()
            expect(page.locator(".question")).to_have_text(["What prevents scurvy?"])
            page.get_by_role("button", name="Ask again").click()
            expect(page.locator(".sources")).to_have_count(1)
            [kept] = httpx.get(f"{first.address}/conversations").json()["conversations"]

    assert kept["turn_count"] == 1
    expect(page.locator(".sentences p").first).to_have_text(f"{PREVENTS} [1]")


def test_a_very_long_answer_is_read_to_its_end(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Three hundred sentences with words without end: nothing needs sideways scrolling, and the last mark opens its source."""
    long = document(" ".join(f"Lemon {n} is {'sour' * 200}." for n in range(300)), title="x" * 500)
    quotes = [f"Lemon {n} is {'sour' * 200}." for n in range(300)]
    cited = [citation(long, quote, n) for n, quote in enumerate(quotes, 1)]
    scripted.documents["ito2001"] = long
    scripted.scripts = [[*map(sentence, cited), answer(*cited)]]
    page = open_page(scripted.address, viewport={"width": 320, "height": 700})
    ask(page, "long" * 400)

    expect(page.locator(".sentences p")).to_have_count(300)
    page.get_by_role("button", name="Source 300: Ito 2001").click()

    expect(page.locator("#source mark")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.locator("#source").evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_two_hundred_turns_stay_quick(scripted: ScriptedService, open_page: OpenPage) -> None:
    """They are drawn in less than two seconds, the last one is in view, and a question follows them."""
    scripted.scripts = [[answer(FIRST, SECOND, id="a2")]]
    kept = answer(FIRST, SECOND)[1]
    page = open_page(scripted.address)
    own_chat(page)

    milliseconds = page.evaluate(
        """kept => {
            const begun = performance.now();
            chat.show({ id: "c1", turns: Array(200).fill(kept) });
            document.body.getBoundingClientRect();
            return performance.now() - begun;
        }""",
        kept,
    )
    expect(page.locator(".question").last).to_be_in_viewport()
    ask(page, "And then?")

    expect(page.locator(".sources")).to_have_count(201)
    expect(page.get_by_role("heading", name="And then?")).to_be_in_viewport()
    assert milliseconds < 2000


def test_hostile_words_of_a_model_and_of_a_work_stay_words(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Markup, Markdown and direction marks in every field that is shown are text, and none reaches beyond its own field."""
    trick = (
        "<img src=x onerror=\"document.title='taken'\"> **b** [l](javascript:alert(1)) \u202e\u2066<script>1</script>"
    )
    source = document(f"{trick} Lemons help.", title=trick, authors=[trick], journal=trick, type=trick, url="data:x")
    source["sections"][0]["title"] = trick
    cited = citation(source, source["text"])
    forms = {
        "premise": {"claim": trick, "correction": trick, "citations": [1]},
        "disagreement": [{"value": trick, "citations": [1]}, {"value": "1", "citations": [1]}],
        "safety": trick,
        "standalone_question": trick + "?",
    }
    scripted.documents["ito2001"] = source
    scripted.replies["/answers/a1/suggestions"] = {"suggestions": [trick]}
    scripted.scripts = [[sentence(cited), answer(cited, **forms)]]
    page = open_page(scripted.address, viewport={"width": 1280, "height": 800})

    ask(page, trick)
    expect(page.locator(".ask-next button")).to_have_text([trick])
    page.locator(".sentences .mark").hover()
    expect(page.locator("#preview")).to_contain_text("Lemons help.")
    page.locator(".sentences .mark").click()
    expect(page.locator("#source h2")).to_have_text(trick)

    assert page.locator("body img, main script, aside script").count() == 0
    assert page.title().startswith("<img src=x")
    # What is left of an element's own text once all isolated parts are taken out holds no mark that turns its neighbours.
    outside = page.evaluate(
        """() => {
            const copy = document.body.cloneNode(true);
            copy.querySelectorAll("[dir=auto], bdi").forEach((part) => part.remove());
            return copy.textContent;
        }"""
    )
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", outside)


def test_the_field_stays_free_while_a_question_is_answered(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The next question can be written meanwhile, and nothing takes it away when the answer comes."""
    later = Event()
    scripted.documents["ito2001"] = SOURCE
    scripted.scripts = [[later, answer(FIRST)]]
    page = open_page(scripted.address)
    ask(page)

    page.get_by_label("Your question").fill("And then?")
    later.set()

    expect(page.locator(".sources")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("And then?")
