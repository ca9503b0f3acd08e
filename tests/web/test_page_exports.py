"""What is taken away from the page: conversations as files, and cited works as other programs read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bibtexparser
import httpx
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from playwright.sync_api import Page, expect

from qa_service.types import Answer

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Remember = Callable[..., list[Answer]]
PLAIN = {
    "id": "ito2001",
    "title": "On lemons",
    "authors": ["Ito Y", "Marsh EK", "et al."],
    "journal": "Journal of Invented Medicine",
    "year": 2001,
    "volume": "7(2)",
    "pages": "11-19",
    "doi": "10.1000/x_y<1>",
    "pmid": "1234567",
    "url": "https://jim.example/7?a=1&b=%20#c_d",
    "type": "cohort",
    "retracted": False,
    "unverified": [],
}
HARD = PLAIN | {
    "title": 'The 50% rule: {cost} & "C#" in $_µ~^ \\input{x} β-Gälle\u202e\nafter} Šimůnek, Łódź and Ærø',
    "authors": ["Müller-Lüdenscheidt Ä", "O'Neill JH", "van der Berg J-P", "Agency for Lemons, Northern Branch"],
    "retracted": True,
}
LABEL = PLAIN | {
    "id": "label_x",
    "type": "label",
    "journal": "Office of Labels",
    "year": None,
    "authors": ["Office of Labels"],
}
NAMES = {
    "Ito Y": {"family": "Ito", "given": "Y."},
    "Newsom-Davis J": {"family": "Newsom-Davis", "given": "J."},
    "van Kralingen KW": {"family": "van Kralingen", "given": "K. W."},
    "Roux J-P": {"family": "Roux", "given": "J.-P."},
    "Roux J.P.": {"family": "Roux", "given": "J. P."},
    "Renato Mantegazza": {"family": "Mantegazza", "given": "Renato"},
    "John A. Smith": {"family": "Smith", "given": "John A."},
    "Ludwig van Beethoven": {"family": "van Beethoven", "given": "Ludwig"},
    "Schoser, Benedikt": {"family": "Schoser", "given": "Benedikt"},
    "European Medicines Agency": {"literal": "European Medicines Agency"},
    "Invented Pharmaceuticals": {"literal": "Invented Pharmaceuticals"},
    "LEMON Study Team": {"literal": "LEMON Study Team"},
    "WHO Europe": {"literal": "WHO Europe"},
    "Court of Appeals, Tenth Circuit (Smith J)": {"literal": "Court of Appeals, Tenth Circuit (Smith J)"},
    "Maria Garcia Lopez": {"literal": "Maria Garcia Lopez"},
    "Aristotle": {"literal": "Aristotle"},
    "": {"literal": ""},
}
# The variables and types of CSL 1.0.2 that are used, as its schema names them.
CSL = {
    "id",
    "type",
    "title",
    "author",
    "container-title",
    "publisher",
    "issued",
    "volume",
    "issue",
    "page",
    "DOI",
    "PMID",
}
CSL |= {"URL", "note"}


@pytest.fixture
def written(server: str, open_page: OpenPage) -> Callable[..., Any]:
    """What a function of a module of the page gives."""
    page = open_page(f"{server}/")

    def call(module: str, function: str, value: object) -> Any:
        code = "async ([module, name, value]) => (await import(`/static/${module}.js`))[name](value)"
        return page.evaluate(code, [module, function, value])

    return call


def test_a_name_is_cut_only_where_that_is_sure(written: Callable[..., Any]) -> None:
    """Persons have a family name and given names; a body, or what could be one, keeps its whole name."""
    assert dict(zip(NAMES, written("names", "namesOf", list(NAMES)), strict=True)) == NAMES


def test_bibtex_is_read_back(written: Callable[..., Any]) -> None:
    """Every field, with its specials; one entry per work, each with a key of its own."""
    text = written("bibliography", "asBibtex", [PLAIN, HARD, LABEL])

    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert (library.failed_blocks, [entry.key for entry in library.entries]) == (
        [],
        ["ito2001", "ito2001-2", "label_x"],
    )
    plain, hard, label = ({key: field.value for key, field in entry.fields_dict.items()} for entry in library.entries)
    assert plain == {
        "author": "Ito, Y. and Marsh, E. K. and others",
        "title": "On lemons",
        "journal": "Journal of Invented Medicine",
        "year": "2001",
        "volume": "7",
        "number": "2",
        "pages": "11–19",
        "doi": "10.1000/x_y<1>",
        "pmid": "1234567",
        "url": plain["url"],
    }
    # Whoever decodes takes the braces for those of LaTeX.
    assert hard["title"] == 'The 50% rule: cost & "C#" in $_µ~ˆ \\inputx β-Gälle after Šimůnek, Łódź and Ærø'
    assert r"{\textbraceleft}cost{\textbraceright} \& " in text
    assert hard["note"] == "This work was retracted."
    assert "Müller-Lüdenscheidt, Ä." in hard["author"]
    assert {entry.entry_type for entry in library.entries[:2]} == {"article"}
    assert (library.entries[2].entry_type, label["howpublished"]) == ("misc", "Office of Labels")
    assert "url = {https://jim.example/7?a=1&b=%20#c_d}" in text


def test_names_in_bibtex_are_parted_as_they_are_meant(written: Callable[..., Any]) -> None:
    """An institution with a comma and an "and" in its name is one author."""
    text = written("bibliography", "asBibtex", [HARD | {"authors": ["Berg J", "Board of Lemons, Limes and Oranges"]}])

    [entry] = bibtexparser.parse_string(text, append_middleware=[SeparateCoAuthors(), SplitNameParts()]).entries

    first, second = entry.fields_dict["author"].value
    assert (first.first, first.last) == (["J."], ["Berg"])
    assert second.last == ["{Board of Lemons, Limes and Oranges}"]


def test_ris_is_read_back(written: Callable[..., Any]) -> None:
    """Each value on one line of its tag, whatever line breaks it had."""
    text = written("bibliography", "asRis", [PLAIN, HARD, LABEL])

    plain, hard, label = rispy.loads(text)
    assert plain == {
        "type_of_reference": "JOUR",
        "id": "ito2001",
        "authors": ["Ito, Y.", "Marsh, E. K."],
        "title": "On lemons",
        "secondary_title": "Journal of Invented Medicine",
        "year": "2001",
        "volume": "7",
        "number": "2",
        "start_page": "11",
        "end_page": "19",
        "doi": "10.1000/x_y<1>",
        "accession_number": "1234567",
        "urls": ["https://jim.example/7?a=1&b=%20#c_d"],
        "notes": ["There are more authors than are named."],
    }
    assert hard["title"].endswith("β-Gälle after} Šimůnek, Łódź and Ærø")
    assert hard["authors"][-1] == "Agency for Lemons Northern Branch"
    assert hard["notes"] == ["This work was retracted."]
    assert (label["type_of_reference"], label["publisher"], "year" in label) == ("GEN", "Office of Labels", False)
    assert all(line[2:6] == "  - " for line in text.split("\r\n") if line)


def test_csl_json_has_the_names_of_its_schema(written: Callable[..., Any]) -> None:
    """And leaves out what is not known."""
    plain, hard, label = json.loads(written("bibliography", "asCsl", [PLAIN, HARD, LABEL]))

    assert plain == {
        "id": "ito2001",
        "type": "article-journal",
        "title": "On lemons",
        "author": [{"family": "Ito", "given": "Y."}, {"family": "Marsh", "given": "E. K."}],
        "container-title": "Journal of Invented Medicine",
        "issued": {"date-parts": [[2001]]},
        "volume": "7",
        "issue": "2",
        "page": "11-19",
        "DOI": "10.1000/x_y<1>",
        "PMID": "1234567",
        "URL": "https://jim.example/7?a=1&b=%20#c_d",
        "note": "There are more authors than are named.",
    }
    assert hard["note"] == "This work was retracted."
    assert label["author"] == [{"literal": "Office of Labels"}]
    assert (label["type"], label["publisher"], "issued" in label) == ("document", "Office of Labels", False)
    assert set(plain) | set(hard) | set(label) <= CSL


def test_no_works_make_an_empty_file(written: Callable[..., Any]) -> None:
    """And a work of which nothing but the title is known is written all the same."""
    bare = dict.fromkeys(PLAIN, None) | {"id": "?", "title": "T", "authors": [], "type": "article", "retracted": False}

    for function, empty in (("asBibtex", ""), ("asRis", ""), ("asCsl", "[]\n")):
        assert written("bibliography", function, []) == empty
        assert "T" in written("bibliography", function, [bare])


def test_a_conversation_is_exported_in_every_form(server: str, open_page: OpenPage, tmp_path: Path) -> None:
    """JSON as it is served, Markdown to be read, and each cited work once."""
    question = "What does Wirtz 2003 say about prevalence and incidence?"
    answer = httpx.post(f"{server}/chat", json={"question": question}).json()
    conversation = httpx.get(f"{server}/conversations/{answer['conversation_id']}").json()
    cited = list(dict.fromkeys(citation["document_id"] for citation in answer["citations"]))
    page = open_page(f"{server}/")
    page.goto(f"{server}/#/c/{answer['conversation_id']}")
    texts = {}

    for form in ("Markdown", "JSON", "Cited works, BibTeX", "Cited works, RIS", "Cited works, CSL-JSON"):
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=form, exact=True).click()
        name = download.value.suggested_filename
        download.value.save_as(tmp_path / name)
        texts[name.partition(".")[2]] = (tmp_path / name).read_text(encoding="utf-8")
        assert name.startswith("what-does-wirtz-2003-say-about-prevalence-and-incidence.")

    assert json.loads(texts["json"]) == conversation
    assert f"## 1. {question}" in texts["md"]
    assert all(sentence["text"].split(" ")[0] in texts["md"] for sentence in answer["sentences"])
    assert [entry.key for entry in bibtexparser.parse_string(texts["bib"]).entries] == cited
    assert [entry["id"] for entry in rispy.loads(texts["ris"])] == cited
    assert [item["id"] for item in json.loads(texts["csl.json"])] == cited


def test_in_markdown_what_was_asked_stays_text(written: Callable[..., Any]) -> None:
    """Nothing that a reader, a paper or a model wrote becomes markup, not at the beginning of a line either."""
    hostile = "# <img src=x> **b** [l](javascript:alert(1)) `c`\n- item | a_b_c\u202e"
    turn = {"question": hostile, "standalone_question": hostile, "sentences": [{"text": "1. One", "citations": [1]}]}
    rest = {"citations": [], "abstention": None, "premise": None, "disagreement": None, "safety": None, "text": ""}
    conversation = {"title": hostile, "updated": "2026-11-03T14:02:00Z", "turns": [turn | rest]}

    text = written("markdown", "asMarkdown", conversation)

    escaped = r"\# \<img src=x\> \*\*b\*\* \[l\](javascript:alert(1)) \`c\` - item \| a\_b\_c"
    assert text.startswith(f"# {escaped}\n\nLast answered November 3, 2026 at ")
    assert text.endswith(f"\n\n## 1. {escaped}\n\n1\\. One \\[1\\]\n")


@pytest.mark.parametrize("view", ["c/{id}", "conversations"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_menu_of_forms_is_within_the_window(
    server: str, open_page: OpenPage, remember: Remember, view: str, width: int
) -> None:
    """Wherever its button stands; and Escape closes it, with the focus where it was opened."""
    [answer] = remember("A menu?")
    page = open_page(f"{server}/", viewport={"width": width, "height": 640})
    page.goto(f"{server}/#/{view.format(id=answer.conversation_id)}")
    button = page.get_by_role("button", name="Export").first

    button.press("Enter")

    expect(page.get_by_role("menuitem", name="Markdown")).to_be_focused()
    expect(page.get_by_role("menuitem", name="Cited works, CSL-JSON")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()


def test_the_start_page_is_below_150_kilobytes(server: str, open_page: OpenPage) -> None:
    """All that is transferred until it stands still, with the works it reads and the headers."""
    page = open_page(f"{server}/")
    page.wait_for_load_state("networkidle")

    transferred = page.evaluate(
        "() => ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))"
        ".reduce((sum, entry) => sum + entry.transferSize, 0)"
    )

    assert 10_000 < transferred < 150_000
