"""The list of a thread's lines: every post one row, drawn by a delegate."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from desktop.threads.post_delegate import PostDelegate
from desktop.threads.thread_model import ThreadModel


class ThreadList(QListView):
    """The lines; stays at the newest unless the reader has scrolled away."""

    def __init__(self, model: ThreadModel) -> None:
        super().__init__()
        self.setObjectName("thread_lines")
        self.setAccessibleName("Posts")
        self.setModel(model)
        self.setItemDelegate(PostDelegate(self))
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(60)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setProperty("clear", "true")
        self.setViewportMargins(0, 0, 0, 8)
        self._follows = True
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._range_changed)
        bar.valueChanged.connect(self._scrolled)
        # Row heights depend on the width, but Qt re-measures only when told.
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self.scheduleDelayedItemsLayout)

    def follow(self) -> None:
        """Go to the newest line and stay there."""
        self._follows = True
        self.scrollToBottom()

    def _range_changed(self, _low: int, high: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(high)

    def _scrolled(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 4

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._settle.start()
