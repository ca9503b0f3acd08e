"""What the scripted service sends: sources, citations of them, sentences, and whole answers."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from qa_service.types import CitedWork

# Characters of two UTF-16 units, a combining accent, markup, and marks that turn the direction of writing.
HOSTILE = "𝛼-toxin 🧪 is old. <b>Caf\u0065\u0301</b> \u202e𝑛 = 5 of 20\u202c improved. The 𝛽-toxin is not."


def document(text: str, text_kind: str = "abstract", **changes: Any) -> dict[str, Any]:
    """A work of one section, as it is served."""
    work = {"id": "ito2001", "title": "On lemons", "authors": ["Ito Y", "Marsh E"], "journal": "J Invent", "year": 2001}
    rest = {"volume": "7", "pages": "1-9", "doi": "10.1/x<y", "pmid": None, "url": None, "type": "cohort"}
    state = {"retracted": False, "unverified": [], "sha256": "aa", "text": text}
    section = {"title": "Findings", "start": 0, "end": len(text), "text_kind": text_kind}
    return work | rest | state | {"sections": [section]} | changes


def citation(source: dict[str, Any], quote: str, n: int = 1) -> dict[str, Any]:
    """A quote of a work."""
    start = source["text"].index(quote)
    ids = {"n": n, "document_id": source["id"], "passage_id": f"{source['id']}:0", "sha256": source["sha256"]}
    place = {"quote": quote, "start": start, "end": start + len(quote), "section": "Findings"}
    kind = source["sections"][0]["text_kind"]
    return ids | place | {"text_kind": kind, "document": {name: source[name] for name in CitedWork.model_fields}}


def sentence(*citations: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A sentence that says what its first citation says."""
    return "sentence", {"text": citations[0]["quote"], "verdict": "supported", "citations": list(citations)}


def passages(*ids: str) -> tuple[str, dict[str, Any]]:
    """What was retrieved: passages of one work that hold its whole text."""
    place = {"document_id": "ito2001", "section": "Findings", "start": 0, "end": len(SOURCE["text"])}
    rest = {"text": SOURCE["text"], "text_kind": "abstract", "document": FIRST["document"]}
    return "passages", {"passages": [{"id": one} | place | rest for one in ids]}


def answer(*citations: dict[str, Any], **changes: Any) -> tuple[str, dict[str, Any]]:
    """The end of a stream: what the page reads of it."""
    asked = {"question": "Why?", "standalone_question": "Why?", "text": "", "status": "answered", "withheld": 0}
    forms = {"abstention": None, "premise": None, "disagreement": None, "safety": None}
    sentences = [{"text": one["quote"], "verdict": "supported", "citations": [one["n"]]} for one in citations]
    given = {"id": "a1", "conversation_id": "c1", "generator": "extractive", "sentences": sentences}
    return "answer", given | {"citations": list(citations)} | asked | forms | changes


def own_chat(page: Page) -> None:
    """Put a chat of the test's own in the place of the page's; a script reaches it as `window.chat`."""
    page.evaluate(
        """async () => {
            const [{ Chat }, { SourcePanel }] = await Promise.all([import("/static/chat.js"), import("/static/source.js")]);
            const renewed = (id) => {
                const copy = document.getElementById(id).cloneNode(true);
                document.getElementById(id).replaceWith(copy);
                return copy;
            };
            window.answered = [];
            const hooks = { begun: () => null, answered: ({ id }) => window.answered.push(id), under: () => null };
            window.chat = new Chat(renewed("chat"), new SourcePanel(renewed("source")), hooks);
        }"""
    )


def ask(page: Page, question: str = "Why?") -> None:
    """Ask on the page; the answer comes later."""
    page.get_by_label("Your question").fill(question)
    page.get_by_label("Your question").press("Enter")


SOURCE = document("Lemons help. Limes help less. Vinegar does not help.")
FIRST = citation(SOURCE, "Lemons help.")
SECOND = citation(SOURCE, "Limes help less.", n=2)
