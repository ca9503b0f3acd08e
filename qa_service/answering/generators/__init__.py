"""Generators write the sentences of an answer over ranked evidence. All obey one interface; none is trusted: what a
generator drafts is verified before anybody sees it.
"""

from qa_service.answering.generators.extractive import ExtractiveGenerator
from qa_service.answering.generators.generator import Drafts, Generator, Rewriter, next_draft, place_at

__all__ = ["Drafts", "ExtractiveGenerator", "Generator", "Rewriter", "built_in", "next_draft", "place_at"]


def built_in() -> dict[str, Generator]:
    """The generators that need nothing else, by name."""
    return {ExtractiveGenerator.name: ExtractiveGenerator()}
