"""The round of small buttons in the call bar: mute, hold, keys, transfer, second call, record."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.calls.call_model import LiveCall, RecordingShown
from desktop.qt.buttons import icon_button
from desktop.qt.signals import wish
from desktop.qt.widgets import row

_RECORD = {
    RecordingShown.NONE: ("Record", "record"),
    RecordingShown.OFFERED: ("Record this call", "record"),
    RecordingShown.ON: ("Pause recording", "pause-record"),
    RecordingShown.PAUSED: ("Continue recording", "record"),
}


class CallControls(QWidget):
    """Shows the state of the call and not of the click: a button is down when the phone says so."""

    mute_clicked = wish()
    hold_clicked = wish()
    keys_clicked = wish()
    transfer_clicked = wish()
    second_clicked = wish()
    record_clicked = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mute = icon_button("Mute", "mic", "call.mute")
        self._hold = icon_button("Put on hold", "pause", "call.hold")
        self.keys = icon_button("Keypad", "grid-3x3", "call.keypad")
        self.transfer = icon_button("Transfer this call", "phone-forwarded", "call.transfer")
        self.second = icon_button("Call somebody else", "user-plus", "call.second")
        self._record = icon_button("Record", "record", "call.record")
        named = {
            "call_mute": self._mute,
            "call_hold": self._hold,
            "call_keypad": self.keys,
            "call_transfer": self.transfer,
            "call_second": self.second,
            "call_record": self._record,
        }
        line = row(self, gap=6)
        for name, button in named.items():
            button.setObjectName(name)
            line.addWidget(button)
        for switch in (self._mute, self._hold, self._record):
            switch.setCheckable(True)
        self._call = LiveCall("", "", "")
        self._connect()

    def show_call(self, call: LiveCall) -> None:
        """Show what is on, and offer what can be done now."""
        self._call = call
        talks = call.answered_at is not None
        self._mute.relabel("Unmute" if call.is_muted else "Mute")
        self._mute.swap_icon("mic-off" if call.is_muted else "mic")
        self._hold.relabel("Resume" if call.is_on_hold else "Put on hold")
        self._hold.swap_icon("play" if call.is_on_hold else "pause")
        words, picture = _RECORD[call.recording]
        self._record.relabel(words)
        self._record.swap_icon(picture)
        self._record.setVisible(call.recording is not RecordingShown.NONE)
        self._record.setEnabled(talks)
        self.transfer.setEnabled(talks and not call.is_being_transferred)
        self._settle()

    def _settle(self) -> None:
        self._mute.setChecked(self._call.is_muted)
        self._hold.setChecked(self._call.is_on_hold)
        self._record.setChecked(self._call.recording is RecordingShown.ON)

    def _mute_pressed(self) -> None:
        self._settle()
        self.mute_clicked.emit()

    def _hold_pressed(self) -> None:
        self._settle()
        self.hold_clicked.emit()

    def _record_pressed(self) -> None:
        self._settle()
        self.record_clicked.emit()

    def _connect(self) -> None:
        self._mute.clicked.connect(self._mute_pressed)
        self._hold.clicked.connect(self._hold_pressed)
        self._record.clicked.connect(self._record_pressed)
        self.keys.clicked.connect(self.keys_clicked)
        self.transfer.clicked.connect(self.transfer_clicked)
        self.second.clicked.connect(self.second_clicked)
