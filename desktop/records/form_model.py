"""A record's form: what was typed, what it means, what changed, and where two people clashed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from enum import StrEnum

from desktop.records import amounts, dates
from desktop.records.amounts import NotANumber
from desktop.records.asks import DAY_ENDS
from desktop.records.dates import NotADate
from desktop.records.lines_model import Checked, TypedLine, typed_lines
from desktop.replica.records import Sheet
from sync_server.contract.base import RowId
from sync_server.contract.money import NewLine
from sync_server.contract.records import BookingRow, InvoiceRow, QuoteRow
from sync_server.contract.values import RecordKind


class FormField(StrEnum):
    CUSTOMER = "customer_id"
    TITLE = "title"
    DESCRIPTION = "description"
    SITE = "site"
    DAY = "day"
    BEGINS = "begins"
    ENDS = "ends"
    PAY = "pay"
    WORKERS = "worker_ids"
    LINES = "lines"


F = FormField
WITH: Mapping[RecordKind, frozenset[FormField]] = {
    RecordKind.INQUIRY: frozenset({F.CUSTOMER, F.TITLE, F.DESCRIPTION}),
    RecordKind.QUOTE: frozenset({F.CUSTOMER, F.TITLE, F.DESCRIPTION, F.DAY, F.LINES}),
    RecordKind.BOOKING: frozenset(FormField),
    RecordKind.INVOICE: frozenset({F.CUSTOMER, F.TITLE, F.DESCRIPTION, F.DAY, F.LINES}),
}
DAY_TITLES: Mapping[RecordKind, str] = {
    RecordKind.QUOTE: "Valid until",
    RecordKind.BOOKING: "Day",
    RecordKind.INVOICE: "Due",
}
MAX_TITLE = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it is filled in; also how a draft is kept."""

    customer_id: str = ""
    title: str = ""
    description: str = ""
    site: str = ""
    day: str = ""
    begins: str = ""
    ends: str = ""
    pay: str = ""
    worker_ids: tuple[str, ...] = ()
    lines: tuple[TypedLine, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Nothing a person would miss."""
        said = (self.title, self.description, self.day, self.begins, self.pay)
        return not any(each.strip() for each in said) and not self.lines


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that could be read."""

    customer_id: RowId
    title: str
    description: str
    site: str = ""
    day_at: datetime | None = None
    """Until when, by when, or when it starts."""
    ends_at: datetime | None = None
    pay_cents: int = 0
    worker_ids: tuple[RowId, ...] = ()
    lines: tuple[NewLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form means, or what is wrong and where."""

    filled: Filled | None
    problems: Mapping[FormField, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else changed a field while it was edited here."""

    field: FormField
    theirs: str
    """As a person reads it."""


def typed_of(found: Sheet) -> Typed:
    """A stored record as its form shows it."""
    row = found.row
    typed = Typed(row.customer_id, row.title, row.description, lines=typed_lines(found.lines))
    if isinstance(row, BookingRow):
        return replace(
            typed,
            site=row.site,
            day=dates.day_text(row.starts_at),
            begins=dates.time_text(row.starts_at),
            ends=dates.time_text(row.ends_at),
            pay=amounts.written(found.money.pay_cents if found.money else 0, 2),
            worker_ids=row.worker_ids,
        )
    if isinstance(row, QuoteRow):
        return replace(typed, day=dates.day_text(row.expires_at))
    return replace(typed, day=dates.day_text(row.due_at)) if isinstance(row, InvoiceRow) else typed


def read(kind: RecordKind, typed: Typed, checked: Sequence[Checked], today: date) -> Reading:
    """Read a form; every problem is a sentence at its field."""
    problems: dict[FormField, str] = {}
    if not typed.customer_id:
        problems[F.CUSTOMER] = "Choose the customer this is for."
    if not typed.title.strip():
        problems[F.TITLE] = "Say in a few words what it is about."
    elif len(typed.title) > MAX_TITLE:
        problems[F.TITLE] = f"A title has up to {MAX_TITLE} characters."
    starts_at, ends_at = _when(kind, typed, today, problems)
    pay = 0
    try:
        pay = amounts.cents(typed.pay)
    except NotANumber as problem:
        problems[F.PAY] = str(problem)
    if any(each.line is None for each in checked):
        problems[F.LINES] = "Some lines cannot be read yet."
    if problems:
        return Reading(None, problems)
    return Reading(
        Filled(
            RowId(typed.customer_id),
            typed.title.strip(),
            typed.description.strip(),
            typed.site.strip(),
            starts_at,
            ends_at,
            pay,
            tuple(RowId(each) for each in typed.worker_ids),
            tuple(each.line for each in checked if each.line is not None),
        )
    )


def _when(
    kind: RecordKind, typed: Typed, today: date, problems: dict[FormField, str]
) -> tuple[datetime | None, datetime | None]:
    found: date | None = None
    try:
        found = dates.day(typed.day, today)
    except NotADate as problem:
        problems[F.DAY] = str(problem)
    if kind is not RecordKind.BOOKING:
        return dates.at(found, DAY_ENDS), None
    begins, ends = _time(F.BEGINS, typed.begins, problems), _time(F.ENDS, typed.ends, problems)
    if found is None and (begins or ends):
        problems.setdefault(F.DAY, "Times need a day.")
    if ends and not begins:
        problems.setdefault(F.BEGINS, "Say when it begins, too.")
    if begins and ends and ends <= begins:
        problems.setdefault(F.ENDS, "A job ends after it begins.")
    return dates.at(found, begins), dates.at(found, ends) if ends else None


def _time(where: FormField, text: str, problems: dict[FormField, str]) -> time | None:
    try:
        return dates.time_of_day(text)
    except NotADate as problem:
        problems[where] = str(problem)
        return None


def changed(before: Typed, after: Typed) -> frozenset[FormField]:
    """The fields that hold something else."""
    return frozenset(
        F(each.name) for each in fields(Typed)
        if getattr(before, each.name) != getattr(after, each.name)
    )  # fmt: skip


def rebased(seen: Typed, mine: Typed, theirs: Typed) -> tuple[Typed, tuple[Clash, ...]]:
    """My form on top of what is stored now: what I left alone follows, what I changed stays.

    A field both changed is a clash until the person says whose it is to be.
    """
    my_fields, their_fields = changed(seen, mine), changed(seen, theirs)
    follows = their_fields - my_fields
    merged = replace(mine, **{each.value: getattr(theirs, each.value) for each in follows})
    both = sorted(
        each for each in my_fields & their_fields
        if getattr(mine, each.value) != getattr(theirs, each.value)
    )  # fmt: skip
    return merged, tuple(Clash(each, _words(theirs, each)) for each in both)


def _words(typed: Typed, which: FormField) -> str:
    if which is F.LINES:
        names = [line.text for line in typed.lines[:3]]
        return ", ".join(names) + (" …" if len(typed.lines) > 3 else "") or "no lines"
    if which is F.WORKERS:
        return f"{len(typed.worker_ids)} fieldworkers" if typed.worker_ids else "nobody"
    return str(getattr(typed, which.value)) or "empty"
