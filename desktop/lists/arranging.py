"""How a person has a list: which columns, in which order, how wide, how high the rows."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QObject, QPoint, QTimer

from desktop.lists.heads import HeadClick, HeadMenu
from desktop.lists.list_view import ListView
from desktop.lists.options_menu import ROW_HEIGHTS, Ask, Asked, Density, OptionsMenu
from desktop.qt.signals import signal
from desktop.replica.listing_query import Kind, Query, Sort, shown_keys
from desktop.store import Store

SETTLE_MS = 300


class Layout(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of one list for one person."""

    widths: Mapping[str, int] = {}
    density: str = ""


class Arranging(QObject):
    """Turns clicks on the head and choices from the menu into another query."""

    changed = signal(Query)

    def __init__(self, view: ListView, store: Store) -> None:
        super().__init__(view)
        self._view, self._store = view, store
        self._query = Query()
        self._layout = self._kept()
        self._menu = OptionsMenu(view.look.fields, view)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._moved)
        self._menu.asked.connect(self._asked)
        view.grid.head_clicked.connect(self._head_clicked)
        view.grid.head_menu_requested.connect(self._head_menu)
        view.grid.layout_changed.connect(self._settling)
        view.options_requested.connect(self._offer)
        view.grid.set_row_height(ROW_HEIGHTS[self._density()])

    def show_query(self, query: Query) -> None:
        """Columns and arrows as this query has them."""
        self._query = query
        look, grid = self._view.look, self._view.grid
        sections = [look.section(key) for key in shown_keys(query, look.fields)]
        widths = {look.section(k): w for k, w in self._layout.widths.items() if k in look.sections}
        grid.show_columns(sections, widths)
        many = len(query.sorts) > 1
        grid.model_of_rows().mark_heads(
            {
                look.section(sort.key): f" {'↓' if sort.descending else '↑'}{at if many else ''}"
                for at, sort in enumerate(query.sorts, 1)
            }
        )

    def end(self) -> None:
        """The desk closes."""
        if self._settle.isActive():
            self._settle.stop()
            self._moved()

    def _head_clicked(self, click: HeadClick) -> None:
        field = self._view.look.fields[click.section]
        if not field.is_sortable:
            return
        was = next((each for each in self._query.sorts if each.key == field.key), None)
        made = Sort(field.key, descending=was is not None and not was.descending)
        self._sort(made, adds=click.adds)

    def _sort(self, made: Sort, *, adds: bool) -> None:
        sorts = self._query.sorts if adds else ()
        if any(each.key == made.key for each in sorts):
            sorts = tuple(made if each.key == made.key else each for each in sorts)
        else:
            sorts = (*sorts, made)
        self._tell(sorts=sorts)

    def _head_menu(self, asked: HeadMenu) -> None:
        if asked.section >= 0:
            self._menu.offer_column(
                self._view.look.fields[asked.section].key, self._query, asked.at
            )

    def _settling(self) -> None:
        self._settle.start()

    def _offer(self, _at: QPoint) -> None:
        self._menu.offer(self._query, self._density(), self._view.options_corner())

    def _asked(self, asked: Asked) -> None:
        """One choice from the menu."""
        if asked.what in {Ask.SORT, Ask.SORT_DOWN, Ask.SORT_MORE}:
            descending = asked.what is Ask.SORT_DOWN
            self._sort(Sort(asked.key, descending), adds=asked.what is Ask.SORT_MORE)
        elif asked.what is Ask.GROUP:
            same = asked.key == self._query.group_by
            self._tell(group_by="" if same else asked.key)
        elif asked.what is Ask.DENSITY:
            self._keep(msgspec.structs.replace(self._layout, density=asked.key))
            self._view.grid.set_row_height(ROW_HEIGHTS[self._density()])
        elif asked.what is Ask.FILTER:
            self._view.filters.edit(asked.key)
        elif asked.what is Ask.RESET:
            self._keep(msgspec.structs.replace(self._layout, widths={}))
            self._tell(columns=())
        else:
            self._tell(columns=self._columns(asked))

    def _columns(self, asked: Asked) -> tuple[str, ...]:
        shown = list(shown_keys(self._query, self._view.look.fields))
        if asked.what is Ask.COLUMN:
            return self._ticked(shown, asked.key)
        if asked.key in shown:
            at = shown.index(asked.key)
            to = at + (1 if asked.what is Ask.RIGHT else -1)
            shown.insert(max(0, to), shown.pop(at))
        return tuple(shown)

    def _ticked(self, shown: list[str], key: str) -> tuple[str, ...]:
        """Without the column, or with it where it stands by itself; one column always stays."""
        if key in shown:
            return tuple(each for each in shown if each != key) or (key,)
        order = [each.key for each in self._view.look.fields if each.kind is not Kind.OWNER]
        before = [each for each in shown if order.index(each) < order.index(key)]
        at = shown.index(before[-1]) + 1 if before else 0
        return (*shown[:at], key, *shown[at:])

    def _moved(self) -> None:
        """Columns were dragged or made wider."""
        fields, grid = self._view.look.fields, self._view.grid
        widths = {fields[at].key: width for at, width in grid.widths().items()}
        if widths != self._layout.widths:
            self._keep(msgspec.structs.replace(self._layout, widths=widths))
        columns = tuple(fields[at].key for at in grid.order_of_columns())
        if columns != shown_keys(self._query, fields):
            self._tell(columns=columns)

    def _tell(self, **changes: object) -> None:
        query = msgspec.structs.replace(self._query, **changes)
        self.changed.emit(query)

    def _density(self) -> Density:
        kept = self._layout.density
        return Density(kept) if kept in set(Density) else Density.COMFORTABLE

    def _kept(self) -> Layout:
        text = self._store.setting(f"list {self._view.look.name}") or "{}"
        try:
            return msgspec.json.decode(text, type=Layout)
        except msgspec.DecodeError:
            return Layout()

    def _keep(self, layout: Layout) -> None:
        self._layout = layout
        key = f"list {self._view.look.name}"
        self._store.set_setting(key, msgspec.json.encode(layout).decode())
