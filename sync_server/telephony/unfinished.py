"""Recordings under way: whose they are, kept beside the sound in case the mailbox is killed."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from sync_server.telephony import recordings

log = logging.getLogger(__name__)

SHORTEST_S = 1.0
"""What is shorter is a click, not a voicemail."""
_SUFFIX = ".begun"


@dataclass(frozen=True, slots=True)
class VoicemailLeft:
    """A finished recording; `call_key` is the Call-ID the desks saw while it rang."""

    call_key: str
    from_number: str
    dialled: str
    path: Path
    seconds: float
    at: datetime


class _Begun(msgspec.Struct, frozen=True):
    call_key: str
    from_number: str
    dialled: str


def begin(recording: Path, call_key: str, from_number: str, dialled: str) -> None:
    """Say whose recording this will be, before its first sound."""
    begun = _Begun(call_key, from_number, dialled)
    recording.with_suffix(_SUFFIX).write_bytes(msgspec.json.encode(begun))


def end(recording: Path) -> None:
    """The recording is finished or dropped; nothing is left to save."""
    recording.with_suffix(_SUFFIX).unlink(missing_ok=True)


def rescue(folder: Path, port: int | None = None) -> list[VoicemailLeft]:
    """Repair what a killed mailbox left half finished; clicks are deleted.

    With a `port` only that process's recordings: its neighbours may be recording right now.
    The caller must keep what is returned and then `end` each.
    """
    found = []
    for note in sorted(folder.glob(f"*-{port or '*'}-*{_SUFFIX}")):
        recording = note.with_suffix(".wav")
        recordings.repair(recording)
        seconds = recordings.length(recording)
        try:
            begun = msgspec.json.decode(note.read_bytes(), type=_Begun)
        except msgspec.MsgspecError:
            begun = None
        if begun is None or seconds < SHORTEST_S or recording.with_suffix(".json").exists():
            note.unlink()
            if seconds < SHORTEST_S:
                recording.unlink(missing_ok=True)
            continue
        at = datetime.fromtimestamp(recording.stat().st_mtime, UTC)
        found.append(
            VoicemailLeft(begun.call_key, begun.from_number, begun.dialled, recording, seconds, at)
        )
        log.info("a voicemail of %.0f s was saved from a mailbox that died", seconds)
    return found
