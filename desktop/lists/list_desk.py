"""One list, wired: what is asked, what is found, what is selected, exported and done to many."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer

from desktop.lists.arranging import Arranging
from desktop.lists.bulk import Bulk, BulkDone, Plan, Resolve
from desktop.lists.export_rows import sheet_of
from desktop.lists.exporting import Exporting, Measured
from desktop.lists.finding import Finding
from desktop.lists.list_view import ListView
from desktop.lists.saved_views import SavedViews
from desktop.lists.selection_model import NONE, Selection
from desktop.lists.views_model import ListView as View
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.progress import Progress
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.connection import Connection
from desktop.replica.listing import all_places, ids_at, labels_in_use, owner_name
from desktop.replica.listing_query import Filter, Kind, Query, settled
from desktop.replica.listing_spec import ListSpec, sums_of
from desktop.replica.listing_window import Listing
from desktop.store import Store
from sync_server.contract.base import RowId

_PIECE = 5_000
DAY_MS = 60_000


class ListDesk(QObject):
    """Connects a view to the store. Pages hear `bulk_asked` and answer with `run_bulk`."""

    bulk_asked = signal(str)
    """The key of a bulk action of the page's own."""
    asked = signal(Query)
    """Something else is asked for."""
    listed = signal(Listing)
    """Everything about what is shown is known now."""

    def __init__(self, view: ListView, store: Store, spec: ListSpec, clock: Clock) -> None:
        super().__init__(view)
        self.view, self._store, self.spec, self._clock = view, store, spec, clock
        first = view.look.views[0].query if view.look.views else Query()
        # Somebody may have typed before the list was wired.
        self._query = msgspec.structs.replace(first, words=view.words())
        self._listing: Listing | None = None
        self.undo_first: Callable[[], bool] = bool
        """The page's own way back; answers whether there was something to take back."""
        self.labels: tuple[str, ...] = ()
        self._finding = Finding(store, spec, clock, self)
        self._arranging = Arranging(view, store)
        self.views = SavedViews(view, store, spec, clock)
        self._exporting = Exporting(store, clock, view.look.noun, view)
        self._bulk = Bulk(store, self)
        self._reading = Background(f"labels {spec.key}", self, store.is_there)
        self._minute = QTimer(self, interval=DAY_MS)
        self._connect()
        self.show_query(self._query)
        self._read_labels()
        self._minute.start()

    def query(self) -> Query:
        """What is asked for."""
        return self._query

    def show_query(self, query: Query) -> None:
        """Ask for something else."""
        self._query = query
        self._dress()
        self._finding.ask(query)
        self.asked.emit(query)

    def open_with(self, *filters: Filter) -> None:
        """Only rows that pass these (TML-15); words and other filters are taken away."""
        self.views.leave()
        kept = msgspec.structs.replace(self._query, filters=filters, words="", group_by="")
        self.show_query(kept)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if entities and not entities & (self.spec.entities | {"saved_view"}):
            return
        self.views.refresh(entities)
        if not entities or entities & self.spec.entities:
            if self._listing is not None and self._listing.places is not None:
                self.view.grid.refresh()
            self._finding.look_again()
            self._read_labels()

    def run_bulk(self, words: str, plan: Plan) -> None:
        """Do this to every selected row, as one step that can be undone."""
        self._bulk.run(words, self.meant(), plan)

    def meant(self) -> Resolve:
        """Works out which rows are selected, as of now."""
        selection, query = self.view.grid.selection(), settled(self._query, self._clock())
        spec = self.spec

        def resolve(db: Connection, cancelled: Cancelled) -> Sequence[RowId]:
            return _selected(db, spec, query, selection, cancelled)

        return resolve

    def undo(self) -> None:
        """Take back what was done last: by the page, to many rows, or to a view."""
        if not (self.undo_first() or self._bulk.undo()):
            self.views.undo()

    def is_busy(self) -> bool:
        """Whether anything is still worked out."""
        parts = (self._finding, self.views, self._exporting, self._bulk, self._reading)
        return any(part.is_busy() for part in parts)

    def end(self) -> None:
        """The desk closes."""
        self._minute.stop()
        for part in (self._arranging, self._finding, self.views, self._exporting, self._bulk):
            part.end()
        self._reading.end()

    def write(self, to: Callable[[Exporting, Callable[..., Measured]], None]) -> None:
        """Export what is shown by a way of one's own (a test names the file)."""
        to(self._exporting, self._measure())

    # -- asking

    def _dress(self) -> None:
        names = {
            each: owner_name(self._store.reader(), self.spec, one.key, each)
            for one in self._query.filters
            if self.spec.field(one.key).kind is Kind.OWNER
            for each in one.values
        }
        self.view.filters.show_query(self._query, names)
        self.view.show_words(self._query.words)
        self.view.show_narrowed(self._query.filters or self._query.words)
        self._arranging.show_query(self._query)
        self.views.show_query(self._query)

    def _changed(self, query: Query) -> None:
        if query != self._query:
            self.show_query(query)

    def _typed(self, words: str) -> None:
        self._changed(msgspec.structs.replace(self._query, words=words))

    def _everything(self) -> None:
        self._changed(msgspec.structs.replace(self._query, words="", filters=()))

    def _view_chosen(self, view: View) -> None:
        self.show_query(view.query)

    # -- found

    def _found(self, listing: Listing) -> None:
        self.view.show_rest()
        self._listing = listing
        self.view.show_source(listing)
        self._say_count(listing)

    def _completed(self, listing: Listing) -> None:
        self._listing = listing
        self.view.grid.swap_source(listing)
        self._say_count(listing)
        if listing.totals is not None:
            sums = zip(sums_of(self.spec), listing.totals.sums, strict=False)
            self.view.show_totals(listing.totals.count, tuple(sums))
        self.listed.emit(listing)

    def _say_count(self, listing: Listing) -> None:
        known = listing.places is not None or listing.first.is_whole
        count = len(listing.places) if listing.places is not None else listing.count()
        exact = known or listing.first.count > len(listing.first.rows)
        self.view.show_count(count, is_exact=exact)

    def _waits(self) -> None:
        self.view.show_work(Progress(f"Looking through all {self.view.look.many}…"))

    def _fold(self, row_id: str) -> None:
        if self._listing is not None:
            self._listing.fold(row_id)
            self.view.grid.refresh()

    def _later(self) -> None:
        """Times are told as `5 min ago`: they go on."""
        self.view.grid.refresh()

    def _read_labels(self) -> None:
        store, spec = self._store, self.spec
        if spec.labels and not self._reading.is_busy():
            self._reading.run(lambda _c: labels_in_use(store.reader(), spec), self._labels_read)

    def _labels_read(self, labels: tuple[str, ...]) -> None:
        self.labels = labels
        self.view.filters.show_labels(labels)

    # -- to many

    def _bulk_requested(self, key: str) -> None:
        if key == "export":
            self._export()
        else:
            self.bulk_asked.emit(key)

    def _export(self) -> None:
        self._exporting.ask(self._measure())

    def _measure(self) -> Callable[[Connection, Cancelled], Measured]:
        """What is shown, in that order and with those columns; only the selected, if any are."""
        selection, query = self.view.grid.selection(), settled(self._query, self._clock())
        spec, title = self.spec, self.view.look.title

        def measure(db: Connection, cancelled: Cancelled) -> Measured:
            places = all_places(db, spec, query, cancelled)
            if selection != NONE:
                places = _places_selected(db, spec, places, selection)
            return Measured(sheet_of(db, spec, query, places, title), len(places))

        return measure

    def _progressed(self, progress: Progress) -> None:
        self.view.show_work(progress, cancels=True)

    def _cancel(self) -> None:
        self._exporting.cancel()
        self._bulk.cancel()

    def _said(self, sentence: str) -> None:
        self.view.say(Notice(sentence, Tone.GREEN, "circle-check"))

    def _failed(self, sentence: str) -> None:
        self.view.say(Notice(sentence, Tone.ORANGE, "triangle-alert"))

    def _bulk_done(self, done: BulkDone) -> None:
        tone = Tone.ORANGE if done.refused or not done.is_whole else Tone.GREEN
        action = "Undo" if done.inverses else ""
        self.view.say(Notice(done.sentence(self.view.look.noun), tone, "circle-check", action))

    def _bulk_undone(self, done: BulkDone) -> None:
        self._said(done.sentence(self.view.look.noun))

    def _connect(self) -> None:
        view, finding, exporting, bulk = self.view, self._finding, self._exporting, self._bulk
        finding.found.connect(self._found)
        finding.completed.connect(self._completed)
        finding.waits.connect(self._waits)
        self._arranging.changed.connect(self._changed)
        self.views.chosen.connect(self._view_chosen)
        self._minute.timeout.connect(self._later)
        view.filters.changed.connect(self._changed)
        view.words_changed.connect(self._typed)
        view.everything_requested.connect(self._everything)
        view.grid.fold_requested.connect(self._fold)
        view.export_requested.connect(self._export)
        view.bulk_requested.connect(self._bulk_requested)
        view.work_cancelled.connect(self._cancel)
        view.undo_requested.connect(self.undo)
        for part in (exporting, bulk):
            part.progressed.connect(self._progressed)
            part.ended.connect(view.show_rest)
        exporting.said.connect(self._said)
        exporting.failed.connect(self._failed)
        bulk.done.connect(self._bulk_done)
        bulk.undone.connect(self._bulk_undone)


def _selected(
    db: Connection, spec: ListSpec, query: Query, selection: Selection, cancelled: Cancelled
) -> Sequence[RowId]:
    """The ids that are meant; all that match are worked out only when they are."""
    if not selection.all_matching:
        return [RowId(each) for each in sorted(selection.ids)]
    places = all_places(db, spec, query, cancelled)
    found: list[RowId] = []
    for first in range(0, len(places), _PIECE):
        ids = ids_at(db, spec, places[first : first + _PIECE])
        found += [each for each in ids.values() if selection.has(each)]
    return found


def _places_selected(
    db: Connection, spec: ListSpec, places: array[int], selection: Selection
) -> array[int]:
    kept = array("q")
    for first in range(0, len(places), _PIECE):
        piece = places[first : first + _PIECE]
        ids = ids_at(db, spec, piece)
        kept.extend(place for place, row_id in ids.items() if selection.has(row_id))
    return kept
