"""The bar of the call the agent is in: who, how long, and everything to do while talking."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.calls.call_controls import CallControls
from desktop.calls.call_lines import AskingStrip, WaitingLine
from desktop.calls.call_meters import LevelMeter
from desktop.calls.call_model import (
    CallerChoice,
    CallNote,
    KeyPress,
    LineAct,
    LineQuality,
    LineWish,
    LiveCall,
    RecordingShown,
    Trouble,
    quality_badge,
    quality_words,
)
from desktop.calls.chooser import Chooser
from desktop.calls.keypad import Keypad
from desktop.qt import theme
from desktop.qt.buttons import Button
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
_RECORDING = {
    RecordingShown.ON: Badge("Recording", Tone.RED, "record"),
    RecordingShown.PAUSED: Badge("Recording paused", Tone.ORANGE, "pause-record"),
}


class CallBar(Card):
    """One live call. Hidden while there is none; the note survives a restart of the phone."""

    mute_requested = signal(str)
    unmute_requested = signal(str)
    put_on_hold_requested = signal(str)
    resume_requested = signal(str)
    key_requested = signal(KeyPress)
    note_requested = signal(CallNote)
    note_changed = signal(CallNote)
    report_issue_requested = signal(str)
    hang_up_requested = signal(str)
    take_requested = signal(str)
    open_customer_requested = signal(str)
    transfer_requested = signal(str)
    second_call_requested = signal(str)
    record_requested = signal(str)
    line_wished = signal(LineWish)
    caller_chosen = signal(CallerChoice)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, "raised")
        self.setObjectName("call_bar")
        self._now = clock
        self._call = LiveCall("", "", "")
        self._avatar = Avatar(size=36)
        self._who, self._detail = ElidedLabel("", Look.HEADING), ElidedLabel("", Look.MUTED)
        self._clock, self._state = Label("00:00", Look.BIG), Pill()
        self._recording, self._quality, self._levels = Pill(), Pill(), LevelMeter()
        self.controls = CallControls()
        self._note = QLineEdit()
        self._report = Button("Report issue", Kind.PLAIN, "triangle-alert")
        self._hang_up = Button("Hang up", Kind.DANGER, "phone-off", "call.hang_up")
        self._keypad = Keypad(self)
        self._trouble, self.notice = Banner(), Banner()
        self.asking, self._chooser = AskingStrip(), Chooser(across=3)
        self._waiting = column(gap=6)
        self._shown_waiting: tuple[object, ...] = ()
        self._tick = QTimer(self, interval=250)
        self._name_parts()
        self._lay_out()
        self._connect()
        self.hide()

    def show_call(self, call: LiveCall) -> None:
        """Show this call as it is now."""
        if call.ref != self._call.ref:
            self._start_over()
        before, self._call = self._call, call
        self._avatar.show_name(call.who)
        self._who.setText(call.who)
        by = f" · transferred by {call.transferred_by}" if call.transferred_by else ""
        number = phone(call.number) if any(sign.isdigit() for sign in call.number) else "Colleague"
        self._detail.setText((number if number != call.who and call.number else "") + by)
        self.controls.show_call(call)
        self._show_state(call)
        self._show_trouble(call.trouble)
        self.asking.show_asking(call)
        if before.candidates != call.candidates:
            self._chooser.show_candidates(call.candidates)
        self._chooser.setVisible(bool(call.candidates))
        self._show_waiting(call)
        self._say_time()
        self._tick.start()
        self.show()

    def show_levels(self, heard: int, sent: int) -> None:
        """How loud both sides of the call in the bar are."""
        self._levels.show_levels(heard, sent)

    def show_quality(self, quality: LineQuality) -> None:
        """How the call in the bar sounds."""
        self._quality.show_badge(quality_badge(quality), quality_words(quality))
        self._quality.show()

    def clear(self) -> None:
        """The call is over."""
        self._tick.stop()
        self._keypad.hide()
        self.hide()

    def ref(self) -> str:
        """The call shown."""
        return self._call.ref

    def note(self) -> CallNote:
        """The note being written, e.g. to keep it when the call ends."""
        return CallNote(self._call.ref, self._note.text())

    def show_note(self, text: str) -> None:
        """What was written in this call before."""
        if text != self._note.text():
            self._note.setText(text)

    def note_was_kept(self) -> None:
        """The note is in the thread: ready for the next."""
        self._note.clear()

    def start_note(self) -> None:
        """Put the cursor into the note."""
        self._note.setFocus()

    def _start_over(self) -> None:
        self._note.clear()
        self._keypad.start_over()
        self._levels.rest()
        self._quality.hide()

    def _show_state(self, call: LiveCall) -> None:
        state = Badge("Talking", Tone.GREEN, "phone-call")
        if call.answered_at is None:
            state = Badge("Calling", Tone.BLUE, "phone-outgoing")
        elif call.is_being_transferred:
            state = Badge("Transferring", Tone.BLUE, "phone-forwarded")
        elif call.is_on_hold:
            state = Badge("On hold", Tone.ORANGE, "pause")
        elif call.is_muted:
            state = Badge("Muted", Tone.ORANGE, "mic-off")
        elif call.is_joined:
            state = Badge("Conference", Tone.PURPLE, "users")
        self._state.show_badge(state)
        recording = _RECORDING.get(call.recording)
        self._recording.setVisible(recording is not None)
        if recording is not None:
            self._recording.show_badge(recording, "This conversation is being kept")

    def _show_trouble(self, trouble: Trouble) -> None:
        if trouble is Trouble.NONE:
            self._trouble.hide()
            return
        self._trouble.say(Notice(WORDS[trouble], Tone.ORANGE, "triangle-alert"))

    def _show_waiting(self, call: LiveCall) -> None:
        shown = (call.ref, call.waiting, call.answered_at is None, call.asking_about)
        if shown == self._shown_waiting:
            return  # a new line would take the focus from under the agent's hand
        self._shown_waiting = shown
        empty(self._waiting)
        for each in call.waiting:
            line = WaitingLine(each, call)
            line.wished.connect(self._line_wished)
            self._waiting.addWidget(line)

    def _line_wished(self, wanted: LineWish) -> None:
        if wanted.act is LineAct.TAKE:
            self.take_requested.emit(wanted.ref)
        else:
            self.line_wished.emit(wanted)

    def _say_time(self) -> None:
        since = self._call.answered_at
        self._clock.setText(running(self._now() - since if since else timedelta()))

    def _toggle_mute(self) -> None:
        wish = self.unmute_requested if self._call.is_muted else self.mute_requested
        wish.emit(self._call.ref)

    def _toggle_hold(self) -> None:
        wish = self.resume_requested if self._call.is_on_hold else self.put_on_hold_requested
        wish.emit(self._call.ref)

    def _open_keypad(self) -> None:
        above = self._keypad.sizeHint().height() + 8
        self._keypad.move(self.controls.keys.mapToGlobal(QPoint(0, -above)))
        self._keypad.show()

    def _tell_key(self, digit: str) -> None:
        self.key_requested.emit(KeyPress(self._call.ref, digit))

    def _tell_note(self) -> None:
        if text := self._note.text().strip():
            self.note_requested.emit(CallNote(self._call.ref, text))

    def _tell_typing(self, _text: str) -> None:
        self.note_changed.emit(self.note())

    def _tell_report(self) -> None:
        self.report_issue_requested.emit(self._call.ref)

    def _tell_hang_up(self) -> None:
        self.hang_up_requested.emit(self._call.ref)

    def _tell_transfer(self) -> None:
        self.transfer_requested.emit(self._call.ref)

    def _tell_second(self) -> None:
        self.second_call_requested.emit(self._call.ref)

    def _tell_record(self) -> None:
        self.record_requested.emit(self._call.ref)

    def _tell_caller(self, customer_id: str) -> None:
        self.caller_chosen.emit(CallerChoice(self._call.ref, customer_id))

    def _connect(self) -> None:
        self._chooser.chosen.connect(self._tell_caller)
        self._tick.timeout.connect(self._say_time)
        self.controls.mute_clicked.connect(self._toggle_mute)
        self.controls.hold_clicked.connect(self._toggle_hold)
        self.controls.keys_clicked.connect(self._open_keypad)
        self.controls.transfer_clicked.connect(self._tell_transfer)
        self.controls.second_clicked.connect(self._tell_second)
        self.controls.record_clicked.connect(self._tell_record)
        self._keypad.pressed_key.connect(self._tell_key)
        self._note.returnPressed.connect(self._tell_note)
        self._note.textEdited.connect(self._tell_typing)
        self._report.clicked.connect(self._tell_report)
        self._hang_up.clicked.connect(self._tell_hang_up)

    def _name_parts(self) -> None:
        self._report.setObjectName("call_report_issue")
        self._hang_up.setObjectName("call_hang_up")
        self._report.hint("issue.report")
        self._note.setMinimumWidth(160)
        self._note.setObjectName("call_note")
        self._note.setAccessibleName("Note for the customer's thread")
        self._note.setPlaceholderText("Note for the thread, kept as you type; Enter posts it")
        self._clock.setFont(theme.figures())
        self._clock.setMinimumWidth(64)
        self._quality.hide()
        self._recording.hide()

    def _lay_out(self) -> None:
        words = column(gap=0)
        words.addWidget(self._who)
        words.addWidget(self._detail)
        line = row(gap=10)
        line.addWidget(self._avatar)
        line.addLayout(words, 1)
        for part in (self._levels, self._state, self._clock):
            line.addWidget(part)
        line.addWidget(self.controls)
        line.addWidget(self._hang_up)
        writing = row(gap=10)
        writing.addWidget(self._note, 1)
        writing.addWidget(self._recording)
        writing.addWidget(self._quality)
        writing.addWidget(self._report)
        stack = column(self, gap=8)
        stack.setContentsMargins(16, 10, 16, 10)
        stack.addWidget(self._trouble)
        stack.addWidget(self.notice)
        stack.addLayout(line)
        stack.addWidget(self._chooser)
        stack.addLayout(writing)
        stack.addWidget(self.asking)
        stack.addLayout(self._waiting)
