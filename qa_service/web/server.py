"""Run the application, in one process or in several."""

from __future__ import annotations

import os
from typing import Any

import structlog
import uvicorn

from qa_service.conversations.store import Conversations
from qa_service.retrieval.generation import current_generation, require_sound
from qa_service.settings import Settings
from qa_service.starting import starting
from qa_service.web.app import create_app
from qa_service.web.logs import configure_logs

_log = structlog.get_logger(__name__)


def run_server(settings: Settings) -> None:
    """Serve until the process is told to end.

    Raises:
        IndexMissingError: nothing was built.
        IndexDamagedError: a file of the index is not what was built.
        ConversationStoreError: the database of conversations cannot be opened.
        OSError: the address cannot be listened on; the server has said on stderr why.
    """
    configure_logs(settings.log_level)
    address = f"http://{settings.host}:{settings.port}"
    app: Any = "qa_service.web.app:app_from_settings"
    if settings.workers == 1:
        with starting():
            app = create_app(settings)
    else:
        require_sound(current_generation(settings.index_folder))
        Conversations.open(settings.database_url.get_secret_value()).close()
        os.environ["QA_CORPUS"], os.environ["QA_INDEX"] = str(settings.corpus), str(settings.index_folder)
    _log.info("serving", address=address, workers=settings.workers)
    try:
        uvicorn.run(
            app,
            factory=settings.workers > 1,
            workers=settings.workers,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=10,
        )
    except SystemExit as ended:  # so uvicorn ends where it cannot listen, with the status of a failed check
        if ended.code:
            raise OSError(f"could not serve on {address}") from ended
