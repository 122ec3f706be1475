"""Withholding and releasing pay from a page: the question, the command, what came of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.qt.formatting import Clock, listed, money
from desktop.qt.signals import signal
from desktop.records import pay_asks
from desktop.records.ask_dialog import Answer, AskDialog
from desktop.records.asks import Unclear
from desktop.records.done import Done
from desktop.records.pay_asks import About
from desktop.records.pay_model import (
    RELEASE,
    WITHHOLD,
    booking_of,
    is_large,
    name_of,
    stays_because,
)
from desktop.records.record_model import Chosen
from desktop.replica.records import Sheet
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.holds import HoldRow, PlaceHold, ReleaseHold
from sync_server.contract.records import InvoiceRow
from sync_server.rules.effects import Refused

HANDLED = frozenset({WITHHOLD, RELEASE})


class PayActing(QObject):
    """Shares the small dialog with what else is done to records."""

    done = signal(Done)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, dialog: AskDialog, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._clock, self._dialog = store, clock, dialog
        self._rights = Rights(store)
        self._about: About | None = None
        dialog.answered.connect(self._answered)

    def act(self, found: Sheet, chosen: Chosen) -> None:
        """Withhold or release pay of a booking, from it or from an invoice for it."""
        booking = booking_of(self._store.view, found)
        if booking is None:
            return
        invoice_id = found.row.id if isinstance(found.row, InvoiceRow) else None
        if chosen.key == WITHHOLD:
            worker = RowId(chosen.entry_id) if chosen.entry_id else None
            self.ask_to_withhold(About(booking.id, worker, invoice_id))
        elif chosen.entry_id:
            hold = self._store.view.get(HoldRow, RowId(chosen.entry_id))
            self.ask_to_release(booking.id, (hold,) if hold is not None else ())
        else:
            self.ask_to_release(booking.id)

    def ask_to_withhold(self, about: About) -> None:
        """Pay that is held already is offered for release instead (PAY-06)."""
        asked = pay_asks.withholding(self._store.view, about)
        if asked is None:
            holds = self.active(about.booking_id, about.worker_id)
            self.ask_to_release(about.booking_id, holds)
            return
        self._about = about
        self._dialog.ask(asked)

    def ask_to_release(self, booking_id: RowId, holds: tuple[HoldRow, ...] | None = None) -> None:
        """Release these; none named: whatever of the booking can be."""
        named = self.active(booking_id) if holds is None else holds
        view, me = self._store.view, self._me()
        free = tuple(hold for hold in named if not stays_because(view, hold, me))
        if not self._rights.may(ReleaseHold):
            self.refused.emit("Your role may not release pay.")
        elif free:
            self._about = About(booking_id, holds=free)
            self._dialog.ask(pay_asks.releasing(view, self._about))
        elif named:
            why = stays_because(view, named[0], me)
            self.refused.emit(f"{name_of(view, named[0].worker_id)}'s pay {why}.")
        else:
            self.refused.emit("No pay is withheld here any more.")

    def active(self, booking_id: RowId, worker_id: RowId | None = None) -> tuple[HoldRow, ...]:
        """Holds of a booking that are not released."""
        found = self._store.view.where(HoldRow, booking_id=booking_id)
        return tuple(
            hold
            for hold in found
            if hold.is_active and hold.worker_id == (worker_id or hold.worker_id)
        )

    def _me(self) -> str:
        return self._store.me.id if self._store.me is not None else ""

    def _answered(self, answer: Answer) -> None:
        about = self._about
        if about is None or answer.key not in HANDLED:
            return
        try:
            done = (self._withhold if answer.key == WITHHOLD else self._release)(about, answer)
        except Unclear as problem:
            self._dialog.show_problem(str(problem), problem.key)
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
        else:
            self._dialog.accept()
            self.done.emit(done)

    def _withhold(self, about: About, answer: Answer) -> Done:
        view = self._store.view
        commands = pay_asks.withheld(about, answer.values, self._clock(), self._store.new_id)
        (refusal,) = self._store.do_many([commands])
        if refusal is not None:
            raise refusal
        holds = [view.get(HoldRow, command.hold_id) for command in commands]
        total = sum(hold.amount_cents for hold in holds if hold is not None)
        names = listed(tuple(name_of(view, command.worker_id) for command in commands))
        return Done(f"{money(total)} withheld from {names}.", self._way_back(commands))

    def _way_back(self, commands: tuple[PlaceHold, ...]) -> tuple[AnyCommand, ...]:
        """Only where one person alone can release it at once."""
        view = self._store.view
        undo = []
        for command in commands:
            hold = view.get(HoldRow, command.hold_id)
            if hold is None or is_large(view, hold) or stays_because(view, hold, self._me()):
                return ()
            seen = hold.version
            undo.append(
                ReleaseHold(hold_id=hold.id, seen_version=seen, reason="Withheld by mistake")
            )
        return tuple(undo) if self._rights.may(ReleaseHold) else ()

    def _release(self, about: About, answer: Answer) -> Done:
        """Money: no way back is offered."""
        self._store.do(pay_asks.released(about, answer.values))
        return Done(pay_asks.told(self._store.view, about))
