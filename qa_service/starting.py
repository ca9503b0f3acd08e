"""What is made while a process starts stays to its end, so nobody looks through it for garbage, then or later."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Import and open inside: no collection runs meanwhile, and later ones leave out what is there at the end."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
