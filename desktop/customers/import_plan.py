"""Dry run: what would become of every row of a file, worked out without writing anything."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import TypeVar

from desktop.customers.import_journal import customer_id
from desktop.customers.import_mapping import Chosen
from desktop.customers.import_rows import Broken, Candidate, Reader
from desktop.lists.import_reader import Format, Reading, Record
from desktop.lists.import_text import Unreadable
from desktop.replica.connection import Connection
from desktop.replica.import_matches import are_here, odd_emails, owners
from sync_server.contract.base import RowId, derived_id

AT_ONCE = 500
T = TypeVar("T")
CHANGED = "The file was changed since it was looked at. Check it again."


class Fate(IntEnum):
    """What is to become of a row; a number, for a million of them have to fit."""

    NEW = 0
    HERE = 1
    """A customer here has one of its numbers or addresses."""
    TWICE = 2
    """An earlier row of the file has."""
    BROKEN = 3
    DONE = 4
    """This import, broken off before, has brought it already."""


class Cancelled(Exception):
    """The person does not want it any more."""


@dataclass(frozen=True, slots=True)
class Task:
    """Which file, read how. `run` rises when an import of the same file was undone."""

    path: Path
    form: Format
    chosen: Chosen
    sha256: str
    run: int = 0

    def customer_id(self, at: int) -> RowId:
        return customer_id(self.sha256, self.run, at)

    def point_id(self, at: int, value: str) -> RowId:
        return RowId(derived_id(f"import {self.sha256} {self.run} {at} {value}"))


@dataclass(slots=True)
class Plan:
    """The fate of every row, held small: about 40 bytes a row and its name."""

    task: Task
    fates: bytearray = field(default_factory=bytearray)
    lines: array[int] = field(default_factory=lambda: array("q"))
    why: dict[int, str] = field(default_factory=dict)
    matched: dict[int, RowId] = field(default_factory=dict)
    """The one customer here a row belongs to; not when several share what the row has."""
    removed: int = 0
    """Control characters that were taken out."""
    _names: bytearray = field(default_factory=bytearray)
    _ends: array[int] = field(default_factory=lambda: array("q", [0]))

    def add(self, line: int, fate: Fate, name: str) -> int:
        """Note one row; answers its place."""
        self.fates.append(fate)
        self.lines.append(line)
        self._names += name[:120].encode("utf-8", "replace")
        self._ends.append(len(self._names))
        return len(self.fates) - 1

    def name(self, at: int) -> str:
        return self._names[self._ends[at] : self._ends[at + 1]].decode("utf-8")

    def __len__(self) -> int:
        return len(self.fates)

    def count(self, fate: Fate) -> int:
        return self.fates.count(fate)

    def places(self, fate: Fate) -> array[int]:
        """Rows of this fate, in order."""
        return array("l", (at for at, each in enumerate(self.fates) if each == fate))


Told = Callable[[int, int], bool]
"""Bytes read of how many; answers whether to stop."""


def checksum(path: Path) -> str:
    """SHA-256 of a file as it is now. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def batches(rows: Iterator[T], size: int = AT_ONCE) -> Iterator[tuple[T, ...]]:
    while batch := tuple(islice(rows, size)):
        yield batch


def dry_run(db: Connection, task: Task, told: Told) -> Plan:
    """Look at every row; nothing is written. Raises Unreadable, OSError, Cancelled."""
    reading = Reading(task.path, task.form)
    try:
        judge = _Judge(db, task, Reader(reading.headers, task.chosen.targets, task.chosen.country))
        for batch in batches(reading.rows()):
            judge.take(batch)
            if told(reading.stream.read, reading.stream.size):
                raise Cancelled
        if reading.stream.sha256 != task.sha256:
            raise Unreadable(CHANGED)
        judge.plan.removed = reading.stream.removed
    finally:
        reading.close()
    return judge.plan


class _Judge:
    """Knows what is here and what came before in the file."""

    def __init__(self, db: Connection, task: Task, reader: Reader) -> None:
        self._db = db
        self._reader = reader
        self._odd = odd_emails(db)
        self._seen: dict[str, int] = {}
        self.plan = Plan(task)

    def take(self, batch: Sequence[Record]) -> None:
        """Judge some rows, with two questions to the replica for all of them."""
        read = [self._read(record) for record in batch]
        wanted = (v for each in read if isinstance(each, Candidate) for v in each.contacts)
        known = owners(self._db, wanted)
        first = len(self.plan)
        ids = [self.plan.task.customer_id(first + at) for at in range(len(batch))]
        here = are_here(self._db, ids)
        for record, each, row_id in zip(batch, read, ids, strict=True):
            if isinstance(each, str):
                shown = " ".join(" ".join(record.cells).split())
                self.plan.why[self.plan.add(record.line, Fate.BROKEN, shown)] = each
                continue
            found = {
                owner
                for value in each.contacts
                for owner in (*known.get(value, ()), *self._odd.get(value, ()))
            }
            self._judge(record.line, each, found, is_done=row_id in here)

    def _read(self, record: Record) -> Candidate | str:
        try:
            return self._reader.candidate(record)
        except Broken as broken:
            return str(broken)

    def _judge(self, line: int, each: Candidate, found: set[RowId], *, is_done: bool) -> None:
        plan = self.plan
        twin = next((self._seen[v] for v in each.contacts if v in self._seen), None)
        if is_done:
            at = plan.add(line, Fate.DONE, each.name)
        elif twin is not None:
            at = plan.add(line, Fate.TWICE, each.name)
            plan.why[at] = f"Same number or address as line {plan.lines[twin]}."
        elif found:
            at = plan.add(line, Fate.HERE, each.name)
            if len(found) == 1:
                plan.matched[at] = next(iter(found))
            else:
                plan.why[at] = f"{len(found)} customers here share its numbers or addresses."
        else:
            at = plan.add(line, Fate.NEW, each.name)
        for value in each.contacts:
            self._seen.setdefault(value, at)
