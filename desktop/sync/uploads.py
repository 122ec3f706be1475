"""Files on their way up: the post goes first, its files follow, each as often as it takes."""

from __future__ import annotations

import threading
from typing import IO, Protocol

from desktop.replica.outbox import Outbox
from desktop.replica.outbox_tables import Upload
from desktop.sync.client import Unwanted
from desktop.sync.transport import SyncError

_RETRY_SECONDS = 15.0


class FileServer(Protocol):
    """What uploads need of the server."""

    def has_file(self, sha256: str) -> bool: ...

    def put_file(self, sha256: str, file: IO[bytes]) -> None: ...


def send_files(outbox: Outbox, server: FileServer) -> int:
    """Send every file that waits; answers how many arrived. Raises SyncError at the first cut."""
    sent = 0
    for upload in outbox.uploads():
        sent += _send(outbox, server, upload)
    return sent


def _send(outbox: Outbox, server: FileServer, upload: Upload) -> bool:
    if not server.has_file(upload.sha256):
        try:
            with upload.path.open("rb") as file:
                server.put_file(upload.sha256, file)
        except FileNotFoundError:
            outbox.upload_failed(upload.sha256, "The file is no longer on this computer.")
            return False
        except Unwanted as refusal:
            outbox.upload_failed(upload.sha256, str(refusal))
            return False
    outbox.uploaded(upload.sha256)
    return True


class Uploads:
    """A daemon thread of its own: a large file never delays a command."""

    def __init__(self, outbox: Outbox, server: FileServer) -> None:
        self._outbox = outbox
        self._server = server
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="uploads", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def stop(self) -> None:
        self._is_stopping = True
        self._wake.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                send_files(self._outbox, self._server)
                pause = None
            except SyncError:
                pause = _RETRY_SECONDS
            self._wake.wait(pause)
            self._wake.clear()
