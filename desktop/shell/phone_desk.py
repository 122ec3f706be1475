"""The phone in the window: engine, card, bar, the pill at the top and the agent's state."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.desk import CallDesk
from desktop.calls.phone_process import PhoneCommand, PhoneProcess
from desktop.qt.formatting import Clock
from desktop.qt.statuses import AgentState
from desktop.shell.access import SipAccount
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.top_bar import PhoneShown, PhoneState
from desktop.store import Store
from softphone import protocol
from softphone.call import CallState
from softphone.protocol import RegistrationState


class AnsweredBy(msgspec.Struct, frozen=True, tag="answered_by"):
    """The server's word that somebody took a call."""

    call_key: str
    staff_id: str
    name: str


class PhoneDesk(QObject):
    """Builds and owns everything of the phone for one signed-in person."""

    def __init__(
        self, window: MainWindow, store: Store, command: PhoneCommand, clock: Clock
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._account: protocol.Register | None = None
        self._state = AgentState.AVAILABLE
        self._process = PhoneProcess(command, self)
        self._bridge = PhoneBridge(self._process, self)
        card, bar = CallCard(), CallBar(clock)
        window.set_call_card(card)
        window.set_call_bar(bar)
        self.desk = CallDesk(store, self._bridge, (card, bar), clock)
        self._bridge.registration_changed.connect(self._registration_changed)
        self._bridge.calls_changed.connect(self._calls_changed)
        window.rail.state_chosen.connect(self._state_chosen)

    def start(self, account: SipAccount, password: str) -> None:
        """Start the engine and register; the password goes down its pipe and nowhere else."""
        host, _, port = account.proxy.rpartition(":")
        self._account = protocol.Register(account.user, password, account.domain, host, int(port))
        self._process.start()
        self._bridge.register(self._account)
        self._show_user()

    def stop(self) -> None:
        self._process.stop()

    def heard(self, body: bytes) -> None:
        """Something the server told everyone in passing."""
        try:
            told = msgspec.json.decode(body, type=AnsweredBy)
        except msgspec.ValidationError:
            return  # another kind of news, for a newer desk
        me = self._store.me
        if me is None or told.staff_id != me.id:
            self.desk.colleague_answered(told.call_key, told.name)

    def _registration_changed(self, registration: protocol.Registration) -> None:
        shown = {
            RegistrationState.REGISTERED: PhoneState.READY,
            RegistrationState.REGISTERING: PhoneState.REGISTERING,
        }.get(registration.state, PhoneState.NONE)
        if self._state is AgentState.AWAY:
            self._window.top_bar.show_phone(
                PhoneShown(PhoneState.NONE, "You are away; calls do not ring here.")
            )
            return
        self._window.top_bar.show_phone(PhoneShown(shown, registration.sentence))

    def _calls_changed(self, _snapshot: protocol.Calls) -> None:
        self._show_user()

    def _state_chosen(self, state: AgentState) -> None:
        """Away means calls do not ring here; everything else keeps the line registered."""
        self._state = state
        if state is AgentState.AWAY:
            self._bridge.unregister()
        elif self._account is not None:
            self._bridge.register(self._account)
        self._show_user()

    def _show_user(self) -> None:
        me = self._store.me
        if me is not None:
            self._window.rail.show_user(UserShown(me.name, self._shown_state()))

    def _shown_state(self) -> AgentState:
        states = {call.state for call in self._bridge.calls}
        if CallState.TALKING in states or CallState.DIALLING in states:
            return AgentState.ON_A_CALL
        if CallState.RINGING in states:
            return AgentState.RINGING
        return self._state
