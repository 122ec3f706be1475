"""The dry run of an import of issues: every row becomes a command or a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from desktop.issues.import_model import Cell, Checked, ImportLine, columns_of, missing
from desktop.issues.issue_sheet import colleagues
from desktop.lists.import_reader import Reading, Record, probe
from desktop.lists.import_text import Unreadable
from desktop.replica.record_codes import read_code, record_by_number
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssuePriority, ReportIssue
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordKind, Role
from sync_server.rules.issues import MAX_TEXT, MAX_TYPE

MOST = 5_000
"""Rows of one file: whoever brings more brings several."""
_ABOUT = (RecordKind.BOOKING, RecordKind.INVOICE, RecordKind.QUOTE)
Wrong = ValueError
"""What a row says that cannot be; its words are for the person."""


def dry_run(store: Store, path: Path, is_over: Callable[[], bool] = lambda: False) -> Checked:
    """Read and check every row; changes nothing. Callable from any thread.

    Raises Unreadable or OSError when the file as a whole cannot be used.
    """
    looked = probe(path)
    reading = Reading(path, looked.format)
    try:
        places = columns_of(reading.headers)
        if problem := missing(places):
            raise Unreadable(problem)
        check = _Check(store, places)
        lines: list[ImportLine] = []
        for record in reading.rows():
            if is_over():
                break
            if len(lines) >= MOST:
                raise Unreadable(f"The file has more than {MOST:,} rows. Split it.")
            lines.append(check.line(record))
    finally:
        reading.close()
    used = set(places.values())
    unknown = tuple(name for at, name in enumerate(reading.headers) if at not in used)
    return Checked(tuple(lines), unknown)


class _Check:
    """Knows the desk's people, and what earlier rows of the file said."""

    def __init__(self, store: Store, places: Mapping[Cell, int]) -> None:
        self._store, self._places = store, places
        view = store.view
        self._owners = {each.name.casefold(): each.id for each in colleagues(view)}
        field = {Role.FIELDWORKER, Role.TECHNICIAN}
        workers = (each for each in view.where(StaffRow) if each.role in field)
        self._workers = {each.name.casefold(): each.id for each in workers}
        self._seen: dict[tuple[str, ...], int] = {}

    def line(self, record: Record) -> ImportLine:
        cells = {cell: record.cells[at].strip() for cell, at in self._places.items()
                 if at < len(record.cells)}  # fmt: skip
        words = cells.get(Cell.TYPE, "")
        line = ImportLine(str(record.line), record.line, cells.get(Cell.RECORD, ""), words)
        if record.problem:
            return replace(line, problem=record.problem)
        try:
            command = self._command(cells)
            self._once(record, command)
        except Wrong as why:
            return replace(line, problem=str(why))
        return replace(line, command=command)

    def _command(self, cells: Mapping[Cell, str]) -> ReportIssue:
        kind, record_id = self._record(cells[Cell.RECORD])
        return ReportIssue(
            issue_id=self._store.new_id(),
            record_kind=kind,
            record_id=record_id,
            issue_type=_type(cells[Cell.TYPE]),
            description=_description(cells.get(Cell.DESCRIPTION, "")),
            responsible_ids=self._responsible(kind, record_id, cells.get(Cell.RESPONSIBLE, "")),
            priority=_priority(cells.get(Cell.PRIORITY, "")),
            owner_id=self._owner(cells.get(Cell.OWNER, "")),
            follow_up_on=_day(cells.get(Cell.FOLLOW_UP, "")),
            is_imported=True,
        )

    def _record(self, text: str) -> tuple[RecordKind, RowId]:
        read = read_code(text)
        if read is None or read[0] not in _ABOUT:
            said = f"“{text}” is no" if text else "There is no"
            raise Wrong(f"{said} number of a booking, invoice or quote, such as BOK-00018.")
        found = record_by_number(self._store.reader(), *read)
        if found is None:
            raise Wrong(f"There is no {read[0].value} {text.upper()}.")
        return read[0], found

    def _responsible(self, kind: RecordKind, record_id: RowId, text: str) -> tuple[RowId, ...]:
        names = [name for name in (part.strip() for part in text.split(";")) if name]
        if not names:
            return ()
        booking = self._store.view.get(BookingRow, record_id)
        if kind is not RecordKind.BOOKING or booking is None:
            raise Wrong("Only an issue about a booking can name who is responsible.")
        found = []
        for name in names:
            worker = self._workers.get(name.casefold())
            if worker is None or worker not in booking.worker_ids:
                raise Wrong(f"{name} is not on this booking.")
            found.append(worker)
        return tuple(dict.fromkeys(found))

    def _owner(self, name: str) -> RowId | None:
        if name and name.casefold() not in self._owners:
            raise Wrong(f"There is no colleague {name} at a desk.")
        return self._owners.get(name.casefold()) if name else None

    def _once(self, record: Record, command: ReportIssue) -> None:
        key = (command.record_id, command.issue_type.casefold(), command.description)
        first = self._seen.setdefault(key, record.line)
        if first != record.line:
            raise Wrong(f"It says the same as line {first}.")


def _type(text: str) -> str:
    if not text or len(text) > MAX_TYPE:
        raise Wrong(f"An issue needs a type of 1 to {MAX_TYPE} characters.")
    return text


def _description(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise Wrong(f"The description has {len(text):,} characters; {MAX_TEXT:,} fit.")
    return text


def _priority(text: str) -> IssuePriority:
    words = list(IssuePriority)
    if text and text.casefold() not in words:
        raise Wrong(f"“{text}” is no priority: {', '.join(words)}.")
    return IssuePriority(text.casefold()) if text else IssuePriority.NORMAL


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Wrong(f"“{text}” is no day such as 2026-11-23.") from None


def finished(lines: Sequence[ImportLine], refused: Mapping[str, str]) -> Checked:
    """What became of each row: imported, or refused with these words."""
    return Checked(tuple(_finished(each, refused) for each in lines))


def _finished(each: ImportLine, refused: Mapping[str, str]) -> ImportLine:
    if each.command is None:
        return each
    if each.id in refused:
        return ImportLine(each.id, each.line, each.record, each.words, problem=refused[each.id])
    return ImportLine(each.id, each.line, each.record, each.words, each.command, is_done=True)
