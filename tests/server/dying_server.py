"""A real server process that dies (kill -9) after its next commit and before its answer."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import uvicorn

from sync_server.app import build, create_app
from tests.support.office import settings_for


def main() -> None:
    """Serve the database in argv[1] on port argv[2]; die after a commit when argv[3] says so."""
    folder, port, dies = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "dies"
    url = sys.argv[4]
    server = build(settings_for(folder, url))
    if dies:
        server.doorbell.listen(lambda _seq: os.kill(os.getpid(), signal.SIGKILL))
    uvicorn.run(create_app(server), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
