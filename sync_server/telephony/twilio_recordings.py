"""Voicemail on its way from Twilio into the spool: noted on disk, fetched until it is here."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from sync_server.contract.calls import CallRow, call_id
from sync_server.store.clock import Clock
from sync_server.store.database import DatabaseAway
from sync_server.store.server import Server
from sync_server.store.view import SqlView
from sync_server.telephony import recordings, spool
from sync_server.telephony.spool import Note
from sync_server.telephony.twilio_rest import RecordingState, TooBig, TwilioFault, TwilioRest

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.5
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=5)
_MOST_DOUBLINGS = 8
_GIVE_UP_AFTER = timedelta(days=3)
_REMEMBER_FOR = timedelta(days=3)  # longer than a start of the server looks back


class Waiting(msgspec.Struct, frozen=True):
    """A recording Twilio has made; `at` is when the caller had finished speaking."""

    recording: str
    call_key: str
    dialled: str
    seconds: int
    at: datetime


@dataclass(frozen=True, slots=True)
class _Retry:
    tries: int
    not_before: datetime


class TwilioRecordings:
    """A folder of notes and one thread that works them off, as long as the server runs.

    `RE….wait` is to be fetched, `RE….done` was, `RE….kept` could not be and is left to a person.
    """

    def __init__(
        self,
        folder: Path,
        spool_dir: Path,
        rest: TwilioRest,
        caller: Callable[[str], str],
        clock: Clock,
    ) -> None:
        self._folder = folder
        self._spool_dir = spool_dir
        self._rest = rest
        self._caller = caller
        self._clock = clock
        self._retries: dict[str, _Retry] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="twilio recordings", daemon=True)
        folder.mkdir(parents=True, exist_ok=True)
        spool_dir.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(5)
        self._rest.close()

    def keep(self, waiting: Waiting) -> None:
        """Once this returns the recording is not forgotten; the same one twice counts once."""
        note = self._folder / f"{waiting.recording}.wait"
        if any(note.with_suffix(suffix).exists() for suffix in (".done", ".kept", ".wait")):
            return
        aside = note.with_suffix(f".{threading.get_ident()}")
        with aside.open("wb") as out:
            out.write(msgspec.json.encode(waiting))
            out.flush()
            os.fsync(out.fileno())
        aside.replace(note)

    def work(self) -> None:
        """Try what is due."""
        now = self._clock()
        for note in sorted(self._folder.glob("*.wait")):
            retry = self._retries.get(note.name)
            if retry is None or retry.not_before <= now:
                self._try(note, now)
        for done in self._folder.glob("*.done"):
            if done.stat().st_mtime < (now - _REMEMBER_FOR).timestamp():
                done.unlink(missing_ok=True)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_EVERY_S):
            self.work()

    def _try(self, note: Path, now: datetime) -> None:
        try:
            waiting = msgspec.json.decode(note.read_bytes(), type=Waiting)
        except msgspec.MsgspecError:
            self._leave_to_a_person(note, "the note is damaged")
            return
        try:
            is_settled = self._fetch(waiting)
        except TooBig as fault:
            self._leave_to_a_person(note, str(fault))
        except (TwilioFault, DatabaseAway) as fault:
            log.info("recording %s: %s; trying again", waiting.recording, fault)
            self._put_off(note, waiting, now)
        else:
            if is_settled:
                note.replace(note.with_suffix(".done"))
                self._retries.pop(note.name, None)
            else:
                self._put_off(note, waiting, now)

    def _fetch(self, waiting: Waiting) -> bool:
        """Whether nothing is left to do for it."""
        state = self._rest.recording(waiting.recording)
        if state is RecordingState.READY:
            target = self._spool_dir / f"{waiting.recording}.wav"
            self._rest.download(waiting.recording, target)
            self._leave(waiting, target)
        return state is not RecordingState.PENDING

    def _leave(self, waiting: Waiting, target: Path) -> None:
        """The spool files a recording once, however often it is left there."""
        seconds = waiting.seconds or max(1, round(recordings.length(target)))
        number = self._caller(waiting.call_key)
        spool.leave(
            Note(waiting.call_key, number, waiting.dialled, target.name, seconds, waiting.at),
            target,
        )

    def _put_off(self, note: Path, waiting: Waiting, now: datetime) -> None:
        if now - waiting.at > _GIVE_UP_AFTER:
            self._leave_to_a_person(note, "not there for three days")
            return
        known = self._retries.get(note.name)
        tries = known.tries + 1 if known else 0
        pause = min(_FIRST_PAUSE * 2 ** min(tries, _MOST_DOUBLINGS), _LONGEST_PAUSE)
        self._retries[note.name] = _Retry(tries, now + pause)

    def _leave_to_a_person(self, note: Path, why: str) -> None:
        log.warning("recording %s is not fetched: %s", note.stem, why)
        note.replace(note.with_suffix(".kept"))
        self._retries.pop(note.name, None)


def caller_of(server: Server, call_key: str) -> str:
    """The number a call came from, as its row has it; empty when there is none."""
    with server.database.reading() as connection:
        row = SqlView(connection).get(CallRow, call_id(call_key))
    return row.number if row else ""
