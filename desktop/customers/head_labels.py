"""A customer's labels, changed where they stand: click one to take it off, type to add one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.customers.head_model import LabelChange
from desktop.qt.buttons import Button, chip, icon_button
from desktop.qt.signals import signal
from desktop.qt.statuses import label
from desktop.qt.widgets import PillRow, empty, row

MAX_LABEL = 40
LEAST = 48


class _LabelChip(QWidget):
    """One label while labels are edited."""

    removed = signal(str)

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        button = chip(f"{text}  ×")  # noqa: RUF001 - the sign people know for taking away
        button.setCheckable(False)
        button.setObjectName(f"remove_label_{text}")
        button.setAccessibleName(f"Remove the label {text}")
        button.clicked.connect(self._tell)
        row(self, gap=0).addWidget(button)

    def _tell(self) -> None:
        self.removed.emit(self._text)


class GivingPills(PillRow):
    """Pills that are cut where there is no room, so that no label makes the window wider."""

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        whole = super().minimumSizeHint()
        return QSize(min(LEAST, whole.width()), whole.height())


class LabelsView(QWidget):
    """Pills; a pencil turns them into something to edit, Escape turns them back."""

    changed = signal(LabelChange)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._may_edit = True
        self._pills, self._chips = GivingPills(), QWidget()
        self._line = row(self._chips, gap=4)
        self._field = QLineEdit()
        self._field.setObjectName("add_label")
        self._field.setAccessibleName("Add a label")
        self._field.setPlaceholderText("Add a label")
        self._field.setMaxLength(MAX_LABEL)
        self._field.setFixedWidth(120)
        self._field.installEventFilter(self)
        self._edit = icon_button("Edit labels", "tag")
        self._edit.setObjectName("edit_labels")
        self._done = Button("Done")
        self._done.setObjectName("labels_done")
        self._field.returnPressed.connect(self._add)
        self._edit.clicked.connect(self._begin)
        self._done.clicked.connect(self._end)
        line = row(self, gap=4)
        for each in (self._pills, self._chips, self._field, self._done, self._edit):
            line.addWidget(each)
        self._show_editing(is_on=False)

    def show_labels(self, labels: Sequence[str], *, may_edit: bool) -> None:
        """Show exactly these."""
        if tuple(labels) == self._labels and may_edit == self._may_edit:
            return
        self._labels, self._may_edit = tuple(labels), may_edit
        self._pills.show_badges(tuple(label(text) for text in labels))
        if self._field.isVisibleTo(self):
            self._fill()
        self._edit.setVisible(may_edit and not self._field.isVisibleTo(self))

    def stop_editing(self) -> None:
        """Somebody else is shown."""
        if self._field.isVisibleTo(self):
            self._show_editing(is_on=False)

    def _begin(self) -> None:
        self._fill()
        self._show_editing(is_on=True)
        self._field.setFocus()

    def _end(self) -> None:
        self._add()
        self._show_editing(is_on=False)
        self._edit.setFocus()

    def _show_editing(self, *, is_on: bool) -> None:
        for each in (self._chips, self._field, self._done):
            each.setVisible(is_on)
        self._pills.setVisible(not is_on and bool(self._labels))
        self._edit.setVisible(not is_on and self._may_edit)
        self._field.clear()

    def _fill(self) -> None:
        empty(self._line)
        for text in self._labels:
            made = _LabelChip(text)
            made.removed.connect(self._remove)
            self._line.addWidget(made)
            made.show()

    def _add(self) -> None:
        text = " ".join(self._field.text().split())
        self._field.clear()
        if text and text not in self._labels:
            self.changed.emit(LabelChange(add=text))

    def _remove(self, text: str) -> None:
        self.changed.emit(LabelChange(remove=text))
        self._field.setFocus()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_key and getattr(event, "key", int)() == Qt.Key.Key_Escape:
            self._field.clear()
            self._end()
            return True
        return super().eventFilter(watched, event)
