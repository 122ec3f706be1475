"""First fill of a new generation, in a process of its own so that no window ever stutters.

The parent fetches, this process writes. Its standard input carries one line of JSON (Order), then
answers of the server as frames (4 bytes of length, then zstd bytes; length 0 ends an answer);
standard output tells how far it is, one JSON line (Told) at a time.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from desktop.replica.apply import Collector, Overlay, apply_batch
from desktop.replica.connection import Damaged, DiskFull, Durability, transaction
from desktop.replica.database import Replica
from desktop.replica.schema import create_activity_indexes, create_indexes
from desktop.replica.state import SyncState, load_state
from desktop.replica.stream import BadStream, EndLine, HelloLine, MarkLine, ResLine, lines
from sync_server.contract.wire import Cursor, Hello

FRAME = struct.Struct(">I")
CHUNK_ROWS = 10_000
_NOBODY = Overlay((), None)
_FIRST_PAGES = ("customer", "contact_point", "issue", "hold", "booking")
"""What the first pages list; indexed as soon as the server says that they are in."""
_ACTIVITY = ("inquiry", "quote", "invoice", "call", "post")
"""What they ask for each customer's newest of, while it is still coming in."""


class Order(msgspec.Struct, frozen=True):
    folder: str
    key: str | None


class Told(msgspec.Struct, frozen=True):
    """How far a fill is; `cursor` and `epoch` are what the next pull asks with."""

    rows: int
    is_usable: bool
    epoch: str = ""
    cursor: Cursor = {}
    ends_answer: bool = False
    more: bool = True
    is_finished: bool = False
    fault: str = ""


@dataclass
class _Progress:
    rows: int = 0
    is_usable: bool = False


class Filling:
    """One generation being filled; goes on where an earlier process stopped."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._replica = _resumable(folder, key)
        self._progress = _Progress()
        self._db = self._replica.writer

    def state(self) -> SyncState:
        return load_state(self._db)

    def take(self, chunks: Iterable[bytes]) -> Iterator[Told]:
        """Write one answer; yields at each mark and, when the answer was whole, at its end."""
        arriving = lines(chunks)
        first = next(arriving, None)
        if first is None:
            return
        if not isinstance(first, HelloLine):
            raise BadStream("an answer did not begin with hello")
        hello = first.hello
        collector = Collector()
        for line in arriving:
            if isinstance(line, HelloLine):
                raise BadStream("a second hello in one answer")
            if isinstance(line, ResLine):
                continue
            if isinstance(line, MarkLine | EndLine):
                yield self._reach(collector, hello, line)
                continue
            collector.add(line)
            if collector.rows >= CHUNK_ROWS:
                self._write(collector, hello, None)

    def finish(self) -> None:
        self._replica.finish()
        self._replica.close()

    def close(self) -> None:
        self._replica.close()

    def _reach(self, collector: Collector, hello: Hello, line: MarkLine | EndLine) -> Told:
        end = line.end if isinstance(line, EndLine) else None
        is_usable = isinstance(line, MarkLine) and line.mark.usable
        self._write(collector, hello, line.mark.cur if isinstance(line, MarkLine) else line.end.cur)
        if is_usable and not self._progress.is_usable:
            with transaction(self._db):
                create_indexes(self._db, _FIRST_PAGES)
                create_activity_indexes(self._db, _ACTIVITY)
            self._progress.is_usable = True
        state = self.state()
        return Told(
            rows=self._progress.rows,
            is_usable=self._progress.is_usable,
            epoch=state.epoch,
            cursor=state.cursor,
            ends_answer=end is not None,
            more=not state.is_complete or (end is not None and end.more),
        )

    def _write(self, collector: Collector, hello: Hello, cursor: Cursor | None) -> None:
        self._progress.rows += collector.rows
        with transaction(self._db):
            apply_batch(self._db, collector.take(cursor), hello, _NOBODY)


def _resumable(folder: Path, key: bytes | None) -> Replica:
    """The unfinished generation if it is sound, else an empty one in its place.

    It was written without waiting for the disk: after a power cut it may be anything.
    """
    try:
        replica = Replica.create(folder, key, Durability.OFF)
        replica.check()
    except Damaged:
        for path in folder.iterdir():
            path.unlink()
        replica = Replica.create(folder, key, Durability.OFF)
    return replica


def frames(source: BinaryIO) -> Iterator[bytes]:
    """Chunks of one answer; ends at the empty frame or with the pipe."""
    while header := source.read(FRAME.size):
        size = FRAME.unpack(header)[0] if len(header) == FRAME.size else 0
        if size == 0:
            return
        yield source.read(size)


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Fill, and say so when the disk has no room for it."""
    try:
        run(source, sink)
    except DiskFull as failure:
        sink.write(msgspec.json.encode(Told(rows=0, is_usable=False, fault=str(failure))) + b"\n")
        sink.flush()


def run(source: BinaryIO, sink: BinaryIO) -> None:
    """Fill as ordered until the office is whole or the parent goes away."""

    def tell(told: Told) -> None:
        sink.write(msgspec.json.encode(told) + b"\n")
        sink.flush()

    order = msgspec.json.decode(source.readline(), type=Order)
    key = bytes.fromhex(order.key) if order.key else None
    filling = Filling(Path(order.folder), key)
    state = filling.state()
    tell(Told(rows=0, is_usable=False, epoch=state.epoch, cursor=state.cursor, ends_answer=True))
    while True:
        told: Told | None = None
        for told in filling.take(frames(source)):
            tell(told)
        if told is None or not told.ends_answer:
            return  # the line was cut; a new process goes on from the last mark
        if not told.more:
            filling.finish()
            tell(msgspec.structs.replace(told, is_finished=True))
            return


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
