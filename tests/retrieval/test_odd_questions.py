"""Questions that nobody expects are searched like any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pytest

from qa_service.retrieval.search import Found, Searcher
from qa_service.types import SearchMode

MODES: tuple[Any, ...] = get_args(SearchMode)


def find(searcher: Searcher, question: str, k: int = 5, mode: Any = "hybrid") -> list[Found]:
    return searcher.search(searcher.query(question), k, mode)


def ids(found: Sequence[Found]) -> list[str]:
    return [item.stored.passage.id for item in found]


@pytest.mark.parametrize("question", ["What is it?", "the of and", "", " ", "?", "\x00", "…"])
def test_a_question_without_content_is_searched_by_meaning_alone(searcher: Searcher, question: str) -> None:
    """There are no words to look for."""
    query = searcher.query(question)

    assert (query.terms, query.phrases) == ((), ())
    assert searcher.search(query, 5, "lexical") == []
    assert len(searcher.search(query, 5, "hybrid")) == len(searcher.search(query, 5, "dense")) == 5
    assert [item.lexical for item in searcher.search(query, 5)] == [0.0] * 5


ODD = [
    *[
        '"',
        '""',
        "'",
        "*",
        "scurvy*",
        "^scurvy",
        "-scurvy",
        "scurvy +",
        "(",
        ")",
        "(scurvy",
        "scurvy) OR",
        "a:b",
        "{}",
        "%",
    ],
    *["AND", "OR", "NOT", "NEAR", "NEAR(scurvy lemon, 5)", "NOT scurvy", "scurvy AND AND", '"scurvy" "', "body:scurvy"],
    *[
        "{body context} : scurvy",
        "rowid",
        "scurvy'; DROP TABLE passages; --",
        "\\",
        "_",
        "__init__",
        "a\x00b",
        "1,2,3.4",
    ],
    *[
        "..",
        ",.",
        ".5,",
        "½ ² ³",
        "ﬁne",
        "ＳＣＵＲＶＹ",
        "𝐬𝐜𝐮𝐫𝐯𝐲",
        "İ",
        "ß",
        "ǅ",
        "①",
        "١٢٣",
        "e\u0301",
        "\u202escurvy",
        "\ufeffscurvy",
    ],
    *["日本語の質問です", "هل هذا مرض نادر؟", "กรุงเทพ", "😀", "x\u0301\u0302\u0303" * 200, "?" * 2000, "a" * 50_000],
    " ".join(f"word{n}" for n in range(3000)),
    "scurvy " * 3000,
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("question", ODD, ids=range(len(ODD)))
def test_no_question_is_too_odd(searcher: Searcher, question: str, mode: Any) -> None:
    """Signs of the full-text engine, other scripts, and lengths that nobody types: all are searched."""
    found = find(searcher, question, 5, mode)

    assert len(found) <= 5 if mode == "lexical" else len(found) == 5


@pytest.mark.parametrize(
    "question", ['"lemon juice"', "(lemon) juice*", "lemon AND juice", "NEAR(lemon juice)", "body:lemon juice"]
)
def test_signs_of_the_full_text_engine_mean_nothing(searcher: Searcher, question: str) -> None:
    """Only the words of a question count."""
    assert ids(find(searcher, question, 1, "lexical")) == ids(find(searcher, "lemon juice", 1, "lexical"))
