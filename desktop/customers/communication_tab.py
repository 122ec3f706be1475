"""The Communication tab, wired."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.customers.communication_model import (
    CHANNEL_OF,
    Kept,
    merged,
    message_entry,
    shown_message,
)
from desktop.customers.communication_view import CommunicationView
from desktop.customers.timeline_shown import shown_entries
from desktop.links import Link, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.profile_messages import CustomerMessage, customer_messages
from desktop.replica.timeline import EntryKind, TimelineEntry, timeline
from desktop.rights import Rights
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.messages import CancelMessage, SendHeldMessage
from sync_server.rules.effects import Refused

PAGE = 100
CALLS = (EntryKind.CALL, EntryKind.VOICEMAIL)


class CommunicationTab(QObject):
    """Reads messages and calls; sends held ones on request, or stops them."""

    link_requested = signal(Link)
    play_requested = signal(str)
    said = signal(Notice)

    def __init__(self, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._rights = Rights(store)
        self._customer = RowId("")
        self._kept = Kept.ALL
        self._size = PAGE
        self._chosen = ""
        self._messages: dict[str, CustomerMessage] = {}
        self._calls: dict[str, TimelineEntry] = {}
        self._view = CommunicationView(clock)
        self.page: QWidget = self._view
        self._view.chosen.connect(self._choose)
        self._view.kept_changed.connect(self._keep)
        self._view.more_requested.connect(self._read_more)
        self._view.message.send_requested.connect(self._send)
        self._view.message.cancel_requested.connect(self._cancel)

    def show_customer(self, customer_id: RowId) -> None:
        """Read anew; somebody else's are shown from the top."""
        if customer_id != self._customer:
            self._customer, self._kept = customer_id, Kept.ALL
            self._size, self._chosen = PAGE, ""
            self._view.reset()
        self._read()

    def end(self) -> None:
        """Nothing runs here."""

    def _read(self) -> None:
        db, kept = self._store.reader(), self._kept
        messages: tuple[CustomerMessage, ...] = ()
        calls: tuple[TimelineEntry, ...] = ()
        if kept is not Kept.CALLS:
            messages = customer_messages(db, self._customer, self._size, CHANNEL_OF.get(kept))
        if kept in {Kept.ALL, Kept.CALLS}:
            calls = timeline(db, self._customer, size=self._size, kinds=CALLS)
        self._messages = {each.id: each for each in messages}
        self._calls = {each.id: each for each in calls}
        lines = merged(map(message_entry, messages), shown_entries(calls), self._size)
        self._view.show_entries(lines)
        self._show_chosen()

    def _show_chosen(self) -> None:
        message = self._messages.get(self._chosen)
        may_send = self._rights.may(SendHeldMessage)
        self._view.show_message(shown_message(message, may_send=may_send) if message else None)

    def _choose(self, entry_id: str) -> None:
        call = self._calls.get(entry_id)
        if call is None:
            self._chosen = entry_id
            self._show_chosen()
        elif call.kind is EntryKind.VOICEMAIL:
            self.play_requested.emit(entry_id)
        else:
            self.link_requested.emit(Link(LinkKind.CALL, RowId(entry_id)))

    def _keep(self, kept: Kept) -> None:
        self._kept, self._size = kept, PAGE
        self._read()

    def _read_more(self) -> None:
        if len(self._messages) + len(self._calls) >= self._size:
            self._size += PAGE
            self._read()

    def _send(self, message_id: str) -> None:
        self._do(SendHeldMessage(RowId(message_id)), "The message goes out now.")

    def _cancel(self, message_id: str) -> None:
        self._do(CancelMessage(RowId(message_id)), "The message will not be sent.")

    def _do(self, command: AnyCommand, done: str) -> None:
        try:
            self._store.do(command)
        except Refused as refusal:
            self.said.emit(Notice(refusal.detail, Tone.ORANGE, "circle-alert"))
            return
        self.said.emit(Notice(done, Tone.GREEN, "circle-check"))
