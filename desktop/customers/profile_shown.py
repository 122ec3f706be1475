"""One customer's rows as the profile shows them: words, tones and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.customers.profile_view import CustomerHead as ShownHead
from desktop.customers.status_bars import KindCount, StatusCount
from desktop.customers.timeline_model import Entry, EntryKind
from desktop.qt.formatting import money, phone
from desktop.qt.statuses import (
    BOOKINGS,
    CALLS,
    INQUIRIES,
    INVOICES,
    ISSUES,
    QUOTES,
    VISIBILITIES,
    Badge,
)
from desktop.qt.tones import Tone
from desktop.replica.customers import CustomerHead, StatusTotal
from desktop.replica.timeline import EntryKind as RowKind
from desktop.replica.timeline import TimelineEntry
from sync_server.contract.values import CallOutcome, RecordKind, Visibility, code

STATUSES: Mapping[RecordKind, Mapping[str, Badge]] = {
    RecordKind.ISSUE: {str(status): badge for status, badge in ISSUES.items()},
    RecordKind.INVOICE: {str(status): badge for status, badge in INVOICES.items()},
    RecordKind.BOOKING: {str(status): badge for status, badge in BOOKINGS.items()},
    RecordKind.QUOTE: {str(status): badge for status, badge in QUOTES.items()},
    RecordKind.INQUIRY: {str(status): badge for status, badge in INQUIRIES.items()},
}
"""Kinds in the order of the bars: what needs a person first comes first."""

_ICONS = {
    RecordKind.ISSUE: "triangle-alert",
    RecordKind.INVOICE: "receipt",
    RecordKind.BOOKING: "calendar",
    RecordKind.QUOTE: "file-text",
    RecordKind.INQUIRY: "inbox",
}
_KINDS = {RowKind.VOICEMAIL: EntryKind.CALL}


def shown_head(head: CustomerHead) -> ShownHead:
    return ShownHead(
        head.id,
        head.name,
        head.labels,
        head.phones,
        head.emails,
        head.location,
        head.open_issues,
        head.overdue_cents,
    )


def shown_counts(totals: Iterable[StatusTotal]) -> list[KindCount]:
    """Every kind with every status, zeros included, so that bars never jump about."""
    have = {(total.kind, total.status): total for total in totals}
    return [
        KindCount(kind, tuple(_count(kind, status, badges[status], have) for status in badges))
        for kind, badges in STATUSES.items()
    ]


def _count(
    kind: RecordKind,
    status: str,
    badge: Badge,
    have: Mapping[tuple[RecordKind, str], StatusTotal],
) -> StatusCount:
    total = have.get((kind, status))
    has_money = kind not in {RecordKind.INQUIRY, RecordKind.ISSUE}
    cents = total.cents if total else 0
    return StatusCount(status, badge, total.count if total else 0, cents if has_money else None)


def shown_entries(entries: Sequence[TimelineEntry]) -> list[Entry]:
    return [_entry(entry) for entry in entries]


def _entry(entry: TimelineEntry) -> Entry:
    if entry.kind is RowKind.POST:
        return _post(entry)
    if entry.kind is RowKind.CALL:
        return _call(entry)
    if entry.kind is RowKind.VOICEMAIL:
        return Entry(
            entry.id,
            EntryKind.CALL,
            "Voicemail",
            phone(entry.title) or "Number withheld",
            entry.at,
            Tone.PURPLE,
            "voicemail",
            is_pending=entry.is_pending,
        )
    return _record(entry)


def _record(entry: TimelineEntry) -> Entry:
    kind = RecordKind(str(entry.kind))
    badge = STATUSES[kind].get(entry.status, Badge(entry.status))
    detail = f"{entry.title} – {entry.detail}" if entry.detail else entry.title  # noqa: RUF001
    return Entry(
        entry.id,
        EntryKind(str(entry.kind)),
        code(kind, entry.number, entry.id),
        detail,
        entry.at,
        badge.tone,
        _ICONS[kind],
        figure="" if entry.cents is None else money(entry.cents),
        status=badge,
        is_pending=entry.is_pending,
    )


def _post(entry: TimelineEntry) -> Entry:
    badge = VISIBILITIES[Visibility(entry.status)]
    words = " ".join(entry.title.split())
    return Entry(
        entry.id,
        EntryKind.POST,
        entry.detail,
        words,
        entry.at,
        badge.tone,
        "message-square",
        is_pending=entry.is_pending,
    )


def _call(entry: TimelineEntry) -> Entry:
    badge = CALLS[CallOutcome(entry.status)]
    who = f"{badge.text} by {entry.detail}" if entry.detail else badge.text
    return Entry(
        entry.id,
        EntryKind.CALL,
        who,
        phone(entry.title) or "Number withheld",
        entry.at,
        badge.tone,
        badge.icon,
        is_pending=entry.is_pending,
    )
