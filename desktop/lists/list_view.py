"""A whole list page: views, filters, the table, totals, what is selected, what takes a while."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QStackedWidget, QWidget

from desktop.lists.columns_model import columns, totals_words
from desktop.lists.filter_bar import FilterBar
from desktop.lists.list_grid import ListGrid, RowMenu
from desktop.lists.list_look import ListLook
from desktop.lists.selection_bar import RowAction, SelectionBar
from desktop.lists.selection_model import NONE, Selection
from desktop.lists.views_bar import ViewsBar
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import Clock, counted
from desktop.qt.labels import Label, Look
from desktop.qt.progress import Progress, ProgressLine
from desktop.qt.signals import signal, wish
from desktop.qt.table_model import Source
from desktop.qt.tones import Kind
from desktop.qt.widgets import Banner, Card, EmptyState, Notice, column, page_head, row
from desktop.replica.listing_query import Field
from desktop.replica.listing_rows import ListRow

PAUSE_MS = 120
NOTICE_MS = 12_000
OPEN, ASIDE, SELECT = "open", "open_aside", "select"


class ListView(QWidget):
    """Shows a list and emits wishes; knows no query and no store."""

    words_changed = signal(str)
    row_action_chosen = signal(RowAction)
    """For the row the menu was opened on: `menu_row`."""
    bulk_requested = signal(str)
    options_requested = signal(QPoint)
    export_requested = wish()
    work_cancelled = wish()
    undo_requested = wish()
    add_requested = wish()
    everything_requested = wish()
    """All filters off."""

    def __init__(self, look: ListLook, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.look = look
        self.menu_row = ""
        self.grid = ListGrid(columns(look.fields, clock, look.label_of), f"{look.name}_grid")
        self.grid.setAccessibleName(look.title)
        self.views, self.filters = ViewsBar(), FilterBar(look.fields)
        actions = (*look.bulk_actions, RowAction("export", "Export", "file-down"))
        self.selected = SelectionBar(actions)
        self.notice = Banner(lifetime_ms=NOTICE_MS)
        self._count, self._totals = Label("", Look.MUTED), Label("", Look.MUTED)
        self._title = Label(look.title, Look.TITLE)
        self._search = QLineEdit()
        self._add = Button(look.add_label, Kind.PRIMARY, look.add_icon, look.add_keys)
        self._options = icon_button("Columns, sorting and grouping", "columns-3", "list.options")
        self._export = icon_button(f"Export these {look.many}", "file-down", "list.export")
        self._progress, self._cancel = ProgressLine(), Button("Cancel", Kind.LINK)
        self._empty = EmptyState(look.icon, look.empty_title, look.empty_hint)
        self._body, self._tools = QStackedWidget(), QStackedWidget()
        self._row_menu: QMenu | None = None
        self._other: QWidget | None = None
        self._matching = 0
        self._is_narrowed = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.grid)

    def show_source(self, source: Source[ListRow]) -> None:
        """Show these rows from the top."""
        self.grid.show_source(source)
        self.show_count(source.count())

    def show_count(self, count: int, *, is_exact: bool = True) -> None:
        """How many rows match; not exact while they are still counted."""
        self._matching = count
        words, more = counted(count, *self.look.noun.split("|")), " or more, counting…"
        self._count.setText(f"{words}{'' if is_exact else more}")
        self._show_body()
        if self._is_narrowed or self._search.text():
            hint = "Take a filter away, or look for something else."
            self._empty.say(f"No {self.look.many} match", hint, "Take all filters away")
        else:
            self._empty.say(self.look.empty_title, self.look.empty_hint)
        self._show_selection(self.grid.selection())

    def show_narrowed(self, narrowed: object) -> None:
        """Whether filters are on: an empty list then says so."""
        self._is_narrowed = bool(narrowed)

    def show_totals(self, count: int, sums: Sequence[tuple[Field, int]]) -> None:
        """Count and sums of everything that matches."""
        self._totals.setText(totals_words(count, self.look.noun, sums))

    def show_words(self, words: str) -> None:
        """The search box as a view has it; tells nobody."""
        if self._search.text().strip() != words:
            blocked = self._search.blockSignals(True)  # noqa: FBT003 - Qt's own
            self._search.setText(words)
            self._search.blockSignals(blocked)

    def words(self) -> str:
        """What stands in the search box."""
        return self._search.text().strip()

    def show_work(self, progress: Progress, *, cancels: bool = False) -> None:
        """Something takes a while."""
        self._progress.show_progress(progress)
        self._cancel.setVisible(cancels)
        self.selected.set_busy(cancels)
        self._export.setEnabled(not cancels)

    def show_rest(self) -> None:
        """Nothing takes a while any more."""
        self._progress.clear()
        self._cancel.hide()
        self.selected.set_busy(False)
        self._export.setEnabled(True)

    def say(self, notice: Notice) -> None:
        """Say what was done; with an action it can be undone."""
        self.notice.say(notice)

    def matching(self) -> int:
        """How many rows match, as far as is known."""
        return self._matching

    def options_corner(self) -> QPoint:
        """Where the menu of the list opens."""
        return self._options.mapToGlobal(self._options.rect().bottomLeft())

    def show_instead(self, other: QWidget | None) -> None:
        """Show the same rows in another way than as a table; None: as a table again."""
        if other is not None:
            self._body.addWidget(other)
        self._other = other
        for part in (self._options, self._totals):
            part.setVisible(other is None)
        self._show_body()

    def add_tool(self, tool: QWidget) -> None:
        """One more button in the head."""
        self._head.insertWidget(self._head.indexOf(self._add), tool)

    def _show_body(self) -> None:
        rows = self.grid.model_of_rows().rowCount()
        self._body.setCurrentWidget(self._other or (self.grid if rows else self._empty))
        self.setFocusProxy(self._other or (self.grid if rows else self._search))

    def _show_selection(self, selection: Selection) -> None:
        self._tools.setCurrentWidget(self.filters if selection == NONE else self.selected)
        self.selected.show_count(selection.count(self._matching), self._matching)

    def _offer_row(self, asked: RowMenu) -> None:
        self.menu_row = asked.id
        menu = self._row_menu = self._row_menu or self._make_menu()
        menu.clear()
        own = (
            RowAction(OPEN, self.look.open_label),
            RowAction(ASIDE, f"{self.look.open_label} in a new tab"),
        )
        for action, keys in zip(own, ("Return", "Shift+Return"), strict=True):
            self._entry(menu, action).setShortcut(QKeySequence(keys))
        menu.addSeparator()
        for action in self.look.row_actions:
            self._entry(menu, action)
        self._entry(menu, RowAction(SELECT, "Select")).setShortcut(QKeySequence("Space"))
        menu.popup(asked.at)

    def _make_menu(self) -> QMenu:
        made = QMenu(self)
        made.setObjectName("row_menu")
        made.triggered.connect(self._row_acted)
        return made

    def _entry(self, menu: QMenu, action: RowAction) -> QAction:
        made = menu.addAction(action.label.replace("&", "&&"))
        made.setData(action)
        made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return made

    def _row_acted(self, entry: QAction) -> None:
        action = entry.data()
        if not isinstance(action, RowAction):
            return
        if action.key == OPEN:
            self.grid.opened.emit(self.menu_row)
        elif action.key == ASIDE:
            self.grid.opened_aside.emit(self.menu_row)
        elif action.key == SELECT:
            self.grid.toggle_row(self.menu_row)
        else:
            self.row_action_chosen.emit(action)

    def _tell_words(self) -> None:
        self.words_changed.emit(self._search.text().strip())

    def _typed(self) -> None:
        self._pause.start()

    def _ask_options(self) -> None:
        self.options_requested.emit(self.options_corner())

    def _clear_all(self) -> None:
        self.show_words("")
        self.everything_requested.emit()

    def _connect(self) -> None:
        self._search.textChanged.connect(self._typed)
        self._pause.timeout.connect(self._tell_words)
        self._add.clicked.connect(self.add_requested)
        self._options.clicked.connect(self._ask_options)
        self._export.clicked.connect(self.export_requested)
        self._cancel.clicked.connect(self.work_cancelled)
        self._empty.acted.connect(self._clear_all)
        self.grid.selection_changed.connect(self._show_selection)
        self.grid.row_menu_requested.connect(self._offer_row)
        self.selected.all_requested.connect(self.grid.select_all)
        self.selected.cleared.connect(self.grid.select_none)
        self.selected.acted.connect(self.bulk_requested.emit)
        self.notice.acted.connect(self.undo_requested.emit)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo_requested)

    def _name_parts(self) -> None:
        name = self.look.name
        self._search.setObjectName(f"{name}_filter")
        self._search.setAccessibleName(f"Search {self.look.many}")
        self._search.setPlaceholderText(self.look.search_hint)
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(280)
        self._search.setMaxLength(200)
        self._add.setObjectName(self.look.add_name)
        if not self.look.add_label:
            self._add.hide()  # shown too early it would be a window of its own
        self._options.setObjectName(f"{name}_options")
        self._export.setObjectName(f"{name}_export")
        self._cancel.setObjectName(f"{name}_cancel")
        self._cancel.hide()
        self._totals.setObjectName(f"{name}_totals")

    def order_stops(self) -> None:
        """Tab goes from the table, where the keyboard is at first, to the head, views, filters and
        tools. Qt's own order is that in which widgets were made, and what stood before the table
        was never reached: the page hands the keyboard on to it."""
        stops: list[QWidget] = [self.grid, self._search, self._add]
        for part in (self.views, self.filters):
            stops += [each for each in part.findChildren(QPushButton) if not each.isHidden()]
        stops += [self._options, self._export]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def _lay_out(self) -> None:
        stack = column(self, gap=12, edge=16)
        self._head = page_head(self._title, self._count, self._search, self._add)
        stack.addLayout(self._head)
        stack.addWidget(self.notice)
        card = Card()
        inner = column(card, gap=6)
        inner.setContentsMargins(1, 8, 1, 8)
        views, tools, work, foot = row(gap=4), row(gap=4), row(gap=8), row(gap=8)
        for line in (views, tools, work, foot):
            line.setContentsMargins(12, 0, 8, 0)
        views.addWidget(self.views, 1)
        views.addWidget(self._options)
        views.addWidget(self._export)
        self._tools.addWidget(self.filters)
        self._tools.addWidget(self.selected)
        self._tools.setFixedHeight(36)
        tools.addWidget(self._tools)
        work.addWidget(self._progress, 1)
        work.addWidget(self._cancel)
        foot.addWidget(self._totals)
        foot.addStretch(1)
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        self._body.setMinimumHeight(120)
        for line in (views, tools, work):
            inner.addLayout(line)
        inner.addWidget(self._body, 1)
        inner.addLayout(foot)
        stack.addWidget(card, 1)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.order_stops()
