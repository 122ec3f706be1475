"""One customer's rows as the profile shows them: words, tones and figures."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.customers.head_model import CustomerHead as ShownHead
from desktop.customers.head_model import HeadRights, Point, Relation
from desktop.customers.sections_model import KINDS, RecordShown, Segment
from desktop.customers.timeline_calls import CallLine
from desktop.customers.timeline_shown import one_line, spoken
from desktop.qt.formatting import money, phone
from desktop.qt.statuses import CALLS
from desktop.replica.call_log import LoggedCall
from desktop.replica.customers import CustomerHead, Merged, Relations
from desktop.replica.profile_totals import RecordLine
from sync_server.contract.base import RowId
from sync_server.contract.values import CallOutcome, Direction, RecordKind, code
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES


def shown_head(head: CustomerHead, related: Relations, rights: HeadRights) -> ShownHead:
    return ShownHead(
        id=head.id,
        name=one_line(head.name),
        labels=head.labels,
        points=tuple(Point(one.id, one.kind, one.value) for one in head.points),
        address=one_line(head.location),
        open_issues=head.open_issues,
        overdue_cents=head.overdue_cents,
        alert=one_line(head.pinned_alert),
        flags=head.flags,
        relations=tuple(shown_relations(related)),
        rights=rights,
    )


def shown_relations(related: Relations) -> Iterable[Relation]:
    """Who pays, for whom they pay, and where the work is."""
    if related.payer is not None:
        name = one_line(related.payer.name)
        yield Relation(f"Billed to {name}", "credit-card", related.payer.id, f"{name} pays")
    for one in related.pays_for:
        name = one_line(one.name)
        yield Relation(f"Pays for {name}", "users", one.id, f"Pays the invoices of {name}")
    for place in sorted(related.places, key=lambda each: (each.name or each.address).casefold()):
        words = one_line(place.name or place.address)
        hint = "\n".join(part for part in (place.name, place.address, place.note) if part)
        yield Relation(words, "house", hint=hint)


def merged_words(merged: Merged, kept: str) -> str:
    """Why somebody else is shown than was asked for."""
    who = f" by {merged.by}" if merged.by else ""
    return one_line(
        f"“{merged.merged_name}” was merged into {kept}{who}. This is the profile kept."
    )


def shown_records(segment: Segment, lines: Iterable[RecordLine]) -> list[RecordShown]:
    """The records under an open status; of an invoice what is still to be paid."""
    return [_record(KINDS[segment.section], each) for each in lines]


def _record(kind: RecordKind, line: RecordLine) -> RecordShown:
    figure = "" if line.cents is None else money(line.cents)
    hint = ""
    if line.due_cents is not None and line.cents is not None and line.due_cents != line.cents:
        hint = f"{money(line.due_cents)} still to be paid of {figure}"
    return RecordShown(
        line.id, kind, code(kind, line.number, line.id), one_line(line.title), figure, hint
    )


def call_line(call: LoggedCall) -> CallLine:
    """A call above the thread of the record it was about."""
    badge = CALLS[call.outcome]
    is_out = call.direction is Direction.OUTBOUND
    who = call.agent or phone(call.number) or "Number withheld"
    length = spoken(int(call.talked.total_seconds())) if call.talked is not None else ""
    became = badge.text if not is_out or call.outcome is CallOutcome.ANSWERED else "Not answered"
    return CallLine(
        call.id,
        f"Outgoing: {became.lower()}" if is_out else became,
        f"{who}, {length}" if length else who,
        call.started_at,
        "phone-outgoing" if is_out else badge.icon,
        badge.tone,
    )


def record_code(view: View, kind: RecordKind, record_id: RowId) -> str:
    """`BOK-20418`, read from its row."""
    row = view.get(RECORD_TYPES[kind], record_id)
    return code(kind, getattr(row, "number", None), record_id)
