"""How fast the service starts and answers, and how much memory it holds: medians over real processes and real HTTP.

    python -m benchmarks.serving [--rounds 5]

Start is from the process to the first 200 of /readyz. Beside it: the time to import fastapi, faiss and onnxruntime alone, and the
time to embed the same questions with the frozen encoder alone, in this process.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx
import yaml

from qa_service.retrieval.encoder import QueryEncoder
from qa_service.retrieval.generation import current_generation, read_manifest

_INDEX = Path("index/lems")
_SUITES = ("facts", "related")


def questions() -> list[str]:
    """The questions of the corpus's suites."""
    loaded = [yaml.safe_load(Path(f"evals/suites/lems/{suite}.yaml").read_text(encoding="utf-8")) for suite in _SUITES]
    return [case["question"] for suite in loaded for case in suite["cases"]]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(port: int) -> tuple[subprocess.Popen[bytes], float]:
    """Start a server; the seconds until it is ready."""
    began = time.perf_counter()
    command = [Path(sys.executable).with_name("qa-service"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return process, time.perf_counter() - began
        except httpx.TransportError:
            time.sleep(0.01)


def seconds_of(command: str) -> float:
    """The seconds that a fresh interpreter takes for a statement."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", command], check=True)
    return time.perf_counter() - began


def answer_milliseconds(port: int) -> list[float]:
    """The milliseconds of each question, one after the other."""
    times = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for question in questions():
            began = time.perf_counter()
            client.post("/chat", json={"question": question}).raise_for_status()
            times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def embed_milliseconds() -> float:
    """The median milliseconds to embed a question alone."""
    generation = current_generation(_INDEX)
    encoder = QueryEncoder(generation, read_manifest(generation).embedder)
    times = []
    for question in questions():
        began = time.perf_counter()
        encoder.embed([question])
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    imports = statistics.median(seconds_of("import fastapi, faiss, onnxruntime") for _ in range(rounds))
    starts = []
    for last in reversed(range(rounds)):
        port = free_port()
        process, seconds = start(port)
        starts.append(seconds)
        if last:
            process.terminate()
            process.wait()
    times = answer_milliseconds(port)
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    resident = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    process.terminate()
    embed = embed_milliseconds()
    print(
        f"start {statistics.median(starts):.2f} s ({min(starts):.2f}-{max(starts):.2f}); imports alone {imports:.2f} s"
    )
    print(
        f"answer median {statistics.median(times):.1f} ms, p99 {times[int(0.99 * len(times))]:.1f} ms; embedding {embed:.1f} ms"
    )
    print(f"resident {int(resident) / 1024:.0f} MiB after {len(times)} answers")


if __name__ == "__main__":
    main()
