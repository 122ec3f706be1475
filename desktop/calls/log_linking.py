"""Linking a call, wired: what may be meant, and the command that says what was (CAL-13)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.calls.log_link_dialog import LinkDialog, LinkOption
from desktop.links import LinkKind
from desktop.replica.search import search
from desktop.replica.threads import thread_of
from desktop.replica.timeline import EntryKind, timeline
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, LinkCall
from sync_server.contract.customers import CustomerRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.effects import Refused

_RECORDS = (EntryKind.BOOKING, EntryKind.QUOTE, EntryKind.INVOICE, EntryKind.ISSUE)
_LINKED = frozenset({LinkKind.BOOKING, LinkKind.QUOTE, LinkKind.INVOICE, LinkKind.ISSUE})
_SHOWN = 30


class Linking(QObject):
    """Owns the dialog; `open` names the call."""

    def __init__(self, store: Store, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._call = RowId("")
        self._dialog = LinkDialog(window)
        self._dialog.query_changed.connect(self._search)
        self._dialog.chosen.connect(self._link)

    def open(self, call_id: RowId) -> None:
        self._call = call_id
        self._dialog.offer()

    def _search(self, words: str) -> None:
        options = self._found(words) if words else self._of_customer()
        self._dialog.show_options(options)

    def _of_customer(self) -> Iterator[LinkOption]:
        call = self._store.view.get(CallRow, self._call)
        if call is None or call.customer_id is None:
            return
        entries = timeline(self._store.reader(), call.customer_id, kinds=_RECORDS, size=_SHOWN)
        for entry in entries:
            kind = RecordKind(str(entry.kind))
            title = code(kind, entry.number, entry.id)
            yield LinkOption(entry.id, LinkKind(str(kind)), title, entry.title)

    def _found(self, words: str) -> Iterator[LinkOption]:
        for found in search(self._store.reader(), words, _SHOWN):
            kind = LinkKind(str(found.kind))
            if kind is LinkKind.CUSTOMER or kind in _LINKED:
                yield LinkOption(found.id, kind, found.title, found.detail)

    def _link(self, option: LinkOption) -> None:
        customer_id = self._customer_of(option)
        if customer_id is None:
            self._dialog.show_problem("This record does not exist any more.")
            return
        try:
            self._store.do(_command(self._call, customer_id, option))
        except Refused as refusal:
            self._dialog.show_problem(refusal.detail)
        else:
            self._dialog.accept()

    def _customer_of(self, option: LinkOption) -> RowId | None:
        if option.kind is LinkKind.CUSTOMER:
            customer = self._store.view.get(CustomerRow, RowId(option.id))
            return customer.id if customer else None
        thread = thread_of(self._store.reader(), RowId(option.id))
        return thread.customer_id if thread else None


def _command(call_id: RowId, customer_id: RowId, option: LinkOption) -> LinkCall:
    def of(kind: LinkKind) -> RowId | None:
        return RowId(option.id) if option.kind is kind else None

    return LinkCall(
        call_id=call_id,
        customer_id=customer_id,
        booking_id=of(LinkKind.BOOKING),
        quote_id=of(LinkKind.QUOTE),
        invoice_id=of(LinkKind.INVOICE),
        issue_id=of(LinkKind.ISSUE),
    )
