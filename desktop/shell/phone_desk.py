"""The phone in the window: engine, card, bar, the pill at the top and the agent's state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject

from desktop.calls.bridge import PhoneBridge
from desktop.calls.call_bar import CallBar
from desktop.calls.call_card import CallCard
from desktop.calls.devices_desk import DevicesDesk
from desktop.calls.dialling_desk import DiallingDesk, Outlet
from desktop.calls.dialling_model import Source
from desktop.calls.own_phone_desk import OwnPhoneDesk
from desktop.calls.parts import Views, build_parts, disconnect
from desktop.calls.phone_process import PhoneCommand, PhoneProcess
from desktop.calls.wrap_up_view import WrapUpView
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.settings import SPEAKER, DeskSettings
from desktop.shell.main_window import MainWindow
from desktop.shell.network_watch import NetworkWatch
from desktop.shell.office_line import office_line
from desktop.shell.phone_menu import PhoneChoice
from desktop.shell.presence import Presence
from desktop.shell.registration import Registration
from desktop.shell.surroundings import Surroundings
from desktop.store import Store
from softphone import protocol

if TYPE_CHECKING:
    from desktop.links import CustomerAdded
    from desktop.shell.access import SipAccount
    from desktop.shell.office import Office


class AnsweredBy(msgspec.Struct, frozen=True, tag="answered_by"):
    """The server's word that somebody took a call."""

    call_key: str
    staff_id: str
    name: str


class PhoneDesk(QObject):
    """Builds and owns everything of the phone for one signed-in person."""

    said = signal(str)

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        command: PhoneCommand,
        clock: Clock,
        settings: DeskSettings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._settings = settings
        self._office: protocol.Register | None = None
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
        self.devices = DevicesDesk(window, store, self.bridge, settings)
        self.own_phone = OwnPhoneDesk(window, store)
        self.surroundings = Surroundings(window, store, self.bridge, clock)
        outlet = Outlet(self.desk.dial, lambda: self.registration.is_ready)
        callers = self.parts.knowledge.callers
        self.dialling = DiallingDesk(window, callers, outlet, settings)
        self._network = NetworkWatch(clock, self)
        self._connect()

    def serve(self, office: Office) -> None:
        """Calls open customers and issues; pages and customers lead to calls."""
        self.desk.customer_requested.connect(office.open_customer)
        self.desk.create_requested.connect(office.add_customer)
        self.parts.note_desk.report_requested.connect(
            lambda wish: office.report_issue(wish.customer_id, wish.call_id)
        )
        self.said.connect(office.say)
        office.calls.speak_through(lambda: self._settings.text(SPEAKER))
        office.customer_added.connect(self._customer_added)
        office.dial_requested.connect(self.call_from_profile)

    def _customer_added(self, added: CustomerAdded) -> None:
        self.desk.now_known(added.phone, added.customer_id)

    def start(self, account: SipAccount | None, password: str) -> None:
        """Start the engine and register; the password goes down its pipe and nowhere else.

        Without an account from the office the person may still use one of their own.
        """
        self._office = None
        if account is not None and password:
            self._office = office_line(account, password, self._store.folder)
        if self.presence.is_away:
            self.registration.go_away()
        self.devices.start()
        if self.own_phone.account is not None:
            self.own_phone.begin()
        elif self._office is not None:
            self._use(self._office)
        self.presence.show()
        self.surroundings.start(self._settings)
        self._network.start()
        self.parts.recordings.file_left_over()
        self.parts.wrap_up.bring_back()

    def stop(self) -> None:
        """Hang up, sign off, and take everything of this person out of the window."""
        for part in (self.presence, self.devices, self.surroundings):
            part.stop()
        disconnect(self.parts)
        self._process.stop()
        self._window.phone_banner.hide()
        self._window.let_call_card_go()
        for view in (self.views.card, self.views.bar, self.views.wrap_up):
            view.hide()
            view.deleteLater()
        self.deleteLater()

    def call_from_profile(self, number: str) -> None:
        """The Call button of a customer's page (CAL-18)."""
        self.dialling.request(number, Source.PROFILE)

    def heard(self, body: bytes) -> None:
        """Something the server told everyone in passing."""
        try:
            told = msgspec.json.decode(body, type=AnsweredBy)
        except msgspec.ValidationError:
            return  # another kind of news, for a newer desk
        me = self._store.me
        if me is None or told.staff_id != me.id:
            self.desk.colleague_answered(told.call_key, told.name)

    def _use(self, account: protocol.Register) -> None:
        self._process.start()
        self.registration.use(account)

    def _use_own(self, account: protocol.Register) -> None:
        self._process.start()
        self.registration.use(account, is_own=True, has_office=self._office is not None)

    def _chosen(self, choice: PhoneChoice) -> None:
        if choice is PhoneChoice.SOUND:
            self.devices.open()
        elif choice is PhoneChoice.OWN_PHONE:
            self.own_phone.open()
        elif choice is PhoneChoice.OFFICE_PHONE and self._office is not None:
            self.own_phone.forget()
            self._use(self._office)

    def _hold_key(self) -> None:
        self.surroundings.hold_key(self._settings)

    def _registered(self, registration: protocol.Registration) -> None:
        if registration.state is protocol.RegistrationState.REGISTERED:
            self.dialling.phone_is_ready()

    def _connect(self) -> None:
        self.presence.went_away.connect(self.registration.go_away)
        self.presence.came_back.connect(self.registration.come_back)
        self.registration.choice_made.connect(self._chosen)
        self.own_phone.chosen.connect(self._use_own)
        self.devices.answer_key_changed.connect(self._hold_key)
        self.bridge.registration_changed.connect(self._registered)
        self._network.changed.connect(self.registration.try_now)
        self.dialling.window_wanted.connect(self.surroundings.bring_to_front)
        for talks in (self.presence, self.desk, self.dialling, self.own_phone, self.surroundings):
            talks.said.connect(self.said.emit)
