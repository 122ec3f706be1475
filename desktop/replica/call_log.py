"""The call log: every call as one line, in any order, narrowed by any filter."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from sqlalchemy import bindparam, func, select

from desktop.replica.connection import Connection, SqlRow
from desktop.replica.first_frame import Reader
from desktop.replica.tables import ROWS, Statement, prepared
from sync_server.contract.base import RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.values import CallOutcome, Direction, RecordKind, code

_call, _customer, _group, _disposition, _recording, _voicemail = (
    ROWS[name]
    for name in ("call", "customer", "ring_group", "disposition", "recording", "voicemail")
)
_booking, _quote, _invoice, _issue = (
    ROWS[name] for name in ("booking", "quote", "invoice", "issue")
)


class Order(StrEnum):
    STARTED = "started"
    NUMBER = "number"
    CUSTOMER = "customer"
    AGENT = "agent"
    GROUP = "group"
    RANG = "rang"
    TALKED = "talked"
    OUTCOME = "outcome"
    DISPOSITION = "disposition"
    RECORDING = "recording"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class LinkedRecord:
    """A record the call was about: its code is written out."""

    kind: RecordKind
    id: RowId
    code: str


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call as the log shows it, transferred legs included."""

    id: RowId
    direction: Direction
    number: str
    outcome: CallOutcome
    started_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    customer_id: RowId | None = None
    customer: str = ""
    agent: str = ""
    group: str = ""
    disposition: str = ""
    recording_seconds: int | None = None
    voicemail_seconds: int | None = None
    records: tuple[LinkedRecord, ...] = ()
    is_pending: bool = False

    @property
    def rang(self) -> timedelta | None:
        """How long it rang; None while it still does."""
        end = self.answered_at or self.ended_at
        return None if end is None else max(end - self.started_at, timedelta())

    @property
    def talked(self) -> timedelta | None:
        """How long was spoken; None where nobody was spoken to."""
        if self.outcome is CallOutcome.VOICEMAIL and self.voicemail_seconds is not None:
            return timedelta(seconds=self.voicemail_seconds)
        if self.answered_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.answered_at


_RECORDED = (
    select(func.max(_recording.c.seconds))
    .where(_recording.c.call_id == _call.c.id, _recording.c.sha256 != "")
    .scalar_subquery()
)
_LEFT = (
    select(func.max(_voicemail.c.seconds))
    .where(_voicemail.c.call_id == _call.c.id, _voicemail.c.removed_at.is_(None))
    .scalar_subquery()
)
_SHOWN = select(
    _call.c.rowid,
    _call.c.id,
    _call.c.direction,
    _call.c.number,
    _call.c.outcome,
    _call.c.started_at,
    _call.c.answered_at,
    _call.c.ended_at,
    _call.c.customer_id,
    func.coalesce(_customer.c.name, ""),
    _call.c.answered_by_name,
    func.coalesce(_group.c.name, ""),
    func.coalesce(_disposition.c.name, ""),
    _RECORDED,
    _LEFT,
    _call.c.booking_id,
    _booking.c.number,
    _call.c.quote_id,
    _quote.c.number,
    _call.c.invoice_id,
    _invoice.c.number,
    _call.c.issue_id,
    _issue.c.number,
    _call.c["_seq"],
).select_from(
    _call.outerjoin(_customer, _customer.c.id == _call.c.customer_id)
    .outerjoin(_group, _group.c.id == _call.c.ring_group_id)
    .outerjoin(_disposition, _disposition.c.id == _call.c.disposition_id)
    .outerjoin(_booking, _booking.c.id == _call.c.booking_id)
    .outerjoin(_quote, _quote.c.id == _call.c.quote_id)
    .outerjoin(_invoice, _invoice.c.id == _call.c.invoice_id)
    .outerjoin(_issue, _issue.c.id == _call.c.issue_id)
)
_ALL = select(func.count()).select_from(_call).scalar_subquery()
_LEGS = select(func.count()).select_from(_call).where(_call.c.continues_id > "").scalar_subquery()
_COUNT = prepared(select(_ALL - _LEGS))
"""Both halves are counted by index; counting what is no leg would read a million entries."""


def _by_time(*, descending: bool) -> Statement:
    key = _call.c.started_at
    ways = (key.desc(), _call.c.rowid.desc()) if descending else (key, _call.c.rowid)
    cut = select(_call.c.rowid).where(_call.c.continues_id.is_(None)).order_by(*ways)
    return prepared(cut.limit(bindparam("size")).offset(bindparam("offset")))


_NEWEST_FIRST, _OLDEST_FIRST = _by_time(descending=True), _by_time(descending=False)
_THESE = prepared(
    _SHOWN.where(
        _call.c.rowid.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    )
)
_ONE = prepared(_SHOWN.where(_call.c.id == bindparam("id")))
_OF_RECORD = {
    kind: prepared(
        _SHOWN.where(_call.c[f"{kind}_id"] == bindparam("id"), _call.c.continues_id.is_(None))
        .order_by(_call.c.started_at.desc())
        .limit(20)
    )
    for kind in (RecordKind.BOOKING, RecordKind.QUOTE, RecordKind.INVOICE, RecordKind.ISSUE)
}


@dataclass(slots=True)
class EveryCall:
    """All calls by their time: walked by index, so that it is there at once at any length.

    First the places, out of the index alone, then their rows: in one statement SQLite reads a
    million rows for a page.
    """

    reader: Reader
    descending: bool = True
    _counted: int = -1
    _places: array[int] | None = None

    def count(self) -> int:
        """Counts anew; pages go by the last count, which takes longer than the page itself."""
        self._places = None
        found = _COUNT.one(self.reader())
        self._counted = 0 if found is None else int(found[0])
        return self._counted

    def learn(self, places: array[int]) -> None:
        """The places of all calls, worked out beside the window: any page is near from now on."""
        if len(places) == self._counted:
            self._places = places

    def page(self, first: int, size: int) -> list[LoggedCall]:
        """Counted from whichever end is nearer, until all places are known."""
        if self._places is not None:
            return calls_at(self.reader(), self._places[first : first + size])
        count = self.count() if self._counted < 0 else self._counted
        size = max(0, min(size, count - first))
        from_end = first > count // 2
        statement = _NEWEST_FIRST if self.descending is not from_end else _OLDEST_FIRST
        offset = count - first - size if from_end else first
        places = [place for (place,) in statement.all(self.reader(), size=size, offset=offset)]
        return calls_at(self.reader(), reversed(places) if from_end else places)


def one_call(db: Connection, call_id: RowId) -> LoggedCall | None:
    found = _ONE.one(db, id=call_id)
    return None if found is None else _logged(found)


def calls_of_record(db: Connection, kind: RecordKind, record_id: RowId) -> tuple[LoggedCall, ...]:
    """Calls that were about one booking, quote, invoice or issue, newest first (CAL-13)."""
    statement = _OF_RECORD.get(kind)
    if statement is None:
        return ()
    return tuple(_logged(found) for found in statement.all(db, id=record_id))


def calls_at(db: Connection, places: Iterable[int]) -> list[LoggedCall]:
    """These rows (by rowid), in the order asked for."""
    wanted = list(places)
    rows = _THESE.all(db, ids=msgspec.json.encode(wanted).decode())
    found = {row[0]: _logged(row) for row in rows}
    return [found[place] for place in wanted if place in found]


@dataclass(slots=True)
class Picked:
    """Calls in an order that was worked out beforehand; meets the table model's `Source`."""

    reader: Reader
    places: array[int]

    def count(self) -> int:
        return len(self.places)

    def page(self, first: int, size: int) -> list[LoggedCall]:
        """A call that was deleted meanwhile is missing until the places are worked out anew."""
        return calls_at(self.reader(), self.places[first : first + size])


def _logged(found: SqlRow) -> LoggedCall:
    _place, row_id, direction, number, outcome, started, answered, ended, *rest = found
    customer_id, customer, agent, group, disposition, recorded, left, *linked, seq = rest
    return LoggedCall(
        id=RowId(row_id),
        direction=Direction(direction),
        number=number,
        outcome=CallOutcome(outcome),
        started_at=from_ms(started or 0),
        answered_at=None if answered is None else from_ms(answered),
        ended_at=None if ended is None else from_ms(ended),
        customer_id=None if customer_id is None else RowId(customer_id),
        customer=customer,
        agent=agent,
        group=group,
        disposition=disposition,
        recording_seconds=recorded,
        voicemail_seconds=left,
        records=_records(linked),
        is_pending=seq == 0,
    )


_LINKED = (RecordKind.BOOKING, RecordKind.QUOTE, RecordKind.INVOICE, RecordKind.ISSUE)


def _records(linked: list[object]) -> tuple[LinkedRecord, ...]:
    pairs = zip(_LINKED, linked[0::2], linked[1::2], strict=True)
    return tuple(
        LinkedRecord(
            kind,
            RowId(str(row_id)),
            code(kind, number if isinstance(number, int) else None, str(row_id)),
        )
        for kind, row_id, number in pairs
        if row_id is not None
    )
