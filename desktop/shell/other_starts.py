"""What another start of the program, or a link, asks of this one: a call, or the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.calls.dialling_model import Source
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.handlers import Door, Told
from desktop.shell.main_window import MainWindow

if TYPE_CHECKING:
    from desktop.shell.phone_desk import PhoneDesk


class OtherStarts(QObject):
    """Keeps a wish until there is a phone; the newest one counts."""

    def __init__(self, profile: Path, window: MainWindow, first: Told) -> None:
        super().__init__(window)
        self._window = window
        self._phone: PhoneDesk | None = None
        self._wanted = first if first.target else None
        self._door = Door(profile, self)
        self._door.told.connect(self.told)
        self._door.open()

    def close(self) -> None:
        self._door.close()

    def phone_came(self, phone: PhoneDesk) -> None:
        """There is a phone now."""
        self._phone = phone
        self._call()

    def phone_left(self) -> None:
        self._phone = None

    def told(self, told: Told) -> None:
        """Another start asks for something."""
        if told.target:
            self._wanted = told
            self._call()
        elif self._phone is not None:
            self._phone.surroundings.bring_to_front()
        else:
            self._window.raise_()
            self._window.activateWindow()

    def _call(self) -> None:
        wanted = self._wanted
        if wanted is not None and self._phone is not None:
            self._wanted = None
            source = Source.LINK if wanted.is_link else Source.COMMAND
            self._phone.dialling.request(wanted.target, source)
        elif wanted is not None:
            words = "The call is made as soon as you are signed in and have a phone."
            self._window.say(Notice(words, Tone.BLUE, "phone"))
