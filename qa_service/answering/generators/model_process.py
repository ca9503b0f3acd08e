"""What runs in the child process: a GGUF served with OpenAI's interface on this machine alone. Started by `child.py` as a script.

Reads what to serve as one line of JSON, writes its address as one line, and ends when its input is closed: so it never
outlives its parent, however that ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any


def serve(wanted: dict[str, Any], tell: int) -> Any:
    """Open the model and serve it."""
    import xllamacpp  # noqa: PLC0415 - it is opened in the child, and only there

    params = xllamacpp.CommonParams()
    params.model.path = wanted["model"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [wanted["key"]]
    params.n_parallel = wanted["slots"]
    params.n_ctx = wanted["slots"] * wanted["context"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = wanted["threads"]
    params.n_threads_http = wanted["slots"] + 2  # one that answers whether it is well is always free
    params.n_batch = params.n_ubatch = 64  # so that it shows soon and often that it reads on
    params.cache_ram_mib = 0  # each slot keeps its last prompt; no copies beside that
    params.verbosity = 0
    server = xllamacpp.Server(params)
    os.write(tell, f"{server.listening_address}\n".encode())
    return server


def main() -> None:
    """Serve until the input is closed."""
    tell = os.dup(1)
    os.dup2(2, 1)  # whatever the library prints is no address
    wanted = json.loads(sys.stdin.readline())

    def end_with_parent() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=end_with_parent, daemon=True).start()
    server = serve(wanted, tell)  # kept, as it ends when it is forgotten
    threading.Event().wait()
    del server


if __name__ == "__main__":
    main()
