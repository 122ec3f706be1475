"""Puts the greetings of business numbers where the mailbox plays them from."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from sync_server.contract.ring_groups import RingGroupRow
from sync_server.store.blobs import NoBlob
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony.greetings import BadGreeting, converted

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 2.0


class Greetings:
    """One file for each number that has a greeting of its own, as `<number>.wav`.

    The row may come before the bytes, so it looks again until both are here.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._written: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="greetings", daemon=True)

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def write_new(self) -> None:
        """Bring the folder in step with the rows."""
        with self._server.database.reading() as connection:
            groups = SqlView(connection).where(RingGroupRow)
        wanted = {group.number: group.greeting_sha256 for group in groups if group.greeting_sha256}
        for number, sha256 in wanted.items():
            if self._written.get(number) != sha256:
                self._write(number, sha256)
        for path in self._folder.glob("*.wav"):
            if path.stem not in wanted:
                path.unlink(missing_ok=True)
                self._written.pop(path.stem, None)

    def _write(self, number: str, sha256: str) -> None:
        try:
            with self._server.blobs.open(sha256) as file:
                sound = file.read()
        except NoBlob:
            return  # still on its way up
        self._written[number] = sha256
        try:
            playable = converted(sound)
        except BadGreeting as problem:
            log.warning("a greeting is not played, callers hear the usual one: %s", problem)
            return
        target = self._folder / f"{number}.wav"
        aside = target.with_suffix(".part")
        aside.write_bytes(playable)
        aside.replace(target)
        log.info("a greeting has changed")

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            self.write_new()
