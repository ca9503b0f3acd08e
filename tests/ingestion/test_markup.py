"""From Markdown or plain text to the text that readers see, and to the statements in it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_service.ingestion.markup import TextWriter, write_markdown, write_plain


def _parts(source: str, write=write_markdown) -> list[tuple[str, list[str]]]:
    writer = TextWriter()
    write(source, writer)
    return [
        (part.title, [writer.text[span.start : span.end] for span in part.sentences])
        for part in writer.parts
        if part.title or part.sentences
    ]


def _text(source: str) -> str:
    writer = TextWriter()
    write_markdown(source, writer)
    return writer.text


def test_each_heading_begins_a_part() -> None:
    """The text before the first heading is a part without a title; a heading without text stays a part."""
    source = "Before.\n\n# One\n\nFirst. Second.\n\n## Two\n\n### Three\n\nThird.\n\nSet\n===\n\nFourth.\n"

    assert _parts(source) == [
        ("", ["Before."]),
        ("One", ["First.", "Second."]),
        ("Two", []),
        ("Three", ["Third."]),
        ("Set", ["Fourth."]),
    ]


def test_headings_and_paragraphs_stand_on_lines_of_their_own() -> None:
    """The stored text is what a reader sees, blocks apart by one empty line."""
    assert _text("# One\nFirst\nline.\n\n\n\nSecond.\n#\nThird.") == "One\n\nFirst line.\n\nSecond.\n\nThird."


def test_a_list_of_names_is_one_statement_with_its_lead_in() -> None:
    """Names mean nothing without the line that says what they are."""
    source = "Side effects:\n\n- **nausea**\n- [seizures](https://example.org)\n"

    assert _parts(source) == [("", ["Side effects:\n\n• nausea\n• seizures"])]


def test_only_the_last_sentence_of_a_paragraph_leads_in_to_a_list() -> None:
    """What was said before stays a sentence of its own."""
    source = "Firdapse is a tablet. Its side effects are:\n\n- nausea\n- seizures\n\nThey pass."

    assert _parts(source) == [
        ("", ["Firdapse is a tablet.", "Its side effects are:\n\n• nausea\n• seizures", "They pass."])
    ]


def test_a_list_of_names_after_a_full_sentence_stands_alone() -> None:
    """A sentence that is complete does not lead in to anything."""
    assert _parts("LEMS is rare.\n\n- Autoimmunity\n- Quality of life") == [
        ("", ["LEMS is rare.", "• Autoimmunity\n• Quality of life"])
    ]


def test_nested_names_keep_their_signs_and_numbers() -> None:
    """Numbers go on from where the source begins, and each list counts for itself."""
    assert _text("3. screening\n   - CT\n   - PET\n4. treatment\n   1. 3,4-DAP\n") == (
        "3. screening\n• CT\n• PET\n4. treatment\n1. 3,4-DAP"
    )


def test_items_that_are_sentences_are_split_like_prose() -> None:
    """A list of sentences is prose; the names nested in it keep their lead-in."""
    source = "- LEMS is rare. It is autoimmune.\n- Screening is by:\n  - CT\n  - PET\n- Repeat it.\n"

    assert _parts(source) == [
        ("", ["LEMS is rare.", "It is autoimmune.", "Screening is by:\n\n• CT\n• PET", "Repeat it."])
    ]


def test_nothing_inside_a_list_is_lost() -> None:
    """Code, tables and second paragraphs in an item are text as any other."""
    code, table = "```\n  x = 1\n  ```", "| drug | dose |\n  |---|---|\n  | 3,4-DAP | 20 mg |"
    source = f"- code\n\n  {code}\n\n- table\n\n  {table}\n\n- end\n\n  of it"

    assert _parts(source) == [("", ["code", "x = 1", "table", "drug: 3,4-DAP; dose: 20 mg", "end", "of it"])]


def test_items_without_text_are_no_statement() -> None:
    """An empty list says nothing, and its lead-in is said alone."""
    assert _parts("Side effects:\n\n-\n-\n\nNone.") == [("", ["Side effects:", "None."])]


def test_a_row_of_a_table_reads_by_itself() -> None:
    """Each cell has the head of its column; empty cells say nothing."""
    source = "| Drug | Dose | |\n|---|---|---|\n| **3,4-DAP** | 20 mg | a |\n| Prednisone | | |\n| | | |\n"

    assert _parts(source) == [("", ["Drug: 3,4-DAP; Dose: 20 mg; a", "Drug: Prednisone"])]


def test_a_table_of_a_head_alone_keeps_its_words() -> None:
    """What stands in the source stands in the text."""
    assert _text("| Drug | Dose |\n|---|---|\n") == "Drug; Dose"


MARKS = {
    "emphasis": ("**Up to _60%_** of *cases*.", "Up to 60% of cases."),
    "link": ("See [the *review*](https://example.org 'title').", "See the review."),
    "reference link": ("See [the review][1].\n\n[1]: https://example.org", "See the review."),
    "address": ("See <https://example.org>.", "See https://example.org."),
    "image": ("![A CT scan](scan.png) shows it.", "A CT scan shows it."),
    "code": ("Run `corpus *add*` now.", "Run corpus *add* now."),
    "escapes": (r"\*5/\*5 carriers &amp; 2 \< 3.", "*5/*5 carriers & 2 < 3."),
    "plain signs": ("p < 0.05, 3 * 4 * 5, a_b_c, ~60%, [12].", "p < 0.05, 3 * 4 * 5, a_b_c, ~60%, [12]."),
    "inline HTML": ("<b>LEMS</b> <script>alert(1)</script>", "<b>LEMS</b> <script>alert(1)</script>"),
    "block HTML": ("<div onclick='x()'>\nLEMS\n</div>", "<div onclick='x()'> LEMS </div>"),
    "comment": ("seen<!-- not\n\nseen -->", "seen"),
    "open comment": ("<!-- not\n\nhidden", "<!-- not\n\nhidden"),
    "hard break": ("Title  \nof it.", "Title\nof it."),
    "quote": ("> Cited\n> words.", "Cited words."),
    "rule": ("Before.\n\n***\n\nAfter.", "Before.\n\nAfter."),
    "fenced code": ("```python\nx = '**1**'\n```", "x = '**1**'"),
    "indented code": ("    x = 1\n    y = 2", "x = 1\ny = 2"),
    "unclosed": ("**Up to 60% of [cases", "**Up to 60% of [cases"),
}


@pytest.mark.parametrize(("source", "text"), MARKS.values(), ids=MARKS)
def test_signs_of_markup_go_and_words_stay(source: str, text: str) -> None:
    """Markup that is known goes without a trace; everything else, HTML too, is literal text."""
    assert _text(source) == text


def test_lines_like_front_matter_in_the_body_are_text() -> None:
    """Markdown reads 'year: 1999' over a rule as a heading; no field of the work changes, and no word is lost."""
    assert _parts("First.\n\n---\nyear: 1999\n---\n\nSecond.") == [("", ["First."]), ("year: 1999", ["Second."])]


def test_deep_nesting_does_not_exhaust_the_reader() -> None:
    """Ten levels are more than any paper has; what pretends to have hundreds is read without harm."""
    assert _text("> " * 10 + "LEMS") == "LEMS"
    assert _text("> " * 500 + "LEMS") == ""
    assert "LEMS" in _text("[" * 2000 + "LEMS" + "](x)" * 2000)
    assert "LEMS" in _text("\n".join("  " * depth + "- LEMS" for depth in range(200)))


def test_wrapped_lines_of_plain_text_are_joined() -> None:
    """A line that an editor broke goes on in the next one, also where it was short for want of room."""
    source = (
        "Lambert–Eaton myasthenic syndrome is a rare disorder that is related to the\n"
        "loss of calcium channels, which are of the\n"
        "P/Q-type-voltage-gated-and-presynaptic kind. It is autoimmune.\n"
    )

    assert _parts(source, write_plain) == [
        (
            "",
            [
                "Lambert–Eaton myasthenic syndrome is a rare disorder that is related to the "
                "loss of calcium channels, which are of the P/Q-type-voltage-gated-and-presynaptic kind.",
                "It is autoimmune.",
            ],
        )
    ]


def test_short_lines_of_plain_text_stand_alone() -> None:
    """A title, a name or a date on a line of its own does not run into the next line."""
    source = "Keywords\nAutoimmunity\nQuality of life\n\n\n  Original language English  \n\tPages 1854-1863"

    assert _parts(source, write_plain) == [
        ("", ["Keywords", "Autoimmunity", "Quality of life", "Original language English", "Pages 1854-1863"])
    ]


def test_plain_text_is_never_read_as_markup() -> None:
    """Signs of Markdown in plain text are signs."""
    assert _parts("# One\n\n- **two** <b>\n", write_plain) == [("", ["# One", "- **two** <b>"])]


LINES = st.sampled_from(
    """# Head;Text. And (more;e.g. this.;- a name;  - nested;1. item.;;> q;| a | b |;|---|---|;```;    code;***;**x
    ;[l](u);<p>;&lt;\\;p53 is. p53;---;\u00a0;• ;Lead:""".split(";")
)
SOURCES = st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join))


@pytest.mark.parametrize("write", [write_markdown, write_plain])
@settings(derandomize=True, deadline=None)
@given(source=SOURCES)
def test_offsets_hold_for_any_source(write, source: str) -> None:
    """Sentences lie in order inside their part, parts in order inside the text, and no sentence has white space at its ends."""
    writer = TextWriter()
    write(source, writer)

    for part in writer.parts:
        spans = [(span.start, span.end) for span in part.sentences]
        edges = [part.start, *(edge for span in spans for edge in span), part.end]
        assert edges == sorted(edges)
        assert all(writer.text[start:end].strip() == writer.text[start:end] != "" for start, end in spans)
        assert not spans or (part.start, part.end) == (spans[0][0], spans[-1][1])
    edges = [edge for part in writer.parts if part.sentences for edge in (part.start, part.end)]
    assert edges == sorted(edges)
