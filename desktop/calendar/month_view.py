"""A month to choose a day from: weeks with their numbers, today marked, arrows and page keys."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.qt import painting, theme
from desktop.qt.buttons import icon_button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal
from desktop.qt.widgets import column, row

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
WEEKS, DAY_HEIGHT = 6, 26
_DAYS = "MTWTFSS"


class _Days(QAbstractTableModel):
    """Six weeks from the Monday before the first of the month."""

    def __init__(self, month: date) -> None:
        super().__init__()
        self.month = month
        self.chosen = month
        self.today = month

    def show_day(self, chosen: date, month: date, today: date) -> None:
        self.beginResetModel()
        self.chosen, self.month, self.today = chosen, month.replace(day=1), today
        self.endResetModel()

    def day(self, index: AnyIndex) -> date:
        monday = self.month - timedelta(days=self.month.weekday())
        return monday + timedelta(days=index.row() * 7 + index.column())

    def place(self, day: date) -> QModelIndex:
        monday = self.month - timedelta(days=self.month.weekday())
        week, at = divmod((day - monday).days, 7)
        return self.index(week, at)

    # Qt overrides

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else WEEKS

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else 7

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        day = self.day(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = f"{day:%A} {day.day} {day:%B %Y}"
            return f"{words}, today" if day == self.today else words
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return _DAYS[section]
        return str(self.day(self.index(section, 0)).isocalendar().week)


class _Painter(QStyledItemDelegate):
    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        model = index.model()
        if not isinstance(model, _Days):
            return
        day, now = model.day(index), theme.tokens()
        is_chosen, is_today = day == model.chosen, day == model.today
        where = QRectF(option.rect)
        ink = QColor(now.text if day.month == model.month.month else now.edge)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(now.accent))
            painter.drawEllipse(where.center(), 12, 12)
            ink = QColor(now.accent_text)
        elif is_today:
            painter.setPen(QColor(now.accent))
            painter.drawEllipse(where.center(), 12, 12)
        weight = QFont.Weight.DemiBold if is_chosen or is_today else QFont.Weight.Normal
        font = QFont(theme.figures(12, weight))
        centre = Qt.AlignmentFlag.AlignHCenter
        painting.text(painter, where.translated(QPointF(0, 0)), str(day.day), font, ink, centre)
        painter.restore()


class _Table(QTableView):
    picked = signal(date)
    turned = signal(int)

    def __init__(self, days: _Days) -> None:
        super().__init__()
        self.setObjectName("calendar_month")
        self.setAccessibleName("Month")
        self.setModel(days)
        self._days = days
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setProperty("small", "true")
            head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            head.setSectionsClickable(False)
            head.setMinimumSectionSize(16)
            head.setHighlightSections(False)
        self.verticalHeader().setFixedWidth(26)
        self.horizontalHeader().setFixedHeight(22)
        self.setFixedHeight(22 + WEEKS * DAY_HEIGHT)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._pick)

    def _pick(self, index: QModelIndex) -> None:
        self.picked.emit(self._days.day(index))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._pick(self.currentIndex())
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.turned.emit(1 if key == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)


class MonthView(QWidget):
    picked = signal(date)

    def __init__(self) -> None:
        super().__init__()
        self._days = _Days(date(2000, 1, 1))
        self._table = _Table(self._days)
        self._name = Label("", Look.STRONG)
        back, on = (
            icon_button("Month before", "arrow-left"),
            icon_button("Next month", "arrow-right"),
        )
        back.setObjectName("calendar_month_back")
        on.setObjectName("calendar_month_next")
        head = row(gap=4)
        head.addWidget(self._name, 1)
        head.addWidget(back)
        head.addWidget(on)
        stack = column(self, gap=4)
        stack.addLayout(head)
        stack.addWidget(self._table)
        back.clicked.connect(self._back)
        on.clicked.connect(self._on)
        self._table.picked.connect(self.picked.emit)
        self._table.turned.connect(self._turn)

    def show_day(self, chosen: date, today: date) -> None:
        """This day is chosen, and its month shown."""
        self._show(chosen, chosen, today)

    def _show(self, chosen: date, month: date, today: date) -> None:
        self._days.show_day(chosen, month, today)
        self._name.setText(f"{month:%B %Y}")
        if chosen.month == month.month:
            self._table.selectionModel().setCurrentIndex(
                self._days.place(chosen), QItemSelectionModel.SelectionFlag.NoUpdate
            )

    def _turn(self, by: int) -> None:
        first = self._days.month
        month = (first.replace(day=15) + timedelta(days=30 * by)).replace(day=1)
        self._show(self._days.chosen, month, self._days.today)

    def _back(self) -> None:
        self._turn(-1)

    def _on(self) -> None:
        self._turn(1)
