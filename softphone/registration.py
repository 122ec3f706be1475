"""Registering at a phone system, and what the agent is told of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatchmethod
from ipaddress import ip_address

from softphone import line, protocol
from softphone.address import DialRules
from softphone.call_book import Refused
from softphone.line import Account, Line, RegistrationEvent
from softphone.protocol import AnyPhoneEvent, Registration, RegistrationState

_PASSWORD_CODES = frozenset({401, 403, 404, 407})
_SILENCE_CODES = frozenset({408, 502, 503, 504})


class Registering:
    """Where the phone is at home: its account, its dialling rules, the last sentence said."""

    def __init__(self, sip_line: Line, publish: Callable[[AnyPhoneEvent], None]) -> None:
        self._line = sip_line
        self._publish = publish
        self._said: Registration | None = None
        self.user = ""
        self.domain = ""
        self.rules = DialRules()

    def register(self, intent: protocol.Register) -> None:
        try:
            ip_address(intent.proxy_host)
        except ValueError as fault:
            # a name would mean DNS, and DNS that does not answer freezes every call for ten seconds
            raise Refused("the address of the phone system must be an IP address") from fault
        is_tls = intent.transport is line.Transport.TLS
        if is_tls and not intent.ca_file:
            raise Refused("a secure connection needs the certificate of the phone system")
        self.user, self.domain = intent.user, intent.domain
        self.rules = DialRules(intent.country, external_prefix=intent.outbound_prefix)
        self._tell(RegistrationState.REGISTERING, "Connecting to the phone system…")
        account = Account(
            user=intent.user,
            password=intent.password,
            domain=intent.domain,
            proxy_host=intent.proxy_host,
            proxy_port=intent.proxy_port,
            transport=intent.transport,
            login=intent.auth_user,
            ca_file=intent.ca_file if is_tls else "",
            has_srtp=is_tls and intent.srtp,
        )
        self._line.register(account)

    def need(self) -> None:
        if not self.domain:
            raise Refused("the phone is not connected to a phone system yet")

    @singledispatchmethod
    def hear(self, event: RegistrationEvent) -> None:
        raise TypeError(f"{type(event).__name__} is not about registration")

    @hear.register
    def _(self, _event: line.Registered) -> None:
        self._tell(RegistrationState.REGISTERED, "Ready for calls.")

    @hear.register
    def _(self, _event: line.Unregistered) -> None:
        self._tell(RegistrationState.OFFLINE, "The phone is switched off.")

    @hear.register
    def _(self, _event: line.PbxGone) -> None:
        self._tell(
            RegistrationState.UNREACHABLE,
            "The phone system cannot be reached. Calls cannot come in; trying again…",
        )

    @hear.register
    def _(self, event: line.RegistrationFailed) -> None:
        if event.code in _PASSWORD_CODES:
            self._tell(
                RegistrationState.REFUSED,
                "The phone system does not accept this phone's name or password.",
            )
        elif event.code in _SILENCE_CODES and "CERT" in event.reason.upper():
            self._tell(
                RegistrationState.UNREACHABLE,
                "The phone system did not show the expected certificate. Trying again…",
            )
        elif event.code in _SILENCE_CODES:
            self.hear(line.PbxGone(event.at))
        else:
            self._tell(
                RegistrationState.UNREACHABLE,
                f"The phone system turned this phone away ({event.code}). Trying again…",
            )

    def _tell(self, state: RegistrationState, sentence: str) -> None:
        said = Registration(state, sentence)
        if said != self._said:  # a line that keeps trying fails every two seconds
            self._said = said
            self._publish(said)
