"""Forms of records, wired: opening, drafts that survive anything, clashes, saving, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.records.customer_picker import MOST_SHOWN, CustomerOption
from desktop.records.done import Done
from desktop.records.form_commands import adding, editing
from desktop.records.form_dialog import FormDialog, FormOffer
from desktop.records.form_model import Filled, Typed, read, rebased, typed_of
from desktop.records.workers_choice import WorkerOption
from desktop.replica.records import Sheet, fieldworkers, places, sheet
from desktop.replica.search import Asked, search
from desktop.replica.search_query import Kind
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import DiscardRecord, InvoiceRow
from sync_server.contract.values import QuoteStatus, RecordKind, code
from sync_server.rules.effects import Refused

SAVE_PAUSE_MS = 150
_A = {RecordKind.INQUIRY: "inquiry", RecordKind.QUOTE: "quote",
      RecordKind.BOOKING: "booking", RecordKind.INVOICE: "invoice"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Open:
    """What the form is about; `seen` is the record the person started from."""

    kind: RecordKind
    key: str
    start: Typed
    seen: Sheet | None = None


class Forms(QObject):
    """Owns the dialog. A draft is kept while it is typed and goes when it was saved."""

    done = signal(Done)
    link_requested = signal(Link)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._clock = clock
        self._open: _Open | None = None
        self.dialog = FormDialog(self._find, store.new_id, window)
        self._saving = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._saving.timeout.connect(self._keep_draft)
        self.dialog.typed_changed.connect(self._typed)
        self.dialog.customer_changed.connect(self._customer_changed)
        self.dialog.save_requested.connect(self._save)
        self.dialog.restart_requested.connect(self._restart)
        self.dialog.finished.connect(self._finished)

    def open_new(self, kind: RecordKind, customer_id: RowId | None = None) -> None:
        """The form for a new record, the customer filled in where one is known (TML-17)."""
        sites = places(self._store.view, customer_id) if customer_id else []
        site = sites[0] if sites and kind is RecordKind.BOOKING else ""
        start = Typed(customer_id=customer_id or "", site=site)
        self._show(_Open(kind, f"form:new:{kind}:{customer_id or ''}", start))

    def open_edit(self, found: Sheet) -> None:
        """The form of a record that exists."""
        start = typed_of(found)
        self._show(_Open(found.kind, f"form:{found.row.id}", start, found))

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: what was not touched in the form follows, what was clashes."""
        if self.dialog.isVisible() and self._open is not None and self._open.seen is not None:
            self._rebase()

    def _show(self, wanted: _Open) -> None:
        self._keep_draft()
        self._open = wanted
        kept = self._store.draft(wanted.key)
        typed = msgspec.json.decode(kept, type=Typed) if kept else wanted.start
        is_new = wanted.seen is None
        offer = FormOffer(
            kind=wanted.kind,
            title=f"New {_A[wanted.kind]}" if is_new else f"Edit {_name(wanted.seen)}",
            save=f"Create {_A[wanted.kind]}" if is_new else "Save",
            typed=typed,
            customer=self._option(typed.customer_id),
            workers=self._workers(),
            sites=tuple(places(self._store.view, RowId(typed.customer_id))),
            is_new=is_new,
            is_draft=bool(kept),
            why_no_lines=_why_no_lines(wanted.seen),
        )
        self.dialog.offer(offer)
        self._judge(is_final=False)

    def _restart(self) -> None:
        wanted, self._open = self._open, None
        if wanted is not None:
            self._saving.stop()
            self._store.set_draft(wanted.key, "")
            self._show(wanted)

    # -- typing

    def _typed(self) -> None:
        if self.dialog.isVisible():
            self._judge(is_final=False)
            if not self._saving.isActive():  # not put off by further typing
                self._saving.start()

    def _customer_changed(self) -> None:
        self.dialog.site.offer(places(self._store.view, RowId(self.dialog.picker.chosen_id())))
        self._typed()

    def _judge(self, *, is_final: bool) -> Filled | None:
        if self._open is None:
            return None
        today = self._clock().astimezone().date()
        checked = self.dialog.checked()
        reading = read(self._open.kind, self.dialog.typed(), checked, today)
        self.dialog.show_reading(reading, is_final=is_final)
        return reading.filled if not self.dialog.lines.totals().problem else None

    def _keep_draft(self) -> None:
        if self.dialog.isVisible():
            self._write_draft()

    def _write_draft(self) -> None:
        self._saving.stop()
        if self._open is None:
            return
        typed = self.dialog.typed()
        is_same = typed == self._open.start or (self._open.seen is None and typed.is_blank)
        text = "" if is_same else msgspec.json.encode(typed).decode()
        self._store.set_draft(self._open.key, text)

    def _finished(self, _result: int) -> None:
        """Left without saving: the last words typed are kept, too."""
        if self._saving.isActive():
            self._write_draft()

    def end(self) -> None:
        """The desk closes: what was typed is kept, and nothing is written any more."""
        self._keep_draft()
        self._open = None
        self.dialog.reject()

    # -- saving

    def _save(self) -> None:
        filled = self._judge(is_final=True)
        if filled is None or self._open is None:
            return
        if self._open.seen is None:
            self._create(self._open.kind, filled)
        elif not self._rebase():
            self._change(self._open.seen, filled)

    def _create(self, kind: RecordKind, filled: Filled) -> None:
        record_id = self._store.new_id()
        if not self._do(adding(kind, record_id, filled)):
            return
        self._close()
        undo = DiscardRecord(record_kind=kind, record_id=record_id)
        self.done.emit(Done(f"{_A[kind].capitalize()} created.", (undo,)))
        self.link_requested.emit(Link(LinkKind(kind.value), record_id))

    def _change(self, seen: Sheet, filled: Filled) -> None:
        steps = editing(seen, self.dialog.typed(), filled)
        taken: list[AnyCommand] = []
        for step in steps:
            if not self._do(step.do):
                return
            taken.insert(0, step.undo)
        self._close()
        if steps:
            self.done.emit(Done(f"{_name(seen)} saved.", tuple(taken)))

    def _do(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.dialog.show_problem(refusal.detail)
            return False
        return True

    def _close(self) -> None:
        self._saving.stop()
        if self._open is not None:
            self._store.set_draft(self._open.key, "")
        self._open = None
        self.dialog.accept()

    def _rebase(self) -> bool:
        """Bring the form onto what is stored now; True while a clash is open."""
        if self._open is None or self._open.seen is None:
            return False
        now = sheet(self._store.reader(), self._open.kind, self._open.seen.row.id)
        if now is None:
            self.dialog.show_problem("This record does not exist any more. Copy what you need.")
            return True
        mine, theirs = self.dialog.typed(), typed_of(now)
        merged, clashes = rebased(self._open.start, mine, theirs)
        self._open = _Open(self._open.kind, self._open.key, theirs, now)
        if merged != mine:
            self.dialog.fill(merged)
        if clashes:
            self.dialog.show_clashes(clashes, theirs)
        return self.dialog.has_open_clashes()

    # -- what is offered

    def _find(self, words: str) -> Sequence[CustomerOption]:
        asked = Asked(kinds=(Kind.CUSTOMER,))
        found = search(self._store.reader(), words, MOST_SHOWN, asked)
        people = (one for one in found if one.kind is Kind.CUSTOMER)
        return [CustomerOption(one.id, one.title, one.detail) for one in people]

    def _option(self, customer_id: str) -> CustomerOption:
        row = self._store.view.get(CustomerRow, RowId(customer_id)) if customer_id else None
        return CustomerOption(row.id, row.name, row.location) if row else CustomerOption("", "")

    def _workers(self) -> tuple[WorkerOption, ...]:
        return tuple(WorkerOption(row.id, row.name) for row in fieldworkers(self._store.view))


def _name(found: Sheet | None) -> str:
    return code(found.kind, found.row.number, found.row.id) if found else ""


def _why_no_lines(found: Sheet | None) -> str:
    row = found.row if found else None
    if isinstance(row, InvoiceRow) and (row.paid_cents or row.credited_cents):
        return (
            "Lines stay as they are: something was paid or credited. Issue a credit note instead."
        )
    if row is not None and row.status == QuoteStatus.ACCEPTED:
        return "Lines stay as they are: the quote was accepted. Edit the booking's lines."
    return ""
