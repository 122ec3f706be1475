"""The box to send a call somewhere: type a name or number, Enter sends, Shift+Enter asks first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.calls.transfer_list import ROW_HEIGHT, TargetList
from desktop.calls.transfer_model import Target, TargetKind, TransferWish, Way
from desktop.qt.buttons import Button
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.tones import Kind
from desktop.qt.widgets import column, row

WIDTH, ROWS_SHOWN = 460, 6


class Purpose(StrEnum):
    TRANSFER = "transfer"
    SECOND_CALL = "second_call"


class TransferView(QFrame):
    """A pop-up over the call bar; Escape closes it."""

    typed = signal(str)
    chosen = signal(TransferWish)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("transfer_box")
        self.setProperty("card", "raised")
        self.setFixedWidth(WIDTH)
        self._purpose = Purpose.TRANSFER
        self._title = ElidedLabel("", Look.HEADING)
        self._box = QLineEdit()
        self._list = TargetList()
        self._nothing = Label("", Look.MUTED)
        self._now = Button("Transfer now", Kind.PRIMARY, "phone-forwarded")
        self._ask = Button("Ask first", Kind.PLAIN, "phone-call")
        self._keys = Label("", Look.SMALL)
        self._lay_out()
        self._connect()

    def open_for(self, purpose: Purpose, who: str) -> None:
        """Start anew: nothing typed, the first place chosen."""
        self._purpose = purpose
        is_transfer = purpose is Purpose.TRANSFER
        self._title.setText(f"Transfer {who}" if is_transfer else f"Call while {who} waits")
        self._now.relabel("Transfer now" if is_transfer else "Call")
        self._now.swap_icon("phone-forwarded" if is_transfer else "phone")
        self._ask.setVisible(is_transfer)
        ask = ", Shift+Enter asks first" if is_transfer else ""
        self._keys.setText(f"Enter {'transfers' if is_transfer else 'calls'}{ask}")
        self._box.clear()
        self.typed.emit("")

    def show_targets(self, targets: Sequence[Target]) -> None:
        """Where it can go, for what is typed."""
        self._list.show_targets(targets)
        self._list.setVisible(bool(targets))
        self._nothing.setVisible(not targets)
        self._nothing.setText(f"Nobody is called “{self.text()}”, and it is no number")
        self._list.setFixedHeight(min(max(len(targets), 1), ROWS_SHOWN) * ROW_HEIGHT + 4)
        self._offer()
        self.adjustSize()

    def text(self) -> str:
        """What is typed."""
        return self._box.text().strip()

    def show_over(self, anchor: QWidget) -> None:
        """Open above the button that asked for it, its right edges in line."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width(), -8))
        self.move(max(0, corner.x() - self.width()), max(0, corner.y() - self.height()))
        self.show()
        self._box.setFocus(Qt.FocusReason.PopupFocusReason)

    def _offer(self) -> None:
        target = self._list.chosen()
        self._now.setEnabled(target is not None)
        # One cannot ask a mailbox whether it takes a call.
        can_be_asked = target is not None and target.kind is not TargetKind.VOICEMAIL
        self._ask.setEnabled(can_be_asked)

    def _tell(self, way: Way) -> None:
        target = self._list.chosen()
        if target is None or (way is Way.ASK_FIRST and not self._ask.isEnabled()):
            return
        self.hide()
        self.chosen.emit(TransferWish(target, way))

    def _tell_now(self) -> None:
        self._tell(Way.NOW if self._purpose is Purpose.TRANSFER else Way.CALL)

    def _tell_ask(self) -> None:
        self._tell(Way.ASK_FIRST)

    def _tell_typed(self, text: str) -> None:
        self.typed.emit(text)

    def _chosen_moved(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._offer()

    def _handled(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if is_shifted and self._purpose is Purpose.TRANSFER:
                self._tell_ask()
            else:
                self._tell_now()
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _connect(self) -> None:
        self._box.textEdited.connect(self._tell_typed)
        self._box.installEventFilter(self)
        self._now.clicked.connect(self._tell_now)
        self._ask.clicked.connect(self._tell_ask)
        self._list.doubleClicked.connect(self._tell_now)
        selection = self._list.selectionModel()
        selection.currentChanged.connect(self._chosen_moved)

    def _lay_out(self) -> None:
        self._box.setObjectName("transfer_input")
        self._box.setAccessibleName("Name or number")
        self._box.setPlaceholderText("Name or number")
        self._now.setObjectName("transfer_now")
        self._ask.setObjectName("transfer_ask_first")
        self._nothing.setContentsMargins(4, 8, 4, 8)
        foot = row(gap=8)
        foot.addStretch(1)
        foot.addWidget(self._ask)
        foot.addWidget(self._now)
        stack = column(self, gap=10, edge=14)
        top = row(gap=8)
        top.addWidget(self._title, 1)
        top.addWidget(self._keys)
        stack.addLayout(top)
        for part in (self._box, self._list, self._nothing):
            stack.addWidget(part)
        stack.addLayout(foot)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._handled(event)
        return super().eventFilter(watched, event)
