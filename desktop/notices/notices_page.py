"""Notices, wired: shown, opened where they belong, read (CAL-08, CAL-10)."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.links import Link, LinkKind
from desktop.notices.notices_view import ModuleFilter, NoticesView
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.replica.badges import badges
from desktop.replica.notices import NoticeLine, notices, unread_ids
from desktop.replica.threads import thread_of
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.notices import ReadNotices
from sync_server.contract.values import NoticeModule
from sync_server.rules.effects import Refused

_KINDS = {
    NoticeModule.CALLS: LinkKind.CALL,
    NoticeModule.VOICEMAIL: LinkKind.VOICEMAIL,
    NoticeModule.ISSUES: LinkKind.ISSUE,
}


class NoticesPage(QWidget):
    link_requested = signal(Link)
    refused = signal(str)

    def __init__(self, store: Store, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.view = NoticesView(clock)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.open_requested.connect(self._open)
        self.view.filter_chosen.connect(self._filter)
        self.view.all_read_requested.connect(self._read_all)
        self._show()

    def refresh(self, entities: frozenset[str]) -> None:
        if not entities or "notice" in entities:
            self._show()

    def _filter(self, _chosen: ModuleFilter) -> None:
        self._show()

    def _show(self) -> None:
        db = self._store.reader()
        self.view.show_lines(notices(db, self.view.module()), badges(db).notices)

    def _open(self, line: NoticeLine) -> None:
        """Opening is reading."""
        if not line.is_read:
            self._read((line.id,))
        self.link_requested.emit(self._link(line))

    def _link(self, line: NoticeLine) -> Link:
        kind = _KINDS.get(line.module)
        if kind is not None:
            return Link(kind, line.about_id)
        thread = thread_of(self._store.reader(), line.about_id)
        if thread is not None and line.about_id != thread.customer_id:
            return Link(LinkKind(str(thread.record_kind)), line.about_id)
        return Link(LinkKind.CUSTOMER, line.customer_id or line.about_id)

    def _read_all(self) -> None:
        self._read(unread_ids(self._store.reader()))

    def _read(self, ids: tuple[RowId, ...]) -> None:
        try:
            self._store.do(ReadNotices(notice_ids=ids))
        except Refused as refusal:
            self.refused.emit(refusal.detail)
