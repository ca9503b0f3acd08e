"""Print the table of targets for answering.

    python -m benchmarks.answering --data ../shared/evals --questions FILE.yaml --only right latency

Each figure has its 95% interval (Wilson for shares; for the others a seeded bootstrap over the questions), a plain baseline
from the same run, and the target. It measures and judges nothing: the exit status is 0 whatever is found, and a row that cannot
be measured prints why. The table goes to standard output, progress and (with --verbose) what was missed to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

from benchmarks.answering import cost, lems, public, verifier
from benchmarks.answering.figures import Figure, table
from benchmarks.answering.services import Services

Row: TypeAlias = tuple[str, Figure]

_ROWS: dict[str, Callable[[Services], Iterator[Figure]]] = {
    "right": lems.right,
    "declined": lems.declined,
    "foreign": lems.foreign,
    "premises": lems.premises,
    "documents": public.documents,
    "factoids": public.factoids,
    "abstention": public.abstention,
    "verifier": verifier.aurocs,
    "mutations": verifier.mutations,
    "latency": cost.latency,
    "words": cost.words,
}


def measure(services: Services, names: list[str]) -> list[Row]:
    """The figures of some rows, in the order of the table."""
    rows: list[Row] = []
    for name in (name for name in _ROWS if name in names):
        began = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            for figure in _ROWS[name](services):
                rows.append((name, figure))
        except Exception as error:  # whatever stops one row must not cost the others
            rows.append((name, Figure(name, note=f"could not be measured: {type(error).__name__}: {error}")))
            if services.is_verbose:
                sys.excepthook(type(error), error, error.__traceback__)
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return rows


def circumstances(arguments: argparse.Namespace) -> dict[str, object]:
    """What the figures were measured on."""
    git = ["git", "describe", "--always", "--dirty"]
    return {
        "revision": subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip(),
        "arguments": {name: str(value) for name, value in vars(arguments).items()},
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    }


def _row_name(given: str) -> str:
    """The name of a row that is given by name or by number."""
    names = list(_ROWS)
    if given.isdecimal() and 1 <= int(given) <= len(names):
        return names[int(given) - 1]
    if given not in names:
        numbered = ", ".join(f"{number} {name}" for number, name in enumerate(names, 1))
        raise argparse.ArgumentTypeError(f"there is no row {given!r}; choose from {numbered}")
    return given


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with questions_dev.yaml and public/")
    parser.add_argument("--index", type=Path, default=Path("index/lems"))
    parser.add_argument(
        "--work", type=Path, default=Path(".benchmarks"), help="where the indexes of public sets are kept"
    )
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help="further files like questions_dev.yaml")
    parser.add_argument("--only", type=_row_name, nargs="+", default=list(_ROWS), metavar="ROW", help=", ".join(_ROWS))
    parser.add_argument("--reader", type=Path, help="folder of the reader, in place of the one in the package")
    parser.add_argument("--generator", default="extractive", help="who writes the answers")
    parser.add_argument("--sample", type=int, help="measure on so many cases of each kind, for a quick look")
    parser.add_argument("--json", type=Path, help="write all figures, with the ids of what was missed")
    parser.add_argument("--verbose", action="store_true", help="show the questions and answers that count as wrong")
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    services = Services(
        data=arguments.data,
        index=arguments.index,
        work=arguments.work,
        questions=tuple(arguments.questions),
        reader=arguments.reader,
        sample=arguments.sample,
        is_verbose=arguments.verbose,
        generator=arguments.generator,
    )
    with closing(services):
        rows = measure(services, arguments.only)
    print(table(rows))
    if arguments.json:
        found = {**circumstances(arguments), "figures": [figure.as_json(name) for name, figure in rows]}
        arguments.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
