"""What a report about a call changes, and whose call it is."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow, ChooseDisposition, LinkCall, LogCall, call_id
from sync_server.contract.customers import ContactPointRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.ring_groups import MAX_RING_SECONDS, DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, ContactKind, Direction, Visibility
from sync_server.rules import agents, call_story, callbacks, notices
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind, Reason, Refused
from sync_server.rules.merging import kept_of, living
from sync_server.rules.opening_hours import is_open
from sync_server.rules.view import View

_LONGEST_RING = timedelta(seconds=MAX_RING_SECONDS)


def log_call(view: View, command: LogCall, here: Circumstances) -> Effects:
    """Merge one report into the call; the order in which reports arrive does not matter."""
    if command.call_id != call_id(command.call_key):
        raise Refused(Reason.INVALID, "The call's id does not belong to its key.")
    if command.customer_id is not None:
        chosen = kept_of(view, command.customer_id)
        command = msgspec.structs.replace(command, customer_id=chosen)
    known = view.get(CallRow, command.call_id)
    merged = _merged(view, known or _first(view, command), command)
    if merged.ended_at is not None and (known is None or known.ended_at is None):
        for leg in view.where(CallRow, continues_id=merged.id):
            merged = call_story.with_leg(merged, leg)
    if merged == known:
        return Effects()
    version = known.version + 1 if known else 0
    call = msgspec.structs.replace(merged, version=version)
    rows: list[Row] = [call]
    whole = call_story.carried_on(view, call)
    if whole is not None:
        rows.append(whole)
    rows += callbacks.cleared_by(view, known, call, here)
    rows += agents.wrap_up_after(view, known, call, here)
    rows += notices.of_call(view, call, here)
    is_news = known is None and _is_ringing(view, call, here.now)
    return Effects(rows=tuple(rows), notices=(_ringing(call, here),) if is_news else ())


def _is_ringing(view: View, call: CallRow, now: datetime) -> bool:
    """Whether phones of a business number ring for it now; a report of long ago rings nobody."""
    group = view.get(RingGroupRow, call.ring_group_id) if call.ring_group_id else None
    is_up = call.outcome is CallOutcome.RINGING and not (call.answered_at or call.ended_at)
    return (
        group is not None
        and call.direction is Direction.INBOUND
        and is_up
        and call.continues_id is None
        and call.started_at is not None
        and now - call.started_at <= _LONGEST_RING
        and is_open(group.hours, group.holidays, group.time_zone, now)
    )


def _ringing(call: CallRow, here: Circumstances) -> Notice:
    return Notice(NoticeKind.CALL_RINGING, call.id, call.id, here.by, Visibility.INTERNAL)


def _first(view: View, command: LogCall) -> CallRow:
    """A call nobody has told of yet; legs of it that were told of before are found again."""
    group = group_of(view, command.dialled)
    row = CallRow(
        id=command.call_id,
        version=-1,
        call_key=command.call_key,
        direction=command.direction,
        number=command.number,
        dialled=command.dialled,
        customer_id=owner_of(view, command.number),
        ring_group_id=group.id if group else None,
    )
    for leg in view.where(CallRow, continues_id=row.id):
        row = call_story.with_leg(row, leg)
    return row


def _merged(view: View, base: CallRow, report: LogCall) -> CallRow:
    answerer = base.answered_by or report.answered_by
    staff = view.get(StaffRow, answerer) if answerer else None
    call = call_story.merge(base, report, staff.name if staff else base.answered_by_name)
    if not report.continues_key or call.continues_id is not None:
        return call
    start = call_story.root_id(view, call_id(report.continues_key))
    if start == call.id:
        return call
    whole = view.get(CallRow, start)
    return msgspec.structs.replace(
        call, continues_id=start, customer_id=whole.customer_id if whole else call.customer_id
    )


def group_of(view: View, dialled: str) -> RingGroupRow | None:
    """The business number that was called, None for a direct or outgoing call."""
    found = view.where(RingGroupRow, number=dialled) if dialled else []
    return found[0] if found else None


def owners_of(view: View, number: str) -> list[RowId]:
    """Customers who own exactly this E.164 number."""
    if not number:
        return []
    points = view.where(ContactPointRow, value=number, contact_kind=ContactKind.PHONE, gone=False)
    return list(dict.fromkeys(point.customer_id for point in points))


def owner_of(view: View, number: str) -> RowId | None:
    """The one owner of a number; several or none are for a person to choose (CAL-17)."""
    owners = owners_of(view, number)
    return owners[0] if len(owners) == 1 else None


def link_call(view: View, command: LinkCall, _here: Circumstances) -> Effects:
    """Say what a call was about (CAL-13); every record must be the customer's own."""
    call = _call(view, command.call_id)
    customer_id = living(view, command.customer_id)
    for kind, row_id, name in (
        (BookingRow, command.booking_id, "booking"),
        (QuoteRow, command.quote_id, "quote"),
        (InvoiceRow, command.invoice_id, "invoice"),
        (IssueRow, command.issue_id, "issue"),
    ):
        record = view.get(kind, row_id) if row_id else None
        owner: RowId | None = getattr(record, "customer_id", None)
        if owner is not None and kept_of(view, owner) != customer_id:
            raise Refused(Reason.INVALID, f"This {name} belongs to another customer.")
    is_same_customer = call.customer_id == customer_id
    kept = call if is_same_customer else CallRow(id=call.id)  # another's records do not stay
    linked = msgspec.structs.replace(
        call,
        customer_id=customer_id,
        booking_id=command.booking_id or kept.booking_id,
        quote_id=command.quote_id or kept.quote_id,
        invoice_id=command.invoice_id or kept.invoice_id,
        issue_id=command.issue_id or kept.issue_id,
    )
    return _changed(call, linked)


def choose_disposition(view: View, command: ChooseDisposition, _here: Circumstances) -> Effects:
    """How the call came out; archived dispositions stay on old calls but cannot be chosen."""
    call = _call(view, command.call_id)
    wanted = command.disposition_id
    if wanted is not None:
        disposition = view.get(DispositionRow, wanted)
        if disposition is None or (disposition.archived and wanted != call.disposition_id):
            raise Refused(Reason.NOT_FOUND, "This disposition is not in use any more.")
    return _changed(call, msgspec.structs.replace(call, disposition_id=wanted))


def _call(view: View, row_id: RowId) -> CallRow:
    """The whole call, also where one of its transferred legs was meant."""
    call = view.get(CallRow, row_id)
    whole = view.get(CallRow, call.continues_id) if call and call.continues_id else call
    if whole is None:
        raise Refused(Reason.NOT_FOUND, "This call does not exist any more.")
    return whole


def _changed(before: CallRow, after: CallRow) -> Effects:
    if before == after:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(after, version=before.version + 1),))
