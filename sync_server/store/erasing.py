"""Erasing rows for good: tables, history, answers, links and files; then the freed pages (A18)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from sync_server.contract.base import Row, RowId
from sync_server.contract.feed import entity
from sync_server.contract.issues import IssueRow
from sync_server.rules.effects import Effects
from sync_server.rules.erasing import files_of
from sync_server.rules.visibility import NOBODY
from sync_server.store import audit
from sync_server.store.audience import Touched, readdress
from sync_server.store.audit import Deed
from sync_server.store.blobs import Blobs
from sync_server.store.database import Database, DatabaseAway
from sync_server.store.portal_links import links
from sync_server.store.retention import erase_unused
from sync_server.store.tables import audit as lines
from sync_server.store.tables import commands, meta, parked
from sync_server.store.view import SqlView

log = logging.getLogger(__name__)

_PENDING = "erasing"
"""Fact under which is kept what is still to be done after the transaction."""
_NOT_ITS_OWN = ("call",)
"""Rows that only point to what is erased: their history is their own."""
_AGAIN_S = 5.0
_TEXTS = frozenset(
    {"description", "body", "text", "comment", "name", "subject", "address", "title", "note"}
)
"""Columns in which people's words stand."""
_SHORTEST = 4
"""Words of fewer letters say nothing about anybody."""

_BY_ROW = select(lines.c.n, lines.c.command_id, lines.c.changes).where(
    lines.c.entity == bindparam("entity"), lines.c.row_id.in_(bindparam("ids", expanding=True))
)
_BY_RECORD = select(lines.c.n, lines.c.command_id, lines.c.changes).where(
    lines.c.record_id.in_(bindparam("ids", expanding=True)), lines.c.entity.not_in(_NOT_ITS_OWN)
)
_ANSWERS = select(commands.c.id, commands.c.detail).where(commands.c.detail != "")
_BODIES = select(parked.c.command_id, parked.c.body)
_ALSO = frozenset(str(t.name) for t in (lines, commands, parked, links, meta))
"""Tables from which words go beside those of the rows."""
_changes = msgspec.json.Decoder(dict[str, tuple[object, object]])


class _Pending(msgspec.Struct, frozen=True):
    """Done once the transaction is on the disk: it cannot be undone, nor done inside it."""

    files: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """Lines of history that tell of what is erased, and the words in them."""

    numbers: frozenset[int]
    commands: frozenset[str]
    words: frozenset[str]


def erase_rows(tx: Connection, view: SqlView, effects: Effects, seq: int, deed: Deed) -> None:
    """Take rows out of the tables and of every desk, with all the words anything kept of them.

    Called after the rows of the same command were written: what those were before is in the
    history by then, and goes as well.
    """
    erased = effects.erased
    readdress(tx, [_left(view, row) for row in erased], seq)
    told = _told(tx, erased, effects.rows)
    audit.erase(tx, deed, told.numbers)
    view.remove(erased)
    ids = {row.id for row in erased}
    _blank_answers(tx, told, ids)
    _forget_bodies(tx, ids)
    tx.execute(delete(links).where(links.c.record_id.in_(sorted(_issues(erased)))))
    files = {file for row in erased for file in files_of(row)}
    touched = {entity(type(row)) for row in (*erased, *effects.rows)}
    _note(tx, files, touched | _ALSO)


def _left(view: SqlView, row: Row) -> Touched:
    stored = view.stored(type(row), row.id)
    seq = stored.seq if stored else 0
    return Touched(entity(type(row)), row.id, NOBODY, seq, seq)


def _issues(erased: Iterable[Row]) -> set[RowId]:
    return {row.id for row in erased if isinstance(row, IssueRow)}


def _told(tx: Connection, erased: Collection[Row], cleared: Collection[Row]) -> _Told:
    by_entity: dict[str, list[RowId]] = {}
    for row in erased:
        by_entity.setdefault(entity(type(row)), []).append(row.id)
    found = [line for name, ids in by_entity.items() for line in _lines_of(tx, name, ids)]
    found += tx.execute(_BY_RECORD, {"ids": sorted(_issues(erased))})
    for row in cleared:
        if entity(type(row)) in {"appointment", "hold"}:
            found += _lines_of(tx, entity(type(row)), [row.id])
    words = {word for line in found for word in _words_of(line.changes)}
    words |= {str(getattr(row, name, "")) for row in erased for name in _TEXTS}
    return _Told(
        frozenset(int(line.n) for line in found),
        frozenset(str(line.command_id) for line in found if line.command_id),
        frozenset(word for word in words if len(word) >= _SHORTEST),
    )


def _lines_of(tx: Connection, name: str, ids: list[RowId]) -> Iterator[Any]:
    # Any: what a line has is what the statement picks.
    for start in range(0, len(ids), 500):
        yield from tx.execute(_BY_ROW, {"entity": name, "ids": ids[start : start + 500]})


def _words_of(changes: str | None) -> Iterator[str]:
    for name, pair in _changes.decode(changes).items() if changes else ():
        if name in _TEXTS:
            yield from (value for value in pair if isinstance(value, str))


def _blank_answers(tx: Connection, told: _Told, ids: set[RowId]) -> None:
    """Answers name values: of commands that were taken, and of refused ones that quote a word."""
    hit = [
        each.id
        for each in tx.execute(_ANSWERS)
        if each.id in told.commands or any(word in each.detail for word in (*ids, *told.words))
    ]
    for start in range(0, len(hit), 500):
        these = commands.c.id.in_(hit[start : start + 500])
        tx.execute(update(commands).where(these).values(detail=""))


def _forget_bodies(tx: Connection, ids: set[RowId]) -> None:
    hit = [b.command_id for b in tx.execute(_BODIES) if any(row_id in b.body for row_id in ids)]
    if hit:
        tx.execute(delete(parked).where(parked.c.command_id.in_(hit)))


# -- after the transaction


def _note(tx: Connection, files: set[str], tables: set[str]) -> None:
    """Write down, in the transaction, what is to be done after it: a crash loses none of it."""
    before = _noted(tx)
    after = _Pending(
        tuple(sorted({*before.files, *files})), tuple(sorted({*before.tables, *tables}))
    )
    tx.execute(delete(meta).where(meta.c.key == _PENDING))
    tx.execute(insert(meta), {"key": _PENDING, "value": msgspec.json.encode(after).decode()})


def _noted(tx: Connection) -> _Pending:
    kept = tx.execute(select(meta.c.value).where(meta.c.key == _PENDING)).scalar()
    return msgspec.json.decode(kept, type=_Pending) if kept else _Pending()


class Eraser:
    """Deletes the files and rewrites the tables rows were erased from; one thread of the server.

    A server that was killed in between goes on with it at its next start.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="eraser", daemon=True)

    def start(self) -> None:
        self._wake.set()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(20)

    def hear(self, effects: Effects) -> None:
        """Called inside the transaction; settling queues behind its commit."""
        if effects.erased:
            self._wake.set()

    def settle(self) -> bool:
        """Do what is noted; False when somebody was reading and it is to be done again."""
        with self._database.writing() as tx:
            pending = _noted(tx)
            for sha256 in pending.files:
                erase_unused(tx, self._blobs, sha256)
        if not pending.tables:
            return True
        try:
            is_done = self._database.rewrite(pending.tables)
        except DatabaseAway:
            return False
        if is_done:
            self._forget(pending)
        return is_done

    def _forget(self, done: _Pending) -> None:
        """Unless more was erased meanwhile: then all of it is done once more."""
        with self._database.writing() as tx:
            if _noted(tx) == done:
                tx.execute(delete(meta).where(meta.c.key == _PENDING))

    def _try(self) -> bool:
        try:
            return self.settle()
        except Exception:  # the disk's or the database's: the next try may do better
            log.exception("erasing stumbled")
            return False

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            while not self._stopping.is_set() and not self._try():
                self._stopping.wait(_AGAIN_S)
            if self._stopping.is_set():
                return
