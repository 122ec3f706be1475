"""Calling back, wired: take and dial, assign, done and undone; says who was faster."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.calls.callback_model import who
from desktop.calls.callback_view import Assigned, CallbackView
from desktop.qt.formatting import Clock, counted, hour
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.callbacks import CallbackLine, callback_lines, colleagues
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, ReopenCallbacks, SettleCallbacks, TakeCallback
from sync_server.rules.callbacks import MAX_AT_ONCE
from sync_server.rules.effects import Refused

SHOWN = frozenset({"call", "customer", "ring_group", "staff"})


class CallbackPage(QWidget):
    dial_requested = signal(str)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._lines: tuple[CallbackLine, ...] = ()
        self._settled: tuple[RowId, ...] = ()
        self.view = CallbackView(clock)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.call_requested.connect(self._call)
        self.view.assign_requested.connect(self._assign)
        self.view.done_requested.connect(self._done)
        self.view.all_done_requested.connect(self._all_done)
        self.view.banner.acted.connect(self._undo)
        self.view.show_colleagues(colleagues(store.reader()))
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or entities & SHOWN:
            before = self._lines
            self._show()
            if entities:
                self._say_who_was_faster(before)
        if not entities or "staff" in entities:
            self.view.show_colleagues(colleagues(self._store.reader()))

    def _show(self) -> None:
        self._lines = callback_lines(self._store.reader())
        self.view.show_lines(self._lines, self._me())

    def _me(self) -> str:
        return self._store.me.id if self._store.me else ""

    def _say_who_was_faster(self, before: tuple[CallbackLine, ...]) -> None:
        """A line that went by itself says why for a moment."""
        now = {line.number for line in self._lines}
        for line in before:
            if line.number in now or set(line.call_ids) <= set(self._settled):
                continue
            call = self._store.view.get(CallRow, line.call_ids[0])
            if call is not None and call.settled_at is not None:
                name = call.settled_by_name or "Somebody"
                words = f"{name} spoke to {who(line)} at {hour(call.settled_at)}."
                self._settled = ()
                self.view.banner.say(Notice(words, Tone.GREEN, "phone-call"))

    def _call(self, line: CallbackLine) -> None:
        """One key: my name goes on it, and the phone dials."""
        if line.owner_id != self._me() and not self._take(line, self._me()):
            return
        self.dial_requested.emit(line.number)

    def _assign(self, wanted: Assigned) -> None:
        self._take(wanted.line, wanted.owner_id)

    def _take(self, line: CallbackLine, owner_id: str) -> bool:
        owner = RowId(owner_id) if owner_id else None
        try:
            for call_id in line.call_ids:
                self._store.do(TakeCallback(call_id=call_id, owner_id=owner))
        except Refused as refusal:
            self.refused.emit(refusal.detail)
            return False
        return True

    def _done(self, line: CallbackLine) -> None:
        self._settle(line.call_ids, f"{who(line)} needs no call-back.")

    def _all_done(self) -> None:
        ids = tuple(call_id for line in self._lines for call_id in line.call_ids)[:MAX_AT_ONCE]
        self._settle(ids, f"{counted(len(self._lines), 'call-back')} marked done.")

    def _settle(self, ids: tuple[RowId, ...], words: str) -> None:
        self._settled = ids
        try:
            self._store.do(SettleCallbacks(call_ids=ids))
        except Refused as refusal:
            self._settled = ()
            self.refused.emit(refusal.detail)
            return
        self.view.banner.say(Notice(words, Tone.GREEN, "circle-check", "Undo"))

    def _undo(self) -> None:
        """One step back, however many were marked."""
        ids, self._settled = self._settled, ()
        if not ids:
            return
        try:
            self._store.do(ReopenCallbacks(call_ids=ids))
        except Refused as refusal:
            self.refused.emit(refusal.detail)
