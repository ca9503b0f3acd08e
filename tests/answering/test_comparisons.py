"""An answer to a comparison speaks of both sides, and adds nothing on one side alone that is spoken of already."""

from __future__ import annotations

import pytest

from qa_service.answering.service import AnswerService, Request


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare lemon juice and barley.", ("lemon juice", "barley")),
        ("What is the difference between scurvy and rickets?", ("scurvy", "rickets")),
        ("Sumatriptan versus paracetamol?", ("sumatriptan", "paracetamol")),
    ],
)
async def test_both_sides_are_spoken_of(service: AnswerService, question: str, sides: tuple[str, str]) -> None:
    """Also where no sentence speaks of both, and where one side answers much better."""
    said = (await service.answer(Request(question))).text.lower()

    assert all(side in said for side in sides)


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Compare rituximab and IVIG in LEMS", (("rituximab",), ("ivig", "immunoglobulin"))),
        ("Compare plasma exchange with IVIG", (("plasma exchange",), ("ivig", "immunoglobulin"))),
        ("Compare amifampridine and pyridostigmine in LEMS", (("amifampridine", "3,4-dap"), ("pyridostigmine",))),
    ],
)
async def test_both_sides_are_spoken_of_on_lems(
    on_lems: AnswerService, question: str, sides: tuple[tuple[str, ...], ...]
) -> None:
    """Under whatever name."""
    said = (await on_lems.answer(Request(question))).text.lower()

    assert all(any(name in said for name in names) for names in sides)


async def test_what_speaks_of_one_side_alone_is_left_out(on_lems: AnswerService) -> None:
    """Once both are spoken of."""
    answer = await on_lems.answer(Request("What is the difference between SCLC-LEMS and non-tumour LEMS?"))

    assert len(answer.sentences) > 1
    assert "HLA-B8" not in answer.text
