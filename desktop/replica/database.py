"""Replica: one generation of the local database, its single writer and its readers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.replica import withdrawal
from desktop.replica.apply import (
    CHUNK_ROWS,
    Collector,
    Overlay,
    apply_batch,
    pieces,
)
from desktop.replica.connection import (
    Connection,
    Damaged,
    Durability,
    Turnstile,
    connect,
    transaction,
    world_failures,
)
from desktop.replica.leaving import leave
from desktop.replica.outbox import Person
from desktop.replica.outbox_tables import Queued
from desktop.replica.schema import (
    FINGERPRINT,
    TABLES,
    create_indexes,
    create_tables,
    upgrade,
)
from desktop.replica.search_index import create_triggers, index_slice, mark_backlog
from desktop.replica.state import SyncState, load_state, save_state
from desktop.replica.stream import (
    BadStream,
    ColsLine,
    Digest,
    EndLine,
    HelloLine,
    Line,
    MarkLine,
    ResLine,
    RmLine,
    UpLine,
)
from desktop.replica.undo import put, redo, rows_kept, undo
from sync_server.contract.base import DeviceId
from sync_server.contract.wire import Cursor, Hello, PullRequest, Receipt
from sync_server.rules.effects import Effects

FILE = "replica.db"


@dataclass(frozen=True, slots=True)
class Applied:
    """What one pull brought; `is_whole` when it came to its end."""

    hello: Hello
    receipts: tuple[Receipt, ...]
    is_whole: bool
    more: bool
    digest: Digest | None


class Replica:
    """Local rows: the writer is shared under a lock, every thread reads on its own connection."""

    def __init__(
        self, folder: Path, key: bytes | None, durability: Durability = Durability.NORMAL
    ) -> None:
        self.folder = folder
        self._key = key
        self.lock = Turnstile()
        """Taken by whoever writes. Lock order: this one, then the outbox's."""
        self._local = threading.local()
        self._readers: list[Connection] = []
        self._readers_lock = threading.Lock()
        self.writer = connect(folder / FILE, key, durability)

    @classmethod
    def create(
        cls, folder: Path, key: bytes | None, durability: Durability = Durability.NORMAL
    ) -> Replica:
        """Make (or go on with) a generation, ready for rows, without the indexes a fill adds."""
        replica = cls(folder, key, durability)
        with transaction(replica.writer):
            create_tables(replica.writer)
        return replica

    @classmethod
    def open(cls, folder: Path, key: bytes | None) -> Replica:
        """Open a finished generation and bring it up to this program's contract."""
        replica = cls(folder, key)
        state = load_state(replica.writer)
        if state.contract != FINGERPRINT:
            with transaction(replica.writer):
                misses = upgrade(replica.writer) or state.needs_refill
                state = msgspec.structs.replace(state, contract=FINGERPRINT, needs_refill=misses)
                save_state(replica.writer, state)
        return replica

    def finish(self) -> None:
        """Index what a fill brought and take it out of the write-ahead log."""
        with transaction(self.writer):
            create_indexes(self.writer)
            create_triggers(self.writer)
            mark_backlog(self.writer)
            state = msgspec.structs.replace(
                load_state(self.writer), filled=True, contract=FINGERPRINT
            )
            save_state(self.writer, state)
        self.scrub()

    def reader(self) -> Connection:
        """The calling thread's own connection; it never waits for the writer."""
        db: Connection | None = getattr(self._local, "db", None)
        if db is None:
            db = connect(self.folder / FILE, self._key, Durability.NORMAL)
            db.execute("PRAGMA query_only = ON")
            self._local.db = db
            with self._readers_lock:
                self._readers.append(db)
        return db

    def interrupt(self) -> None:
        """Stop queries under way; whoever asked gets an error."""
        with self._readers_lock:
            for db in self._readers:
                db.interrupt()

    def close(self) -> None:
        """Only when no thread reads any more."""
        with self._readers_lock:
            for db in (*self._readers, self.writer):
                db.close()
            self._readers.clear()

    # -- the person's own undecided work

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.lock, transaction(self.writer):
            yield self.writer

    def overlay(self, effects: Effects) -> frozenset[str]:
        """Show at once what a command does; the caller holds the lock."""
        with transaction(self.writer):
            return put(self.writer, effects.rows, effects.erased)

    def replay(self, device: DeviceId, queue: Iterable[Queued], person: Person | None) -> None:
        """Make view = confirmed + undecided again, after a start or a change of device."""
        with self.writing() as db:
            undo(db)
            state = load_state(db)
            if state.device != device:
                state = msgspec.structs.replace(state, device=device, last_n=0, last_id=None)
                save_state(db, state)
            if person is not None:
                redo(db, [queued for queued in queue if queued.n > state.last_n], person)

    # -- what the server says

    def state(self) -> SyncState:
        with world_failures():
            return load_state(self.reader())

    def pull_request(self, device: DeviceId, decided: int, max_bytes: int) -> PullRequest:
        state = self.state()
        return PullRequest(
            epoch=state.epoch, device=device, cur=state.cursor, last=decided, max_bytes=max_bytes
        )

    def is_outdated(self, hello: Hello) -> bool:
        """An answer made before one that is here already."""
        places = self.state().cursor
        return any(at[0] > hello.hi for scope, at in places.items() if scope in hello.scopes)

    def apply(
        self,
        hello: Hello,
        lines: Iterable[Line],
        overlay: Callable[[], Overlay],
        changed: Callable[[frozenset[str]], None],
    ) -> Applied:
        """Write the lines after a hello, in chunks; a cut keeps everything up to the last mark."""
        leave(self, hello, overlay, changed)
        collector = Collector()
        # Each chunk takes undecided commands off and shows them again: no chunk is smaller than
        # what that rewrites anyway, or 500 releases coming back are worked out twenty times.
        chunk = max(CHUNK_ROWS, rows_kept(self.reader()))
        told: list[Receipt] = []
        end: EndLine | None = None

        def write(cursor: Cursor | None = None) -> None:
            with self.lock, transaction(self.writer):
                touched = apply_batch(self.writer, collector.take(cursor), hello, overlay())
            changed(touched)

        for line in lines:
            if isinstance(line, HelloLine):
                raise BadStream("a second hello in one answer")
            if isinstance(line, ResLine):
                told += line.receipts
            elif isinstance(line, MarkLine):
                write(line.mark.cur)
            elif isinstance(line, EndLine):
                end = line
                write(line.end.cur)
            else:
                _gather(collector, line, write, chunk)
        more = end is not None and end.end.more
        digest = end.end.digest if end else None
        return Applied(hello, tuple(told), end is not None, more, digest)

    def forget(self, words: Callable[[], None]) -> bool:
        """One step of forgetting what left: `words` outside, then search, log; False when done.

        Called again after each step; readers at work delay the end, and nothing is lost by that.
        """
        left = withdrawal.noted(self.reader())
        if left is None:
            return False
        if left is withdrawal.Left.SCOPES:
            if not withdrawal.is_merging(self.reader()):
                words()
            with self.lock, world_failures():
                if withdrawal.merge_search(self.writer):
                    return True
        # The log is emptied before the note goes: a crash in between repeats it, no more.
        if not self.scrub():
            return False
        with self.lock, transaction(self.writer):
            withdrawal.done(self.writer)
        return False

    def index_slice(self) -> int:
        """Bring the search index a little further; 0 when it is up to date."""
        with self.lock, world_failures():
            return index_slice(self.writer)

    def digest(self) -> Digest:
        """Count and sequence sum of the confirmed rows, to compare with the server's."""
        # An undecided command never touches `_seq` and `_aud`: its new rows have 0 in both.
        db = self.reader()
        found: Digest = {}
        for entity in TABLES:
            sql = f'SELECT count(*), coalesce(sum(_seq), 0) FROM "{entity}" WHERE _aud <> 0'  # noqa: S608 - own names
            count, total = db.execute(sql).fetchone() or (0, 0)
            if count:
                found[entity] = (count, total % 2**63)
        return found

    def scrub(self) -> bool:
        """Leave no trace of removed rows in the write-ahead log; False while somebody reads it."""
        with self.lock, world_failures():
            found = self.writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return found is not None and found[0] == 0

    def check(self) -> None:
        """Raise Damaged when the file cannot be trusted."""
        with world_failures():
            verdict = self.reader().execute("PRAGMA quick_check(1)").fetchone()
        if verdict is None or verdict[0] != "ok":
            raise Damaged(f"{self.folder.name}: {verdict}")


def _gather(
    collector: Collector, line: ColsLine | UpLine | RmLine, write: Callable[[], None], chunk: int
) -> None:
    """Collect a line, writing whenever there is enough for one transaction."""
    if isinstance(line, ColsLine):
        collector.add(line)
        return
    for piece in pieces(line):
        collector.add(piece)
        if collector.rows >= chunk:
            write()
