"""Views of a list, wired: those of the page and the saved ones, their live counts, keeping them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from desktop.lists.list_view import ListView
from desktop.lists.views_bar import ViewNameDialog
from desktop.lists.views_model import ListView as View
from desktop.lists.views_model import StoredView, read_views
from desktop.qt.background import Background, Cancelled
from desktop.qt.formatting import Clock
from desktop.qt.signals import Typed, signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.listing import count_matching
from desktop.replica.listing_query import Query, settled, write_query
from desktop.replica.listing_spec import ListSpec
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.views import RemoveView, SavedViewRow, SaveView
from sync_server.rules.effects import Refused

COUNT_MS = 600


class SavedViews(QObject):
    """`chosen` carries the view to be shown."""

    chosen: Typed[View] = signal(View)

    def __init__(self, view: ListView, store: Store, spec: ListSpec, clock: Clock) -> None:
        super().__init__(view)
        self._view, self._store, self._spec, self._clock = view, store, spec, clock
        self._views: tuple[View, ...] = ()
        self._current = view.look.views[0].key if view.look.views else ""
        self._query = Query()
        self._undo: Callable[[], None] | None = None
        self._dialog: ViewNameDialog | None = None
        self._work = Background(f"count {spec.key}", self, store.is_there)
        self._soon = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._soon.timeout.connect(self._count)
        bar = view.views
        bar.chosen.connect(self._choose)
        bar.save_requested.connect(self._save)
        bar.save_as_requested.connect(self._ask_new)
        bar.rename_requested.connect(self._ask_name)
        bar.share_requested.connect(self._share)
        bar.remove_requested.connect(self._remove)
        self._read()

    def show_query(self, query: Query) -> None:
        """What is shown now; marked where it is not what the view says."""
        self._query = query
        current = self._view.views.current()
        self._view.views.show_edited(current is not None and current.query != query)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: counts live on, and views of colleagues come and go."""
        if not entities or "saved_view" in entities:
            self._read()
        if not self._soon.isActive():
            self._soon.start()

    def undo(self) -> bool:
        """Take the last removal back; False where there is none."""
        undo, self._undo = self._undo, None
        if undo is None:
            return False
        undo()
        return True

    def leave(self) -> None:
        """What is shown belongs to no view."""
        self._current = ""
        self._show()

    def is_busy(self) -> bool:
        """Whether rows are still counted."""
        return self._soon.isActive() or self._work.is_busy()

    def end(self) -> None:
        self._soon.stop()
        self._work.end()

    def _read(self) -> None:
        me = self._store.me
        rows = self._store.view.where(SavedViewRow, list_key=self._spec.key, gone=False)
        stored = [
            StoredView(
                row.id,
                row.version,
                row.name,
                row.query,
                row.shared,
                is_mine=me is not None and row.owner_id == me.id,
            )
            for row in rows
            if row.shared or (me is not None and row.owner_id == me.id)
        ]
        counts = {each.key: each.count for each in self._views}
        found = (*self._view.look.views, *read_views(stored, self._spec.fields))
        self._views = tuple(replace(each, count=counts.get(each.key)) for each in found)
        self._show()
        self._soon.start()

    def _show(self) -> None:
        self._view.views.show_views(self._views, self._current)
        self.show_query(self._query)

    def _count(self) -> None:
        store, spec, now = self._store, self._spec, self._clock()
        wanted = {each.key: settled(each.query, now) for each in self._views}

        def work(cancelled: Cancelled) -> dict[str, int]:
            db, found = store.reader(), {}
            for key, query in wanted.items():
                if cancelled():
                    break
                found[key] = count_matching(db, spec, query)
            return found

        self._work.run(work, self._counted)

    def _counted(self, found: dict[str, int]) -> None:
        self._views = tuple(
            replace(each, count=found.get(each.key, each.count)) for each in self._views
        )
        self._show()

    def _choose(self, view: View) -> None:
        self._current = view.key
        self._show()
        self.chosen.emit(view)

    # -- keeping

    def _save(self) -> None:
        current = self._view.views.current()
        if current is not None and current.id:
            self._keep(current, current.name, shared=current.is_shared, query=self._query)

    def _ask_new(self) -> None:
        dialog = self._open("Save as a new view", "")
        dialog.named.connect(self._save_new)

    def _ask_name(self) -> None:
        current = self._view.views.current()
        if current is not None and current.id:
            dialog = self._open("Rename the view", current.name)
            dialog.share.hide()
            dialog.named.connect(self._rename)

    def _open(self, title: str, name: str) -> ViewNameDialog:
        self._dialog = dialog = ViewNameDialog(title, name, self._view)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _save_new(self, name: str) -> None:
        shared = self._dialog is not None and self._dialog.share.isChecked()
        made = View(name, self._query, str(self._store.new_id()))
        if self._keep(made, name, shared=shared, query=self._query):
            self._current = made.key
            self._read()

    def _rename(self, name: str) -> None:
        current = self._view.views.current()
        if current is not None:
            self._keep(current, name, shared=current.is_shared, query=current.query)

    def _share(self) -> None:
        current = self._view.views.current()
        if current is not None and current.id:
            self._keep(current, current.name, shared=not current.is_shared, query=current.query)

    def _remove(self) -> None:
        current = self._view.views.current()
        if current is None or not current.id or not self._do(RemoveView(view_id=RowId(current.id))):
            return
        self._undo = lambda: self._bring_back(current)
        words = f"View “{current.name}” removed."
        self._view.say(Notice(words, Tone.GREEN, "circle-check", action="Undo"))
        if self._view.look.views:
            self._choose(self._view.look.views[0])
        self._read()

    def _bring_back(self, view: View) -> None:
        made = replace(view, id=str(self._store.new_id()), version=-1)
        if self._keep(made, view.name, shared=view.is_shared, query=view.query):
            self._current = made.key
            self._read()

    def _keep(self, view: View, name: str, *, shared: bool, query: Query) -> bool:
        return self._do(
            SaveView(
                view_id=RowId(view.id),
                seen_version=view.version,
                list_key=self._spec.key,
                name=name,
                shared=shared,
                query=write_query(query),
            )
        )

    def _do(self, command: AnyCommand) -> bool:
        try:
            self._store.do(command)
        except Refused as refusal:
            self._view.say(Notice(refusal.detail, Tone.ORANGE, "info"))
            return False
        self._read()
        return True
