"""Billing cycles and the bill payer in words, and what a form makes of them (TML-08, TML-09)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from desktop.customers.timeline_shown import one_line
from desktop.qt.formatting import day, money
from desktop.qt.statuses import Badge
from desktop.qt.tones import Tone
from sync_server.contract.billing import BillingCycleRow
from sync_server.contract.values import CycleOrigin, CycleUnit

ORIGINS = {
    CycleOrigin.AUTOMATIC: Badge("Automatic", Tone.BLUE, "repeat"),
    CycleOrigin.MANUAL: Badge("Manual", Tone.GREY, "user"),
}
PAUSED = Badge("Paused", Tone.ORANGE, "pause")
UNITS = {CycleUnit.WEEK: ("week", "weeks"), CycleUnit.MONTH: ("month", "months")}
NOON = time(12)
"""A due date is a day; noon keeps it the same day in every office."""
_AMOUNT = re.compile(r"\d{1,12}(?:\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class CycleShown:
    """One billing cycle."""

    id: str
    title: str
    schedule: str
    amount: str
    next_on: str
    badges: tuple[Badge, ...]
    last_on: str = ""
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class CycleForm:
    """What the dialog holds; the amount as typed."""

    title: str = ""
    amount: str = ""
    tax: str = "0"
    every: int = 1
    unit: CycleUnit = CycleUnit.MONTH
    origin: CycleOrigin = CycleOrigin.AUTOMATIC
    next_on: date = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class PayerShown:
    """Who pays; without a name the customer pays themselves."""

    customer: str
    payer_id: str = ""
    payer: str = ""
    terms: str = ""
    may_edit: bool = True


@dataclass(frozen=True, slots=True)
class PayerFound:
    """A customer who might pay."""

    id: str
    name: str
    detail: str


def schedule_words(every: int, unit: CycleUnit) -> str:
    """`Every month`, `Every 2 weeks`."""
    one, many = UNITS[unit]
    return f"Every {one}" if every == 1 else f"Every {every} {many}"


def shown_cycle(row: BillingCycleRow, now: datetime) -> CycleShown:
    badges = (ORIGINS[row.origin], PAUSED) if row.is_paused else (ORIGINS[row.origin],)
    return CycleShown(
        row.id,
        one_line(row.title),
        schedule_words(row.every, row.unit),
        money(row.amount_cents),
        day(row.next_at, now) if row.next_at else "ended",
        badges,
        day(row.last_at, now) if row.last_at else "",
        row.is_paused,
    )


def form_of(row: BillingCycleRow) -> CycleForm:
    return CycleForm(
        row.title,
        f"{row.amount_cents / 100:.2f}",
        f"{row.tax_bp / 100:g}",
        row.every,
        row.unit,
        row.origin,
        row.next_at.astimezone().date() if row.next_at else date(2000, 1, 1),
    )


def cents_of(typed: str) -> int | None:
    """`1,240.50` as cents; None for what is no amount."""
    plain = typed.replace(",", "").replace("$", "").replace(" ", "")
    if not _AMOUNT.fullmatch(plain):
        return None
    whole, _, part = plain.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


def tax_of(typed: str) -> int | None:
    """`10` (percent) as hundredths of a percent; None for what is none."""
    cents = cents_of(typed.replace("%", "") or "0")
    return cents if cents is not None and cents <= 10_000 else None


def due_at(on: date) -> datetime:
    """Noon of that day where the person is."""
    return datetime.combine(on, NOON).astimezone(UTC)
