"""One story of a call out of many reports, and whose call it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.calls import (
    CallRow,
    FileVoicemail,
    LinkCall,
    LogCall,
    VoicemailRow,
    call_id,
)
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, ContactKind
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

C = CallOutcome
_STRENGTH = {
    C.RINGING: 0,
    C.ABANDONED: 1,
    C.MISSED: 2,
    C.DECLINED: 3,
    C.VOICEMAIL: 4,
    C.ANSWERED: 5,
}
"""Of two reports on one call the stronger fact stands: whoever heard more knows more."""


def log_call(view: View, command: LogCall, _here: Circumstances) -> Effects:
    """Merge one report into the call; the order in which reports arrive does not matter."""
    if command.call_id != call_id(command.call_key):
        raise Refused(Reason.INVALID, "The call's id does not belong to its key.")
    known = view.get(CallRow, command.call_id)
    base = known or CallRow(
        id=command.call_id,
        version=-1,
        call_key=command.call_key,
        direction=command.direction,
        number=command.number,
        dialled=command.dialled,
        customer_id=owner_of(view, command.number),
    )
    merged = _merge(view, base, command)
    if merged == known:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(merged, version=base.version + 1),))


def _merge(view: View, base: CallRow, report: LogCall) -> CallRow:
    stronger = _STRENGTH[report.outcome] > _STRENGTH[base.outcome]
    # The first answer is final: a second desk that raced it lost the call (telephony facts, 2).
    answerer = base.answered_by or report.answered_by
    staff = view.get(StaffRow, answerer) if answerer else None
    return msgspec.structs.replace(
        base,
        outcome=report.outcome if stronger else base.outcome,
        number=base.number or report.number,
        dialled=base.dialled or report.dialled,
        customer_id=report.customer_id or base.customer_id,
        answered_by=answerer,
        answered_by_name=staff.name if staff else base.answered_by_name,
        started_at=_one(min, (base.started_at, report.started_at)),
        answered_at=_one(min, (base.answered_at, report.answered_at)),
        ended_at=_one(max, (base.ended_at, report.ended_at)),
    )


def _one(
    pick: Callable[[Iterable[datetime]], datetime], times: Iterable[datetime | None]
) -> datetime | None:
    known = [at for at in times if at is not None]
    return pick(known) if known else None


def owners_of(view: View, number: str) -> list[RowId]:
    """Customers who own exactly this E.164 number."""
    if not number:
        return []
    points = view.where(ContactPointRow, value=number, contact_kind=ContactKind.PHONE)
    return list(dict.fromkeys(point.customer_id for point in points))


def owner_of(view: View, number: str) -> RowId | None:
    """The one owner of a number; several or none are for a person to choose (CAL-17)."""
    owners = owners_of(view, number)
    return owners[0] if len(owners) == 1 else None


def link_call(view: View, command: LinkCall, _here: Circumstances) -> Effects:
    call = view.get(CallRow, command.call_id)
    if call is None:
        raise Refused(Reason.NOT_FOUND, "This call does not exist any more.")
    if view.get(CustomerRow, command.customer_id) is None:
        raise Refused(Reason.NOT_FOUND, "This customer does not exist any more.")
    booking = view.get(BookingRow, command.booking_id) if command.booking_id else None
    if booking is not None and booking.customer_id != command.customer_id:
        raise Refused(Reason.INVALID, "This booking belongs to another customer.")
    linked = msgspec.structs.replace(
        call,
        version=call.version + 1,
        customer_id=command.customer_id,
        booking_id=command.booking_id or call.booking_id,
    )
    return Effects(rows=(linked,))


def file_voicemail(view: View, command: FileVoicemail, here: Circumstances) -> Effects:
    if view.get(VoicemailRow, command.voicemail_id) is not None:
        return Effects()
    call = view.get(CallRow, command.call_id)
    row = VoicemailRow(
        id=command.voicemail_id,
        call_id=command.call_id,
        customer_id=call.customer_id if call else owner_of(view, command.number),
        number=command.number,
        seconds=command.seconds,
        sha256=command.sha256,
        left_at=here.now,
    )
    return Effects(rows=(row,))
