"""Phone: takes intents, drives a Line, publishes snapshots of its CallBook."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import singledispatchmethod
from ipaddress import ip_address
from uuid import uuid4

from softphone import call_book, line, protocol
from softphone.address import DEFAULT_COUNTRY, dial_uri, normalise
from softphone.call import EndedWhy
from softphone.call_book import CallBook, Refused
from softphone.line import Account, CallRef, Line, LineEvent
from softphone.protocol import AnyIntent, AnyPhoneEvent, Registration, RegistrationState

_DIGITS = re.compile(r"^[0-9*#A-Da-d]{1,32}$")
_PASSWORD_CODES = frozenset({401, 403, 404, 407})
_SILENCE_CODES = frozenset({408, 502, 503, 504})


class Phone:
    """One agent's phone. Not thread-safe: `do` and `receive` are called from one thread."""

    def __init__(
        self,
        sip_line: Line,
        publish: Callable[[AnyPhoneEvent], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._line = sip_line
        self._publish = publish
        self._clock = clock
        self._book = CallBook()
        self._domain = ""
        self._said: Registration | None = None
        self._country = DEFAULT_COUNTRY

    @property
    def book(self) -> CallBook:
        return self._book

    def do(self, intent: AnyIntent) -> None:
        """Carry out one wish of the agent; a wish a rule forbids is answered with a sentence."""
        try:
            self._do(intent)
        except Refused as refusal:
            self._publish(protocol.IntentRefused(str(refusal)))

    def receive(self, event: LineEvent) -> None:
        """Take in what SIP reported."""
        self._receive(event)

    @singledispatchmethod
    def _do(self, intent: AnyIntent) -> None:
        raise TypeError(f"{type(intent).__name__} is not for the phone")

    @_do.register
    def _(self, intent: protocol.Register) -> None:
        try:
            ip_address(intent.proxy_host)
        except ValueError as fault:
            # a name would mean DNS, and DNS that does not answer freezes every call for ten seconds
            raise Refused("the address of the phone system must be an IP address") from fault
        self._domain, self._country = intent.domain, intent.country
        self._tell(RegistrationState.REGISTERING, "Connecting to the phone system…")
        account = Account(
            user=intent.user,
            password=intent.password,
            domain=intent.domain,
            proxy_host=intent.proxy_host,
            proxy_port=intent.proxy_port,
            transport=intent.transport,
        )
        self._line.register(account)

    @_do.register
    def _(self, _intent: protocol.Unregister) -> None:
        self._line.unregister()

    @_do.register
    def _(self, intent: protocol.Dial) -> None:
        if not self._domain:
            raise Refused("the phone is not connected to a phone system yet")
        try:
            uri = dial_uri(intent.target, self._domain, self._country)
        except ValueError as fault:
            raise Refused(str(fault)) from fault
        call_book.need_room(self._book)
        ref = CallRef(uuid4().hex)
        self._hold_others(ref)
        number = normalise(intent.target.strip(), self._country)
        self._show(call_book.dial(self._book, ref, number, self._clock()))
        self._line.dial(ref, uri)

    @_do.register
    def _(self, intent: protocol.Answer) -> None:
        call_book.need_ringing(self._book, intent.ref)
        self._hold_others(intent.ref)
        self._line.answer(intent.ref)

    @_do.register
    def _(self, intent: protocol.Decline) -> None:
        self._book = call_book.decline(self._book, intent.ref)
        self._line.decline(intent.ref)

    @_do.register
    def _(self, intent: protocol.HangUp) -> None:
        self._book = call_book.hang_up(self._book, intent.ref)
        if self._book.find(intent.ref).parting is EndedWhy.DECLINED:
            self._line.decline(intent.ref)
        else:
            self._line.hang_up(intent.ref)

    @_do.register
    def _(self, intent: protocol.PutOnHold) -> None:
        self._hold(intent.ref)

    @_do.register
    def _(self, intent: protocol.Resume) -> None:
        call_book.need_talking(self._book, intent.ref)
        self._hold_others(intent.ref)
        self._show(call_book.resume(self._book, intent.ref))
        self._line.resume(intent.ref)

    @_do.register
    def _(self, intent: protocol.Mute) -> None:
        self._show(call_book.mute(self._book, intent.ref))
        self._line.mute(intent.ref)

    @_do.register
    def _(self, intent: protocol.Unmute) -> None:
        self._show(call_book.unmute(self._book, intent.ref))
        self._line.unmute(intent.ref)

    @_do.register
    def _(self, intent: protocol.SendDigits) -> None:
        call_book.need_talking(self._book, intent.ref)
        if not _DIGITS.match(intent.digits):
            raise Refused("only the keys 0-9, *, # and A-D can be sent")
        self._line.send_digits(intent.ref, intent.digits)

    @singledispatchmethod
    def _receive(self, event: LineEvent) -> None:
        """Everything else is about one call in the book."""
        self._show(call_book.receive(self._book, event))  # type: ignore[arg-type]

    @_receive.register
    def _(self, event: line.IncomingCall) -> None:
        self._show(call_book.ring(self._book, event, self._country))

    @_receive.register
    def _(self, event: line.CallAnswered) -> None:
        self._show(call_book.receive(self._book, event))
        # someone we dialled picks up while the agent talks to another: they wait, nobody is cut off
        if self._book.is_speaking(event.ref) and self._book.speaking_besides(event.ref):
            self._hold(event.ref)

    @_receive.register
    def _(self, _event: line.Registered) -> None:
        self._tell(RegistrationState.REGISTERED, "Ready for calls.")

    @_receive.register
    def _(self, _event: line.Unregistered) -> None:
        self._tell(RegistrationState.OFFLINE, "The phone is switched off.")

    @_receive.register
    def _(self, _event: line.PbxGone) -> None:
        self._tell(
            RegistrationState.UNREACHABLE,
            "The phone system cannot be reached. Calls cannot come in; trying again…",
        )

    @_receive.register
    def _(self, event: line.RegistrationFailed) -> None:
        if event.code in _PASSWORD_CODES:
            self._tell(
                RegistrationState.REFUSED,
                "The phone system does not accept this phone's name or password.",
            )
        elif event.code in _SILENCE_CODES:
            self._receive(line.PbxGone(event.at))
        else:
            self._tell(
                RegistrationState.UNREACHABLE,
                f"The phone system turned this phone away ({event.code}). Trying again…",
            )

    @_receive.register
    def _(self, event: line.DigitHeard) -> None:
        self._publish(protocol.DigitReceived(event.ref, event.digit))

    @_receive.register
    def _(self, event: line.LevelsMeasured) -> None:
        self._publish(protocol.Levels(event.ref, event.heard, event.sent))

    @_receive.register
    def _(self, _event: line.SoundPlayed) -> None:
        """Only a mailbox plays sounds into a call."""

    def _hold(self, ref: CallRef) -> None:
        self._show(call_book.put_on_hold(self._book, ref))
        self._line.put_on_hold(ref)

    def _hold_others(self, ref: CallRef) -> None:
        for other in self._book.speaking_besides(ref):
            self._hold(other)

    def _show(self, book: CallBook) -> None:
        """Publish what people can see of the book when it changed; an ended call goes out once."""
        before, after = protocol.snapshot(self._book), protocol.snapshot(book)
        self._book = call_book.forget_ended(book)
        if after != before:
            self._publish(after)

    def _tell(self, state: RegistrationState, sentence: str) -> None:
        said = Registration(state, sentence)
        if said != self._said:  # a line that keeps trying fails every two seconds
            self._said = said
            self._publish(said)
