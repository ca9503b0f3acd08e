"""A process that appends turns: `appending.py DATABASE TURNS CONVERSATION...`. It prints the number of each that is stored."""

from __future__ import annotations

import sys
import uuid

from qa_service.conversations.store import Conversations
from qa_service.types import Answer, Fingerprint, Timings


def main(database: str, turns: int, conversations: list[str]) -> None:
    store = Conversations.open(database)
    for _ in range(turns):
        for conversation in conversations:
            number = store.append(conversation, _answer(conversation))
            print(conversation, number, flush=True)
    store.close()


def _answer(conversation: str) -> Answer:
    return Answer(
        id=uuid.uuid4().hex,
        conversation_id=conversation,
        question="What is scurvy?",
        standalone_question="What is scurvy?",
        status="answered",
        text="x" * 2000,
        generator="extractive",
        fingerprint=Fingerprint(**dict.fromkeys(Fingerprint.model_fields, "")),
        timings_ms=Timings(**dict.fromkeys(Timings.model_fields, 0.0)),
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
