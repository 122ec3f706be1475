"""Who rings, as the card shows it: matched in the replica, with what to know before answering."""

from __future__ import annotations

from desktop.calls.call_model import CallerKind, Candidate, CardFact, RingingCall
from desktop.qt.formatting import Clock, counted, day, money, phone
from desktop.qt.statuses import BOOKINGS, ISSUES
from desktop.replica.calls import CallerFacts, caller_facts, candidates
from desktop.store import Store
from softphone.protocol import CallFacts
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import RecordKind, code


def ringing_call(store: Store, call: CallFacts, clock: Clock) -> RingingCall:
    """Everything about one ringing call, from local rows alone."""
    dialled = group_name(store, call.dialled)
    if not call.number:
        return RingingCall(call.ref, CallerKind.NO_NUMBER, dialled=dialled)
    found = candidates(store.reader(), call.number) if store.is_ready else ()
    number = phone(call.number)
    if len(found) == 1:
        known = known_call(store, call, found[0].id, clock)
        if known is not None:
            return known
    if found:
        options = tuple(Candidate(one.id, one.name, one.location) for one in found)
        return RingingCall(
            call.ref, CallerKind.SEVERAL, number=number, dialled=dialled, candidates=options
        )
    return RingingCall(
        call.ref, CallerKind.UNKNOWN, name=call.display, number=number, dialled=dialled
    )


def known_call(
    store: Store, call: CallFacts, customer_id: RowId, clock: Clock
) -> RingingCall | None:
    """The card of a call whose customer is known; None when the customer is gone."""
    facts = caller_facts(store.reader(), customer_id)
    if facts is None:
        return None
    return RingingCall(
        call.ref,
        CallerKind.KNOWN,
        name=facts.name,
        number=phone(call.number),
        customer_id=facts.id,
        labels=facts.labels,
        dialled=group_name(store, call.dialled),
        alert=" ".join(facts.pinned_alert.split()),
        facts=card_lines(facts, clock),
    )


def card_lines(facts: CallerFacts, clock: Clock) -> tuple[CardFact, ...]:
    """The most pressing first: issues, holds, money owed, last bookings."""
    lines: list[CardFact] = []
    for issue in facts.open_issues[:2]:
        number = code(RecordKind.ISSUE, issue.number, issue.id)
        lines.append(CardFact("triangle-alert", issue.issue_type, number, ISSUES[issue.status]))
    if len(facts.open_issues) > 2:
        more = counted(len(facts.open_issues) - 2, "more open issue")
        lines.append(CardFact("triangle-alert", more))
    if facts.holds:
        words = f"{money(facts.held_cents)} pay withheld"
        lines.append(CardFact("lock", words, counted(facts.holds, "hold")))
    if facts.unpaid:
        words = f"{money(facts.unpaid_cents)} unpaid"
        lines.append(CardFact("receipt", words, counted(facts.unpaid, "invoice")))
    for booking in facts.bookings:
        when = day(booking.starts_at, clock()) if booking.starts_at else ""
        lines.append(CardFact("calendar", booking.title, when, BOOKINGS[booking.status]))
    return tuple(lines)


def group_name(store: Store, dialled: str) -> str:
    """The business number as the office names it."""
    if not dialled or not store.is_ready:
        return dialled
    groups = store.view.where(RingGroupRow, number=dialled)
    return groups[0].name if groups else dialled
