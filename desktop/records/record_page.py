"""One record, wired: its rows, its thread, its actions, its history."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QWidget

from desktop.links import Link, MessageWish, ReportIssueWish
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.widgets import EmptyState, column
from desktop.records.acting import Acting
from desktop.records.forms import Forms
from desktop.records.record_model import Chosen, StatusChoice
from desktop.records.record_shown import shown_record
from desktop.records.record_view import TO_STATUS, RecordView
from desktop.replica.records import Sheet, sheet
from desktop.rights import Rights
from desktop.store import Store
from desktop.threads.panel import ThreadPanel
from sync_server.contract.base import RowId
from sync_server.contract.messages import SendMessage
from sync_server.contract.values import Channel, RecordKind, code

SHOWN = frozenset({
    "inquiry", "quote", "booking", "booking_money", "invoice", "line", "payment", "credit_note",
    "customer", "issue", "appointment", "status", "staff", "thread", "post", "attachment",
    "permission", "hold", "pay_line", "payout", "complaint_settings",
})  # fmt: skip


class ShowsHistory(Protocol):
    """The history of one row, shown as a tab."""

    def show_record(self, entity: str, row_id: RowId) -> None: ...

    def refresh(self, entities: frozenset[str]) -> None: ...


class RecordPage(QWidget):
    """Shows one record of any kind and does what a person may do with it."""

    link_requested = signal(Link)
    message_requested = signal(MessageWish)
    report_requested = signal(ReportIssueWish)
    calendar_requested = signal(str)
    """The id of a booking to show in the calendar."""
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, forms: Forms, acting: Acting) -> None:
        super().__init__()
        self._store, self._rights = store, Rights(store)
        self._forms, self._acting = forms, acting
        self._sheet: Sheet | None = None
        self._kind, self._record = RecordKind.QUOTE, RowId("")
        self._choices: tuple[StatusChoice, ...] = ()
        self._answered: frozenset[str] = frozenset()
        self._history: ShowsHistory | None = None
        self.view = RecordView(clock)
        self._gone = EmptyState(
            "file-text",
            "This record is not here",
            "It was discarded, or your role may not see it.",
            "Back to the list",
        )
        self._thread = ThreadPanel(store, self.view.thread_panel, clock, self)
        stack = column(self)
        stack.addWidget(self.view)
        stack.addWidget(self._gone)
        self._gone.hide()
        self.back_wished = self._gone.acted
        self.setFocusProxy(self.view.lines)
        self._thread.refused.connect(self.refused.emit)
        self._thread.link_requested.connect(self.link_requested.emit)
        self.view.link_requested.connect(self.link_requested.emit)
        self.view.chosen.connect(self._chosen)
        self.view.contact.email_requested.connect(self._write_mail)
        self.view.contact.sms_requested.connect(self._write_text)

    def answer(self, *wishes: str) -> None:
        """Somebody fulfils these wishes: `report`, `email`, `calendar`; they are offered now."""
        self._answered |= frozenset(wishes)
        self.refresh(frozenset())

    def show_history_in(self, panel: QWidget, shows: ShowsHistory) -> None:
        """Put the history beside the details."""
        self._history = shows
        self.view.add_tab("History", "history", panel)
        self.view.tab_chosen.connect(self._tab_chosen)

    def shown_id(self) -> str:
        """The id of the record that was opened last; empty before the first."""
        return self._record

    def open_record(self, kind: RecordKind, record_id: RowId) -> bool:
        """Show this one; False when it is not on this desk."""
        self._kind, self._record = kind, record_id
        self._show()
        if self.view.tab() == "history":
            self._tab_chosen("history")
        if self._sheet is not None:
            self._thread.open(record_id)
        return self._sheet is not None

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if self._record and (not entities or entities & SHOWN):
            self._show()
            if self._sheet is not None:
                self._thread.refresh()
            if self._history is not None:
                self._history.refresh(entities)

    def _show(self) -> None:
        view = self._store.view
        self._sheet = found = (
            sheet(self._store.reader(), self._kind, self._record) if self._record else None
        )
        self.view.setVisible(found is not None)
        self._gone.setVisible(found is None)
        if found is None:
            return
        shown = shown_record(view, found, self._rights, self._answered, self._me())
        self._choices = shown.choices
        self.view.show_record(shown)
        may_write = "email" in self._answered and self._rights.may(SendMessage)
        self.view.contact.setVisible(may_write and found.customer is not None)

    def _write_mail(self) -> None:
        self._write(Channel.EMAIL)

    def _write_text(self) -> None:
        self._write(Channel.SMS)

    def _write(self, channel: Channel) -> None:
        """To the customer, about this record: nothing is filled in but whom it is for."""
        found = self._sheet
        if found is not None:
            kind, row = found.kind, found.row
            wish = MessageWish(channel, row.customer_id, record_kind=kind, record_id=row.id)
            self.message_requested.emit(wish)

    def _me(self) -> str:
        return self._store.me.id if self._store.me is not None else ""

    def _tab_chosen(self, name: str) -> None:
        """The history is asked for when somebody wants to see it."""
        if self._history is not None and name == "history" and self._sheet is not None:
            self._history.show_record(self._kind.value, self._record)

    def _chosen(self, chosen: Chosen) -> None:
        found = self._sheet
        if found is None:
            return
        if chosen.key.startswith(TO_STATUS):
            self._acting.choose(found, self._choices[int(chosen.key.removeprefix(TO_STATUS))])
        elif chosen.key == "edit":
            self._forms.open_edit(found)
        elif chosen.key == "report":
            row = found.row
            self.report_requested.emit(ReportIssueWish(row.customer_id, found.kind, row.id))
        elif chosen.key == "calendar":
            self.calendar_requested.emit(found.row.id)
        elif chosen.key == "email":
            self.message_requested.emit(_message(found))
        else:
            self._acting.act(found, chosen)


def _message(found: Sheet) -> MessageWish:
    name = code(found.kind, found.row.number, found.row.id)
    return MessageWish(
        Channel.EMAIL,
        found.row.customer_id,
        subject=f"{found.kind.value.capitalize()} {name}: {found.row.title}",
        record_kind=found.kind,
        record_id=found.row.id,
    )
