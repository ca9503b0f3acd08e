"""What the page shows when a stream stands still, breaks off, or holds what the corpus at hand does not."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from qa_service.types import CitedWork

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
# Characters of two UTF-16 units, a combining accent, markup, and marks that turn the direction of writing.
HOSTILE = "𝛼-toxin 🧪 is old. <b>Caf\u0065\u0301</b> \u202e𝑛 = 5 of 20\u202c improved. The 𝛽-toxin is not."


def _document(text: str, text_kind: str = "abstract", **changes: Any) -> dict[str, Any]:
    work = {"id": "ito2001", "title": "On lemons", "authors": ["Ito Y", "Marsh E"], "journal": "J Invent", "year": 2001}
    rest = {"volume": "7", "pages": "1-9", "doi": "10.1/x<y", "pmid": None, "url": None, "type": "cohort"}
    state = {"retracted": False, "unverified": [], "sha256": "aa", "text": text}
    section = {"title": "Findings", "start": 0, "end": len(text), "text_kind": text_kind}
    return work | rest | state | {"sections": [section]} | changes


def _citation(source: dict[str, Any], quote: str, n: int = 1) -> dict[str, Any]:
    start = source["text"].index(quote)
    ids = {"n": n, "document_id": source["id"], "passage_id": f"{source['id']}:0", "sha256": source["sha256"]}
    place = {"quote": quote, "start": start, "end": start + len(quote), "section": "Findings"}
    kind = source["sections"][0]["text_kind"]
    return ids | place | {"text_kind": kind, "document": {name: source[name] for name in CitedWork.model_fields}}


def _sentence(*citations: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A sentence that says what its first citation says."""
    return "sentence", {"text": citations[0]["quote"], "verdict": "supported", "citations": list(citations)}


def _answer(*citations: dict[str, Any], **changes: Any) -> tuple[str, dict[str, Any]]:
    """The end of a stream: what the page reads of it."""
    asked = {"question": "Why?", "standalone_question": "Why?", "text": "", "status": "answered", "withheld": 0}
    forms = {"abstention": None, "premise": None, "disagreement": None, "safety": None}
    sentences = [{"text": one["quote"], "verdict": "supported", "citations": [one["n"]]} for one in citations]
    given = {"id": "a1", "conversation_id": "c1", "generator": "extractive", "sentences": sentences}
    return "answer", given | {"citations": list(citations)} | asked | forms | changes


SOURCE = _document("Lemons help. Limes help less. Vinegar does not help.")
FIRST = _citation(SOURCE, "Lemons help.")
SECOND = _citation(SOURCE, "Limes help less.", n=2)


def test_a_sentence_is_shown_when_it_arrives(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The first sentence can be read, and its source opened, while the second is still being checked."""
    scripted.documents["ito2001"] = SOURCE
    later = Event()
    scripted.scripts = [[_sentence(FIRST), later, _sentence(SECOND), _answer(FIRST, SECOND)]]
    page = open_page(scripted.address)

    _ask(page)
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    page.get_by_role("button", name="Source 1: Ito 2001").click()
    expect(page.locator("#source mark")).to_have_text("Lemons help.")
    later.set()

    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]", "Limes help less. [2]"])


def test_stopping_keeps_what_was_checked(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The sentences that arrived stay, the page says that it stopped, and the question can be asked again."""
    scripted.scripts = [[_sentence(FIRST), Event()], [_sentence(FIRST), _answer(FIRST)]]
    page = open_page(scripted.address)
    _ask(page)
    expect(page.locator(".sentences p")).to_have_count(1)

    page.get_by_role("button", name="Stop").click()

    expect(page.locator(".stopped")).to_contain_text(
        "Stopped. The sentences above were checked; more may have followed."
    )
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".sources")).to_be_visible()
    assert page.locator(".question").all_text_contents() == ["Why?"]


def test_only_one_question_is_answered_at_a_time(scripted: ScriptedService, open_page: OpenPage) -> None:
    """What is typed during an answer stays in the field until the answer is there."""
    scripted.scripts = [[Event()]]
    page = open_page(scripted.address)
    _ask(page)
    expect(page.get_by_role("button", name="Stop")).to_be_visible()

    _ask(page, "And then?")

    expect(page.get_by_label("Your question")).to_have_value("And then?")
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
    scripted.scripts = [[_sentence(FIRST), *ending], [_sentence(FIRST), _answer(FIRST)]]
    page = open_page(scripted.address)

    _ask(page)
    expect(page.locator(".problem")).to_contain_text(told)
    expect(page.locator(".sentences p")).to_have_text(["Lemons help. [1]"])
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator(".problem")).to_have_count(0)
    assert page.locator(".question").all_text_contents() == ["Why?"]


def test_a_lost_connection_says_what_to_do(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Without a network the question is kept, with a button that tries again."""
    scripted.scripts = [[_sentence(FIRST), _answer(FIRST)]]
    told = "The service cannot be reached.Check your connection, and that the service runs. Then try again."
    page = open_page(scripted.address)
    page.wait_for_load_state("networkidle")  # what the page reads at its start would be a second loss
    page.context.set_offline(True)

    _ask(page)
    expect(page.locator(".problem")).to_contain_text(told)
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()

    expect(page.locator(".sources")).to_be_visible()


def test_a_later_question_continues_the_conversation(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The id of the first answer goes with the second question, and both turns stay."""
    scripted.scripts = [[_answer(FIRST)]]
    page = open_page(scripted.address)
    _ask(page)
    expect(page.locator(".sources")).to_have_count(1)

    _ask(page, "And then?")
    expect(page.locator(".sources")).to_have_count(2)

    first = {"question": "Why?", "stream": True}
    assert scripted.asked == [first, {"question": "And then?", "stream": True, "conversation_id": "c1"}]
    assert page.locator(".question").all_text_contents() == ["Why?", "And then?"]


def test_offsets_count_code_points(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Characters of two UTF-16 units before and in a quote do not move the highlight, and markup in a source is text."""
    source = _document(HOSTILE)
    quote = "<b>Caf\u0065\u0301</b> \u202e𝑛 = 5 of 20\u202c improved."
    cited = _citation(source, quote)
    scripted.documents["ito2001"] = source
    scripted.scripts = [[_sentence(cited), _answer(cited)]]
    page = open_page(scripted.address)
    _ask(page)

    page.get_by_role("button", name="Source 1: Ito 2001").click()

    expect(page.locator("#source mark")).to_be_visible()
    assert page.locator("#source mark").text_content() == quote
    assert page.locator("#source .text").text_content() == HOSTILE


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
    page = _open_source(scripted, open_page, _document("Lemons help.", text_kind))

    expect(page.locator(".whose")).to_have_text(told)


def test_a_retracted_work_carries_a_warning(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The panel begins with a banner, the name of the mark says it, and so does the list of sources."""
    page = _open_source(scripted, open_page, _document("Lemons help.", retracted=True))

    expect(page.locator("#source .banner")).to_have_text("This work was retracted. Do not rely on it.")
    expect(page.get_by_role("button", name="Source 1: Ito 2001, retracted")).to_be_visible()
    expect(page.locator(".sources")).to_contain_text("Retracted")


def test_a_link_is_made_of_the_doi_alone(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Characters of a DOI that mean something in an address are escaped, and an address that is no web page is left out."""
    page = _open_source(scripted, open_page, _document("Lemons help.", url="javascript:alert(1)"))

    links = page.locator("#source a")
    expect(links).to_have_text(["DOI 10.1/x<y"])
    expect(links).to_have_attribute("href", "https://doi.org/10.1/x%3Cy")


def test_a_source_that_changed_is_not_highlighted(scripted: ScriptedService, open_page: OpenPage) -> None:
    """When the stored text is not the one that was cited, the quote is shown by itself and the page says why."""
    scripted.documents["ito2001"] = _document("Limes help less than lemons.", sha256="bb")
    scripted.scripts = [[_sentence(FIRST), _answer(FIRST)]]
    page = open_page(scripted.address)
    _ask(page)

    page.locator(".mark").click()

    expect(page.locator("#source .problem")).to_contain_text("The stored source has changed since this was quoted")
    expect(page.locator("#source blockquote")).to_have_text("Lemons help.")
    expect(page.locator("#source mark")).to_have_count(0)


def test_a_source_that_cannot_be_opened_says_why(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The panel shows the reason, and opens the source when it is there again."""
    scripted.scripts = [[_sentence(FIRST), _answer(FIRST)]]
    page = open_page(scripted.address)
    _ask(page)

    page.locator(".mark").click()
    expect(page.locator("#source .problem")).to_contain_text(
        "The source could not be opened: there is no such document"
    )
    scripted.documents["ito2001"] = SOURCE
    page.get_by_role("button", name="Try again").click()

    expect(page.locator("#source mark")).to_have_text("Lemons help.")


def test_corrections_disagreement_and_safety_are_shown(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Each form stands in the answer with its marks; so does what was searched and what was withheld."""
    forms = {
        "premise": {"claim": "limes help most", "correction": "Limes help less.", "citations": [2]},
        "disagreement": [{"value": "9 of 10", "citations": [1]}, {"value": "2 of 10", "citations": [2]}],
        "safety": "Ask a doctor about your own treatment.",
    }
    ending = _answer(FIRST, SECOND, standalone_question="Why lemons?", status="partial", withheld=1, **forms)
    scripted.scripts = [[_sentence(FIRST), ending]]
    page = open_page(scripted.address)

    _ask(page)

    expect(page.locator(".searched")).to_have_text("searched as: Why lemons?")
    expect(page.locator(".premise")).to_contain_text("The question assumes: limes help mostLimes help less. [2]")
    values = ["9 of 10 Ito 2001, Cohort study [1]", "2 of 10 Ito 2001, Cohort study [2]"]
    expect(page.locator(".disagreement li")).to_have_text(values)
    expect(page.locator(".safety")).to_have_text("Ask a doctor about your own treatment.")
    withheld = "1 sentence was withheld, because the sources do not support it."
    expect(page.get_by_text(withheld)).to_be_visible()


def test_a_screen_reader_hears_each_sentence(scripted: ScriptedService, open_page: OpenPage) -> None:
    """The live region holds what arrived, in order, and that the answer is complete."""
    scripted.scripts = [[_sentence(FIRST), _sentence(SECOND), _answer(FIRST, SECOND)]]
    page = open_page(scripted.address, reduced_motion="reduce")

    _ask(page)

    heard = ["Lemons help.", "Limes help less.", "The answer is complete. It cites 2 sentences."]
    expect(page.get_by_role("log").locator("p")).to_have_text(heard)
    assert page.locator(".sentences p").first.evaluate("p => getComputedStyle(p).animationName") == "none"


def _open_source(scripted: ScriptedService, open_page: OpenPage, source: dict[str, Any]) -> Page:
    cited = _citation(source, "Lemons help.")
    scripted.documents["ito2001"] = source
    scripted.scripts = [[_sentence(cited), _answer(cited)]]
    page = open_page(scripted.address)
    _ask(page)
    page.locator(".mark").click()
    expect(page.locator("#source mark")).to_have_text("Lemons help.")
    return page


def _ask(page: Page, question: str = "Why?") -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")
