"""Text that comes in pieces becomes sentences that have certainly ended."""

from __future__ import annotations

import pytest

from qa_service.answering.generators.sentences import SentenceBuffer, Written, read_written

TEXTS = {
    "Up to 60% are affected (Wirtz et al. 2002) [1]. It began in 1956 [2].": [
        "Up to 60% are affected (Wirtz et al. 2002) [1].",
        "It began in 1956 [2].",
    ],
    "The odds ratio was 3.4 [1]. Dr. Lambert saw it, e.g. in Rochester [2].": [
        "The odds ratio was 3.4 [1].",
        "Dr. Lambert saw it, e.g. in Rochester [2].",
    ],
    "It may help. [1] [2] It may not. [3]": ["It may help [1] [2].", "It may not [3]."],
    "Two things:\n- Weakness [1]\n- Fatigue [2]\n": ["Two things:", "- Weakness [1]", "- Fatigue [2]"],
    "1. Weakness [1].\n2. Fatigue [2].": ["1. Weakness [1].", "2. Fatigue [2]."],
    "Is it rare? Yes [1]! It is…": ["Is it rare?", "Yes [1]!", "It is…"],
    "": [],
    "\n \n": [],
    "No end": ["No end"],
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_pieces_of_any_size_give_the_same_sentences(text: str, size: int) -> None:
    """A full stop ends a sentence, a line ends one too; abbreviations and decimals end none."""
    buffer = SentenceBuffer()
    told = [sentence for place in range(0, len(text), size) for sentence in buffer.add(text[place : place + size])]

    assert [*told, *buffer.rest()] == TEXTS[text]


def test_a_sentence_with_its_mark_leaves_at_its_full_stop() -> None:
    """Not only when the next word is there."""
    buffer = SentenceBuffer()

    assert buffer.add("It may help [1]") == []
    assert buffer.add(".") == ["It may help [1]."]


def test_a_text_without_an_end_does_not_grow_for_ever() -> None:
    """It leaves as it is, to be refused."""
    buffer = SentenceBuffer()

    assert any(buffer.add("and so on ") for _ in range(100))


@pytest.mark.parametrize(
    ("sentence", "text", "numbers"),
    [
        ("It may help [1].", "It may help.", (1,)),
        ("It may help [2][1] [1, 3].", "It may help.", (2, 1, 3)),
        ("- **It** may help", "It may help", ()),
        ("1. It may help [1].", "It may help.", (1,)),
        ("Based on the provided sentences, it may help [1].", "It may help.", (1,)),
        ("According to [2], it may help.", "It may help.", (2,)),
        ("Sure! It may help [1].", "It may help.", (1,)),
        ("mRNA may help [1].", "mRNA may help.", (1,)),
        ("From 1956 on, it was known [1].", "From 1956 on, it was known.", (1,)),
        ("[1].", ".", (1,)),
    ],
)
def test_marks_lead_ins_and_decoration_are_taken_off(sentence: str, text: str, numbers: tuple[int, ...]) -> None:
    """What is left is the sentence."""
    assert read_written(sentence) == Written(text, numbers)
