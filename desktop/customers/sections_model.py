"""The Activity tab's sections: counts and totals by status, told in words (TML-06, 11..14, 22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.qt.formatting import number, round_money
from desktop.qt.statuses import (
    BOOKINGS,
    CALLS,
    HOLDS,
    INQUIRIES,
    INVOICES,
    ISSUES,
    QUOTES,
    Badge,
)
from desktop.qt.tones import Tone
from desktop.replica.profile_totals import Section, StatusTotal
from sync_server.contract.statuses import StatusRow
from sync_server.contract.values import RecordKind

PAYMENTS: Mapping[str, Badge] = {
    "payment": Badge("Paid", Tone.GREEN, "circle-check"),
    "credit_note": Badge("Credited", Tone.YELLOW, "undo-2"),
    "voided": Badge("Voided", Tone.GREY, "ban"),
    **{
        str(state): Badge(f"Pay {badge.text[0].lower()}{badge.text[1:]}", badge.tone, badge.icon)
        for state, badge in HOLDS.items()
    },
}
BADGES: Mapping[Section, Mapping[str, Badge]] = {
    Section.ISSUES: {str(status): badge for status, badge in ISSUES.items()},
    Section.INVOICES: {str(status): badge for status, badge in INVOICES.items()},
    Section.BOOKINGS: {str(status): badge for status, badge in BOOKINGS.items()},
    Section.QUOTES: {str(status): badge for status, badge in QUOTES.items()},
    Section.INQUIRIES: {str(status): badge for status, badge in INQUIRIES.items()},
    Section.PAYMENTS: PAYMENTS,
    Section.CALLS: {str(outcome): badge for outcome, badge in CALLS.items()},
}
KINDS: Mapping[Section, RecordKind] = {
    Section.ISSUES: RecordKind.ISSUE,
    Section.INVOICES: RecordKind.INVOICE,
    Section.BOOKINGS: RecordKind.BOOKING,
    Section.QUOTES: RecordKind.QUOTE,
    Section.INQUIRIES: RecordKind.INQUIRY,
}
"""Sections that have a list of their own."""
TITLES: Mapping[Section, tuple[str, str]] = {
    Section.ISSUES: ("Issues", "triangle-alert"),
    Section.INVOICES: ("Invoices", "receipt"),
    Section.BOOKINGS: ("Bookings", "calendar"),
    Section.QUOTES: ("Quotes", "file-text"),
    Section.INQUIRIES: ("Inquiries", "inbox"),
    Section.PAYMENTS: ("Payments & holds", "credit-card"),
    Section.CALLS: ("Calls & voicemail", "phone"),
}
SUMMED = frozenset({Section.INVOICES, Section.BOOKINGS, Section.QUOTES})
"""Where one figure at the top means something: payments and holds do not add up to anything."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One status: its records, what they come to, and what it comes to with those before it."""

    section: Section
    badge: Badge
    count: int
    cents: int | None = None
    status: str = ""
    status_id: str | None = None
    so_far: int = 0
    so_far_cents: int | None = None

    @property
    def key(self) -> str:
        return f"{self.section}_{self.status_id or self.status}"


@dataclass(frozen=True, slots=True)
class SectionShown:
    """One kind of record with the statuses it is in, in the order of the bar."""

    section: Section
    segments: tuple[Segment, ...] = ()

    @property
    def count(self) -> int:
        return sum(each.count for each in self.segments)

    @property
    def cents(self) -> int | None:
        known = [each.cents for each in self.segments if each.cents is not None]
        return sum(known) if known and self.section in SUMMED else None

    @property
    def words(self) -> str:
        """What a screen reader says of the head: `Invoices: 33, $20,180`."""
        words = f"{TITLES[self.section][0]}: {number(self.count)}"
        return words if self.cents is None else f"{words}, {round_money(self.cents)}"


@dataclass(frozen=True, slots=True)
class RecordShown:
    """One record under its status: code, title and the figure that is asked for."""

    id: str
    kind: RecordKind
    code: str
    title: str
    figure: str = ""
    hint: str = ""


def said(segment: Segment) -> str:
    """The segment in words, with running totals: `Overdue: 2, $1,240. So far 5, $3,110`."""
    words = _figures(segment.badge.text, segment.count, segment.cents)
    if segment.so_far == segment.count:
        return words
    return f"{words}. {_figures('Up to here', segment.so_far, segment.so_far_cents)}"


def _figures(what: str, count: int, cents: int | None) -> str:
    words = f"{what}: {number(count)}"
    return words if cents is None else f"{words}, {round_money(cents)}"


def shown_sections(
    totals: Iterable[StatusTotal],
    own: Mapping[str, StatusRow],
    sections: Iterable[Section] = tuple(Section),
) -> tuple[SectionShown, ...]:
    """Every section the person may see; a status of the office's own stands after the one it
    counts as (A24)."""
    found: dict[Section, list[StatusTotal]] = {section: [] for section in sections}
    for total in totals:
        if total.section in found:
            found[total.section].append(total)
    return tuple(
        SectionShown(section, _segments(section, found[section], own)) for section in found
    )


def _segments(
    section: Section, totals: list[StatusTotal], own: Mapping[str, StatusRow]
) -> tuple[Segment, ...]:
    order = {status: at for at, status in enumerate(BADGES[section])}

    def place(total: StatusTotal) -> tuple[int, int, str]:
        row = own.get(total.status_id or "")
        at = order.get(total.status, len(order))
        return (at, -1 if row is None else row.position, total.status_id or "")

    made: list[Segment] = []
    count, cents = 0, 0
    for total in sorted(totals, key=place):
        count += total.count
        cents += total.cents or 0
        made.append(
            Segment(
                section,
                _badge(section, total, own),
                total.count,
                total.cents,
                total.status,
                total.status_id,
                count,
                cents if total.cents is not None and section in SUMMED else None,
            )
        )
    return tuple(made)


def _badge(section: Section, total: StatusTotal, own: Mapping[str, StatusRow]) -> Badge:
    built_in = BADGES[section].get(total.status, Badge(total.status, Tone.GREY, "circle-dot"))
    row = own.get(total.status_id or "")
    return built_in if row is None else Badge(row.name, Tone(str(row.tone)), built_in.icon)
