"""Calls that are brought together: transfers, referrals to elsewhere, the agent's conference."""

from __future__ import annotations

from dataclasses import replace

from softphone.address import DEFAULT_COUNTRY, normalise
from softphone.call import Call, CallState, Direction, EndedWhy
from softphone.call_book import CallBook, Refused, change, need_talking
from softphone.line import CallRef, Referred, Replaced, TransferEnded
from softphone.transfer import TransferState


def ask_transfer(book: CallBook, ref: CallRef, target: str) -> CallBook:
    """A blind transfer is under way."""
    _need_free_for_transfer(book, ref)
    if book.find(ref).number == target:
        raise Refused("the caller is already on this line")
    return change(
        book,
        ref,
        lambda call: replace(
            call, transfer=TransferState.ASKED, transfer_target=target, transfer_to=None
        ),
    )


def ask_transfer_to(book: CallBook, ref: CallRef, to_ref: CallRef) -> CallBook:
    """An attended transfer is under way: `to_ref` will end when its far end takes `ref`."""
    if ref == to_ref:
        raise Refused("a call cannot be transferred to itself")
    _need_free_for_transfer(book, ref)
    _need_free_for_transfer(book, to_ref)
    target = book.find(to_ref).number
    asked = change(
        book,
        ref,
        lambda call: replace(
            call, transfer=TransferState.ASKED, transfer_target=target, transfer_to=to_ref
        ),
    )
    return change(asked, to_ref, lambda call: replace(call, parting=EndedWhy.TRANSFERRED))


def end_transfer(book: CallBook, event: TransferEnded) -> CallBook:
    """The book once the outcome of a transfer is known; a transfer nobody asked for is none."""
    call = asked_call(book, event.ref)
    if call is None:
        return book
    if event.code < 300:
        return change(
            book,
            event.ref,
            lambda call: replace(call, transfer=TransferState.DONE, parting=EndedWhy.TRANSFERRED),
        )
    failed = change(book, event.ref, lambda call: replace(call, transfer=TransferState.FAILED))
    return give_back(failed, call)


def give_back(book: CallBook, transferred: Call) -> CallBook:
    """The other call of an attended transfer that failed is an ordinary call again."""
    if transferred.transfer_to is None:
        return book
    return change(book, transferred.transfer_to, lambda call: replace(call, parting=None))


def asked_call(book: CallBook, ref: CallRef) -> Call | None:
    """The live call behind `ref` while its transfer is under way."""
    return next((c for c in book.live if c.ref == ref and c.transfer is TransferState.ASKED), None)


def has_left_with(book: CallBook, ref: CallRef) -> bool:
    """Whether `ref` is the far half of an attended transfer whose near half is gone already."""
    call = asked_call(book, ref)
    if call is None or call.transfer_to is None:
        return False
    return call.transfer_to not in {other.ref for other in book.live}


def follow(book: CallBook, event: Referred, country: str = DEFAULT_COUNTRY) -> CallBook:
    """The line dials where the far end of a call sends us."""
    call = Call(
        ref=event.ref,
        direction=Direction.OUTGOING,
        number=normalise(event.target.user, country),
        display=event.target.display,
        started_at=event.at,
        state=CallState.DIALLING,
        referred_by=normalise(event.referred_by, country),
        follows=event.old,
    )
    return CallBook((*book.calls, call))


def leave_old(book: CallBook, ref: CallRef) -> CallBook:
    """The call a referral came from ends as transferred, whoever hangs it up."""
    old = next((call.follows for call in book.live if call.ref == ref), None)
    if old is None:
        return book
    return change(book, old, lambda call: replace(call, parting=EndedWhy.TRANSFERRED))


def take_place(book: CallBook, event: Replaced, country: str = DEFAULT_COUNTRY) -> CallBook:
    """Another far end took the place of one we talked to: one call ends as the next begins."""
    old = next((call for call in book.live if call.ref == event.old), None)
    call = Call(
        ref=event.ref,
        key=event.key,
        direction=Direction.INCOMING,
        number=normalise(event.caller.user, country),
        display=event.caller.display,
        dialled=old.dialled if old else "",
        started_at=event.at,
        state=CallState.TALKING,
        answered_at=event.at,
        is_muted=bool(old and old.is_muted),
        referred_by=normalise(event.referred_by or (old.number if old else ""), country),
    )
    over = change(
        book,
        event.old,
        lambda gone: replace(
            gone,
            state=CallState.ENDED,
            ended_at=event.at,
            ended_why=EndedWhy.TRANSFERRED,
        ),
    )
    return CallBook((*over.calls, call))


def join(book: CallBook, ref: CallRef) -> CallBook:
    need_talking(book, ref)
    if book.find(ref).transfer is TransferState.ASKED:
        raise Refused("this call is being transferred")
    return change(book, ref, lambda call: replace(call, is_in_conference=True))


def leave(book: CallBook, ref: CallRef) -> CallBook:
    if not book.find(ref).is_in_conference:
        raise Refused("this call is not in the conference")
    return dissolve(change(book, ref, lambda call: replace(call, is_in_conference=False)))


def dissolve(book: CallBook) -> CallBook:
    """One call alone is no conference."""
    if len(book.conference) != 1:
        return book
    return change(book, book.conference[0], lambda call: replace(call, is_in_conference=False))


def _need_free_for_transfer(book: CallBook, ref: CallRef) -> None:
    need_talking(book, ref)
    call = book.find(ref)
    if call.transfer is TransferState.ASKED or call.parting is not None:
        raise Refused("this call is being transferred already")
