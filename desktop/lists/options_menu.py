"""What can be set about a list: columns and their order, sorting, grouping, density."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.qt.signals import signal
from desktop.replica.listing_query import Field, Kind, Query, shown_keys


class Density(StrEnum):
    COMFORTABLE = "comfortable"
    COMPACT = "compact"


ROW_HEIGHTS = {Density.COMFORTABLE: 36, Density.COMPACT: 28}


class Ask(StrEnum):
    """What an entry of the menu asks for; the column or density is beside it."""

    COLUMN = "column"
    LEFT = "left"
    RIGHT = "right"
    SORT = "sort"
    SORT_DOWN = "sort_down"
    SORT_MORE = "sort_more"
    GROUP = "group"
    FILTER = "filter"
    DENSITY = "density"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Asked:
    """One choice from the menu."""

    what: Ask
    key: str = ""


class _Staying(QMenu):
    """Ticks do not close it: people choose several columns at a time."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_tick = event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not is_tick or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class OptionsMenu(QMenu):
    """Built anew each time it opens, for the list as it is then."""

    asked = signal(Asked)

    def __init__(self, fields: Sequence[Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("list_options")
        self._fields = tuple(each for each in fields if each.kind is not Kind.OWNER)
        self._titles = {each.key: each.title for each in self._fields}
        self.triggered.connect(self._triggered)

    def offer(self, query: Query, density: Density, at: QPoint) -> None:
        """Everything about the list."""
        self.clear()
        shown = shown_keys(query, self._fields)
        self._add_columns(shown)
        moves = self.addMenu("Move column")
        for key in shown:
            self._entry(moves, f"{self._titles[key]} to the left", Asked(Ask.LEFT, key))
            self._entry(moves, f"{self._titles[key]} to the right", Asked(Ask.RIGHT, key))
        sorts = self.addMenu("Sort by")
        for field in self._fields:
            if field.is_sortable:
                self._entry(sorts, field.title, Asked(Ask.SORT, field.key))
                self._entry(sorts, f"{field.title}, descending", Asked(Ask.SORT_DOWN, field.key))
        then = self.addMenu("Then sort by")
        for field in self._fields:
            if field.is_sortable:
                self._entry(then, field.title, Asked(Ask.SORT_MORE, field.key))
        self._add_groups(query)
        rows = self.addMenu("Row height")
        for each in Density:
            entry = self._entry(rows, str(each).capitalize(), Asked(Ask.DENSITY, str(each)))
            _tickable(entry, each is density)
        self.addSeparator()
        self._entry(self, "Back to the columns it came with", Asked(Ask.RESET))
        self.popup(at)

    def offer_column(self, key: str, query: Query, at: QPoint) -> None:
        """What can be done with one column, under its head."""
        self.clear()
        field = next(each for each in self._fields if each.key == key)
        if field.is_sortable:
            self._entry(self, "Sort ascending", Asked(Ask.SORT, key))
            self._entry(self, "Sort descending", Asked(Ask.SORT_DOWN, key))
            self._entry(self, "Also sort by this", Asked(Ask.SORT_MORE, key))
        if field.is_filterable:
            self._entry(self, f"Filter by {field.title.lower()}…", Asked(Ask.FILTER, key))
        if field.is_groupable:
            self._entry(self, f"Group by {field.title.lower()}", Asked(Ask.GROUP, key))
        self.addSeparator()
        self._entry(self, "Move left", Asked(Ask.LEFT, key))
        self._entry(self, "Move right", Asked(Ask.RIGHT, key))
        self._entry(self, "Hide column", Asked(Ask.COLUMN, key))
        self.addSeparator()
        self._add_columns(shown_keys(query, self._fields))
        self.popup(at)

    def _add_columns(self, shown: Sequence[str]) -> None:
        menu = _Staying("Columns", self)
        menu.setObjectName("list_columns")
        self.addMenu(menu)
        for field in self._fields:
            entry = self._entry(menu, field.title, Asked(Ask.COLUMN, field.key))
            _tickable(entry, field.key in shown)

    def _add_groups(self, query: Query) -> None:
        fields = [each for each in self._fields if each.is_groupable]
        if not fields:
            return
        menu = self.addMenu("Group by")
        _tickable(self._entry(menu, "Nothing", Asked(Ask.GROUP)), not query.group_by)
        for field in fields:
            entry = self._entry(menu, field.title, Asked(Ask.GROUP, field.key))
            _tickable(entry, field.key == query.group_by)

    def _entry(self, menu: QMenu, words: str, asked: Asked) -> QAction:
        made = menu.addAction(words.replace("&", "&&"))
        made.setData(asked)
        made.setObjectName(f"list_{asked.what}_{asked.key}".rstrip("_"))
        return made

    def _triggered(self, action: QAction) -> None:
        asked = action.data()
        if isinstance(asked, Asked):
            self.asked.emit(asked)


def _tickable(action: QAction, ticked: object) -> None:
    action.setCheckable(True)
    action.setChecked(bool(ticked))
