"""The vector store keeps what LangChain asks of one, and what it does not ask."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import VectorStoreIntegrationTests

from qa_service.errors import IndexDamagedError
from qa_service.retrieval.faiss_store import FaissStore


class TestStandardOfVectorStores(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self) -> FaissStore:
        return FaissStore(self.get_embeddings())


@pytest.fixture
def store() -> FaissStore:
    texts = ["scurvy", "aspirin", "migraine"]
    years = [{"year": 1753}, {"year": 1897}, {"year": 1938}]
    return FaissStore.from_texts(texts, DeterministicFakeEmbedding(size=16), years, ids=["s", "a", "m"])


def test_a_text_is_most_like_itself(store: FaissStore) -> None:
    """The score is the cosine, 1 for the text itself, whatever the length of the embedder's vectors."""
    [(document, cosine)] = store.similarity_search_with_score("aspirin", k=1)

    assert document == Document(id="a", page_content="aspirin", metadata={"year": 1897})
    assert cosine == pytest.approx(1.0)


def test_relevance_lies_between_0_and_1(store: FaissStore) -> None:
    """Relevance maps the cosine from -1..1 to 0..1."""
    cosines = {document.id: cosine for document, cosine in store.similarity_search_with_score("aspirin", k=3)}

    relevance = {
        document.id: score for document, score in store.similarity_search_with_relevance_scores("aspirin", k=3)
    }

    assert relevance == pytest.approx({key: (1 + cosine) / 2 for key, cosine in cosines.items()})
    assert all(0 <= score <= 1 for score in relevance.values())


def test_marginal_relevance_leaves_out_the_double() -> None:
    """Of two equal texts the second is passed over for a different one."""
    store = FaissStore.from_texts(["gout", "gout", "rickets"], DeterministicFakeEmbedding(size=16))

    found = store.max_marginal_relevance_search("gout", k=2, lambda_mult=0.1)

    assert [document.page_content for document in found] == ["gout", "rickets"]


def test_changing_a_document_does_not_change_the_store(store: FaissStore) -> None:
    """Documents are copied on their way in and on their way out."""
    given = Document(id="g", page_content="gout", metadata={"years": [1683]})
    store.add_documents([given])

    given.metadata["years"].append(0)
    store.get_by_ids(["g"])[0].metadata["years"].append(1)
    store.similarity_search("gout", k=1)[0].metadata["years"].append(2)

    assert store.get_by_ids(["g"]) == [Document(id="g", page_content="gout", metadata={"years": [1683]})]


def test_the_later_of_two_texts_with_one_id_stays(store: FaissStore) -> None:
    """An id stands for one document, also within one call."""
    assert store.add_texts(["gout", "rickets"], ids=["x", "x"]) == ["x", "x"]

    assert [document.page_content for document in store.similarity_search("gout", k=9) if document.id == "x"] == [
        "rickets"
    ]


def test_documents_come_back_in_the_order_of_their_ids(store: FaissStore) -> None:
    """Unknown ids are passed over."""
    assert [document.id for document in store.get_by_ids(["m", "unknown", "s"])] == ["m", "s"]


def test_deleting_without_ids_deletes_all(store: FaissStore) -> None:
    """LangChain's interface says so; deleting no ids deletes nothing."""
    store.delete([])
    assert len(store.similarity_search("aspirin", k=9)) == 3

    store.delete()
    assert store.similarity_search("aspirin", k=9) == []


def test_nothing_added_is_nothing_stored() -> None:
    """No texts, no embedding."""
    store = FaissStore(DeterministicFakeEmbedding(size=16))

    assert store.add_texts([]) == []
    assert store.add_documents([]) == []
    assert store.similarity_search("aspirin") == []


def test_texts_may_be_a_generator(store: FaissStore) -> None:
    """The interface takes any iterable."""
    assert store.add_texts((text for text in ["gout", "rickets"]), ids=["g", "r"]) == ["g", "r"]


@pytest.mark.parametrize("counts", [{"ids": ["1"]}, {"ids": []}, {"metadatas": [{}, {}, {}]}])
def test_each_text_needs_its_id_and_metadata(store: FaissStore, counts: dict[str, Any]) -> None:
    """A text must not get lost because a list was too short."""
    with pytest.raises(ValueError, match="2 texts came with"):
        store.add_texts(["gout", "rickets"], **counts)


def test_an_unknown_option_is_refused(store: FaissStore) -> None:
    """A filter that is passed over would give other documents than were asked for."""
    with pytest.raises(TypeError, match="unknown argument filter"):
        store.similarity_search("aspirin", filter={"year": 1897})


@pytest.mark.parametrize("k", [0, -1])
def test_k_is_at_least_1(store: FaissStore, k: int) -> None:
    """Nothing is not an answer to a question."""
    with pytest.raises(ValueError, match=f"k is {k}"):
        store.similarity_search("aspirin", k=k)


def test_threads_may_add_and_search_at_once(store: FaissStore) -> None:
    """Every text is there in the end, and no search fails on the way."""

    def add_and_search(number: int) -> str:
        store.add_texts([f"text {number}"], ids=[f"t{number}"])
        return str(store.similarity_search(f"text {number}", k=1)[0].id)

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(add_and_search, range(200)))

    assert found == [f"t{number}" for number in range(200)]


def test_a_vector_of_another_model_is_refused(store: FaissStore) -> None:
    """The dimension says so."""
    with pytest.raises(ValueError, match="the store has 16"):
        store.similarity_search_by_vector([1.0, 0.0])


def test_a_store_is_saved_and_loaded(store: FaissStore, tmp_path: Path) -> None:
    """Documents, ids, vectors and their order come back; the loaded store goes on."""
    store.delete(["s"])
    store.save(tmp_path / "store")

    loaded = FaissStore.load(tmp_path / "store", store.embeddings)
    loaded.add_texts(["gout"], ids=["g"])

    assert sorted(path.name for path in (tmp_path / "store").iterdir()) == ["documents.jsonl", "vectors.faiss"]
    assert (
        loaded.similarity_search_with_score("aspirin", k=2)[0] == store.similarity_search_with_score("aspirin", k=2)[0]
    )
    assert {document.id for document in loaded.similarity_search("aspirin", k=9)} == {"a", "m", "g"}


def test_an_empty_store_is_saved_and_loaded(tmp_path: Path) -> None:
    """It has no dimension yet."""
    embedding = DeterministicFakeEmbedding(size=16)
    FaissStore(embedding).save(tmp_path)

    loaded = FaissStore.load(tmp_path, embedding)

    assert loaded.similarity_search("aspirin") == []
    assert loaded.add_texts(["gout"], ids=["g"]) == ["g"]


def test_what_json_cannot_hold_is_not_half_saved(store: FaissStore, tmp_path: Path) -> None:
    """The files of an earlier save stay."""
    store.save(tmp_path)
    store.add_texts(["gout"], [{"seen": {1683}}])

    with pytest.raises(TypeError, match="set is not JSON serializable"):
        store.save(tmp_path)

    assert len(FaissStore.load(tmp_path, store.embeddings).similarity_search("gout", k=9)) == 3


@pytest.mark.parametrize("name", ["documents.jsonl", "vectors.faiss"])
def test_every_damaged_byte_of_a_saved_store_is_found_out(
    store: FaissStore, tmp_path: Path, name: str, flipped: Callable[[Path, int], AbstractContextManager[None]]
) -> None:
    """Loading names the file."""
    store.save(tmp_path)

    for place in random.Random(5).sample(range((tmp_path / name).stat().st_size), 40):
        with flipped(tmp_path / name, place), pytest.raises(IndexDamagedError, match=name):
            FaissStore.load(tmp_path, store.embeddings)

    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:100])
    with pytest.raises(IndexDamagedError, match=name):
        FaissStore.load(tmp_path, store.embeddings)


@pytest.mark.parametrize("name", ["documents.jsonl", "vectors.faiss"])
def test_a_missing_file_of_a_saved_store_is_named(store: FaissStore, tmp_path: Path, name: str) -> None:
    """So it is not taken for an empty store."""
    store.save(tmp_path)
    (tmp_path / name).unlink()

    with pytest.raises(IndexDamagedError, match=f"{name} cannot be read: No such file"):
        FaissStore.load(tmp_path, store.embeddings)
