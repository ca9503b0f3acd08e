"""A corpus is a folder of works, one file each; its key is the file's name."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qa_service.errors import CorpusError
from qa_service.ingestion.documents import LOADERS, load_document
from qa_service.ingestion.spool import Spool
from qa_service.types import Document


def read_corpus(folder: Path) -> list[Document]:
    """Read every work of a folder, in the order of their keys.

    Raises:
        CorpusError: a file is not a readable work, a key is used twice, or the folder is missing or holds no work.
            All problems of the folder are named at once.
    """
    return sorted(_works(folder), key=lambda document: document.id)


def spool_corpus(folder: Path) -> Spool:
    """The works of a folder as `read_corpus` reads them, for a corpus that need not fit into memory; close it at the end.

    Raises:
        CorpusError: as above.
    """
    return Spool(_works(folder))


def _works(folder: Path) -> Iterator[Document]:
    """Every work of a folder; all problems of the folder are named at the end."""
    if not folder.is_dir():
        raise CorpusError([f"{folder}: there is no such folder; name one with --corpus, or add works with: corpus add"])
    files, problems = _files_in(folder), list[str]()
    yield from _load_all(files, problems)
    if not files:
        problems.append(f"{folder}: holds no works; add some with: qa-service corpus add PATH...")
    if problems:
        raise CorpusError(problems)


def add_works(folder: Path, paths: Sequence[Path]) -> list[Document]:
    """Copy works, files or folders of them, into a corpus; all of them or, where one is wrong, none.

    A work whose key is in the corpus already takes the place of the old text.

    Raises:
        CorpusError: a path is missing, or a work in it, or one that is in the corpus and stays there, cannot be read.
    """
    missing = [f"{path}: there is no such file or folder" for path in paths if not path.exists()]
    files = [file for path in paths if path.exists() for file in (_files_in(path) if path.is_dir() else [path])]
    problems: list[str] = []
    documents = sorted(_load_all(files, problems), key=lambda document: document.id)
    if not files and not missing:
        problems.append(f"{', '.join(map(str, paths))}: holds no {' or '.join(LOADERS)} file")
    problems += [
        f"{path}: this name is kept for a text about the folder; rename it" for path in files if _is_about(path)
    ]
    staying = [path for path in _files_in(folder) if path.stem not in {document.id for document in documents}]
    for _ in _load_all(staying, problems):
        pass
    if missing or problems:
        raise CorpusError(missing + problems)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as staging:
        staged = [Path(shutil.copyfile(file, Path(staging) / file.name)) for file in files]
        added = {file.replace(folder / file.name).stem: folder / file.name for file in staged}
    for twin in _files_in(folder):
        if twin.suffix.lower() in LOADERS and not twin.samefile(added.get(twin.stem, twin)):
            twin.unlink()
    return documents


def corpus_fingerprint(documents: Iterable[Document]) -> str:
    """Hash of every key, record and text, and of how it is divided; equal for equal corpora, wherever they lie."""
    digest = hashlib.sha256()
    in_order = documents if isinstance(documents, Spool) else sorted(documents, key=lambda document: document.id)
    for document in in_order:
        digest.update(f"{document.id}\n{document.work.model_dump_json()}\n{document.sha256}\n".encode())
        digest.update(f"{document.sections}\n{[passage.sentences for passage in document.passages]}\n".encode())
    return digest.hexdigest()


def _files_in(folder: Path) -> list[Path]:
    """Every file is a work, wherever it lies in the folder, but for hidden ones and those about the folder itself."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not _is_about(path)
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def _is_about(path: Path) -> bool:
    return path.stem.lower() in {"readme", "license"}


def _load_all(files: Iterable[Path], problems: list[str]) -> Iterator[Document]:
    """The works in files, one after the other; what is wrong with a file is added to the problems."""
    places: dict[str, Path] = {}
    for file in files:
        try:
            document = load_document(file)
        except CorpusError as error:
            problems += error.problems
            continue
        if document.id in places:
            problems.append(
                f"{file}: the key {document.id!r} is also that of {places[document.id]}; rename one of them"
            )
        places[document.id] = file
        yield document
