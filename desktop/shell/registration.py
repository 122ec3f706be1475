"""Where the phone is registered: the office's account or the person's own, and how it is."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.qt.hop import GuiThread
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.phone_menu import PhoneChoice, PhoneMenu
from desktop.shell.top_bar import PhoneShown, PhoneState
from softphone import protocol
from softphone.protocol import RegistrationState

NO_PHONE = "This desk has no phone yet. Click to use a phone provider of your own."
AWAY = "You are away; calls do not ring here."
_STATES = {
    RegistrationState.REGISTERED: PhoneState.READY,
    RegistrationState.REGISTERING: PhoneState.REGISTERING,
}
_TROUBLED = frozenset({RegistrationState.REFUSED, RegistrationState.UNREACHABLE})


class Registration(QObject):
    """Keeps the phone registered and says truly how it is."""

    choice_made = signal(PhoneChoice)

    def __init__(self, window: MainWindow, bridge: PhoneBridge) -> None:
        super().__init__(bridge)
        self._window = window
        self._bridge = bridge
        self._gui = GuiThread(self)
        self._account: protocol.Register | None = None
        self._is_away = False
        self._has_own = False
        self._has_office = True
        self._last = protocol.Registration(RegistrationState.OFFLINE, "")
        self._menu = PhoneMenu(window)
        self._menu.chosen.connect(self._picked)
        bridge.registration_changed.connect(self._changed)
        window.top_bar.phone_clicked.connect(self._open_menu)
        window.phone_banner.acted.connect(self.try_now)

    @property
    def is_ready(self) -> bool:
        """Calls can be made."""
        return self._last.state is RegistrationState.REGISTERED

    def use(
        self, account: protocol.Register, *, is_own: bool = False, has_office: bool = True
    ) -> None:
        """Register here from now on. A host's name is resolved in a thread: DNS may take long."""
        self._account, self._has_own = account, is_own
        self._has_office = has_office
        if self._is_away:
            self._show()
            return
        if _is_address(account.proxy_host):
            self._bridge.register(account)
            return
        self._tell(RegistrationState.REGISTERING, f"Looking for {account.proxy_host}…")
        _in_thread(lambda: self._resolve(account))

    def go_away(self) -> None:
        self._is_away = True
        if self._account is not None:
            self._bridge.unregister()
        self._show()

    def come_back(self) -> None:
        self._is_away = False
        if self._account is None:
            self._show()
        else:
            self.use(self._account, is_own=self._has_own, has_office=self._has_office)

    def try_now(self) -> None:
        """The network is back, the machine woke up, or the person does not want to wait."""
        if self._account is None or self._is_away:
            return
        if _is_address(self._account.proxy_host) and self._last.state is not (
            RegistrationState.OFFLINE
        ):
            self._bridge.reconnect()
            self._show()  # the banner stays until the phone says that it worked
        else:
            self.use(self._account, is_own=self._has_own, has_office=self._has_office)

    def _resolve(self, account: protocol.Register) -> None:
        """In a thread of its own."""
        try:
            found = socket.getaddrinfo(account.proxy_host, account.proxy_port)
        except OSError:
            self._gui.run(lambda: self._not_found(account))
            return
        address = str(found[0][4][0])
        self._gui.run(lambda: self._found(account, address))

    def _found(self, account: protocol.Register, address: str) -> None:
        if account is self._account and not self._is_away:
            self._bridge.register(msgspec.structs.replace(account, proxy_host=address))

    def _not_found(self, account: protocol.Register) -> None:
        if account is self._account:
            words = f"{account.proxy_host} cannot be found. Check the name and the network."
            self._tell(RegistrationState.UNREACHABLE, words)

    def _tell(self, state: RegistrationState, sentence: str) -> None:
        self._changed(protocol.Registration(state, sentence))

    def _changed(self, registration: protocol.Registration) -> None:
        self._last = registration
        self._show()

    def _show(self) -> None:
        window, last = self._window, self._last
        is_troubled = last.state in _TROUBLED and not self._is_away
        state = _STATES.get(last.state, PhoneState.OFFLINE)
        shown = PhoneShown(state, last.sentence)
        if self._is_away:
            shown = PhoneShown(PhoneState.AWAY, AWAY)
        elif self._account is None:
            shown = PhoneShown(PhoneState.NONE, NO_PHONE)
        window.top_bar.show_phone(shown)
        if is_troubled:
            words = last.sentence or "The phone system cannot be reached."
            window.phone_banner.say(Notice(words, Tone.ORANGE, "phone-off", "Try now"))
        else:
            window.phone_banner.hide()

    def _open_menu(self) -> None:
        offered = {PhoneChoice.SOUND, PhoneChoice.OWN_PHONE}
        if self._account is not None and not self._is_away:
            offered.add(PhoneChoice.TRY_NOW)
        if self._has_own and self._has_office:
            offered.add(PhoneChoice.OFFICE_PHONE)
        why = AWAY if self._is_away else self._last.sentence or "This desk has no phone yet"
        self._menu.offer(why, frozenset(offered))
        self._menu.open_at(self._window.top_bar.phone_corner())

    def _picked(self, choice: PhoneChoice) -> None:
        if choice is PhoneChoice.TRY_NOW:
            self.try_now()
        else:
            self.choice_made.emit(choice)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _in_thread(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="look up the phone system", daemon=True).start()
