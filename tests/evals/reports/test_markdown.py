"""What a pull request shows."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from qa_service.evals.reports.markdown import as_markdown
from qa_service.evals.results import Report


def test_suites_are_a_table(outcomes: Report) -> None:
    """With a line for all of them."""
    assert as_markdown(outcomes).startswith(
        "### Evals: 2 of 3 judged cases passed\n"
        "\n"
        "| suite | cases | passed | failed | errors | n/a | pass rate (95% interval) | median |\n"
        "|---|--:|--:|--:|--:|--:|:--|--:|\n"
        "| <code>lems/facts</code> | 5 | 2 | 1 | 1 | 1 | 66.6% (20.8 to 93.9) | 20 ms |\n"
        "| <code>total</code> | 5 | 2 | 1 | 1 | 1 | 66.6% (20.8 to 93.9) | 20 ms |\n"
    )


def test_a_failure_is_folded(outcomes: Report) -> None:
    """Key and question are seen, the rest opens."""
    assert (
        "<details><summary><code>lems/facts&#58;&#58;F1</code> failed, must: <code>What share&#63;</code></summary>\n"
        "\n"
        "<pre>Question: What share?\n"
        "Answer: Up to 60% [1].\n"
        "- number: expected about 60 %, found up to 60 %</pre>\n"
        "\n"
        "</details>"
    ) in as_markdown(outcomes)


def test_it_says_what_the_answers_depend_on(outcomes: Report) -> None:
    """Fingerprints, and the hash of each suite."""
    text = as_markdown(outcomes)

    assert "| <code>corpus</code> | <code>c0</code> |" in text
    assert "| <code>suite lems/facts</code> | <code>hash-of-facts</code> |" in text


def test_no_text_becomes_markup(hostile: Report) -> None:
    """A Markdown reader finds our elements and tables, and no link, picture, heading or emphasis of an answer."""
    tokens = MarkdownIt("commonmark").enable("table").parse(as_markdown(hostile))

    inline = {child.type for token in tokens for child in token.children or []}
    assert inline == {"text", "html_inline", "strong_open", "strong_close"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h3"]
    raw = "".join(token.content for token in tokens if token.type == "html_block")
    raw += "".join(child.content for token in tokens for child in token.children or [] if child.type == "html_inline")
    assert {tag.lower() for tag in re.findall(r"<(\w+)", raw)} == {"code", "pre", "details", "summary"}


def test_no_text_breaks_a_table(hostile: Report) -> None:
    """Each suite is a row of eight cells."""
    tokens = MarkdownIt("commonmark").enable("table").parse(as_markdown(hostile))

    opened = [token.type for token in tokens]
    first = opened[opened.index("tbody_open") : opened.index("tbody_close")]
    assert first.count("tr_open") == len(hostile.suites) + 1
    assert first.count("td_open") == 8 * first.count("tr_open")


def test_no_text_calls_anybody(hostile: Report) -> None:
    """GitHub looks for mentions and issues everywhere but in code."""
    outside = re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", as_markdown(hostile), flags=re.DOTALL)

    assert "@" not in outside
    assert re.findall(r"#\d", outside) == []


def test_it_fits_a_comment(outcomes: Report) -> None:
    """GitHub takes 65,536 characters; the failures that do not fit are counted."""
    failed = outcomes.results[2]
    turn = failed.turns[0].model_copy(update={"question": "<" * 5000, "text": "&" * 5000})
    long = failed.model_copy(update={"turns": (turn,) * 5})

    text = as_markdown(outcomes.model_copy(update={"results": (long,) * 50}))

    assert len(text) < 65_536
    assert re.search(r"\n\.\.\. and \d+ more \(see the JSON or HTML report\)\n", text)
