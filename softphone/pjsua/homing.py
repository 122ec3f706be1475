"""Keeps the phone registered: tries again after failures, follows the network, never gives up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime

import pjsua2 as pj

from softphone import line
from softphone.line import Account, RegistrationEvent
from softphone.persistence import NetworkWatch, Persistence
from softphone.pjsua.account import Invite, PjsuaAccount, registering
from softphone.pjsua.listener import cut_connections
from softphone.pjsua.transports import PhoneEndpoint, Transports, address_towards

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 1.0
_GONE_CODE = 503


FindAddress = Callable[[str, int], str]


class Homing:
    """The account of one line; lives on the worker thread."""

    def __init__(
        self,
        endpoint: PhoneEndpoint,
        emit: Callable[[RegistrationEvent], None],
        clock: Callable[[], datetime],
        on_invite: Callable[[Invite], None],
        find_address: FindAddress = address_towards,
    ) -> None:
        self.account: PjsuaAccount | None = None
        self.data: Account | None = None
        self.is_registered = False
        self.has_moved: Callable[[], None] = lambda: None  # for the calls, which move as well
        self.transports = Transports(endpoint)
        self._endpoint = endpoint
        self._out = emit
        self._now = clock
        self._on_invite = on_invite
        self._find_address = find_address
        self._persistence = Persistence()
        self._network = NetworkWatch()
        self._local = ""
        self._going_to = ""
        self._look_due = 0.0
        self._is_wanted = False
        endpoint.on_broken = self._connection_broke

    @property
    def identity(self) -> str:
        return f"sip:{self.data.user}@{self.data.domain}" if self.data else ""

    @property
    def domain(self) -> str:
        return self.data.domain if self.data else ""

    def register(self, data: Account) -> None:
        self._is_wanted = True
        if self.account is not None and data == self.data:
            self._try_again()
            return
        self.drop_account()
        if self.data is not None and data.ca_file != self.data.ca_file:
            self.transports.close()
        self.data = data
        self._network.forget()
        self._settle_at(self._find_address(data.proxy_host, data.proxy_port))

    def unregister(self) -> None:
        self._is_wanted = False
        self._persistence.stop()
        if self.account is not None:
            self.account.setRegistration(False)

    def reconnect(self) -> None:
        """The network may be another one: find out, and register over what works."""
        if self.data is None or not self._is_wanted:
            return
        local = self._find_address(self.data.proxy_host, self.data.proxy_port)
        if local and local != self._local:
            self._move(local)
        else:
            self._try_again()

    def turn(self) -> None:
        """What is due now."""
        if self.data is None or not self._is_wanted:
            return
        now = time.monotonic()
        if self._going_to:
            self._arrive()
        elif now >= self._look_due:
            self._look_due = now + _LOOK_EVERY_S
            self._look_around(self.data, now)
        if self._persistence.is_unanswered(now):
            self._drop_connections()
            self._persistence.failed(_GONE_CODE, now)
            self._tell_gone()
        if self._persistence.is_due(now):
            self._try_again()

    def _look_around(self, data: Account, now: float) -> None:
        local = self._find_address(data.proxy_host, data.proxy_port)
        if self._network.has_changed(local, now, time.time()):
            log.info("the network changed or the machine woke up: registering again")
            self.reconnect()

    def drop_account(self) -> None:
        if self.account is not None:
            self.account.shutdown()
        self.account = None
        self.is_registered = False

    def _settle_at(self, local: str) -> None:
        """Open a way from `local` and register there."""
        data = self.data
        if data is None:
            return
        if not local:
            self._persistence.failed(_GONE_CODE, time.monotonic())
            self._tell_gone()
            return
        try:
            self.transports.open(data.transport, local, ca_file=data.ca_file)
            self.transports.hide(data.transport)
        except pj.Error as fault:  # no such certificate, no such port
            log.warning("no way to the phone system: %s", fault.reason)
            self._persistence.failed(_GONE_CODE, time.monotonic())
            self._tell_gone()
            return
        self._local = local
        config = registering(data, local)
        self._persistence.asked(time.monotonic())
        if self.account is None:
            self.account = PjsuaAccount(self._registration_changed, self._on_invite)
            self.account.create(config)
        else:
            try:
                self.account.modify(config)
            except pj.Error as fault:
                log.info("could not register from the new address yet: %s", fault.reason)
            self._send()

    def _move(self, local: str) -> None:
        """The next turn settles there: first the library must notice what was cut."""
        self._drop_connections()
        self.transports.close()
        self._local, self._going_to = "", local

    def _arrive(self) -> None:
        local, self._going_to = self._going_to, ""
        self._settle_at(local)
        self.has_moved()

    def _drop_connections(self) -> None:
        """They are dead, whatever the system believes."""
        if self.data is None or not cut_connections(self.data.proxy_host, self.data.proxy_port):
            self._endpoint.drop_connections()

    def _try_again(self) -> None:
        if self._going_to:
            return
        if self.account is None or not self._local:
            data = self.data
            if data is not None:
                self._settle_at(self._find_address(data.proxy_host, data.proxy_port))
            return
        self._persistence.asked(time.monotonic())
        self._send()

    def _send(self) -> None:
        if self.account is None:
            return
        try:
            self.account.setRegistration(True)
        except pj.Error as fault:  # the last one is still out: its answer or its timeout comes
            log.debug("registration is busy: %s", fault.reason)

    def _registration_changed(self, code: int, reason: str, expires: int) -> None:
        self.is_registered = code == 200 and expires > 0
        if self.is_registered:
            self._persistence.succeeded()
            self._out(line.Registered(self._now()))
        elif code == 200:
            self._out(line.Unregistered(self._now()))
        else:
            if self._is_wanted:
                self._persistence.failed(code, time.monotonic())
            self._out(line.RegistrationFailed(code, reason, self._now()))

    def _connection_broke(self) -> None:
        if self._is_wanted:
            self._persistence.failed(_GONE_CODE, time.monotonic())
        if self.is_registered:
            self._tell_gone()

    def _tell_gone(self) -> None:
        self.is_registered = False
        self._out(line.PbxGone(self._now()))
