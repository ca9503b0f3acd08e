"""The corpus on the page: a list that is filtered, and works that are read and asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from conftest import ScriptedService

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
HOSTILE = "<script>document.title='taken'</script> [l](javascript:alert(1)) \u202eevil"
WIRTZ = "works/wirtz2003_jneurol"


def test_the_works_are_filtered(server: str, open_page: OpenPage) -> None:
    """By words, author, kind and years; the address has it all, and a reload shows the same."""
    page = _open(server, open_page, "works")
    total = httpx.get(f"{server}/documents").json()["total"]
    expect(page.locator(".count")).to_have_text(f"{total} works")
    page.get_by_label("Words in title or text").fill("tumour")
    page.get_by_label("Author").fill("maddison")
    page.get_by_label("Kind").select_option("cohort")
    page.get_by_label("From year").fill("2011")
    page.get_by_label("To year").fill("2016")
    address = "#/works?q=tumour&author=maddison&type=cohort&year_from=2011&year_to=2016"
    expect(page).to_have_url(f"{server}/{address}")

    page.reload()

    query = "q=tumour&author=maddison&type=cohort&year_from=2011&year_to=2016"
    expected = [work["title"] for work in httpx.get(f"{server}/documents?{query}").json()["documents"]]
    assert expected
    expect(page.locator(".work-list a")).to_have_text(expected)
    expect(page.get_by_label("Kind")).to_have_value("cohort")
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator(".count")).to_have_text(f"{total} works")
    expect(page.get_by_label("Author")).to_have_value("")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=nothing+of+it", "No work is like this. Try fewer words, another spelling, or fewer filters."),
        ("year_from=2010&year_to=2000", "Give years in digits, the earlier one first, such as 1990 and 2005."),
        ("year_from=soon", "Give years in digits, the earlier one first, such as 1990 and 2005."),
        ("page=99", "There are no more works on this page."),
        ("type=<b>x", "No work is like this. Try fewer words, another spelling, or fewer filters."),
    ],
)
def test_a_list_with_nothing_in_it_says_what_to_do(server: str, open_page: OpenPage, query: str, told: str) -> None:
    """And the fields stay, to be changed."""
    page = _open(server, open_page, f"works?{query}")

    expect(page.locator("#stage")).to_contain_text(told)
    expect(page.get_by_label("Author")).to_be_visible()


@pytest.mark.parametrize("view", ["works", "conversations"])
def test_who_leaves_a_list_while_typing_is_not_led_back(server: str, open_page: OpenPage, view: str) -> None:
    """What was typed last is looked for after a pause, unless another view is read by then."""
    page = open_page(f"{server}/")
    page.clock.install()
    page.goto(f"{server}/#/{view}")
    page.get_by_role("searchbox").first.fill("tum")
    page.get_by_role("link", name="Ask", exact=True).click()
    expect(page.get_by_label("Your question")).to_be_visible()

    page.clock.run_for(1000)

    expect(page).to_have_url(f"{server}/#/")
    expect(page.get_by_label("Your question")).to_be_visible()


@pytest.mark.parametrize("view", ["works", "conversations"])
def test_the_field_says_what_is_looked_for(server: str, open_page: OpenPage, view: str) -> None:
    """Also after going back while it has the focus."""
    page = _open(server, open_page, f"{view}?q=tumour")
    field = page.get_by_role("searchbox").first
    expect(field).to_have_value("tumour")
    page.goto(f"{server}/#/{view}")
    expect(field).to_have_value("")
    field.focus()

    page.go_back()

    expect(field).to_have_value("tumour")


def test_a_work_leads_back_to_its_page_of_the_list(server: str, open_page: OpenPage) -> None:
    """And not to the first one."""
    page = _open(server, open_page, "works?page=2")
    page.locator(".work-list a").first.click()

    page.get_by_role("link", name="All works").click()

    expect(page).to_have_url(f"{server}/#/works?page=2")
    expect(page.get_by_role("link", name="Previous")).to_be_visible()


def test_a_work_is_read(server: str, open_page: OpenPage) -> None:
    """Its record, whose words it holds, and every section, word for word; each section has an address."""
    work = httpx.get(f"{server}/documents/wirtz2003_jneurol").json()
    page = _open(server, open_page, WIRTZ)
    stage = page.locator("#stage")

    expect(stage.get_by_role("heading", level=2)).to_have_text(work["title"])
    expect(stage).to_contain_text("Journal of Neurology, 2003, 250(6): 698-701 · Cohort study")
    expect(stage.get_by_role("link", name="PubMed 12796832")).to_be_visible()
    expect(stage.locator(".whose").first).to_have_text("A digest written for this project, not the source’s own words")
    expected = [work["text"][section["start"] : section["end"]] for section in work["sections"]]
    assert stage.locator("section .source-text").all_text_contents() == expected
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Lung cancer").click()
    heading = stage.get_by_role("heading", level=3, name="Lung cancer")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"#/works/wirtz2003_jneurol\?section=3$"))


def test_selected_words_are_asked_about(server: str, open_page: OpenPage) -> None:
    """The button that comes with a selection puts a question into the field that quotes it and names the work."""
    page = _open(server, open_page, WIRTZ)
    button = page.get_by_role("button", name="Ask about the selected words")
    expect(page.locator("#stage h2")).to_be_focused()
    expect(button).to_be_hidden()

    page.evaluate(
        """() => {
            const text = document.querySelector("#stage .source-text").firstChild;
            getSelection().setBaseAndExtent(text, 4, text, 33);
        }"""
    )
    button.click()

    expect(page.get_by_label("Your question")).to_be_focused()
    asked = "What does Wirtz 2003 say about “Wirtz 2003 epidemiology study”?"
    expect(page.get_by_label("Your question")).to_have_value(asked)


def test_what_is_being_written_waits_while_a_section_is_asked_about(server: str, open_page: OpenPage) -> None:
    """It is not overwritten: it can be brought back, and comes back by itself after the question."""
    page = _open(server, open_page, "")
    field = page.get_by_label("Your question")
    field.fill("My own half a question")
    page.goto(f"{server}/#/{WIRTZ}")
    for section in ("Lung cancer", "Prevalence and incidence"):
        page.get_by_role("button", name=f"Ask about this section: {section}").click()
        expect(field).to_have_value(f"What does Wirtz 2003 say about {section.lower()}?")
        page.goto(f"{server}/#/{WIRTZ}")
    page.get_by_role("link", name="Ask", exact=True).click()

    page.get_by_role("button", name="Bring it back").click()
    expect(field).to_have_value("My own half a question")
    expect(field).to_be_focused()
    expect(page.locator("#aside")).to_be_hidden()
    page.goto(f"{server}/#/{WIRTZ}")
    page.get_by_role("button", name="Ask about this section: Prevalence and incidence").click()
    field.press("Enter")

    expect(page.locator(".question")).to_have_text("What does Wirtz 2003 say about prevalence and incidence?")
    expect(field).to_have_value("My own half a question")


def test_a_section_is_asked_about_by_keyboard(server: str, open_page: OpenPage) -> None:
    """The question is written, and one key sends it; its answer cites the work."""
    page = _open(server, open_page, WIRTZ)

    page.get_by_role("button", name="Ask about this section: Prevalence and incidence").press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".question")).to_have_text("What does Wirtz 2003 say about prevalence and incidence?")
    expect(page.get_by_role("button", name="Source 1: Wirtz 2003").first).to_be_visible()


def test_what_a_work_says_is_only_text(scripted: ScriptedService, open_page: OpenPage) -> None:
    """Markup, Markdown and direction marks in title, author, journal, heading, text and kind; and in what is asked of it."""
    scripted.documents["hostile"] = _document(HOSTILE)
    page = _open(scripted.address, open_page, "works")
    expect(page.locator(".work-list a")).to_have_text(HOSTILE, use_inner_text=False)
    expect(page.locator(".work-list")).to_contain_text("Retracted")

    page.locator(".work-list a").click()
    stage = page.locator("#stage")
    expect(stage.locator(".source-text")).to_have_text(HOSTILE, use_inner_text=False)
    expect(stage.locator(".banner")).to_have_text("This work was retracted. Do not rely on it.")
    assert stage.locator("script, img").count() == 0
    assert stage.locator(".work-links a").count() == 0
    stage.get_by_role("button", name="Ask about this section").click()

    expect(page.get_by_label("Your question")).to_have_value(re.compile(re.escape(HOSTILE[:12])))
    assert page.title() != "taken"


def test_the_way_back_leads_to_the_list_as_it_was(server: str, open_page: OpenPage) -> None:
    """With its filters."""
    page = _open(server, open_page, "works?author=skeie")
    page.locator(".work-list a").click()

    page.get_by_role("link", name="All works").click()

    expect(page).to_have_url(re.compile(r"#/works\?author=skeie$"))
    expect(page.locator(".work-list li")).to_have_count(1)


def _document(text: str) -> dict[str, Any]:
    work = {"id": "hostile", "title": text, "authors": [text, text], "journal": text, "year": 2001, "type": "<i>kind"}
    rest = {"volume": None, "pages": None, "doi": None, "pmid": None, "url": "javascript:alert(1)", "sha256": "aa"}
    section = {"title": text, "start": 0, "end": len(text), "text_kind": "abstract"}
    return work | rest | {"retracted": True, "unverified": [], "text": text, "sections": [section]}


def _open(server: str, open_page: OpenPage, address: str) -> Page:
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/{address}")
    return page
