"""Voicemail on its way from the mailbox to the server: files that wait while the server is down."""

from __future__ import annotations

import logging
import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from sync_server.contract.base import CommandId, RowId, derived_id
from sync_server.contract.calls import FileVoicemail, LogCall, call_id
from sync_server.contract.values import CallOutcome, Direction
from sync_server.store.blobs import BadBlob
from sync_server.store.server import Server
from sync_server.telephony.listener import PHONE_SYSTEM

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5


class Note(msgspec.Struct, frozen=True):
    """What lies beside a recording until the server has filed it."""

    call_key: str
    number: str
    dialled: str
    recording: str
    seconds: int
    at: datetime


def leave(note: Note, recording: Path) -> None:
    """Put the note beside the recording; once it is there the voicemail cannot be lost."""
    target = recording.with_suffix(".json")
    aside = target.with_suffix(".part")
    with aside.open("wb") as out:
        out.write(msgspec.json.encode(note))
        out.flush()
        os.fsync(out.fileno())
    aside.replace(target)


class Spool:
    """One thread that files what the mailbox left, as long as the server runs."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="voicemail spool", daemon=True)

    def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)

    def file_all(self) -> int:
        """File every voicemail that waits; answer how many there were."""
        notes = sorted(self._folder.glob("*.json"))
        for path in notes:
            self._file(path)
        return len(notes)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            self.file_all()

    def _file(self, path: Path) -> None:
        note = msgspec.json.decode(path.read_bytes(), type=Note)
        recording = path.with_name(note.recording)
        try:
            sha256 = self._server.blobs.put_recording(recording.read_bytes())
        except (BadBlob, FileNotFoundError) as problem:
            log.warning("voicemail %s stays in the spool: %s", path.name, problem)
            path.rename(path.with_suffix(".kept"))
            return
        row_id = RowId(derived_id(f"voicemail\0{note.call_key}\0{note.recording}"))
        perform = self._server.writer.perform
        perform(PHONE_SYSTEM, CommandId(derived_id(f"log\0{row_id}")), _call(note))
        perform(
            PHONE_SYSTEM,
            CommandId(derived_id(f"file\0{row_id}")),
            FileVoicemail(
                voicemail_id=row_id,
                call_id=call_id(note.call_key),
                number=note.number,
                seconds=note.seconds,
                sha256=sha256,
            ),
        )
        path.unlink()
        recording.unlink()


def _call(note: Note) -> LogCall:
    return LogCall(
        call_id=call_id(note.call_key),
        call_key=note.call_key,
        direction=Direction.INBOUND,
        number=note.number,
        dialled=note.dialled,
        outcome=CallOutcome.VOICEMAIL,
        started_at=note.at - timedelta(seconds=note.seconds),
        ended_at=note.at,
    )
