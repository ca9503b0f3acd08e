"""A peer of the tests: ranks documents by how many letters they share with the question; told to, it fails."""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmarks.peers.protocol import Peer, Place, Text, first_distinct, main


class Letters(Peer):
    """No library at all."""

    def build(self, texts: Sequence[Text], place: Place) -> None:
        """Keep the texts."""
        if place.model == "none":
            raise ValueError("there is no model")
        rows = {text.id: text.whole for text in texts}
        (place.folder / "texts.json").write_text(json.dumps(rows), encoding="utf-8")

    def open(self, place: Place, mode: str) -> None:
        """Read the texts."""
        if mode == "broken":
            raise ValueError("this way of searching is broken")
        print("a library that talks")
        self._texts = json.loads((place.folder / "texts.json").read_text(encoding="utf-8"))

    def search(self, question: str) -> list[str]:
        """Count letters."""
        shared = {name: len(set(question) & set(text)) for name, text in self._texts.items()}
        return first_distinct(sorted(shared, key=lambda name: -shared[name]))


if __name__ == "__main__":
    main(Letters())
