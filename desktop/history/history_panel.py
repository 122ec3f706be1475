"""The history panel, wired: asked of the server, filtered, gone on with, tried again."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.history.exporting import HistoryExporting
from desktop.history.history_model import fields_of, kept, people_of, shown_changes
from desktop.history.history_view import HistoryFilter, HistoryState, HistoryView
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.store import Store
from desktop.sync.histories import HistoryAnswer, HistoryTold, Unread
from sync_server.contract.base import RowId
from sync_server.contract.feed import BY_ENTITY
from sync_server.contract.history import HistoryAsk, HistoryLine
from sync_server.rules.history import ALONG, NOT_OF_CUSTOMERS, PROFILE, RECORDS

RETRY_MS = 10_000
PASSING = NOT_OF_CUSTOMERS | {"agent_state", "preference", "saved_view", "staff"}
"""Rows that change all day and belong to no customer."""
Fetch = Callable[[HistoryAsk, HistoryTold], None]
"""How a page is had, such as `Store.history`."""


class HistoryPanel(QWidget):
    """Shows the history of one row or of one customer; the page it stands on tells it which."""

    said = signal(str)
    failed = signal(str)

    def __init__(
        self, store: Store, fetch: Fetch, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._fetch = fetch
        self.view = HistoryView(clock)
        self._subject: HistoryAsk | None = None
        self._waiting: HistoryAsk | None = None
        self._lines: tuple[HistoryLine, ...] = ()
        """What is loaded under the filter of now."""
        self._unfiltered: tuple[HistoryLine, ...] = ()
        self._before = 0
        self._only_profile, self._is_behind = True, False
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self._ask_anew)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.filter_changed.connect(self._filter)
        self.view.more_requested.connect(self._ask_more)
        self.view.retry_requested.connect(self._ask_anew)
        self.exporting = HistoryExporting(store, fetch, clock, self)
        self.view.export_requested.connect(self._export)
        self.view.export_cancelled.connect(self.exporting.cancel)
        self.exporting.progressed.connect(self.view.show_progress)
        self.exporting.ended.connect(self.view.clear_progress)
        self.exporting.said.connect(self.said.emit)
        self.exporting.failed.connect(self.failed.emit)

    def show_record(self, entity: str, row_id: RowId) -> None:
        """The history of one row."""
        self._begin(HistoryAsk(entity=entity, row_id=row_id), is_customer=False)

    def show_customer(self, customer_id: RowId) -> None:
        """The history of a customer: the profile's fields, or everything that is theirs."""
        self._begin(HistoryAsk(customer_id=customer_id), is_customer=True)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed, so there may be lines; those that are loaded stay meanwhile."""
        if self._subject is None or not self.isVisible():
            return
        if not entities or entities & self._watched(self._subject):
            # An answer on its way may be older than this change: ask again once it is here.
            self._is_behind = self._waiting is not None
            if not self._is_behind:
                self._ask_anew()

    def _watched(self, subject: HistoryAsk) -> frozenset[str]:
        """Rows that may stand in this history: not each change in the office is a question."""
        if subject.customer_id and self._only_profile:
            return frozenset(PROFILE)
        if subject.customer_id or subject.entity in RECORDS:
            return frozenset(BY_ENTITY) - PASSING
        return frozenset(ALONG.get(subject.entity, (subject.entity,)))

    def end(self) -> None:
        """The desk closes: wait for an export that is being written."""
        self._retry.stop()
        self.exporting.end()

    def subject(self) -> HistoryAsk | None:
        """Whose history is shown, without any filter."""
        return self._subject

    def _export(self) -> None:
        if self._subject is not None:
            self.exporting.ask(self._subject)

    # -- asking

    def _begin(self, subject: HistoryAsk, *, is_customer: bool) -> None:
        if subject == self._subject:
            self._ask_anew()
            return
        self._subject = subject
        self._lines = self._unfiltered = ()
        self._before, self._only_profile = 0, True
        self.view.begin(is_customer=is_customer)
        self.view.show_changes((), has_more=False)
        self.view.show_state(HistoryState.LOADING)
        self._ask_anew()

    def _ask(self, before: int = 0) -> None:
        if self._subject is None:
            return
        chosen = self.view.filter()
        is_profile = bool(self._subject.customer_id) and chosen.only_profile
        self._waiting = msgspec.structs.replace(
            self._subject,
            entities=PROFILE if is_profile else (),
            fields=chosen.columns,
            by=RowId(chosen.by),
            before=before,
        )
        self._retry.stop()
        self._fetch(self._waiting, self._told)

    def _ask_anew(self) -> None:
        self._ask()

    def _ask_more(self) -> None:
        self._ask(self._before)

    def _filter(self, chosen: HistoryFilter) -> None:
        self._lines, self._before = (), 0
        if chosen.only_profile is not self._only_profile:
            self._only_profile, self._unfiltered = chosen.only_profile, ()
        self._ask_anew()

    # -- answers

    def _told(self, answer: HistoryAnswer) -> None:
        if answer.ask != self._waiting:
            return  # overtaken by another question
        self._waiting = None
        if answer.unread is Unread.REFUSED:
            self._lines = self._unfiltered = ()
            self.view.show_state(HistoryState.REFUSED)
            return
        if answer.page is not None:
            self._take(answer.ask, answer.page.lines, answer.page.before)
        if answer.unread is Unread.OFFLINE:
            self._show_offline()
            if self.isVisible():
                self._retry.start()
        else:
            self._show(HistoryState.SHOWN)
        if self._is_behind and self._waiting is None:
            self._is_behind = False
            self._ask_anew()

    def _take(self, ask: HistoryAsk, lines: tuple[HistoryLine, ...], before: int) -> None:
        if ask.before:
            self._lines, self._before = self._lines + lines, before
        else:
            # What was loaded before stays below the newest page, with its place to go on from.
            end = lines[-1].n if lines else 0
            older = tuple(line for line in self._lines if line.n < end)
            self._lines = lines + older
            self._before = self._before if older else before
        if not ask.fields and not ask.by:
            self._unfiltered = self._lines

    def _show_offline(self) -> None:
        if not self._lines:  # the filter is new: it works on what was loaded without it
            self._lines, self._before = self._unfiltered, 0
        if self._lines:
            self._show(HistoryState.SEEN_BEFORE)
        else:
            self.view.show_state(HistoryState.OFFLINE)

    def _show(self, state: HistoryState) -> None:
        chosen, view = self.view.filter(), self._store.view
        every = shown_changes(view, self._unfiltered)
        self.view.show_choices(fields_of(every), people_of(every))
        changes = kept(shown_changes(view, self._lines), chosen.field, chosen.by)
        if not changes and self._before and state is HistoryState.SHOWN:
            self._ask_more()  # the filter found nothing yet, and there is more to look through
            return
        has_more = bool(self._before) and state is HistoryState.SHOWN
        self.view.add_changes(changes, has_more=has_more)
        if changes:
            self.view.show_state(state)
        elif chosen.field or chosen.by:
            self.view.show_state(HistoryState.FILTERED_OUT)
        else:
            self.view.show_state(HistoryState.EMPTY)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.view.state() in {HistoryState.OFFLINE, HistoryState.SEEN_BEFORE}:
            self._ask_anew()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._retry.stop()
