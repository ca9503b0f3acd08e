"""Databases of conversations: a SQLite file, and a PostgreSQL where the tests are given one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from qa_service.conversations.store import Conversations
from qa_service.types import Answer, AnswerSentence, Citation, CitedWork, Fingerprint, Timings

AnswerTo = Callable[..., Answer]

WORK = CitedWork(
    title="Vitamins", authors=("Vega R",), year=2021, journal=None, doi="10.1/x", pmid=None, type="review",
    retracted=False, url=None,
)  # fmt: skip
CITATION = Citation(
    n=1, document_id="vega2021", passage_id="vega2021:1", section="Abstract", quote="𝛽-carotene\u0301 \u0000", start=3,
    end=16, sha256="0" * 64, text_kind="digest", document=WORK,
)  # fmt: skip


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """Address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, sqlite: str, postgres: str | None) -> Iterator[str]:
    """Address of an empty database of each kind."""
    if request.param == "sqlite":
        yield sqlite
        return
    if postgres is None:
        pytest.skip("QA_TEST_POSTGRES gives no address of a PostgreSQL")
    schema = f"test_{uuid.uuid4().hex}"
    url = make_url(postgres).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        inside = url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield inside.render_as_string(hide_password=False)
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def store(database: str) -> Iterator[Conversations]:
    """An empty store."""
    opened = Conversations.open(database)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def answer_to() -> AnswerTo:
    """Make an answer to a question, with an id of its own if none is given."""

    def make(question: str = "What is scurvy?", **fields: object) -> Answer:
        made = {
            "id": uuid.uuid4().hex,
            "conversation_id": "c",
            "question": question,
            "standalone_question": question,
            "status": "answered",
            "text": "Scurvy is “rare” [1].",
            "sentences": (AnswerSentence(text="Scurvy is “rare”.", citations=(1,)),),
            "citations": (CITATION,),
            "generator": "extractive",
            "fingerprint": Fingerprint(corpus="a", index="b", embedder="c", generator="d", prompt="", settings="e"),
            "timings_ms": Timings(rewrite=0.1, retrieve=1 / 3, generate=1e-9, verify=0, total=12.345),
        }
        return Answer.model_validate(made | fields)

    return make
