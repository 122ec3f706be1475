"""One customer's rows as the profile shows them: words, tones and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from desktop.customers.profile_view import CustomerHead as ShownHead
from desktop.customers.status_bars import KindCount, StatusCount
from desktop.customers.timeline_calls import CallLine
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
from desktop.replica.call_log import LoggedCall
from desktop.replica.customers import CustomerHead, StatusTotal
from desktop.replica.timeline import EntryKind as RowKind
from desktop.replica.timeline import TimelineEntry
from sync_server.contract.base import RowId
from sync_server.contract.values import CallOutcome, Direction, RecordKind, Visibility, code
from sync_server.rules.view import View
from sync_server.rules.visibility import RECORD_TYPES

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
        return _voicemail(entry)
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


def _voicemail(entry: TimelineEntry) -> Entry:
    who = phone(entry.title) or "Number withheld"
    heard = f"heard by {entry.detail}" if entry.detail else "not heard yet"
    return Entry(
        entry.id,
        EntryKind.CALL,
        "Voicemail",
        f"{who} · {heard}",
        entry.at,
        Tone.PURPLE,
        "voicemail",
        figure=_spoken(entry.number),
        is_pending=entry.is_pending,
        can_play=bool(entry.note),
    )


def _call(entry: TimelineEntry) -> Entry:
    """Which way it went, what became of it, who spoke and how long."""
    badge = CALLS[CallOutcome(entry.status)]
    is_out = entry.note == Direction.OUTBOUND
    spoke = CallOutcome(entry.status) is CallOutcome.ANSWERED
    became = badge.text
    if is_out:
        became = "Outgoing call" if spoke else "Outgoing call, no answer"
    elif entry.status == CallOutcome.VOICEMAIL:
        became = "Went to voicemail"  # what was said there is an entry of its own
    return Entry(
        entry.id,
        EntryKind.CALL,
        f"{became} by {entry.detail}" if entry.detail and spoke else became,
        phone(entry.title) or "Number withheld",
        entry.at,
        badge.tone,
        "phone-outgoing" if is_out else badge.icon,
        figure=_spoken(entry.number) if spoke else "",
        is_pending=entry.is_pending,
    )


def call_line(call: LoggedCall) -> CallLine:
    """A call above the thread of the record it was about."""
    badge = CALLS[call.outcome]
    is_out = call.direction is Direction.OUTBOUND
    who = call.agent or phone(call.number) or "Number withheld"
    length = _spoken(int(call.talked.total_seconds())) if call.talked is not None else ""
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


def _spoken(seconds: int | None) -> str:
    if seconds is None:
        return ""
    minutes, second = divmod(seconds, 60)
    return f"{minutes}:{second:02}"
