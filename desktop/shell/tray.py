"""The icon beside the system's clock, where there is a place for it: who waits to be called."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from desktop.qt import icons, theme
from desktop.qt.formatting import counted
from desktop.qt.signals import wish

SIZE, MOST = 64, 99


class Tray(QObject):
    """A click opens the desk; the badge counts missed calls nobody has settled."""

    open_requested = wish()
    quit_requested = wish()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = -1
        self._icon = QSystemTrayIcon(self)
        self._menu = QMenu(parent)
        self._waiting = self._menu.addAction("")
        self._waiting.setObjectName("tray_missed")
        self._waiting.setEnabled(False)
        for words, tell in (("Open Ringdesk", self.open_requested), ("Quit", self.quit_requested)):
            self._menu.addAction(words).triggered.connect(tell)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self.show_count(0)

    @staticmethod
    def is_possible() -> bool:
        """Whether the system has a place for it."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def show_count(self, count: int) -> None:
        """How many callers wait to be called back."""
        if count == self._count:
            return
        self._count = count
        self._icon.setIcon(QIcon(drawn(count)))
        self._waiting.setText(f"{counted(count, 'missed call')} to call back")
        self._waiting.setVisible(bool(count))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.open_requested.emit()


def drawn(count: int) -> QPixmap:
    """The headset, with the number over its corner."""
    picture = QPixmap(SIZE, SIZE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LIGHT.accent))
    painter.drawRoundedRect(QRectF(0, 0, SIZE, SIZE), 14, 14)
    icons.paint(painter, "headset", QColor("#ffffff"), QRectF(12, 12, 40, 40))
    if count:
        badge = QRectF(SIZE - 34, SIZE - 34, 34, 34)
        painter.setBrush(QColor(theme.LIGHT.red))
        painter.drawEllipse(badge)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(theme.font(20, QFont.Weight.DemiBold))
        words = str(count) if count <= MOST else "…"
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return picture
