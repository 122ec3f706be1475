"""The larger parts of a number's form: who it rings, when it is open, what callers hear."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from desktop.admin.fields import check_box, line_edit
from desktop.admin.number_model import DAYS, RINGTONES
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import AGENT_STATES
from desktop.qt.tones import Kind
from desktop.qt.widgets import Pill, column, empty, row
from desktop.replica.phone_setup import Member
from sync_server.contract.base import RowId


class MembersBox(QWidget):
    """Everyone with a phone; ticked ones are rung, all at once."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[RowId, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)

    def show_members(self, people: Iterable[Member], chosen: Iterable[RowId]) -> None:
        """Everyone who could be rung, with what they do now."""
        empty(self._grid)
        self._boxes.clear()
        wanted = set(chosen)
        for at, person in enumerate(people):
            box = check_box(f"number_member_{person.id}", person.name)
            box.setChecked(person.id in wanted)
            self._boxes[person.id] = box
            self._grid.addWidget(box, at, 0)
            self._grid.addWidget(Pill(AGENT_STATES[person.state]), at, 1)
        if not self._boxes:
            self._grid.addWidget(Label("Nobody has a phone yet", Look.MUTED), 0, 0)

    def chosen(self) -> tuple[RowId, ...]:
        """Who is ticked, by name."""
        return tuple(row_id for row_id, box in self._boxes.items() if box.isChecked())


class HoursBox(QWidget):
    """One line for each weekday; an empty line is closed, all empty is always open."""

    def __init__(self, name: str = "number_hours", no_hours: str = "Always open") -> None:
        super().__init__()
        self._no_hours = no_hours
        self._days = [line_edit(f"{name}_{day[:3].lower()}", "Closed") for day in DAYS]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, (day, line) in enumerate(zip(DAYS, self._days, strict=True)):
            line.setAccessibleName(f"Open on {day}")
            line.textChanged.connect(self._say_what_empty_means)
            grid.addWidget(Label(day), at, 0)
            grid.addWidget(line, at, 1)
        self._copy = Button("Use Monday for the whole working week", Kind.LINK)
        self._copy.setObjectName(f"{name}_copy")
        self._copy.clicked.connect(self._copy_monday)
        grid.addWidget(self._copy, len(DAYS), 1, Qt.AlignmentFlag.AlignLeft)

    def show_hours(self, days: Iterable[str]) -> None:
        """One text a day, such as `08:00-12:00, 13:00-17:00`."""
        for line, text in zip(self._days, days, strict=True):
            line.setText(text)
        self._say_what_empty_means("")

    def hours(self) -> tuple[str, ...]:
        """What is typed for each day."""
        return tuple(line.text() for line in self._days)

    def _say_what_empty_means(self, _text: str) -> None:
        """No hours at all is always open; beside a day with hours an empty one is closed."""
        is_any = any(line.text().strip() for line in self._days)
        words = "Closed" if is_any else self._no_hours
        for line in self._days:
            line.setPlaceholderText(words)

    def _copy_monday(self) -> None:
        for line in self._days[1:5]:
            line.setText(self._days[0].text())


class RingtoneBox(QWidget):
    """The tone colleagues hear when this number rings."""

    listen_requested = signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._tones = QComboBox()
        self._listen = Button("Listen", Kind.PLAIN, "play")
        for key, words in RINGTONES.items():
            self._tones.addItem(words, key)
        self._tones.setObjectName("number_ringtone")
        self._tones.setAccessibleName("Ringtone")
        self._listen.setObjectName("ringtone_listen")
        self._listen.clicked.connect(self._ask_to_listen)
        line = row(self, gap=8)
        line.addWidget(self._tones, 1)
        line.addWidget(self._listen)

    def show_tone(self, key: str) -> None:
        """A tone this program does not know stays as it is, under its own name."""
        if self._tones.findData(key) < 0:
            self._tones.addItem(key, key)
        self._tones.setCurrentIndex(self._tones.findData(key))

    def tone(self) -> str:
        """The tone that is chosen; empty for the standard one."""
        return str(self._tones.currentData())

    def _ask_to_listen(self) -> None:
        self.listen_requested.emit(self.tone())


class GreetingBox(QWidget):
    """What callers hear before the tone: ours, or a file, or said into the microphone."""

    listen_requested = signal(str)
    file_requested = wish()
    record_requested = wish()
    stop_requested = wish()
    forgotten = wish()

    def __init__(self) -> None:
        super().__init__()
        self._sha256 = ""
        self._words = Label("", Look.MUTED)
        self._listen = Button("Listen", Kind.PLAIN, "play")
        self._file = Button("Choose a file…", Kind.PLAIN, "cloud-upload")
        self._record = Button("Record", Kind.PLAIN, "mic")
        self._forget = Button("Use the standard greeting", Kind.LINK)
        self._is_recording = False
        line = row(gap=8)
        for name, button in (
            ("greeting_listen", self._listen),
            ("greeting_file", self._file),
            ("greeting_record", self._record),
            ("greeting_forget", self._forget),
        ):
            button.setObjectName(name)
            line.addWidget(button)
        line.addStretch(1)
        stack = column(self, gap=6)
        stack.addWidget(self._words)
        stack.addLayout(line)
        self._listen.clicked.connect(self._ask_to_listen)
        self._file.clicked.connect(self.file_requested)
        self._record.clicked.connect(self._ask_to_record)
        self._forget.clicked.connect(self.forgotten)
        self.show_greeting("")

    def show_greeting(self, sha256: str) -> None:
        """Which greeting is in use; empty: the standard one."""
        self._sha256 = sha256
        own = "Your own greeting. Listen to it before you save."
        self._words.setText(own if sha256 else "The standard greeting")
        self._listen.setVisible(bool(sha256))
        self._forget.setVisible(bool(sha256))

    def greeting(self) -> str:
        """The checksum of the greeting; empty: the standard one."""
        return self._sha256

    def show_recording(self, words: str) -> None:
        """The microphone is open; no words: it is not any more."""
        self._is_recording = bool(words)
        self._record.relabel("Stop" if words else "Record")
        self._record.swap_icon("square" if words else "mic")
        self._file.setEnabled(not words)
        if words:
            self._words.setText(words)
        else:
            self.show_greeting(self._sha256)

    def _ask_to_listen(self) -> None:
        self.listen_requested.emit(self._sha256)

    def _ask_to_record(self) -> None:
        if self._is_recording:
            self.stop_requested.emit()
        else:
            self.record_requested.emit()
