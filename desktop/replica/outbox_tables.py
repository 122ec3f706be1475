"""Tables of the outbox file, the states of a command in it, and what is read out of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

from sync_server.contract.base import CommandId
from sync_server.contract.commands import AnyCommand, command_decoder
from sync_server.contract.wire import Envelope, Receipt, Result

BLANK = b"{}"
JOURNAL_MS = 14 * 24 * 3600 * 1000
"""How long decided commands are kept, to give back what a restored server lost."""
TABLES = """
CREATE TABLE IF NOT EXISTS setting(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS command(
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json BLOB NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL, receipt BLOB, told INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS command_state ON command(state, n);
CREATE TABLE IF NOT EXISTS draft(k TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS upload(
  sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, media_type TEXT NOT NULL, done INTEGER NOT NULL
  DEFAULT 0, problem TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
"""


class State(StrEnum):
    NEW = "new"
    DONE = "done"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Queued:
    n: int
    id: CommandId
    command: AnyCommand | None
    """None when this program cannot read what an older one queued; it is still sent as it is."""
    json: bytes
    at: int

    def envelope(self) -> Envelope:
        return Envelope(n=self.n, id=self.id, at=self.at, c=msgspec.Raw(self.json))


@dataclass(frozen=True, slots=True)
class Rejection:
    """A command the server refused later, or took in part only: the person reads why, with both
    values, and keeps what they wrote."""

    n: int
    id: CommandId
    command: AnyCommand | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Upload:
    sha256: str
    path: Path
    media_type: str


def read_command(json: bytes) -> AnyCommand | None:
    """None for one of a newer version that this program does not know."""
    try:
        return command_decoder.decode(json)
    except msgspec.ValidationError:
        return None


def sentence_of(receipt: bytes | None) -> str:
    """What to tell the person of an answer that did not take all they wanted."""
    if receipt is None:
        return ""
    told = msgspec.json.decode(receipt, type=Receipt)
    if told.result is Result.MERGED and not told.detail.endswith("."):
        return f"Somebody else changed this first: {told.detail}. Yours was not taken."
    return told.detail
