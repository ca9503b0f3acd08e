"""qa-service: a generation is built, then opened and searched as serving does."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.peers.protocol import PASSAGES, Peer, Place, Text, first_distinct, main


class Ours(Peer):
    """The product's own index and search."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Build a generation; files of a corpus as they are, other texts as `qa-service eval ir` takes them."""
        from qa_service.evals.ir.sets import as_document  # noqa: PLC0415 - serving must not pay for it
        from qa_service.ingestion.corpus import corpus_fingerprint  # noqa: PLC0415
        from qa_service.ingestion.documents import make_document  # noqa: PLC0415
        from qa_service.retrieval.build import build_index  # noqa: PLC0415
        from qa_service.retrieval.embedder import SentenceEmbedder  # noqa: PLC0415

        made = {
            text.id: make_document(text.id, text.markdown, ".md")
            if text.markdown
            else as_document(text.id, text.title, text.text)
            for text in texts
        }
        documents = sorted(made.values(), key=lambda document: document.id)
        build_index(place.folder, "peers", documents, corpus_fingerprint(documents), SentenceEmbedder(place.model))
        names = {document.id: name for name, document in made.items()}
        (place.folder / "names.json").write_text(json.dumps(names), encoding="utf-8")

    def open(self, place: Place, mode: str) -> None:
        """Open the live generation."""
        from qa_service.retrieval.generation import current_generation  # noqa: PLC0415
        from qa_service.retrieval.search import Searcher  # noqa: PLC0415

        self._searcher = Searcher(current_generation(place.folder))
        self._names = json.loads((place.folder / "names.json").read_text(encoding="utf-8"))
        self._mode = mode

    def search(self, question: str) -> list[str]:
        """Read the question and search."""
        found = self._searcher.search(self._searcher.query(question), PASSAGES, self._mode)
        return first_distinct(self._names[item.stored.passage.document_id] for item in found)


if __name__ == "__main__":
    main(Ours())
