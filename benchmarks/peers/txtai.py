"""txtai: an index with vectors, BM25 and content, searched by vectors alone or by both.

Best without a key or another model: hybrid with its equal weights; texts are stored, as every other peer does. It splits nothing
by itself, so its paragraphs are what stands between blank lines, in front of each the title.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.peers.protocol import PASSAGES, Peer, Place, Text, first_distinct, main

# In characters: paragraphs are joined up to here, so that they fit the 256 tokens of the model.
_LENGTH = 1000


class Txtai(Peer):
    """Retrieval as txtai offers it."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Index and save."""
        from txtai import Embeddings  # noqa: PLC0415

        embeddings = Embeddings(path=place.model, hybrid=True, content=True, gpu=False)
        embeddings.index(
            (f"{text.id}#{number}", f"{text.title}\n\n{part}")
            for text in texts
            for number, part in enumerate(_parts(text.text))
        )
        embeddings.save(str(place.folder / "index"))

    def open(self, place: Place, mode: str) -> None:
        """Load."""
        from txtai import Embeddings  # noqa: PLC0415

        self._embeddings = Embeddings()
        self._embeddings.load(str(place.folder / "index"))
        self._weight = 0.5 if mode == "hybrid" else 1.0

    def search(self, question: str) -> list[str]:
        """Search; the weight is that of the vectors."""
        found = self._embeddings.search(question, PASSAGES, weights=self._weight)
        return first_distinct(item["id"].rpartition("#")[0] for item in found)


def _parts(text: str) -> Iterator[str]:
    held = ""
    for paragraph in text.split("\n\n"):
        if held and len(held) + len(paragraph) > _LENGTH:
            yield held
            held = ""
        held = f"{held}\n\n{paragraph}" if held else paragraph
    yield held


if __name__ == "__main__":
    main(Txtai())
