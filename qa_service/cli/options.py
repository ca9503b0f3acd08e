"""What the commands share: exit statuses, the settings, and the options that stand above them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from qa_service.settings import load_settings

CHECK_FAILED, CALLERS_MISTAKE, COULD_NOT = 1, 2, 3
corpus_option = click.option("--corpus", type=click.Path(path_type=Path), help="folder of works")
out_option = click.option("--out", type=click.Path(path_type=Path), help="folder of index generations")
FILE = click.Path(path_type=Path, dir_okay=False)
margin_option = click.option(
    "--margin", type=click.FloatRange(0, 1), default=0.01, show_default=True, help="how far the pass rate may fall"
)
across_corpora_option = click.option("--across-corpora", is_flag=True, help="compare though the corpus is another one")


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the settings; --corpus and --out stand above them."""

    @wraps(command)
    def run(*args: Any, corpus: Path | None = None, out: Path | None = None, **options: Any) -> None:
        command(load_settings().with_folders(corpus, out), *args, **options)

    return run
