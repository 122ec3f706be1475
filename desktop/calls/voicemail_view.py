"""Voicemails: play, call back, done, delete; what nobody has heard stands out."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.calls.list_frame import Actions, lay_out_list
from desktop.calls.voicemail_model import columns
from desktop.qt.buttons import Button, chip
from desktop.qt.formatting import Clock
from desktop.qt.grid import Grid
from desktop.qt.keys import KeyShortcut
from desktop.qt.signals import signal, wish
from desktop.qt.tones import Kind
from desktop.qt.widgets import Banner, EmptyState
from desktop.replica.voicemails import VoicemailLine

NOTE_MS = 8000


class VoicemailView(QWidget):
    """The list; `banner` says what happened and takes it back."""

    play_requested = signal(VoicemailLine)
    call_requested = signal(VoicemailLine)
    done_requested = signal(VoicemailLine)
    remove_requested = signal(VoicemailLine)
    customer_requested = signal(VoicemailLine)
    done_shown = wish()
    to_do_shown = wish()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid[VoicemailLine](columns(clock), "voicemails_grid")
        self.grid.setAccessibleName("Voicemails")
        self.banner = Banner(lifetime_ms=NOTE_MS)
        self.banner.setObjectName("voicemail_note")
        self._play = Button("Play", Kind.PRIMARY, "play")
        self._call = Button("Call back", Kind.PLAIN, "phone")
        self._done = Button("Mark done", Kind.PLAIN, "check")
        self._customer = Button("Open customer", Kind.QUIET, "users")
        self._remove = Button("Delete", Kind.QUIET, "trash-2")
        self._to_do_chip, self._done_chip = chip("To do"), chip("Done")
        self._lines: dict[str, VoicemailLine] = {}
        self._empty = EmptyState("voicemail", "", "")
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._to_do_chip.setChecked(True)
        self.setFocusProxy(self.grid)

    def show_lines(self, lines: Iterable[VoicemailLine]) -> None:
        """Exactly these."""
        chosen = self.grid.current_id()
        self._lines = {each.id: each for each in lines}
        self.grid.show_rows(self._lines.values())
        self._body.setCurrentIndex(0 if self._lines else 1)
        ids: list[str] = list(self._lines)
        if ids:
            self.grid.selectRow(ids.index(chosen) if chosen in self._lines else 0)
        if self.shows_done():
            self._empty.say("Nothing is done yet", "Voicemails you are done with are kept here.")
        else:
            hint = "Callers who nobody answers can leave a message. It appears here at once."
            self._empty.say("No voicemail waits", hint)
        self._say()

    def shows_done(self) -> bool:
        """Whether the done ones are shown."""
        return self._done_chip.isChecked()

    def current(self) -> VoicemailLine | None:
        """The voicemail that is chosen."""
        return self._lines.get(self.grid.current_id())

    def _say(self) -> None:
        line = self.current()
        self._play.setEnabled(line is not None and bool(line.sha256))
        self._call.setEnabled(line is not None and bool(line.number))
        self._customer.setEnabled(line is not None and line.customer_id is not None)
        for button in (self._done, self._remove):
            button.setEnabled(line is not None)
        is_done = line is not None and line.done_at is not None
        self._done.relabel("Not done after all" if is_done else "Mark done")
        self._done.explain("D")
        self._play.explain("Play or pause (Space)")
        self._call.explain("Call back (C)")
        self._remove.explain("Delete (Del)")

    def _selected(self, _row_id: str) -> None:
        self._say()

    def _opened(self, _row_id: str) -> None:
        self._ask_play()

    def _ask_play(self) -> None:
        if (line := self.current()) is not None and line.sha256:
            self.play_requested.emit(line)

    def _ask_call(self) -> None:
        if (line := self.current()) is not None and line.number:
            self.call_requested.emit(line)

    def _ask_done(self) -> None:
        if (line := self.current()) is not None:
            self.done_requested.emit(line)

    def _ask_remove(self) -> None:
        if (line := self.current()) is not None:
            self.remove_requested.emit(line)

    def _ask_customer(self) -> None:
        if (line := self.current()) is not None:
            self.customer_requested.emit(line)

    def _show_to_do(self) -> None:
        self._to_do_chip.setChecked(True)
        self._done_chip.setChecked(False)
        self.to_do_shown.emit()

    def _show_done(self) -> None:
        self._to_do_chip.setChecked(False)
        self._done_chip.setChecked(True)
        self.done_shown.emit()

    def _connect(self) -> None:
        self.grid.current_changed.connect(self._selected)
        self.grid.opened.connect(self._opened)
        self._play.clicked.connect(self._ask_play)
        self._call.clicked.connect(self._ask_call)
        self._done.clicked.connect(self._ask_done)
        self._remove.clicked.connect(self._ask_remove)
        self._customer.clicked.connect(self._ask_customer)
        self._to_do_chip.clicked.connect(self._show_to_do)
        self._done_chip.clicked.connect(self._show_done)
        wishes = {
            "play": self._ask_play,
            "call": self._ask_call,
            "done": self._ask_done,
            "remove": self._ask_remove,
        }
        for name, act in wishes.items():
            context = Qt.ShortcutContext.WidgetShortcut
            KeyShortcut(f"voicemail.{name}", self.grid, act, context)

    def _lay_out(self) -> None:
        named = {
            "voicemail_play": self._play,
            "voicemail_call": self._call,
            "voicemail_done": self._done,
            "voicemail_customer": self._customer,
            "voicemail_remove": self._remove,
            "voicemails_to_do": self._to_do_chip,
            "voicemails_done": self._done_chip,
        }
        self._body.addWidget(self.grid)
        self._body.addWidget(self._empty)
        lay_out_list(self, Actions(named, self._to_do_chip), self._body, self.banner)
