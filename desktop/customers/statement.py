"""A customer's statement, wired: read in the background, saved as PDF, e-mailed in one click."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.customers.statement_model import StatementShown, span_of, statement_shown
from desktop.customers.statement_pdf import write_statement
from desktop.customers.statement_view import Choice, StatementDialog
from desktop.links import MessageWish
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.replica.customers import customer_head
from desktop.replica.ledger import ledger
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.values import Channel, Module, RecordKind, Verb

_UNSAFE = re.compile(r"[^\w .-]+")
NOT_ALLOWED = "Your role may not see statements. An administrator can change that."


class Statements(QObject):
    """Owns the dialog. Without the right to statements there is none, however it is asked for."""

    message_requested = signal(MessageWish)
    said = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._clock = clock
        self._rights = Rights(store)
        self._customer = RowId("")
        self._shown: StatementShown | None = None
        self._picker: QFileDialog | None = None
        self._work = Background("statement", self)
        self._dialog = StatementDialog(window)
        self._dialog.choice_changed.connect(self._read)
        self._dialog.save_requested.connect(self._ask_where)
        self._dialog.mail_requested.connect(self._mail)

    def may(self) -> bool:
        """Whether to offer statements at all."""
        return self._rights.has(Module.INVOICES, Verb.STATEMENT)

    def open(self, customer_id: RowId) -> None:
        if not self.may():
            self.refused.emit(NOT_ALLOWED)
            return
        self._customer = customer_id
        self._dialog.show_problem("")
        self._read(self._dialog.choice())

    def save(self, to: Path) -> None:
        """Write what is shown as a PDF."""
        self._write(to, self._saved)

    def end(self) -> None:
        self._work.end()

    def _read(self, choice: Choice) -> None:
        store, customer, now = self._store, self._customer, self._clock()

        def work(_cancelled: Cancelled) -> StatementShown | None:
            db = store.reader()
            head = customer_head(db, customer)
            if head is None:
                return None
            span = span_of(choice.period, now)
            found = ledger(db, customer, now, span.since, span.until, choice.whose)
            return statement_shown(head.name, head.location, found, span, now)

        self._work.run(work, self._show)

    def _show(self, shown: StatementShown | None) -> None:
        if shown is None:
            self.refused.emit("This customer does not exist any more.")
            return
        self._shown = shown
        self._dialog.show_statement(shown)
        if not self._dialog.isVisible():
            self._dialog.present()

    def _name(self) -> str:
        name = self._shown.customer if self._shown else ""
        return f"Statement {_UNSAFE.sub(' ', name).strip()} {self._clock():%Y-%m-%d}.pdf"

    def _ask_where(self) -> None:
        picker = QFileDialog(self._dialog, "Save the statement", self._name(), "PDF (*.pdf)")
        picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        picker.setDefaultSuffix("pdf")
        picker.fileSelected.connect(self._chosen)
        picker.open()
        self._picker = picker

    def _chosen(self, path: str) -> None:
        self.save(Path(path))

    def _mail(self) -> None:
        folder = self._store.folder / "statements"
        folder.mkdir(exist_ok=True)
        self._write(folder / self._name(), self._written)

    def _write(self, to: Path, done: Callable[[Path], None]) -> None:
        if not self.may():
            self._dialog.show_problem(NOT_ALLOWED)
            return
        shown = self._shown
        if shown is None:
            return
        self._dialog.set_busy(is_busy=True)
        self._dialog.show_progress(Progress("Writing the PDF…"))

        def work(_cancelled: Cancelled) -> Path | str:
            try:
                write_statement(shown, to)
            except OSError as failure:
                return f"Not saved: {failure.strerror or failure}."
            return to

        def ended(answer: Path | str) -> None:
            self._dialog.show_progress(None)
            self._dialog.set_busy(is_busy=False)
            self._dialog.show_problem(answer if isinstance(answer, str) else "")
            if isinstance(answer, Path):
                done(answer)

        self._work.run(work, ended)

    def _saved(self, to: Path) -> None:
        self.said.emit(f"Statement saved in {to.name}.")

    def _written(self, to: Path) -> None:
        shown = self._shown
        if shown is None:
            return
        self._dialog.accept()
        body = (
            f"Dear {shown.customer},\n\nyour statement is attached. The balance is "
            f"{shown.closing}.\n\nKind regards\n{self._store.me.name if self._store.me else ''}"
        )
        self.message_requested.emit(
            MessageWish(
                channel=Channel.EMAIL,
                customer_id=self._customer,
                subject=f"Your statement, {shown.span}",
                body=body.strip(),
                record_kind=RecordKind.CUSTOMER,
                record_id=self._customer,
                files=(to,),
            )
        )
