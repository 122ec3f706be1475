"""Search from anywhere: type, arrow down, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.qt import icons, painting, theme
from desktop.qt.labels import Label, Look, tip
from desktop.qt.signals import signal
from desktop.qt.widgets import Card, Glyph, column, row

Index = QModelIndex | QPersistentModelIndex
TOP = QModelIndex()
RESULT_ROLE = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 44
PAUSE_MS = 60


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One thing found. `kind` and `id` say what to open."""

    id: str
    kind: str
    title: str
    detail: str
    icon: str


class ResultsModel(QAbstractListModel):
    """What was found, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: tuple[SearchResult, ...] = ()

    def show(self, results: Sequence[SearchResult]) -> None:
        """Show exactly these."""
        self.beginResetModel()
        self._results = tuple(results)
        self.endResetModel()

    def result(self, row: int) -> SearchResult:
        """The one in this row."""
        return self._results[row]

    # Qt overrides

    def rowCount(self, parent: Index = TOP) -> int:
        return 0 if parent.isValid() else len(self._results)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        result = self._results[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return result.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{result.title}, {result.detail}"
        return result if role == RESULT_ROLE else None


class ResultDelegate(QStyledItemDelegate):
    """Icon, title, detail."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        result, now, rect = index.data(RESULT_ROLE), theme.tokens(), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.accent_soft))
            painter.drawRoundedRect(rect.adjusted(4, 1, -4, -1), 8, 8)
        picture = QRectF(rect.x() + 16, rect.center().y() - 9, 18, 18)
        icons.paint(painter, result.icon, QColor(now.muted), picture)
        upper = QRectF(rect.x() + 46, rect.y() + 4, rect.width() - 60, 19)
        medium = theme.font(weight=QFont.Weight.Medium)
        painting.text(painter, upper, result.title, medium, QColor(now.text))
        lower = upper.translated(0, 17)
        painting.text(painter, lower, result.detail, theme.font(12), QColor(now.muted))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)


class SearchBox(QFrame):
    """The line in the top bar and what it finds. The list belongs to the window, so typing goes
    on while it is open."""

    query_changed = signal(str)
    chosen = signal(SearchResult)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_box")
        self._input = QLineEdit()
        self._input.setObjectName("search_input")
        self._input.setAccessibleName("Search")
        self._input.setPlaceholderText("Search customers, CMP-00012, phone numbers")
        tip(self._input, "Search (Ctrl+K)")
        self._model = ResultsModel(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._card = Card(self, "raised")
        self._list = QListView()
        self._nothing = Label("Nothing found", Look.MUTED)
        self._set_up_list()
        line = row(self, gap=8)
        line.setContentsMargins(10, 0, 10, 0)
        line.addWidget(Glyph("search"))
        line.addWidget(self._input, 1)
        line.addWidget(Label("Ctrl+K", Look.SMALL))
        focus = QShortcut(QKeySequence("Ctrl+K"), self)
        focus.activated.connect(self.start)
        self._input.textEdited.connect(self._typed)
        self._input.installEventFilter(self)
        self._pause.timeout.connect(self._tell_query)
        self._list.clicked.connect(self._choose)

    def start(self) -> None:
        """Put the cursor here and select what was typed before."""
        self._input.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._input.selectAll()

    def show_results(self, query: str, results: Sequence[SearchResult]) -> None:
        """What was found for `query`; an answer that comes too late is not shown."""
        if query != self._query() or not query:
            return
        self._model.show(results)
        if results:
            self._list.setCurrentIndex(self._model.index(0))
        self._nothing.setText(f"Nothing found for “{query}”")
        self._nothing.setVisible(not results)
        self._list.setVisible(bool(results))
        self._place(len(results))

    def close_results(self) -> None:
        """Put the list away."""
        self._card.hide()

    def results_shown(self) -> bool:
        """Whether the list is open."""
        return self._card.isVisible()

    def _query(self) -> str:
        return self._input.text().strip()

    def _typed(self) -> None:
        if self._query():
            self._pause.start()
        else:
            self._pause.stop()
            self.close_results()

    def _tell_query(self) -> None:
        self.query_changed.emit(self._query())

    def _place(self, count: int) -> None:
        window = self.window()
        self._card.setParent(window)
        corner = self.mapTo(window, QPoint(0, self.height() + 6))
        height = min(max(count, 1), 9) * ROW_HEIGHT + 14
        self._card.setGeometry(corner.x(), corner.y(), max(self.width(), 440), height)
        self._card.show()
        self._card.raise_()

    def _move(self, step: int) -> None:
        rows = self._model.rowCount()
        if rows:
            at = (self._list.currentIndex().row() + step) % rows
            self._list.setCurrentIndex(self._model.index(at))

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        result = self._model.result(index.row())
        self.close_results()
        self._input.clear()
        self.chosen.emit(result)

    def _show_focus(self, focused: object) -> None:
        self.setProperty("focused", "true" if focused else "false")
        self.style().unpolish(self)
        self.style().polish(self)

    def _handled(self, key: int) -> bool:
        if not self.results_shown():
            return False
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self._list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_results()
        else:
            return False
        return True

    def _set_up_list(self) -> None:
        self._list.setObjectName("search_results")
        self._list.setAccessibleName("Search results")
        self._list.setModel(self._model)
        self._list.setItemDelegate(ResultDelegate(self))
        self._list.setUniformItemSizes(True)
        self._list.setProperty("clear", "true")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._card.setObjectName("search_card")
        stack = column(self._card, gap=0, edge=6)
        stack.addWidget(self._list, 1)
        stack.addWidget(self._nothing, 0, Qt.AlignmentFlag.AlignCenter)
        self._card.hide()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._handled(event.key())
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self._show_focus(event.type() is QEvent.Type.FocusIn)
        if event.type() == QEvent.Type.FocusOut:
            self.close_results()
        return super().eventFilter(watched, event)
