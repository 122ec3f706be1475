"""Tiles of the Attachments tab: the picture, or what it is, with its name and record."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.customers.attachments_model import FILE_ROLE, FileShown, FilesModel
from desktop.customers.thumbnails import Thumbnails
from desktop.qt import icons, painting, theme
from desktop.qt.signals import signal
from desktop.qt.tones import Tone

TILE = QSize(172, 176)
PICTURE = QSize(156, 112)


class TileDelegate(QStyledItemDelegate):
    """One tile: the picture or what it is, its name, and what it belongs to."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    # Qt overrides

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return TILE

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        file, now = index.data(FILE_ROLE), theme.tokens()
        rect = QRectF(option.rect).adjusted(3, 3, -3, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(QColor(now.accent if chosen else now.line), 2 if chosen else 1))
        painter.setBrush(QColor(now.hover if over else now.surface))
        painter.drawRoundedRect(rect, 8, 8)
        where = QRectF(rect.x() + 5, rect.y() + 5, rect.width() - 10, PICTURE.height())
        self._picture(painter, where, file)
        words = QRectF(rect.x() + 8, where.bottom() + 4, rect.width() - 16, 18)
        strong = theme.font(12, QFont.Weight.Medium)
        painting.text(painter, words, file.name, strong, QColor(now.text))
        below = words.translated(0, 18)
        painting.text(painter, below, file.record, theme.font(12), QColor(now.muted))
        painter.restore()

    def _picture(self, painter: QPainter, where: QRectF, file: FileShown) -> None:
        path = QPainterPath()
        path.addRoundedRect(where, 5, 5)
        painter.fillPath(path, theme.soft(Tone.GREY if file.is_image else Tone.RED))
        shown = self._thumbnails.picture(file.sha256)
        if shown is None:
            icon = "image" if file.is_image else "file-text"
            tone = Tone.GREY if file.is_image else Tone.RED
            middle = QRectF(where.center().x() - 14, where.center().y() - 14, 28, 28)
            icons.paint(painter, icon, theme.ink(tone), middle)
            return
        painter.setClipPath(path)
        full = shown.size().scaled(
            where.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
        )
        spot = QRectF(0, 0, full.width(), full.height())
        spot.moveCenter(where.center())
        painter.drawPixmap(spot, shown, QRectF(shown.rect()))
        painter.setClipping(False)


class FilesList(QListView):
    """Tiles; Enter opens one."""

    chosen = signal(FileShown)

    def __init__(self, model: FilesModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("attachment_tiles")
        self.setAccessibleName("Files of this customer")
        self.setModel(model)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(4)
        self.setMouseTracking(True)
        self.setItemDelegate(TileDelegate(thumbnails, self))
        self.clicked.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._model.file(index.row()))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)
