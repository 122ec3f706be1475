"""Two profiles side by side before they become one: what each has, and what would move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.qt.formatting import counted, phone
from desktop.replica.customers import CustomerHead

_KINDS: Mapping[str, tuple[str, str]] = {
    "inquiry": ("inquiry", "inquiries"),
    "quote": ("quote", "quotes"),
    "booking": ("booking", "bookings"),
    "invoice": ("invoice", "invoices"),
    "issue": ("issue", "issues"),
    "call": ("call", "calls"),
    "voicemail": ("voicemail", "voicemails"),
    "message": ("message", "messages"),
    "post": ("post", "posts"),
    "appointment": ("appointment", "appointments"),
    "property": ("property", "properties"),
    "payment": ("payment", "payments"),
    "credit_note": ("credit note", "credit notes"),
    "billing_cycle": ("billing cycle", "billing cycles"),
    "hold": ("payment hold", "payment holds"),
    "contact_point": ("phone or e-mail", "phones and e-mails"),
}
"""What is named; what belongs to one of these moves with it and is not counted twice."""
SHOWN_POINTS = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two profiles."""

    id: str
    name: str
    place: str
    points: tuple[str, ...]
    labels: tuple[str, ...]
    counts: tuple[str, ...]


def side(head: CustomerHead, counts: Mapping[str, int]) -> Side:
    points = (*(phone(each) for each in head.phones), *head.emails)
    more = len(points) - SHOWN_POINTS
    shown = points[:SHOWN_POINTS] + ((f"and {more} more",) if more > 0 else ())
    return Side(head.id, head.name, head.location, shown, head.labels, counts_words(counts))


def counts_words(counts: Mapping[str, int]) -> tuple[str, ...]:
    """`12 bookings`, `1 invoice`: kinds that are there, in a fixed order."""
    return tuple(
        counted(counts[name], one, many) for name, (one, many) in _KINDS.items() if counts.get(name)
    )


def consequence(kept: Side, merged: Side) -> str:
    """What the button does, in words."""
    if merged.counts:
        is_one = len(merged.counts) == 1 and merged.counts[0].startswith("1 ")
        moves = f"{_listed(merged.counts)} {'moves' if is_one else 'move'} to {kept.name}."
    else:
        moves = f"{merged.name} has nothing that would move."
    return f"{moves} {merged.name} leaves the list. You can undo this for 30 days."


def _listed(words: tuple[str, ...]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
