"""The timeline, wired: pages in both directions, filters, and the strip of months."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, QTimer

from desktop.customers.density_model import Column
from desktop.customers.timeline_model import KINDS, Filter
from desktop.customers.timeline_shown import shown_entries
from desktop.customers.timeline_view import TimelineView
from desktop.qt.background import Background, Cancelled
from desktop.replica.timeline import (
    EntryKind,
    Place,
    TimelineEntry,
    by_month,
    kind_counts,
    newer,
    timeline,
)
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.statuses import StatusRow

FIRST_PAGE, PAGE = 30, 60
MOST = 600
"""Entries at hand: beyond that, those far away are let go and read again when looked at."""
_AFTER = "~"
Found = tuple[TimelineEntry, ...]


class TimelineDesk(QObject):
    """Drives one TimelineView. Without words to find, reads take a few milliseconds here; with
    words they go over everything of a customer and are made beside the window."""

    def __init__(self, store: Store, view: TimelineView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._view = view
        self._customer = RowId("")
        self._filter = Filter()
        self._visible: frozenset[EntryKind] = frozenset(EntryKind)
        self._entries: tuple[TimelineEntry, ...] = ()
        self._has_older = self._has_newer = False
        self._aside = Background("timeline", self, store.is_there)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show_around)
        self.own: dict[str, StatusRow] = {}
        """The office's own statuses, by id."""
        view.older_requested.connect(self._read_older)
        view.newer_requested.connect(self._read_newer)
        view.filter_changed.connect(self._narrow)
        view.newest_requested.connect(self._go_newest)
        view.moved_to.connect(self._mark)
        view.months.chosen.connect(self._go_to)

    def open_customer(self, customer_id: RowId) -> None:
        """Everything of another customer, from the newest on."""
        self._customer = customer_id
        self._filter = Filter()
        self._aside.cancel()
        self._view.reset_filter()
        self._read_newest()
        self._view.go_to_top()

    def see(self, kinds: Collection[EntryKind]) -> None:
        """Which kinds this person has a right to."""
        self._visible = frozenset(kinds)

    def refresh(self) -> None:
        """Rows changed: the same stretch of time, read again."""
        if self._has_newer and self._entries:
            first = self._entries[0]
            self._show(self._read(Place(to_ms(first.at), first.id + _AFTER), len(self._entries)))
        elif not self._filter.words:
            self._read_newest(max(FIRST_PAGE, len(self._entries)))
        self._later.start()

    def entry(self, entry_id: str) -> TimelineEntry | None:
        """What an entry shown is."""
        return next((one for one in self._entries if one.id == entry_id), None)

    def end(self) -> None:
        """At the end of a desk."""
        self._aside.end()

    def _kinds(self) -> frozenset[EntryKind]:
        return KINDS[self._filter.group] & self._visible

    def _read(self, before: Place | None, size: int) -> tuple[TimelineEntry, ...]:
        if not self._kinds():
            return ()
        db, words = self._store.reader(), self._filter.words
        return timeline(
            db, self._customer, before=before, size=size, kinds=self._kinds(), words=words
        )

    def _read_newest(self, size: int = FIRST_PAGE) -> None:
        self._has_newer = False
        found = self._read(None, size)
        self._has_older = len(found) >= size
        self._show(found)
        self._later.start()

    def _narrow(self, wanted: Filter) -> None:
        self._filter = wanted
        self._aside.cancel()
        if not wanted.words:
            self._read_newest()
            self._view.go_to_top()
            return
        self._find(None, self._found)

    def _find(self, before: Place | None, done: Callable[[Found], None]) -> None:
        """Read with words to find, beside the window."""
        reader, customer, kinds = self._store.reader, self._customer, self._kinds()
        words = self._filter.words

        def find(_is_over: Cancelled) -> Found:
            if not kinds:
                return ()
            return timeline(reader(), customer, before=before, size=PAGE, kinds=kinds, words=words)

        self._aside.run(find, done)

    def _found(self, found: tuple[TimelineEntry, ...]) -> None:
        self._has_newer, self._has_older = False, len(found) >= PAGE
        self._show(found)
        self._view.go_to_top()

    def _read_older(self) -> None:
        if not self._has_older or not self._entries or self._aside.is_busy():
            return
        last = self._entries[-1].place
        if self._filter.words:
            self._find(last, self._add_older)
        else:
            self._add_older(self._read(last, PAGE))

    def _add_older(self, found: tuple[TimelineEntry, ...]) -> None:
        self._has_older = len(found) >= PAGE
        whole = (*self._entries, *found)
        self._has_newer = self._has_newer or len(whole) > MOST
        self._show(whole[-MOST:])

    def _read_newer(self) -> None:
        if not self._has_newer or not self._entries or self._filter.words:
            return
        db, first = self._store.reader(), self._entries[0].place
        found = newer(db, self._customer, first, size=PAGE, kinds=self._kinds())
        self._has_newer = len(found) >= PAGE
        whole = (*found, *self._entries)
        self._has_older = self._has_older or len(whole) > MOST
        self._show(whole[:MOST], holds=True)

    def _go_newest(self) -> None:
        self._read_newest()
        self._view.go_to_top()

    def _go_to(self, column: Column) -> None:
        """What happened in these months comes to the top; the rest lies on both sides."""
        place = Place(to_ms(column.end), "")
        found = self._read(place, PAGE)
        if not found:
            return
        db = self._store.reader()
        above: Found = ()
        if not self._filter.words:
            above = newer(db, self._customer, found[0].place, size=PAGE, kinds=self._kinds())
        self._has_newer, self._has_older = len(above) >= PAGE, len(found) >= PAGE
        self._show((*above, *found))
        self._view.hold(found[0].id)

    def _show(self, entries: tuple[TimelineEntry, ...], *, holds: bool = False) -> None:
        self._entries = entries
        self._view.show_newest_button(is_on=self._has_newer)
        self._view.show_entries(shown_entries(entries, self.own), holds=holds)

    def _show_around(self) -> None:
        """Counts and months, a moment after the entries: nobody looks at these first."""
        if not self._store.is_ready:
            return
        db = self._store.reader()
        counts = kind_counts(db, self._customer)
        groups = {
            group: sum(counts[kind] for kind in kinds & self._visible)
            for group, kinds in KINDS.items()
            if kinds & self._visible
        }
        self._view.show_counts(groups)
        self._view.show_months(by_month(db, self._customer, self._kinds()))
        self._mark(0)

    def _mark(self, row: int) -> None:
        model = self._view.model()
        for at in range(row, min(row + 2, model.rowCount())):
            entry = model.entry(at)
            if entry is not None:
                self._view.months.show_here(entry.at.year * 12 + entry.at.month - 1)
                return
