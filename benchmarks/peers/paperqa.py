"""paper-qa: its passages by vectors (`Docs.retrieve_texts`), and its search of whole papers by words (tantivy).

Best without a key or another model: both as its settings have them, with passages that fit the model. Its own hybrid adds to
the vectors a sparse one of tiktoken's tokens, whose vocabulary must be fetched from the web at run time, and its agent does both
searches and lets a language model choose; neither takes part. `Docs` are kept as pickles, as it keeps them itself.
"""

from __future__ import annotations

import asyncio
import pickle
import re
from collections.abc import Sequence
from typing import Any

from benchmarks.peers.protocol import DEPTH, PASSAGES, Peer, Place, first_distinct, main
from benchmarks.peers.protocol import Text as Given

# Of a passage in characters, so that it fits the 256 tokens of the model; its default of 5,000 leaves most texts whole.
_LENGTH = 1000
_FIELDS = ["file_location", "body", "title"]


class PaperQa(Peer):
    """Retrieval as paper-qa offers it."""

    def build(self, texts: Sequence[Given], place: Place) -> None:
        """Embed passages, and index papers."""
        asyncio.run(self._build(texts, place))

    async def _build(self, texts: Sequence[Given], place: Place) -> None:
        from paperqa import Doc, Docs, Text  # noqa: PLC0415

        documents = {text.id: Doc(docname=text.id, dockey=text.id, citation=text.title) for text in texts}
        parts = [
            Text(text=f"{text.title}\n\n{part}", name=f"{text.id} {number}", doc=documents[text.id])
            for text in texts
            for number, part in enumerate(_parts(text.text))
        ]
        vectors = await _model(place).embed_documents([part.text for part in parts])
        by_document: dict[str, list[Any]] = {}
        for part, vector in zip(parts, vectors, strict=True):
            part.embedding = vector
            by_document.setdefault(part.doc.dockey, []).append(part)
        docs = Docs()
        for key, of_document in by_document.items():
            await docs.aadd_texts(of_document, documents[key], settings=_settings(place))
        (place.folder / "docs.pickle").write_bytes(pickle.dumps(docs))
        papers = _papers(place)
        for text in texts:
            row = {"file_location": text.id, "body": text.text, "title": text.title}
            await papers.add_document(row, text.id)
        await papers.save_index()

    def open(self, place: Place, mode: str) -> None:
        """Load what the mode needs."""
        self._loop = asyncio.new_event_loop()
        self._papers = _papers(place) if mode == "papers" else None
        if mode == "dense":
            self._docs = pickle.loads((place.folder / "docs.pickle").read_bytes())
            self._model, self._settings = _model(place), _settings(place)

    def search(self, question: str) -> list[str]:
        """Ask for papers, or for passages."""
        if self._papers:
            # An apostrophe is a mistake of syntax to its parser, which ends the search with an error.
            words = re.sub(r"[^\w\s]", " ", question)
            return first_distinct(self._loop.run_until_complete(self._papers.query(words, top_n=DEPTH)))
        found = self._docs.retrieve_texts(question, PASSAGES, self._settings, self._model)
        return first_distinct(text.doc.dockey for text in self._loop.run_until_complete(found))


def _settings(place: Place) -> Any:
    from paperqa import Settings  # noqa: PLC0415

    return Settings(embedding=f"st-{place.model}")


def _model(place: Place) -> Any:
    from paperqa import SentenceTransformerEmbeddingModel  # noqa: PLC0415

    return SentenceTransformerEmbeddingModel(name=place.model, config={"device": "cpu", "batch_size": 64})


def _papers(place: Place) -> Any:
    from paperqa.agents.search import SearchIndex  # noqa: PLC0415

    return SearchIndex(fields=_FIELDS, index_name="papers", index_directory=place.folder)


def _parts(text: str) -> list[str]:
    return [text[start : start + _LENGTH] for start in range(0, len(text), _LENGTH)]


if __name__ == "__main__":
    main(PaperQa())
