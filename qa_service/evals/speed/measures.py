"""The measurements of `qa-service bench`. Each figure is taken in turn with what it is compared with, in the same run."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from qa_service.evals.speed.report import Figure
from qa_service.evals.speed.server import COMMAND, RunningServer, serving
from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.generation import building, current_generation, publish, read_manifest

_IMPORTS = "import fastapi, faiss, onnxruntime"
IMPORTS_ALONE = "importing fastapi, faiss, onnxruntime"
EMBEDDING_ALONE = "embedding the question alone"
ONE_CLIENT = "answer, one client"
_TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and how often."""

    index: Path
    """A folder of generations."""
    questions: tuple[str, ...]
    rounds: int
    clients: int
    workers: int


def measure(plan: Plan) -> Iterator[Figure]:
    """Measure, figure by figure."""
    yield from _starts(plan)
    yield from _answers(plan)
    yield from _crowds(plan)
    yield from _switch(plan)


def _starts(plan: Plan) -> Iterator[Figure]:
    """From nothing to an answer, at a server and in the shell, beside the imports that no such service can do without."""
    imports, starts, asked, resident = [], [], [], []
    for _ in range(plan.rounds):
        imports.append(_seconds([sys.executable, "-c", _IMPORTS]))
        with serving(plan.index) as server:
            starts.append(server.seconds)
            resident.append(server.resident_mib())
        asked.append(_seconds([str(COMMAND), "ask", plan.questions[0], "--out", str(plan.index)]))
    yield Figure(name=IMPORTS_ALONE, unit="s", values=tuple(imports))
    yield Figure(name="start of the server to ready", unit="s", values=tuple(starts), against=IMPORTS_ALONE)
    yield Figure(name="qa-service ask", unit="s", values=tuple(asked), against=IMPORTS_ALONE)
    yield Figure(name="resident when ready", unit="MiB", values=tuple(resident))


def _answers(plan: Plan) -> Iterator[Figure]:
    """One client, one question after the other, each embedded alone as well."""
    generation = current_generation(plan.index)
    encoder = QueryEncoder(generation, read_manifest(generation).embedder)
    answers, embeddings = [], []
    with serving(plan.index) as server, httpx.Client(base_url=server.address, timeout=_TIMEOUT) as client:
        _ask(client, plan.questions[0])  # what is loaded at the first question is loaded
        for question in plan.questions:
            answers.append(_ask(client, question))
            began = time.perf_counter()
            encoder.embed([question])
            embeddings.append((time.perf_counter() - began) * 1000)
        resident = server.resident_mib()
    yield Figure(name=EMBEDDING_ALONE, unit="ms", values=tuple(embeddings))
    yield Figure(name=ONE_CLIENT, unit="ms", values=tuple(answers), against=EMBEDDING_ALONE)
    yield Figure(name=f"resident after {len(answers)} answers", unit="MiB", values=(resident,))


def _crowds(plan: Plan) -> Iterator[Figure]:
    """Many clients at once, at one worker and at several."""
    alone = f"answers of one worker, {plan.clients} clients"
    several = f"answers of {plan.workers} workers, {plan.clients} clients"
    for name, workers, against in ((alone, 1, ""), (several, plan.workers, alone)):
        with serving(plan.index, workers) as server:
            rates = tuple(asyncio.run(_rate(server, plan)) for _ in range(plan.rounds))
        yield Figure(name=name, unit="per s", values=rates, against=against)


async def _rate(server: RunningServer, plan: Plan) -> float:
    """Answers per second while so many clients ask all the questions between them."""
    left = iter(plan.questions)

    async def ask_on(client: httpx.AsyncClient) -> None:
        for question in left:
            (await client.post("/chat", json={"question": question})).raise_for_status()

    limits = httpx.Limits(max_connections=plan.clients)
    async with httpx.AsyncClient(base_url=server.address, timeout=_TIMEOUT, limits=limits) as client:
        began = time.perf_counter()
        await asyncio.gather(*(ask_on(client) for _ in range(plan.clients)))
        return len(plan.questions) / (time.perf_counter() - began)


def _switch(plan: Plan) -> Iterator[Figure]:
    """One client, while the server opens another generation."""
    with (
        _copied(plan.index) as index,
        serving(index) as server,
        httpx.Client(base_url=server.address, timeout=_TIMEOUT) as client,
        ThreadPoolExecutor(1) as aside,
    ):
        _ask(client, plan.questions[0])
        times, before = [], client.get("/readyz").json()["generation"]
        switching = aside.submit(_renew, index)
        for question in plan.questions:
            times.append(_ask(client, question))
            if switching.done() and client.get("/readyz").json()["generation"] != before:
                break
        switching.result()
    yield Figure(name="answer while a generation is opened", unit="ms", values=tuple(times), against=ONE_CLIENT)


@contextmanager
def _copied(index: Path) -> Iterator[Path]:
    """An index folder with the live generation of another."""
    generation = current_generation(index)
    with tempfile.TemporaryDirectory(prefix="qa-service-bench-") as folder:
        copy = Path(folder) / index.name
        shutil.copytree(generation, copy / generation.name)
        shutil.copy(index / "CURRENT", copy)
        yield copy


def _renew(index: Path) -> None:
    """Publish the live generation anew, under another name."""
    generation = current_generation(index)
    manifest = read_manifest(generation)
    with building(index) as workplace:
        for name in manifest.files:
            shutil.copy(generation / name, workplace)
        publish(workplace, manifest.model_copy(update={"created": datetime.now(UTC)}))


def _ask(client: httpx.Client, question: str) -> float:
    """The milliseconds of one answer."""
    began = time.perf_counter()
    client.post("/chat", json={"question": question}).raise_for_status()
    return (time.perf_counter() - began) * 1000


def _seconds(command: Sequence[str]) -> float:
    """The seconds that a command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    return time.perf_counter() - began
