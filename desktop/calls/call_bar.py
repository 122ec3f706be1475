"""The bar of the call the agent is in: who, how long, and everything to do while talking."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.calls.call_model import CallNote, KeyPress, LiveCall, Trouble, WaitingCall
from desktop.calls.keypad import Keypad
from desktop.qt import theme
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import Clock, phone, running
from desktop.qt.labels import ElidedLabel, Label, Look
from desktop.qt.signals import signal
from desktop.qt.statuses import Badge
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Avatar, Banner, Card, Notice, Pill, column, empty, row

WORDS = {
    Trouble.PHONE_RESTARTED: "The phone restarted. The call may have ended; your note is kept.",
    Trouble.NO_MICROPHONE: "No microphone: the caller cannot hear you. Plug one in to go on.",
    Trouble.NO_SOUND: "No speaker or headset: you cannot hear the caller. Plug one in to go on.",
}


class WaitingLine(QWidget):
    """One more call, with the way to take it."""

    taken = signal(str)

    def __init__(self, call: WaitingCall) -> None:
        super().__init__()
        self._ref = call.ref
        line = row(self, gap=8)
        state = Badge("On hold", Tone.ORANGE, "pause")
        waits = Badge("Waiting", Tone.BLUE, "phone-incoming")
        line.addWidget(Pill(state if call.is_on_hold else waits))
        line.addWidget(ElidedLabel(call.who), 1)
        take = Button(f"Resume {call.who}" if call.is_on_hold else f"Answer {call.who}", Kind.PLAIN)
        take.setObjectName(f"take_{call.ref}")
        take.explain("The present call is put on hold")
        take.clicked.connect(self._take)
        line.addWidget(take)

    def _take(self) -> None:
        self.taken.emit(self._ref)


class CallBar(Card):
    """One live call. Hidden while there is none; the note survives a restart of the phone."""

    mute_requested = signal(str)
    unmute_requested = signal(str)
    put_on_hold_requested = signal(str)
    resume_requested = signal(str)
    key_requested = signal(KeyPress)
    note_requested = signal(CallNote)
    report_issue_requested = signal(str)
    hang_up_requested = signal(str)
    take_requested = signal(str)
    open_customer_requested = signal(str)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised")
        self.setObjectName("call_bar")
        self._now = clock
        self._call = LiveCall("", "", "")
        self._avatar = Avatar(size=36)
        self._who, self._detail = ElidedLabel("", Look.HEADING), ElidedLabel("", Look.MUTED)
        self._clock, self._state = Label("00:00", Look.BIG), Pill()
        self._mute = icon_button("Mute", "mic", "Ctrl+M")
        self._hold = icon_button("Put on hold", "pause", "Ctrl+H")
        self._keys = icon_button("Keypad", "grid-3x3", "Ctrl+D")
        self._note = QLineEdit()
        self._report = Button("Report issue", Kind.PLAIN, "triangle-alert")
        self._hang_up = Button("Hang up", Kind.DANGER, "phone-off", "Ctrl+Shift+H")
        self._keypad = Keypad(self)
        self._trouble = Banner()
        self._waiting = column(gap=6)
        self._tick = QTimer(self, interval=250)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.hide()

    def show_call(self, call: LiveCall) -> None:
        """Show this call as it is now."""
        if call.ref != self._call.ref:
            self._note.clear()
            self._keypad.start_over()
        self._call = call
        self._avatar.show_name(call.who)
        self._who.setText(call.who)
        self._detail.setText(phone(call.number))
        self._show_switches(call)
        self._show_trouble(call.trouble)
        empty(self._waiting)
        for each in call.waiting:
            line = WaitingLine(each)
            line.taken.connect(self.take_requested.emit)
            self._waiting.addWidget(line)
        self._say_time()
        self._tick.start()
        self.show()

    def clear(self) -> None:
        """The call is over."""
        self._tick.stop()
        self._keypad.hide()
        self.hide()

    def note(self) -> CallNote:
        """The note being written, e.g. to keep it when the call ends."""
        return CallNote(self._call.ref, self._note.text())

    def note_was_kept(self) -> None:
        """The note is in the thread: ready for the next."""
        self._note.clear()

    def start_note(self) -> None:
        """Put the cursor into the note."""
        self._note.setFocus()

    def _show_switches(self, call: LiveCall) -> None:
        self._mute.relabel("Unmute" if call.is_muted else "Mute")
        self._mute.swap_icon("mic-off" if call.is_muted else "mic")
        self._mute.setChecked(call.is_muted)
        self._hold.relabel("Resume" if call.is_on_hold else "Put on hold")
        self._hold.swap_icon("play" if call.is_on_hold else "pause")
        self._hold.setChecked(call.is_on_hold)
        state = Badge("Talking", Tone.GREEN, "phone-call")
        if call.answered_at is None:
            state = Badge("Calling", Tone.BLUE, "phone-outgoing")
        elif call.is_on_hold:
            state = Badge("On hold", Tone.ORANGE, "pause")
        elif call.is_muted:
            state = Badge("Muted", Tone.ORANGE, "mic-off")
        self._state.show_badge(state)

    def _show_trouble(self, trouble: Trouble) -> None:
        if trouble is Trouble.NONE:
            self._trouble.hide()
            return
        self._trouble.say(Notice(WORDS[trouble], Tone.ORANGE, "triangle-alert"))

    def _say_time(self) -> None:
        since = self._call.answered_at
        self._clock.setText(running(self._now() - since if since else timedelta()))

    def _toggle_mute(self) -> None:
        wish = self.unmute_requested if self._call.is_muted else self.mute_requested
        self._mute.setChecked(self._call.is_muted)
        wish.emit(self._call.ref)

    def _toggle_hold(self) -> None:
        wish = self.resume_requested if self._call.is_on_hold else self.put_on_hold_requested
        self._hold.setChecked(self._call.is_on_hold)
        wish.emit(self._call.ref)

    def _open_keypad(self) -> None:
        above = self._keypad.sizeHint().height() + 8
        self._keypad.move(self._keys.mapToGlobal(QPoint(0, -above)))
        self._keypad.show()

    def _tell_key(self, digit: str) -> None:
        self.key_requested.emit(KeyPress(self._call.ref, digit))

    def _tell_note(self) -> None:
        if text := self._note.text().strip():
            self.note_requested.emit(CallNote(self._call.ref, text))

    def _tell_report(self) -> None:
        self.report_issue_requested.emit(self._call.ref)

    def _tell_hang_up(self) -> None:
        self.hang_up_requested.emit(self._call.ref)

    def _connect(self) -> None:
        self._tick.timeout.connect(self._say_time)
        self._mute.clicked.connect(self._toggle_mute)
        self._hold.clicked.connect(self._toggle_hold)
        self._keys.clicked.connect(self._open_keypad)
        self._keypad.pressed_key.connect(self._tell_key)
        self._note.returnPressed.connect(self._tell_note)
        self._report.clicked.connect(self._tell_report)
        self._hang_up.clicked.connect(self._tell_hang_up)

    def _name_parts(self) -> None:
        named = {
            "call_mute": self._mute,
            "call_hold": self._hold,
            "call_keypad": self._keys,
            "call_report_issue": self._report,
            "call_hang_up": self._hang_up,
        }
        for name, button in named.items():
            button.setObjectName(name)
        self._report.hint("Ctrl+I")
        self._mute.setCheckable(True)
        self._hold.setCheckable(True)
        self._note.setMinimumWidth(160)
        self._note.setObjectName("call_note")
        self._note.setAccessibleName("Note for the customer's thread")
        self._note.setPlaceholderText("Note for the thread, Enter keeps it")
        self._clock.setFont(theme.figures())
        self._clock.setMinimumWidth(64)

    def _lay_out(self) -> None:
        words = column(gap=0)
        words.addWidget(self._who)
        words.addWidget(self._detail)
        line = row(gap=10)
        line.addWidget(self._avatar)
        line.addLayout(words, 2)
        line.addWidget(self._state)
        line.addWidget(self._clock)
        for each in (self._mute, self._hold, self._keys):
            line.addWidget(each)
        line.addWidget(self._note, 5)
        line.addWidget(self._report)
        line.addWidget(self._hang_up)
        stack = column(self, gap=8)
        stack.setContentsMargins(16, 10, 16, 10)
        stack.addWidget(self._trouble)
        stack.addLayout(line)
        stack.addLayout(self._waiting)
