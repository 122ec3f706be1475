"""Answering pulls: one snapshot of the database for each stream, permissions read inside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sync_server.contract.columns import to_ms
from sync_server.contract.staff import StaffRow
from sync_server.contract.wire import PullRequest
from sync_server.store import receipts
from sync_server.store.actor import AccessEnded, Actor, as_of_now
from sync_server.store.changes import Changes
from sync_server.store.clock import Clock, utc_now
from sync_server.store.database import Database
from sync_server.store.receipts import LastCommand
from sync_server.store.scopes import ids_of
from sync_server.store.sequence import epoch_and_floor, last_seq
from sync_server.store.stream import Snapshot, Stream
from sync_server.store.view import SqlView

_LIVE_CHANGES = 1_000
"""More than this is for the reader to pull at its own pace."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A person who waits at the live channel, and where their device stands."""

    actor: Actor
    request: PullRequest


@dataclass(frozen=True, slots=True)
class Frame:
    """What a live reader is told now."""

    hi: int
    lines: bytes | None = None
    """None: pull for yourself, there is more than a few changes."""
    is_out: bool = False
    """This person's access has ended."""


class Puller:
    """The only way rows leave for a device; HTTP and the live channel both come through here."""

    def __init__(self, database: Database, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    def pull(self, actor: Actor, request: PullRequest) -> Iterator[bytes]:
        """Yield the stream's lines. Raises AccessEnded or DeviceTaken before the first one."""
        with self._snapshot() as at:
            by = as_of_now(SqlView(at.connection), actor)
            last = receipts.last_of(at.connection, request.device, by.id) or LastCommand()
            yield from Stream(at, by, request, last).lines()

    def frames(self, readers: Sequence[Reader]) -> Iterator[Frame]:
        """Answer many live readers from one snapshot; what they share is read and encoded once.

        Each frame comes as soon as it is made: the first desk need not wait for the last.
        """
        with self._snapshot() as at:
            view = at.view
            view.load(StaffRow, {reader.actor.id for reader in readers})
            devices = [reader.request.device for reader in readers]
            lasts = receipts.last_of_all(at.connection, devices)
            streams = [
                _stream(at, view, reader, lasts.get(reader.request.device, LastCommand()))
                for reader in readers
            ]
            simple = [stream for stream in streams if stream is not None and stream.is_simple]
            lowest = min((stream.lowest for stream in simple), default=at.hi)
            numbers = ids_of(at.connection, {s for stream in simple for s in stream.scopes})
            for stream in simple:
                stream.know(numbers)
            few = at.changes.amount(numbers.values(), lowest) <= _LIVE_CHANGES
            if few:
                at.changes.look(numbers.values(), lowest)
            for answer in streams:
                yield _frame(at, answer, few=few)

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        with self._database.reading() as connection:
            epoch, floor = epoch_and_floor(connection)
            hi, now = last_seq(connection), to_ms(self._clock())
            yield Snapshot(
                connection, SqlView(connection), Changes(connection), epoch, floor, hi, now
            )


def _stream(at: Snapshot, view: SqlView, reader: Reader, last: LastCommand) -> Stream | None:
    try:
        by = as_of_now(view, reader.actor)
    except AccessEnded:
        return None
    return Stream(at, by, reader.request, last)


def _frame(at: Snapshot, stream: Stream | None, *, few: bool) -> Frame:
    if stream is None:
        return Frame(at.hi, is_out=True)
    if not few or not stream.is_simple:
        return Frame(at.hi)
    changes = b"".join(stream.simple_lines())
    return Frame(at.hi, stream.hello() + changes + stream.end(whole=False))
