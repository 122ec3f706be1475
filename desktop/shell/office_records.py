"""Records in the office: their pages, forms for new ones, and taking back what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import (
    Link,
    LinkKind,
    ListWish,
    MessageWish,
    NewRecordWish,
    ReportIssueWish,
)
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import RECORDS
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.values import RecordKind
from sync_server.rules.effects import Refused

if TYPE_CHECKING:
    from desktop.records.acting import Acting
    from desktop.records.done import Done
    from desktop.records.forms import Forms
    from desktop.records.page import RecordsPage

OPENED_HERE = frozenset({
    LinkKind.INQUIRY, LinkKind.QUOTE, LinkKind.BOOKING, LinkKind.INVOICE, LinkKind.FIELDWORKER,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all tabs have one of: the form and the small dialog."""

    forms: Forms
    acting: Acting


class RecordsOffice(QObject):
    """One page for each tab; `answer` names the wishes the shell fulfils."""

    link_requested = signal(Link)
    """What was just made is to be seen."""
    link_followed = signal(Link)
    """A person followed it on a page."""
    message_requested = signal(MessageWish)
    report_requested = signal(ReportIssueWish)
    calendar_requested = signal(str)
    refused = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._clock = clock
        self._shared: _Shared | None = None
        self._answers: tuple[str, ...] = ("report",)
        self._undo: tuple[AnyCommand, ...] = ()
        self._said = ""
        window.add_page(RECORDS, self._build, per_tab=True)
        window.toast.acted.connect(self._take_back)

    def answer(self, *wishes: str) -> None:
        """The shell fulfils these, too: `email`, `calendar`."""
        self._answers += wishes
        for page in self._pages():
            page.record.answer(*wishes)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        for page in self._pages():
            if page.isVisible():
                page.refresh(entities)
        if self._shared is not None:
            self._shared.forms.refresh(entities)

    def show(self, link: Link | None) -> RowId | None:
        """The page was gone to: the list, or one record; answers whose it is."""
        from desktop.replica.records import record  # noqa: PLC0415 - start fast

        page = cast("RecordsPage | None", self._window.pages.page(RECORDS.key))
        if page is None:
            return None
        if link is None:
            page.show_list()
            return None
        if link.kind is LinkKind.FIELDWORKER:
            page.open_summary(link.id)
            return None
        kind = RecordKind(link.kind.value)
        page.open_record(kind, link.id)
        row = record(self._store.view, kind, link.id)
        return row.customer_id if row is not None else None

    def show_list(self, wanted: ListWish) -> None:
        """Only some rows of a list; the page is in view already (TML-15)."""
        page = cast("RecordsPage | None", self._window.pages.page(RECORDS.key))
        if page is not None:
            page.open_wish(wanted)

    def open_new(self, wish: NewRecordWish) -> None:
        """The form for a new record, over whatever page is open (TML-17)."""
        self.shared().forms.open_new(wish.kind, wish.customer_id)

    def end(self) -> None:
        """The desk closes."""
        self._undo = ()
        for page in self._pages():
            page.end()
        if self._shared is not None:
            self._shared.forms.end()
            self._shared.acting.dialog.reject()
            self._shared.acting.pay_lines.end()

    def shared(self) -> _Shared:
        """The dialogs, built at the first need."""
        if self._shared is None:
            from desktop.records.acting import Acting  # noqa: PLC0415 - start fast
            from desktop.records.forms import Forms  # noqa: PLC0415 - start fast

            forms = Forms(self._store, self._clock, self._window)
            acting = Acting(self._store, self._clock, self._window)
            for part in (forms, acting):
                part.done.connect(self._done)
                part.link_requested.connect(self.link_requested.emit)
            acting.refused.connect(self.refused.emit)
            self._shared = _Shared(forms, acting)
        return self._shared

    def _pages(self) -> tuple[RecordsPage, ...]:
        return cast("tuple[RecordsPage, ...]", self._window.pages.pages(RECORDS.key))

    def _take_back(self) -> None:
        """Undo belongs to the notice it stands in."""
        undo, self._undo = self._undo, ()
        if not undo or self._window.toast.text() != self._said:
            return
        try:
            for command in undo:
                self._store.do(command)
        except Refused as refusal:
            self.refused.emit(refusal.detail)

    def _done(self, done: Done) -> None:
        self._undo, self._said = done.undo, done.sentence
        action = "Undo" if done.undo else ""
        self._window.say(Notice(done.sentence, Tone.GREEN, "circle-check", action))

    def _tell(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def _build(self) -> QWidget:
        from desktop.history.history_panel import HistoryPanel  # noqa: PLC0415 - start fast
        from desktop.records.page import RecordsPage  # noqa: PLC0415 - start fast

        shared = self.shared()
        page = RecordsPage(self._store, self._clock, shared.forms, shared.acting)
        history = HistoryPanel(self._store, self._store.history, self._clock)
        history.said.connect(self._tell)
        history.failed.connect(self.refused.emit)
        page.record.show_history_in(history, history)
        page.record.answer(*self._answers)
        page.link_requested.connect(self.link_followed.emit)
        page.message_requested.connect(self.message_requested.emit)
        page.report_requested.connect(self.report_requested.emit)
        page.calendar_requested.connect(self.calendar_requested.emit)
        page.refused.connect(self.refused.emit)
        return page
