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


@pytest.mark.parametrize("word", ["and so on ", "word"])
def test_a_text_without_an_end_is_dropped(word: str) -> None:
    """It is no sentence, however it ends."""
    buffer = SentenceBuffer()

    assert not any(buffer.add(word) for _ in range(300))
    assert buffer.is_overlong


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("thought", ["<think>Is it?\nIt is. [1] Yes.</think>", "<thinking>\n\n</thinking>\n"])
def test_what_a_model_thinks_is_not_said(thought: str, size: int) -> None:
    """However it comes; a thought that does not end says nothing either."""
    text, buffer = f"{thought}It may help [1]. <think>It may not [1].", SentenceBuffer()
    told = [sentence for place in range(0, len(text), size) for sentence in buffer.add(text[place : place + size])]

    assert [*told, *buffer.rest()] == ["It may help [1]."]


@pytest.mark.parametrize(
    ("sentence", "text", "numbers"),
    [
        ("It may help [1].", "It may help.", (1,)),
        ("It may help [2][1] [1, 3].", "It may help.", (2, 1, 3)),
        ("- **It** may help", "It may help.", ()),
        ("It may help [1-3].", "It may help.", (1, 2, 3)),
        ("It may help [1–2].", "It may help.", (1, 2)),
        ("It may help [ 1 , 2 ].", "It may help.", (1, 2)),
        ("It may help [Sentence 1].", "It may help.", (1,)),
        ("It may help【1】.", "It may help.", (1,)),
        ("It may help (1).", "It may help.", (1,)),
        ("It may help (1)(2).", "It may help.", (1, 2)),
        ("It helps (1) at rest and (2) at work [3].", "It helps (1) at rest and (2) at work.", (3,)),
        ("It may help [a].", "It may help.", ()),
        ("Benzo[a]pyrene may harm [1].", "Benzo[a]pyrene may harm.", (1,)),
        ("It may help!!! [1]", "It may help.", (1,)),
        ("It may help 🎉 [1] ✅", "It may help.", (1,)),
        ("It may help at 37 °C [1]", "It may help at 37 °C.", (1,)),
        ('"It may help [1]."', "It may help.", (1,)),
        ('It may "help [1].', "It may help.", (1,)),
        ('The "triple" sign may help [1].', 'The "triple" sign may help.', (1,)),
        ("Does it help?", "Does it help?", ()),
        ("The causes are:", "The causes are:", ()),
        ("?", "", ()),
        ("!!!", "", ()),
        ("1. It may help [1].", "It may help.", (1,)),
        ("Based on the provided sentences, it may help [1].", "It may help.", (1,)),
        ("According to [2], it may help.", "It may help.", (2,)),
        ("Sure! It may help [1].", "It may help.", (1,)),
        ("mRNA may help [1].", "mRNA may help.", (1,)),
        ("From 1956 on, it was known [1].", "From 1956 on, it was known.", (1,)),
        ("[1].", "", (1,)),
    ],
)
def test_marks_lead_ins_and_decoration_are_taken_off(sentence: str, text: str, numbers: tuple[int, ...]) -> None:
    """What is left is the sentence."""
    assert read_written(sentence) == Written(text, numbers)
