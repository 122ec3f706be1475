"""Calls that something outside asks for: read, asked about, and dialled once there is a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.calls.callers import Callers
from desktop.calls.dialling_model import DialRequest, NotDiallable, Source, read_request
from desktop.calls.dialling_view import DialConfirm
from desktop.qt.signals import signal, wish

WAITS_MS = 60_000
"""How long a wish waits for the phone: later nobody would remember having asked."""
ASKS_FIRST = {Source.LINK: "dialling/ask_links", Source.PROFILE: "dialling/ask_profile"}
DEFAULTS = {Source.LINK: "yes", Source.PROFILE: "no"}
_WHY = {
    Source.LINK: "A link asks Ringdesk to call this number.",
    Source.PROFILE: "The call starts at once.",
    Source.COMMAND: "",
}


class Settings(Protocol):
    """Where the answer to "ask again?" is kept."""

    def text(self, key: str, default: str = "") -> str: ...

    def set_text(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlet:
    """The phone as this needs it."""

    dial: Callable[[str], None]
    is_ready: Callable[[], bool]


class DiallingDesk(QObject):
    """One wish at a time; a newer one takes the place of an older that still waits."""

    said = signal(str)
    window_wanted = wish()
    """The person must see something: bring the window to the front."""

    def __init__(
        self, window: QWidget, callers: Callers, outlet: Outlet, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._callers = callers
        self._outlet = outlet
        self._settings = settings
        self._asked: DialRequest | None = None
        self._waiting: DialRequest | None = None
        self._confirm: DialConfirm | None = None
        self._patience = QTimer(self, singleShot=True, interval=WAITS_MS)
        self._patience.timeout.connect(self._give_up)

    def request(self, text: str, source: Source) -> None:
        """Somebody asks for a call; nonsense is answered with a sentence."""
        try:
            wanted = read_request(text, source)
        except NotDiallable as fault:
            self.window_wanted.emit()
            self.said.emit(str(fault))
            return
        if self._asks_first(source):
            self._ask(wanted)
        else:
            self._dial(wanted)

    def phone_is_ready(self) -> None:
        """Dial what waited."""
        wanted, self._waiting = self._waiting, None
        self._patience.stop()
        if wanted is not None:
            self._dial(wanted)

    def _ask(self, wanted: DialRequest) -> None:
        if self._confirm is None:
            self._confirm = DialConfirm(self._window)
            self._confirm.decided.connect(self._decided)
            self._confirm.asks_no_more.connect(self._ask_no_more)
        self._asked = wanted
        self.window_wanted.emit()
        who = self._callers.named(wanted.target)
        self._confirm.ask(who, wanted.shown, _WHY[wanted.source])

    def _decided(self, is_wanted: bool) -> None:  # noqa: FBT001 - the answer itself
        wanted, self._asked = self._asked, None
        if is_wanted and wanted is not None:
            self._dial(wanted)

    def _dial(self, wanted: DialRequest) -> None:
        if self._outlet.is_ready():
            self._outlet.dial(wanted.target)
            return
        self._waiting = wanted
        self._patience.start()
        self.said.emit(f"{wanted.shown} is called as soon as the phone is connected.")

    def _give_up(self) -> None:
        wanted, self._waiting = self._waiting, None
        if wanted is not None:
            self.said.emit(f"The phone is not connected. {wanted.shown} was not called.")

    def _ask_no_more(self) -> None:
        if self._asked is not None and self._asked.source in ASKS_FIRST:
            self._settings.set_text(ASKS_FIRST[self._asked.source], "no")

    def _asks_first(self, source: Source) -> bool:
        key = ASKS_FIRST.get(source)
        return key is not None and self._settings.text(key, DEFAULTS[source]) == "yes"
