"""All calls at once: at most four legs, one has the agent's ear, the others wait on hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from softphone.address import DEFAULT_COUNTRY, normalise
from softphone.call import Call, CallState, Direction, EndedWhy, advance
from softphone.line import MAX_LEGS, CallEvent, CallRef, IncomingCall


class Refused(Exception):
    """A rule of the phone said no; the text is for the agent."""


@dataclass(frozen=True, slots=True)
class CallBook:
    """Every live call, and each ended one until `forget_ended`."""

    calls: tuple[Call, ...] = ()

    @property
    def live(self) -> tuple[Call, ...]:
        return tuple(call for call in self.calls if call.is_live)

    def find(self, ref: CallRef) -> Call:
        """The live call behind `ref`; asking for a call that is over is refused."""
        for call in self.calls:
            if call.ref == ref and call.is_live:
                return call
        raise Refused("this call is over")

    def is_speaking(self, ref: CallRef) -> bool:
        return any(call.ref == ref and call.is_speaking for call in self.calls)

    def speaking_besides(self, ref: CallRef) -> tuple[CallRef, ...]:
        """The calls that must go on hold before `ref` may have the agent's ear."""
        company = {ref, *(self.conference if ref in self.conference else ())}
        return tuple(
            call.ref for call in self.calls if call.is_speaking and call.ref not in company
        )

    @property
    def conference(self) -> tuple[CallRef, ...]:
        """The live calls that hear each other and the agent."""
        return tuple(call.ref for call in self.live if call.is_in_conference)


def receive(book: CallBook, event: CallEvent) -> CallBook:
    """The book after SIP reported `event` about one of its calls."""
    return CallBook(tuple(advance(call, event) for call in book.calls))


def ring(book: CallBook, event: IncomingCall, country: str = DEFAULT_COUNTRY) -> CallBook:
    """A new call rings; a call already in the book stays as it is."""
    if any(call.ref == event.ref for call in book.calls):
        return book
    call = Call(
        ref=event.ref,
        key=event.key,
        direction=Direction.INCOMING,
        number=normalise(event.caller.user, country),
        display=event.caller.display,
        dialled=event.dialled,
        started_at=event.at,
        referred_by=event.referred_by,
    )
    return CallBook((*book.calls, call))


def dial(book: CallBook, ref: CallRef, number: str, at: datetime) -> CallBook:
    """A call we place ourselves."""
    need_room(book)
    call = Call(
        ref=ref,
        direction=Direction.OUTGOING,
        number=number,
        started_at=at,
        state=CallState.DIALLING,
    )
    return CallBook((*book.calls, call))


def need_room(book: CallBook) -> None:
    if len(book.live) >= MAX_LEGS:
        raise Refused(f"there are already {MAX_LEGS} calls; end one first")


def need_ringing(book: CallBook, ref: CallRef) -> None:
    call = book.find(ref)
    if call.direction is not Direction.INCOMING or call.state is not CallState.RINGING:
        raise Refused("only a ringing call can be answered or declined")


def need_talking(book: CallBook, ref: CallRef) -> None:
    if book.find(ref).state is not CallState.TALKING:
        raise Refused("this call is not connected yet")


def decline(book: CallBook, ref: CallRef) -> CallBook:
    need_ringing(book, ref)
    return change(book, ref, lambda call: replace(call, parting=EndedWhy.DECLINED))


def hang_up(book: CallBook, ref: CallRef) -> CallBook:
    """End a call; a call still ringing here counts as declined."""
    call = book.find(ref)
    if call.direction is Direction.INCOMING and call.state is CallState.RINGING:
        return decline(book, ref)
    return change(book, ref, lambda call: replace(call, parting=EndedWhy.HUNG_UP))


def put_on_hold(book: CallBook, ref: CallRef) -> CallBook:
    need_talking(book, ref)
    return change(book, ref, lambda call: replace(call, is_on_hold=True))


def resume(book: CallBook, ref: CallRef) -> CallBook:
    need_talking(book, ref)
    return change(book, ref, lambda call: replace(call, is_on_hold=False))


def mute(book: CallBook, ref: CallRef) -> CallBook:
    need_talking(book, ref)
    return change(book, ref, lambda call: replace(call, is_muted=True))


def unmute(book: CallBook, ref: CallRef) -> CallBook:
    need_talking(book, ref)
    return change(book, ref, lambda call: replace(call, is_muted=False))


def end_all(book: CallBook, why: EndedWhy, at: datetime) -> CallBook:
    """Every live call is over at once (the engine or the PBX took them down)."""
    return CallBook(
        tuple(
            replace(call, state=CallState.ENDED, ended_at=at, ended_why=why)
            if call.is_live
            else call
            for call in book.calls
        )
    )


def forget_ended(book: CallBook) -> CallBook:
    return CallBook(book.live)


def change(book: CallBook, ref: CallRef, how: Callable[[Call], Call]) -> CallBook:
    """The book with one of its calls changed."""
    return CallBook(tuple(how(call) if call.ref == ref else call for call in book.calls))
