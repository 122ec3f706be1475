"""The strip of tabs above the pages: choose, close, reorder by dragging or by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QTabBar, QWidget

from desktop.qt import keys
from desktop.qt.buttons import icon_button
from desktop.qt.formatting import plain_tip
from desktop.qt.signals import signal

WIDEST = 220
MENU = {
    "tab.detach": "Move to its own window",
    "tab.close": "Close",
    "tab.close_others": "Close the others",
    "tab.reopen": "Reopen the last closed",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A tab was dragged from one place to another."""

    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen in the menu of the tab at this place."""

    at: int
    action: str


class TabStrip(QTabBar):
    """Hidden while there is one tab only."""

    chosen = signal(int)
    close_requested = signal(int)
    dragged = signal(Moved)
    wanted = signal(Wanted)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tab_strip")
        self.setAccessibleName("Tabs")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMovable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setSelectionBehaviorOnRemove(QTabBar.SelectionBehavior.SelectPreviousTab)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._menu = QMenu(self)
        self._menu.setObjectName("tab_menu")
        self._at = 0
        self._menu.triggered.connect(self._picked)
        self.customContextMenuRequested.connect(self._offer)
        self.currentChanged.connect(self.chosen.emit)
        self.tabMoved.connect(self._tell_moved)
        self.hide()

    def show_tabs(self, titles: Sequence[str], current: int) -> None:
        """Show exactly these."""
        self.blockSignals(True)  # noqa: FBT003 - Qt's own way
        while self.count() > len(titles):
            self.removeTab(self.count() - 1)
        for at, title in enumerate(titles):
            if at >= self.count():
                self._add()
            # A single & would underline the next letter.
            self.setTabText(at, title.replace("&", "&&"))
            self.setTabToolTip(at, plain_tip(title))
        self.setCurrentIndex(current)
        self.blockSignals(False)  # noqa: FBT003
        self.setVisible(len(titles) > 1)

    def _add(self) -> None:
        at = self.addTab("")
        close = icon_button("Close this tab", "x")
        close.setObjectName("tab_close")
        close.setFixedSize(20, 20)
        close.setIconSize(QSize(12, 12))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self._close_clicked)
        self.setTabButton(at, QTabBar.ButtonPosition.RightSide, close)

    def _close_clicked(self) -> None:
        sender = self.sender()
        for at in range(self.count()):
            if self.tabButton(at, QTabBar.ButtonPosition.RightSide) is sender:
                self.close_requested.emit(at)
                return

    def _tell_moved(self, was: int, now: int) -> None:
        self.dragged.emit(Moved(was, now))

    def _offer(self, where: QPoint) -> None:
        at = self.tabAt(where)
        self._at = at if at >= 0 else self.currentIndex()
        self._menu.clear()
        for action_id, words in MENU.items():
            action = self._menu.addAction(words)
            action.setObjectName(action_id)
            if keys.of(action_id) != action_id:
                action.setText(f"{words}\t{keys.shown(action_id)}")
        self._menu.popup(self.mapToGlobal(where))

    def _picked(self, action: QAction) -> None:
        self.wanted.emit(Wanted(self._at, action.objectName()))

    # Qt overrides

    def tabSizeHint(self, index: int) -> QSize:
        hint = super().tabSizeHint(index)
        return QSize(min(hint.width(), WIDEST), hint.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.close_requested.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.tabAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.MiddleButton and at >= 0:
            self.close_requested.emit(at)
            return
        super().mouseReleaseEvent(event)
