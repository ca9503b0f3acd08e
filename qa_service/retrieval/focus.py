"""What of a message is the question: "I was told I have it. Is it rare?" asks only whether it is rare."""

from __future__ import annotations

import re

from qa_service.retrieval.analysis import terms

_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_LEAD_IN = re.compile(r"^[^:?]{2,80}: (?=\S)")
# A question of fewer telling words than this needs what stands around it.
_ENOUGH = 3


def question_focus(text: str) -> str:
    """The part of a message that asks, if it can stand alone; otherwise the whole message.

    >>> question_focus("I smoke 20 a day. Which tumour is linked to the disease?")
    'Which tumour is linked to the disease?'
    """
    asking = [sentence.strip() for sentence in _SENTENCE.findall(text) if sentence.strip().endswith("?")]
    focus = " ".join(asking) or text
    without_lead_in = _LEAD_IN.sub("", focus)
    for candidate in (without_lead_in, focus):
        if len(set(terms(candidate))) >= _ENOUGH:
            return candidate
    return text
