"""Doing things to a record: asking where that is needed, the command, the way back."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.statuses import RECORDS
from desktop.records.ask_dialog import Answer, AskDialog
from desktop.records.asks import Unclear, planned, question
from desktop.records.done import Done
from desktop.records.pay_acting import HANDLED, PayActing
from desktop.records.pay_lines import PayLinesDesk
from desktop.records.pay_model import PAY_LINES
from desktop.records.record_model import Chosen, StatusChoice
from desktop.records.steps import moves_from
from desktop.replica.records import Record, Sheet, record
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.money import VoidCreditNote, VoidPayment
from sync_server.contract.records import (
    BookingRow,
    DiscardRecord,
    InquiryRow,
    MoveBooking,
    MoveInquiry,
    MoveQuote,
    QuoteRow,
    RestoreRecord,
)
from sync_server.contract.threads import OpenThread
from sync_server.contract.values import BookingStatus, InquiryStatus, QuoteStatus, code
from sync_server.rules.effects import Refused

_AT_ONCE = {
    "send": QuoteStatus.SENT,
    "begin": BookingStatus.IN_PROGRESS,
    "complete": BookingStatus.COMPLETED,
}


class Acting(QObject):
    """Owns the small dialog; answers with what was done and how it is taken back."""

    done = signal(Done)
    refused = signal(str)
    link_requested = signal(Link)
    discarded = signal(str)

    def __init__(self, store: Store, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._clock = clock
        self._about: Sheet | None = None
        self.dialog = AskDialog(window)
        self.dialog.answered.connect(self._answered)
        self.pay = PayActing(store, clock, self.dialog, self)
        self.pay.done.connect(self.done.emit)
        self.pay.refused.connect(self.refused.emit)
        self.pay_lines = PayLinesDesk(store, window)
        self.pay_lines.done.connect(self.done.emit)
        self.pay_lines.refused.connect(self.refused.emit)

    def act(self, found: Sheet, chosen: Chosen) -> None:
        """Do this with a record, after a question where one is needed."""
        if chosen.key in HANDLED:
            self.pay.act(found, chosen)
            return
        if chosen.key == PAY_LINES:
            self.pay_lines.open(found)
            return
        asked = question(self._store.view, found, chosen.key, self._clock())
        if asked is not None:
            self._about = found
            self.dialog.ask(asked)
        elif chosen.key in _AT_ONCE:
            to = str(_AT_ONCE[chosen.key])
            self._move(found, StatusChoice(to, "", RECORDS[found.kind][to]))
        elif chosen.key in {"void_payment", "void_credit"}:
            self._void(chosen)
        elif chosen.key == "history":
            self._open_history(found)
        elif chosen.key == "discard":
            self._discard(found)

    def choose(self, found: Sheet, choice: StatusChoice) -> None:
        """Another status, one of the office's own perhaps."""
        self._move(found, choice)

    def _move(self, found: Sheet, choice: StatusChoice) -> None:
        row = found.row
        command = _move(row, row.status, choice.status, choice.status_id)
        if command is None or not self._do(command):
            return
        now = record(self._store.view, found.kind, row.id)
        undo = _move(row, choice.status, row.status, row.status_id or "")
        can_return = now is not None and (
            row.status == choice.status or row.status in moves_from(now)
        )
        words = f"{_name(found)}: {choice.badge.text}"
        self.done.emit(Done(words, (undo,) if undo and can_return else ()))

    def _answered(self, answer: Answer) -> None:
        if self._about is None or answer.key in HANDLED:
            return
        try:
            plan = planned(self._about, answer, self._store.new_id(), self._clock())
            self._store.do(plan.command)
        except Unclear as problem:
            self.dialog.show_problem(str(problem), problem.key)
            return
        except Refused as refusal:
            self.dialog.show_problem(refusal.detail, next(iter(answer.values), ""))
            return
        self.dialog.accept()
        self.done.emit(Done(plan.sentence, (plan.undo,) if plan.undo else ()))
        if plan.opens is not None:
            kind, row_id = plan.opens
            self.link_requested.emit(Link(LinkKind(kind.value), row_id))

    def _void(self, chosen: Chosen) -> None:
        row_id = RowId(chosen.entry_id)
        command: AnyCommand = (
            VoidPayment(payment_id=row_id)
            if chosen.key == "void_payment"
            else VoidCreditNote(credit_note_id=row_id)
        )
        if self._do(command):
            self.done.emit(Done("Void now. It stays to be seen and counts no more."))

    def _open_history(self, found: Sheet) -> None:
        if found.thread is None:
            return
        is_open = not found.thread.fieldworker_access
        if self._do(OpenThread(thread_id=found.thread.id, is_open=is_open)):
            words = "Fieldworkers can read the history now." if is_open else "History is hidden."
            undo = OpenThread(thread_id=found.thread.id, is_open=not is_open)
            self.done.emit(Done(words, (undo,)))

    def _discard(self, found: Sheet) -> None:
        if self._do(DiscardRecord(record_kind=found.kind, record_id=found.row.id)):
            undo = RestoreRecord(record_kind=found.kind, record_id=found.row.id)
            self.done.emit(Done(f"{_name(found)} discarded.", (undo,)))
            self.discarded.emit(found.row.id)

    def _do(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return False
        return True


def _move(row: Record, seen: str, to: str, status_id: str) -> AnyCommand | None:
    own = RowId(status_id) if status_id else None
    if isinstance(row, InquiryRow):
        return MoveInquiry(
            inquiry_id=row.id, seen=InquiryStatus(seen), to=InquiryStatus(to), status_id=own
        )
    if isinstance(row, QuoteRow):
        return MoveQuote(quote_id=row.id, seen=QuoteStatus(seen), to=QuoteStatus(to), status_id=own)
    if isinstance(row, BookingRow):
        return MoveBooking(
            booking_id=row.id, seen=BookingStatus(seen), to=BookingStatus(to), status_id=own
        )
    return None


def _name(found: Sheet) -> str:
    return code(found.kind, found.row.number, found.row.id)
