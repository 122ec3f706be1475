"""Lines of pay, wired: the editor over a booking, the command, the way back."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.qt.signals import signal
from desktop.records import amounts
from desktop.records.amounts import NotANumber
from desktop.records.done import Done
from desktop.records.pay_lines_dialog import PayLinesDialog
from desktop.records.pay_lines_model import PayLinesOffer, TypedPay, new_lines
from desktop.records.pay_model import name_of, shares
from desktop.replica.records import Sheet
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.pay import NewPayLine, PayLineRow, SetPayLines
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.effects import Refused
from sync_server.rules.money import lines_of
from sync_server.rules.pay import pay_lines


class PayLinesDesk(QObject):
    """Owns the editor; it is built when somebody wants it."""

    done = signal(Done)
    refused = signal(str)

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store, self._window = store, window
        self._dialog: PayLinesDialog | None = None
        self._booking = RowId("")
        self._seen: tuple[PayLineRow, ...] = ()

    def open(self, found: Sheet) -> None:
        """Edit the lines of a booking; what is withheld or paid out stays as it is."""
        view, row = self._store.view, found.row
        money = view.get(BookingMoneyRow, row.id)
        if not isinstance(row, BookingRow) or money is None:
            return
        if any(each.is_held or each.pay.paid for each in shares(view, row.id)):
            self.refused.emit("Pay of this booking is withheld or paid out; its lines stay.")
            return
        self._booking, self._seen = row.id, tuple(pay_lines(view, row.id))
        offer = PayLinesOffer(
            title=f"{code(RecordKind.BOOKING, row.number, row.id)} {row.title}",
            pay_cents=money.pay_cents,
            workers={worker: name_of(view, worker) for worker in row.worker_ids},
            lines={line.id: line.text for line in lines_of(view, row.id)},
            typed=tuple(_typed(line) for line in self._seen),
        )
        self.dialog().offer(offer)

    def dialog(self) -> PayLinesDialog:
        if self._dialog is None:
            self._dialog = PayLinesDialog(self._store.new_id, self._window)
            self._dialog.save_requested.connect(self._save)
        return self._dialog

    def end(self) -> None:
        """The desk closes."""
        if self._dialog is not None:
            self._dialog.reject()

    def _save(self) -> None:
        dialog, booking = self.dialog(), self._booking
        texts: dict[str, str] = {line.id: line.text for line in lines_of(self._store.view, booking)}
        try:
            lines = new_lines(dialog.typed(), texts)
            seen = tuple(line.id for line in self._seen)
            self._store.do(SetPayLines(booking_id=booking, seen=seen, lines=lines))
        except NotANumber as problem:
            dialog.show_problem(str(problem))
            return
        except Refused as refusal:
            dialog.show_problem(refusal.detail)
            return
        dialog.accept()
        before = tuple(_as_new(line) for line in self._seen)
        now = tuple(line.id for line in pay_lines(self._store.view, booking))
        undo = SetPayLines(booking_id=booking, seen=now, lines=before)
        words = "Lines of pay saved." if lines else "Everybody on it earns the same share again."
        self.done.emit(Done(words, (undo,)))


def _typed(line: PayLineRow) -> TypedPay:
    amount = amounts.written(line.amount_cents, 2)
    return TypedPay(line.id, line.worker_id, line.line_id or "", amount)


def _as_new(line: PayLineRow) -> NewPayLine:
    return NewPayLine(line.id, line.worker_id, line.amount_cents, line.text, line.line_id)
