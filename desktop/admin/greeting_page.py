"""A number's greeting, wired: chosen or recorded, sent up, listened to before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog

from desktop.admin.greeting import (
    LONGEST_SECONDS,
    Microphone,
    NoMicrophone,
    NotAGreeting,
    Take,
    check_file,
)
from desktop.admin.number_parts import GreetingBox
from desktop.qt.background import Background, Cancelled
from desktop.qt.signals import signal
from desktop.store import Store

TICK_MS = 250
NO_MICROPHONE = "This computer has no microphone switched on. Connect one, or choose a file."


@dataclass(frozen=True, slots=True)
class Listen:
    """A sound of this desk to play."""

    sha256: str
    title: str


class GreetingPage(QObject):
    """Drives one GreetingBox."""

    listen_requested = signal(Listen)
    problem = signal(str)

    def __init__(self, store: Store, box: GreetingBox, microphone: Microphone) -> None:
        super().__init__(box)
        self._store = store
        self._box = box
        self._microphone = microphone
        self._take: Take | None = None
        self._work = Background("microphone", self)
        self._dialog: QFileDialog | None = None
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._ticked)
        box.listen_requested.connect(self._listen)
        box.file_requested.connect(self._ask_for_file)
        box.record_requested.connect(self._record)
        box.stop_requested.connect(self._stop)
        box.forgotten.connect(self._forget)

    def end(self) -> None:
        """The desk closes."""
        self._tick.stop()
        self._work.end()
        self._microphone.close()

    def take_file(self, name: str) -> None:
        """Use this file as the greeting."""
        path = Path(name)
        try:
            check_file(path)
            sha256 = self._store.attach_sound(path)
        except NotAGreeting as reason:
            self.problem.emit(str(reason))
        except OSError as failure:
            self.problem.emit(f"{path.name} cannot be read: {failure.strerror or failure}.")
        else:
            self.problem.emit("")
            self._box.show_greeting(sha256)

    def _listen(self, sha256: str) -> None:
        self.listen_requested.emit(Listen(sha256, "Greeting"))

    def _forget(self) -> None:
        self._box.show_greeting("")

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self._box.window(), "Choose a greeting")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter("Sound (*.wav)")
        dialog.fileSelected.connect(self.take_file)
        dialog.open()
        self._dialog = dialog

    def _record(self) -> None:
        take = self._take = Take()
        microphone = self._microphone
        self._box.show_recording("Opening the microphone…")

        def work(_cancelled: Cancelled) -> bool:
            try:
                microphone.open(take)
            except NoMicrophone:
                return False
            return True

        self._work.run(work, self._opened)

    def _opened(self, heard: bool) -> None:  # noqa: FBT001 - the answer of a job
        if heard:
            self._tick.start()
            self._ticked()
        else:
            self._take = None
            self._box.show_recording("")
            self.problem.emit(NO_MICROPHONE)

    def _ticked(self) -> None:
        take = self._take
        if take is None:
            return
        self._box.show_recording(f"Speak now: {int(take.seconds)} of {LONGEST_SECONDS} seconds")
        if take.seconds >= LONGEST_SECONDS:
            self._stop()

    def _stop(self) -> None:
        take, self._take = self._take, None
        self._tick.stop()
        microphone = self._microphone
        self._work.run(lambda _cancelled: microphone.close(), self._closed)
        self._box.show_recording("")
        if take is None or take.seconds == 0:
            self.problem.emit("Nothing was recorded. Is the microphone muted?")
            return
        path = take.save()
        try:
            self.take_file(str(path))
        finally:
            path.unlink(missing_ok=True)

    def _closed(self, _answer: None) -> None:
        """The microphone is free again."""
