"""What of a message is the question: "I was told I have it. Is it rare?" asks only whether it is rare."""

from __future__ import annotations

import re

from qa_service.retrieval.analysis import terms

# A sentence ends before white space, but not after an initial or an abbreviation: "et al.", "v. Becerra".
_END = re.compile(
    r"(?<=[.!?])(?<!\b[A-Za-z]\.)(?<!\bal\.)(?<!\bvs\.)(?<!\bDr\.)(?<!\be\.g\.)(?<!\bi\.e\.)[\"”’)}\]>]*\s+"
)
_LINK = r"(?:(?:in|on|at|by|for|to|of|from|with|after|until|since|per) )?"
_ASKS = rf"{_LINK}(?:how|what|which|who|whom|whose|when|where|why|whether)\b"
_REQUEST = re.compile(
    r"\b(?:tell me|let me know|explain to me|remind me|(?:to|me|i) (?:know|learn|understand|hear|ask)|wonder(?:ing)?"
    r"|curious|is whether|question is|look up one thing)\b"
)
_INDIRECT = re.compile(rf".*?\b({_ASKS}.*)", re.DOTALL)
_IMPERATIVE = re.compile(
    r"^(?:please |then |now |and |so |kindly )*(?:give|list|name|tell|state|quote|explain|summari[sz]e|describe"
    r"|compare|show|define)\b"
)
_LEAD_IN = re.compile(
    rf"^.{{80,}}[:;] (?=(?:(?:is|are|do|does|did|can|could|should|has|have|was|were)\b|[^:;]*\b{_ASKS})[^:;]*$)",
    re.IGNORECASE,
)
_SHORT_LEAD_IN = re.compile(rf"^(?!{_ASKS})[^:?]{{2,80}}: (?=\S)", re.I)
# A question of fewer telling words than this needs what stands around it.
_ENOUGH = 3


def question_focus(text: str) -> str:
    """The part of a message that asks, if it can stand alone; otherwise the whole message.

    >>> question_focus("I smoke 20 a day. Which tumour is linked to the disease?")
    'Which tumour is linked to the disease?'
    """
    sentences = [sentence.strip() for sentence in _END.split(text) if sentence and sentence.strip()]
    asking = [part for part in map(_asking_part, sentences) if part]
    focus = " ".join(asking) or text
    without_lead_in = _SHORT_LEAD_IN.sub("", _LEAD_IN.sub("", focus))
    for candidate in (without_lead_in, focus):
        if len(set(terms(candidate))) >= _ENOUGH:
            return candidate
    return text


def _asking_part(sentence: str) -> str | None:
    """What of a sentence asks; None where it only tells."""
    request = _REQUEST.search(sentence.lower())
    indirect = _INDIRECT.match(sentence[request.end() :]) if request else None
    if indirect:
        return indirect[1]
    return sentence if sentence.endswith("?") or _IMPERATIVE.match(sentence.lower()) else None
