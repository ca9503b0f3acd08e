"""What a language model makes up, and what of it reaches the reader: a naive prompt beside the gate, to be read by eye.

    python -m benchmarks.made_up --generator local --out answers.md

Naive is the usual pipeline: the four nearest passages by cosine in a prompt that asks to answer from them, and what the model
writes is sent as it is. The file has both answers to each question with what they may rest on, and the extractive one; whether a
sentence is supported is for a person to say. Printed are the sentences withheld, the time of each, and how much of what the
extractive answer cites the gated one cites too.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from pathlib import Path

import yaml

from qa_service.answering.gate import GatedGenerator
from qa_service.answering.generators import built_in
from qa_service.answering.generators.choosing import opened_for
from qa_service.answering.generators.prompt import Message
from qa_service.answering.generators.writer import Writer
from qa_service.answering.reader import Reader, shipped_reader
from qa_service.answering.service import AnswerService, Request
from qa_service.retrieval.generation import current_generation
from qa_service.retrieval.search import Searcher
from qa_service.settings import load_settings
from qa_service.types import Answer

_QUESTIONS = Path(__file__).with_suffix(".yaml")
_PASSAGES = 4
_NAIVE = (
    "Use the following pieces of context to answer the question. If you do not know the answer, say that you do not know. "
    "Cite the numbers of the pieces that you use.\n\n{context}\n\nQuestion: {question}\nAnswer:"
)


def read_questions(path: Path = _QUESTIONS) -> list[str]:
    """The questions of a file."""
    return [item["question"] for item in yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]]


@contextmanager
def opened_model(name: str) -> Iterator[GatedGenerator]:
    """A language model behind its gate, closed at the end.

    Raises:
        SystemExit: the generator is no language model.
    """
    opened = opened_for(name, load_settings())
    gated = opened[name] if opened else None
    if not opened or not isinstance(gated, GatedGenerator):
        raise SystemExit(f"{name} is no language model")
    with closing(opened):
        yield gated


async def naive(writer: Writer, searcher: Searcher, question: str) -> tuple[str, list[str]]:
    """What a model writes over the nearest passages, and these."""
    found = searcher.search(searcher.query(question), _PASSAGES, "dense")
    passages = [item.stored.passage.text for item in found]
    context = "\n\n".join(f"[{number}] {text}" for number, text in enumerate(passages, 1))
    written = ""
    async with aclosing(writer.write([Message("user", _NAIVE.format(context=context, question=question))])) as pieces:
        async for piece in pieces:
            written += piece
    return written, passages


def told(answer: Answer) -> str:
    """An answer with what it cites, as it is read."""
    quotes = "\n".join(f"  - [{cited.n}] {cited.quote}" for cited in answer.citations)
    return f"{answer.text}\n{quotes}\n  ({answer.status}, written by {answer.generator}, withheld {answer.withheld})"


async def compare(name: str, gated: GatedGenerator, questions: Sequence[str], out: Path) -> None:
    """Ask all three, write the file, and print."""
    settings = load_settings()
    searcher = Searcher(current_generation(settings.index_folder))
    service = AnswerService(searcher, Reader(shipped_reader()), {name: gated}, settings.fingerprint())
    plain = AnswerService(searcher, Reader(shipped_reader()), built_in(), settings.fingerprint())
    seconds: dict[str, list[float]] = {"naive": [], "gated": []}
    withheld, prose, kept, lines = 0, 0, [], []
    for number, question in enumerate(questions, 1):
        began = time.perf_counter()
        answer = await service.answer(Request(question, generator=name))
        seconds["gated"].append(time.perf_counter() - began)
        began = time.perf_counter()
        written, passages = await naive(gated._writer, searcher, question)
        seconds["naive"].append(time.perf_counter() - began)
        extractive = await plain.answer(Request(question))
        withheld += answer.withheld
        own_words = {sentence.text for sentence in extractive.sentences}
        prose += sum(sentence.text not in own_words for sentence in answer.sentences)
        wanted = {cited.quote for cited in extractive.citations}
        kept.append(len(wanted & {cited.quote for cited in answer.citations}) / len(wanted) if wanted else 1.0)
        context = "\n".join(f"  - [{n}] {text}" for n, text in enumerate(passages, 1))
        lines.append(
            f"## {number}. {question}\n\nNAIVE: {written}\n{context}\n\nGATED: {told(answer)}\n\nEXTRACTIVE: {extractive.text}\n"
        )
        out.write_text("\n".join(lines), encoding="utf-8")
    print(f"{len(kept)} questions: {prose} sentences in the model's words were sent, {withheld} were withheld")
    print(f"of what the extractive answers cite, the gated ones cite {statistics.mean(kept):.3f}")
    for way, times in seconds.items():
        print(f"{way}: median {statistics.median(times):.1f} s, longest {max(times):.1f} s")


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--generator", default="local")
    parser.add_argument("--questions", type=Path, default=_QUESTIONS)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with opened_model(arguments.generator) as gated:
        asyncio.run(compare(arguments.generator, gated, read_questions(arguments.questions), arguments.out))


if __name__ == "__main__":
    main()
