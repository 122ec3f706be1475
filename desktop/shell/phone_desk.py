"""The phone in the window: engine, card, bar, the pill at the top and the agent's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.parts import Views, build_parts, disconnect
from desktop.calls.phone_process import PhoneCommand, PhoneProcess
from desktop.calls.wrap_up_view import WrapUpView
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.shell.main_window import MainWindow
from desktop.shell.presence import Presence
from desktop.shell.registration import Registration
from desktop.store import Store
from softphone import protocol

if TYPE_CHECKING:
    from desktop.shell.access import SipAccount


class AnsweredBy(msgspec.Struct, frozen=True, tag="answered_by"):
    """The server's word that somebody took a call."""

    call_key: str
    staff_id: str
    name: str


class PhoneDesk(QObject):
    """Builds and owns everything of the phone for one signed-in person."""

    said = signal(str)

    def __init__(
        self, window: MainWindow, store: Store, command: PhoneCommand, clock: Clock
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._process = PhoneProcess(command, self)
        self.bridge = PhoneBridge(self._process, self)
        self.views = Views(CallCard(), CallBar(clock), WrapUpView())
        window.set_call_card(self.views.card)
        window.set_call_bar(self.views.bar)
        window.set_call_bar(self.views.wrap_up)
        self.parts = build_parts(store, self.bridge, self.views, clock)
        self.desk = self.parts.calls
        self.registration = Registration(window, self.bridge)
        self.presence = Presence(store, self.bridge, window.rail, clock)
        self.presence.went_away.connect(self.registration.go_away)
        self.presence.came_back.connect(self.registration.come_back)
        self.presence.said.connect(self.said.emit)
        self.desk.said.connect(self.said.emit)

    def start(self, account: SipAccount, password: str) -> None:
        """Start the engine and register; the password goes down its pipe and nowhere else."""
        host, _, port = account.proxy.rpartition(":")
        if self.presence.is_away:
            self.registration.go_away()
        self._process.start()
        self.registration.use(
            protocol.Register(account.user, password, account.domain, host, int(port))
        )
        self.presence.show()
        self.parts.recordings.file_left_over()
        self.parts.wrap_up.bring_back()

    def stop(self) -> None:
        """Hang up, sign off, and take everything of this person out of the window."""
        self.presence.stop()
        disconnect(self.parts)
        self._process.stop()
        self._window.phone_banner.hide()
        self._window.let_call_card_go()
        for view in (self.views.card, self.views.bar, self.views.wrap_up):
            view.hide()
            view.deleteLater()
        self.deleteLater()

    def heard(self, body: bytes) -> None:
        """Something the server told everyone in passing."""
        try:
            told = msgspec.json.decode(body, type=AnsweredBy)
        except msgspec.ValidationError:
            return  # another kind of news, for a newer desk
        me = self._store.me
        if me is None or told.staff_id != me.id:
            self.desk.colleague_answered(told.call_key, told.name)
