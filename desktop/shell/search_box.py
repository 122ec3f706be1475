"""Search and do anything from anywhere: type, arrow down, Enter; Escape goes back."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QWidget
from shiboken6 import isValid

from desktop.qt import keys
from desktop.qt.keys import KeyShortcut
from desktop.qt.labels import Label, Look, tip
from desktop.qt.signals import signal
from desktop.qt.widgets import Card, Glyph, column, row
from desktop.shell.search_results import ROW_HEIGHT, ResultDelegate, ResultsModel, SearchResult

__all__ = ["SearchBox", "SearchResult"]
WIDEST, FOOT, MOST_ROWS = 640, 30, 10
PATIENCE_MS = 300
"""A search that takes longer says so."""
ASIDE = Qt.KeyboardModifier.ControlModifier


class SearchBox(QFrame):
    """The line in the top bar and what it lists. The list belongs to the window, so typing goes
    on while it is open."""

    query_changed = signal(str)
    chosen = signal(SearchResult)
    chosen_aside = signal(SearchResult)
    """To be opened in a tab of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_box")
        self._input = QLineEdit()
        self._input.setObjectName("search_input")
        self._input.setAccessibleName("Search, or do anything")
        self._input.setPlaceholderText("Search or do anything")
        self._hint_key = Label("", Look.SMALL)
        self._model = ResultsModel(self)
        self._card = Card(self, "raised")
        self._list = QListView()
        self._nothing, self._foot = Label("", Look.MUTED), Label("", Look.SMALL)
        self._wait = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._before: weakref.ref[QWidget] | None = None
        self._shown_for = ""
        self._enter_waits = False
        self._set_up_list()
        self._lay_out()
        KeyShortcut("palette.open", self, self.open_with)
        for key in ("search.open", "search.open_too"):
            KeyShortcut(key, self, self.start)
        keys.follow(self)
        self.follow_key()
        self._input.textEdited.connect(self._typed)
        self._input.installEventFilter(self)
        self._list.viewport().installEventFilter(self)
        self._wait.timeout.connect(self._say_searching)

    def start(self) -> None:
        """Put the cursor here and select what was typed before."""
        self._remember_focus()
        self._input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._input.selectAll()

    def open_with(self, text: str = "") -> None:
        """Start with this typed, and list what it means at once."""
        self._remember_focus()
        self._input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._input.setText(text)
        self._ask()

    def show_results(self, query: str, results: Sequence[SearchResult], hint: str = "") -> None:
        """What was found for `query`; an answer that comes too late is not shown."""
        if query != self._query() or not self._input.hasFocus():
            return
        self._wait.stop()
        self._shown_for = query
        self._model.show(results)
        if results:
            self._list.setCurrentIndex(self._model.index(0))
        self._nothing.setText(f"Nothing found for “{query}”")
        self._nothing.setVisible(not results)
        self._list.setVisible(bool(results))
        self._foot.setText(hint)
        self._foot.setVisible(bool(hint))
        self._place(len(results))
        if self._enter_waits:
            self._enter_waits = False
            self._choose(self._list.currentIndex())

    def close_results(self) -> None:
        """Put the list away."""
        self._wait.stop()
        self._enter_waits = False
        self._card.hide()

    def results_shown(self) -> bool:
        """Whether the list is open."""
        return self._card.isVisible()

    def answers(self, query: str) -> bool:
        """Whether the list is open with what was found for this."""
        return self.results_shown() and self._shown_for == query

    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return self._model.rowCount() == 0

    def follow_key(self) -> None:
        """The key that leads here has changed."""
        shown = keys.shown("palette.open")
        self._hint_key.setText(shown)
        tip(self._input, f"Search ({shown})" if shown else "Search")

    def _query(self) -> str:
        return self._input.text().strip()

    def _typed(self) -> None:
        self._enter_waits = False
        if self._query():
            self._ask()
        else:
            self.close_results()

    def _ask(self) -> None:
        self._wait.start()
        self.query_changed.emit(self._query())

    def _say_searching(self) -> None:
        self._model.show(())
        self._list.hide()
        self._foot.hide()
        self._nothing.setText("Searching…")
        self._nothing.show()
        self._place(0)

    def _place(self, count: int) -> None:
        window = self.window()
        self._card.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + 6))
        foot = FOOT if not self._foot.isHidden() else 0
        height = min(max(count, 1), MOST_ROWS) * ROW_HEIGHT + 16 + foot
        room = window.width() - corner.x() - 16
        self._card.setGeometry(corner.x(), corner.y(), min(WIDEST, room), height)
        self._card.show()
        self._card.raise_()

    def _move(self, step: int) -> None:
        rows = self._model.rowCount()
        if rows:
            at = (self._list.currentIndex().row() + step) % rows
            self._list.setCurrentIndex(self._model.index(at))

    def _choose(self, index: QModelIndex, *, aside: bool = False) -> None:
        if not index.isValid():
            return
        result = self._model.result(index.row())
        self.close_results()
        self._input.clear()
        self._return_focus()
        (self.chosen_aside if aside else self.chosen).emit(result)

    def _enter(self, *, aside: bool) -> None:
        """Enter right after pasting a code waits for what it means."""
        if self._shown_for == self._query() and self._model.rowCount():
            self._choose(self._list.currentIndex(), aside=aside)
        else:
            self._enter_waits = bool(self._query())

    def _remember_focus(self) -> None:
        before = QApplication.focusWidget()
        if before is not None and before is not self._input:
            self._before = weakref.ref(before)

    def _return_focus(self) -> None:
        before = self._before() if self._before is not None else None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave(self) -> None:
        self.close_results()
        self._input.clear()
        self._return_focus()

    def _show_focus(self, focused: object) -> None:
        self.setProperty("focused", "true" if focused else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _handled(self, event: QKeyEvent) -> bool:
        key, is_open = event.key(), self.results_shown()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and is_open:
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._enter(aside=bool(event.modifiers() & ASIDE))
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            return False
        return True

    def _clicked(self, event: QMouseEvent) -> bool:
        middle = event.button() is Qt.MouseButton.MiddleButton
        index = self._list.indexAt(event.position().toPoint())
        if index.isValid() and (middle or event.button() is Qt.MouseButton.LeftButton):
            self._choose(index, aside=middle or bool(event.modifiers() & ASIDE))
            return True
        return False

    def _set_up_list(self) -> None:
        self._list.setObjectName("search_results")
        self._list.setAccessibleName("Search results")
        self._list.setModel(self._model)
        self._list.setItemDelegate(ResultDelegate(self))
        self._list.setUniformItemSizes(True)
        self._list.setProperty("clear", "true")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _lay_out(self) -> None:
        line = row(self, gap=8)
        line.setContentsMargins(10, 0, 10, 0)
        line.addWidget(Glyph("search"))
        line.addWidget(self._input, 1)
        line.addWidget(self._hint_key)
        self._card.setObjectName("search_card")
        self._foot.setObjectName("search_hint")
        self._foot.setContentsMargins(10, 0, 10, 0)
        self._foot.setFixedHeight(FOOT)
        stack = column(self._card, gap=0, edge=6)
        stack.addWidget(self._list, 1)
        stack.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignCenter)
        stack.addWidget(self._foot)
        self._card.hide()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._handled(event)
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            return watched is self._list.viewport() and self._clicked(event)
        if watched is self._input and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._show_focus(event.type() is QEvent.Type.FocusIn)
            if event.type() is QEvent.Type.FocusOut:
                self.close_results()
        return super().eventFilter(watched, event)
