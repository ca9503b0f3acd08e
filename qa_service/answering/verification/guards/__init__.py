"""What must agree between a sentence and its source, one guard each; a guard tells in words what does not."""

from collections.abc import Callable, Iterator

from qa_service.answering.verification.guards.certainty import amounts, certainty
from qa_service.answering.verification.guards.edits import edits
from qa_service.answering.verification.guards.figures import figures
from qa_service.answering.verification.guards.finding import Finding
from qa_service.answering.verification.guards.names import names, terms_used
from qa_service.answering.verification.guards.negations import negations
from qa_service.answering.verification.guards.opposites import directions, populations_meant
from qa_service.answering.verification.reading import Comparison

__all__ = ["GUARDS", "Finding"]

GUARDS: dict[str, Callable[[Comparison], Iterator[Finding]]] = {
    "figures": figures,
    "names": names,
    "terms": terms_used,
    "negation": negations,
    "direction": directions,
    "population": populations_meant,
    "certainty": certainty,
    "amount": amounts,
    "edit": edits,
}
"""Every guard by its name."""
