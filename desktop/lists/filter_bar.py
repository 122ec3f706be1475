"""Filters as chips above a list: add one, change one, take one away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from desktop.lists.filter_editor import FilterEditor
from desktop.lists.words_model import chip_words
from desktop.qt.buttons import Button, icon_button
from desktop.qt.labels import tip
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import empty, row
from desktop.replica.listing_query import Field, Filter, Match, Query
from desktop.replica.listing_query import Kind as FieldKind

MOST_CHARACTERS = 48


class FilterBar(QWidget):
    """The filters in force. `choices_of` a column are given by whoever knows the rows."""

    changed = signal(Query)

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_bar")
        self._fields = {each.key: each for each in fields}
        self._query = Query()
        self._names: Mapping[str, str] = {}
        self._labels: tuple[str, ...] = ()
        self._editing: Filter | None = None
        self._editor: FilterEditor | None = None
        self._chips: dict[Button, Filter] = {}
        self._crosses: dict[Button, Filter] = {}
        self._line = row(self, gap=6)
        self._chip_line = row(gap=6)
        self._add = Button("Filter", Kind.QUIET, "list-filter", "list.filter")
        self._add.setObjectName("filter_add")
        self._add.setProperty("flush", "true")
        self._add.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._match = Button("All of these", Kind.CHIP)
        self._match.setObjectName("filter_match")
        self._clear = Button("Clear", Kind.LINK)
        self._clear.setObjectName("filter_clear")
        self._clear.explain("Take all filters away")
        self._menu = QMenu(self)
        self._menu.setObjectName("filter_columns")
        for field in fields:
            if field.is_filterable and field.title and not _is_hidden(field):
                self._menu.addAction(field.title).setData(field.key)
        for each in (self._chip_line,):
            self._line.addLayout(each)
        for button in (self._add, self._match, self._clear):
            self._line.addWidget(button)
        self._line.addStretch(1)
        self._menu.triggered.connect(self._picked)
        self._add.clicked.connect(self._offer)
        self._match.clicked.connect(self._turn_match)
        self._clear.clicked.connect(self._clear_all)
        self.show_query(Query())

    def show_query(self, query: Query, names: Mapping[str, str] | None = None) -> None:
        """Show these filters; `names` of the rows an OWNER filter points to."""
        known = self._names
        self._names = known if names is None else names
        if query.filters != self._query.filters or self._names != known:
            self._build(query)
        self._query = query
        self._match.setVisible(len(query.filters) > 1)
        self._match.relabel("Any of these" if query.match is Match.ANY else "All of these")
        self._match.explain("Whether a row must pass all filters or any of them")
        self._clear.setVisible(bool(query.filters))

    def show_labels(self, labels: Sequence[str]) -> None:
        """Labels to choose from."""
        self._labels = tuple(labels)

    def show_choices(self, key: str, choices: Sequence[str]) -> None:
        """What a column of words can be just now."""
        self._fields[key] = replace(self._fields[key], choices=tuple(choices))

    def edit(self, key: str) -> None:
        """Make a filter for this column."""
        corner = self._add.mapToGlobal(self._add.rect().bottomLeft() + QPoint(0, 4))
        self._edit(self._fields[key], None, corner)

    def _build(self, query: Query) -> None:
        empty(self._chip_line)
        self._chips.clear()
        self._crosses.clear()
        for at, each in enumerate(query.filters):
            words = chip_words(self._fields[each.key], each, self._names)
            short = words if len(words) <= MOST_CHARACTERS else f"{words[: MOST_CHARACTERS - 1]}…"
            button = Button(short, Kind.CHIP)
            button.setObjectName(f"filter_chip_{at}")
            button.setAccessibleName(f"Filter: {words}. Change it")
            tip(button, words)
            cross = icon_button(f"Take away: {words}", "x")
            cross.setObjectName(f"filter_remove_{at}")
            cross.setFixedSize(24, 24)
            button.clicked.connect(self._chip_clicked)
            cross.clicked.connect(self._cross_clicked)
            for widget in (button, cross):
                self._chip_line.addWidget(widget)
                widget.show()
            self._chips[button], self._crosses[cross] = each, each

    def _offer(self) -> None:
        self._menu.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def _picked(self, action: QAction) -> None:
        self.edit(str(action.data()))

    def _chip_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._chips:
            each = self._chips[button]
            corner = button.mapToGlobal(button.rect().bottomLeft() + QPoint(0, 4))
            field = self._fields[each.key]
            if not _is_hidden(field):
                self._edit(field, each, corner)

    def _cross_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, Button) and button in self._crosses:
            gone = self._crosses[button]
            self._tell(tuple(each for each in self._query.filters if each is not gone))
            self._add.setFocus()

    def _edit(self, field: Field, asked: Filter | None, at: QPoint) -> None:
        if self._editor is None:
            self._editor = FilterEditor(self)
            self._editor.chosen.connect(self._chosen)
        self._editing = asked
        choices = field.choices or self._labels
        self._editor.edit(field, asked, choices, at)

    def _chosen(self, made: Filter) -> None:
        filters = self._query.filters
        if self._editing in filters:
            self._tell(tuple(made if each is self._editing else each for each in filters))
        else:
            self._tell((*filters, made))

    def _turn_match(self) -> None:
        turned = Match.ALL if self._query.match is Match.ANY else Match.ANY
        self._tell(self._query.filters, turned)

    def _clear_all(self) -> None:
        self._tell(())
        self._add.setFocus()

    def _tell(self, filters: tuple[Filter, ...], match: Match | None = None) -> None:
        old = self._query
        query = Query(old.sorts, filters, match or old.match, old.words, old.group_by, old.columns)
        self.show_query(query)
        self.changed.emit(query)


def _is_hidden(field: Field) -> bool:
    return field.kind is FieldKind.OWNER
