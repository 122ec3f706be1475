"""Entries of a customer's timeline in words, tones and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from desktop.customers.badges import APPOINTMENTS, CHANNELS, MESSAGES, METHODS
from desktop.customers.sections_model import BADGES, TITLES
from desktop.customers.timeline_model import Entry
from desktop.qt.formatting import money, phone
from desktop.qt.statuses import CALLS, HOLDS, VISIBILITIES, Badge
from desktop.qt.tones import Tone
from desktop.replica.profile_totals import Section
from desktop.replica.timeline import EntryKind, TimelineEntry
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import (
    AppointmentStatus,
    CallOutcome,
    Channel,
    Direction,
    HoldState,
    MessageStatus,
    PaymentMethod,
    RecordKind,
    Visibility,
    code,
)

NO_STATUSES: Mapping[str, StatusRow] = {}
KINDS: Mapping[EntryKind, Section] = {
    EntryKind.ISSUE: Section.ISSUES,
    EntryKind.INVOICE: Section.INVOICES,
    EntryKind.BOOKING: Section.BOOKINGS,
    EntryKind.QUOTE: Section.QUOTES,
    EntryKind.INQUIRY: Section.INQUIRIES,
}
"""Entries that are records with a page of their own."""


def one_line(text: str) -> str:
    """Text somebody wrote, on one line, without what cannot be seen."""
    if text.isprintable():
        return text
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def shown_entries(
    entries: Sequence[TimelineEntry], own: Mapping[str, StatusRow] = NO_STATUSES
) -> list[Entry]:
    """Each in words; `own` are the office's own statuses by id."""
    return [
        _record(each, own) if each.kind in KINDS else _TOLD[each.kind](each) for each in entries
    ]


def _record(entry: TimelineEntry, own: Mapping[str, StatusRow]) -> Entry:
    section = KINDS[entry.kind]
    kind = RecordKind(str(entry.kind))
    badge = BADGES[section].get(entry.status, Badge(entry.status))
    row = own.get(entry.status_id or "")
    if row is not None:
        badge = Badge(row.name, Tone(str(row.tone)), badge.icon)
    detail = one_line(f"{entry.title} · {entry.detail}" if entry.detail else entry.title)
    return Entry(
        entry.id,
        entry.kind,
        code(kind, entry.number, entry.id),
        detail,
        entry.at,
        badge.tone,
        TITLES[section][1],
        figure="" if entry.cents is None else money(entry.cents),
        status=badge,
        is_pending=entry.is_pending,
    )


def _post(entry: TimelineEntry) -> Entry:
    badge = VISIBILITIES[Visibility(entry.status)]
    words = one_line(entry.title)
    return Entry(
        entry.id,
        EntryKind.POST,
        one_line(entry.detail),
        words,
        entry.at,
        badge.tone,
        "lock" if entry.status == Visibility.INTERNAL else "message-square",
        status=badge if entry.status == Visibility.INTERNAL else None,
        is_pending=entry.is_pending,
    )


def _voicemail(entry: TimelineEntry) -> Entry:
    who = phone(entry.title) or "Number withheld"
    heard = f"heard by {entry.detail}" if entry.detail else "not heard yet"
    return Entry(
        entry.id,
        EntryKind.VOICEMAIL,
        "Voicemail",
        one_line(f"{who} · {heard}"),
        entry.at,
        Tone.PURPLE,
        "voicemail",
        figure=spoken(entry.number),
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
    elif entry.status == CallOutcome.MISSED:
        became = "Missed call"
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
        figure=spoken(entry.number) if spoke else "",
        is_pending=entry.is_pending,
    )


def _payment(entry: TimelineEntry) -> Entry:
    is_void = entry.status == "voided"
    how = METHODS[PaymentMethod(entry.title)]
    about = f"for {code(RecordKind.INVOICE, entry.number, entry.parent_id or entry.id)}"
    return Entry(
        entry.id,
        entry.kind,
        "Payment voided" if is_void else "Payment received",
        one_line(" · ".join(part for part in (how, about, entry.detail) if part)),
        entry.at,
        Tone.GREY if is_void else Tone.GREEN,
        "ban" if is_void else "credit-card",
        figure="" if entry.cents is None else money(entry.cents),
        is_pending=entry.is_pending,
    )


def _credit_note(entry: TimelineEntry) -> Entry:
    is_void = entry.status == "voided"
    name = code(RecordKind.CREDIT_NOTE, entry.number, entry.id)
    return Entry(
        entry.id,
        entry.kind,
        f"{name} voided" if is_void else name,
        one_line(f"Credit note · {entry.title}" if entry.title else "Credit note"),
        entry.at,
        Tone.GREY if is_void else Tone.YELLOW,
        "ban" if is_void else "undo-2",
        figure="" if entry.cents is None else money(entry.cents),
        is_pending=entry.is_pending,
    )


def _hold(entry: TimelineEntry) -> Entry:
    badge = HOLDS[HoldState(entry.status)]
    about = f"for {code(RecordKind.ISSUE, entry.number, entry.parent_id or entry.id)}"
    whose = f"{entry.detail}'s pay" if entry.detail else "Pay"
    return Entry(
        entry.id,
        entry.kind,
        f"{whose} withheld",
        one_line(f"{about} · {entry.title}" if entry.title else about),
        entry.at,
        badge.tone,
        badge.icon,
        figure="" if entry.cents is None else money(entry.cents),
        status=badge,
        is_pending=entry.is_pending,
    )


def _message(entry: TimelineEntry) -> Entry:
    channel, _, direction = entry.note.partition(" ")
    name, icon = CHANNELS[Channel(channel)]
    badge = MESSAGES[MessageStatus(entry.status)]
    way = "from the customer" if direction == Direction.INBOUND else "to the customer"
    is_sent = entry.status in {MessageStatus.SENT, MessageStatus.RECEIVED}
    automatic = " · automatic" if entry.number else ""
    words = " · ".join(part for part in (entry.title, entry.detail) if part)
    return Entry(
        entry.id,
        entry.kind,
        f"{name} {way}{automatic}",
        one_line(words),
        entry.at,
        badge.tone,
        icon,
        status=None if is_sent else badge,
        is_pending=entry.is_pending,
    )


def _appointment(entry: TimelineEntry) -> Entry:
    badge = APPOINTMENTS[AppointmentStatus(entry.status)]
    return Entry(
        entry.id,
        entry.kind,
        one_line(entry.title) or "Visit",
        one_line(entry.detail) or "No place given",
        entry.at,
        badge.tone,
        badge.icon,
        status=badge,
        is_pending=entry.is_pending,
    )


def spoken(seconds: int | None) -> str:
    """How long somebody spoke: `4:12`."""
    if seconds is None:
        return ""
    minutes, second = divmod(seconds, 60)
    return f"{minutes}:{second:02}"


_TOLD: Mapping[EntryKind, Callable[[TimelineEntry], Entry]] = {
    EntryKind.POST: _post,
    EntryKind.CALL: _call,
    EntryKind.VOICEMAIL: _voicemail,
    EntryKind.PAYMENT: _payment,
    EntryKind.CREDIT_NOTE: _credit_note,
    EntryKind.HOLD: _hold,
    EntryKind.MESSAGE: _message,
    EntryKind.APPOINTMENT: _appointment,
}
