"""The finance grid: holds and releases as one list, and what pay runs paid as another.

What is payable now was released, is in no pay run yet and held for no other reason; pay released
twice, because it was held for two reasons, counts once.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
)

from desktop.replica.listing_holds_fields import HOLDS, PAYOUTS
from desktop.replica.listing_query import Sort, day_end_ms
from desktop.replica.listing_spec import Join, ListSpec
from desktop.replica.tables import ROWS, prepared
from sync_server.contract.values import CODE_PREFIX, HoldState, RecordKind

_hold, _booking, _issue, _staff, _customer, _invoice, _payout, _run = (
    ROWS[name]
    for name in (
        "hold", "booking", "issue", "staff", "customer", "invoice", "payout", "pay_run",
    )
)  # fmt: skip
_CODE = re.compile(r"\s*(?:([A-Za-z]{3})[-\s]?)?0*(\d{1,15})\s*")
_BY_PREFIX = {
    CODE_PREFIX[RecordKind.BOOKING]: (_booking, _hold.c.booking_id),
    CODE_PREFIX[RecordKind.ISSUE]: (_issue, _hold.c.issue_id),
    CODE_PREFIX[RecordKind.INVOICE]: (_invoice, _hold.c.invoice_id),
}
_OWNERS = {
    "worker_id": prepared(select(_staff.c.name).where(_staff.c.id == bindparam("id"))),
    "customer_id": prepared(select(_customer.c.name).where(_customer.c.id == bindparam("id"))),
    "pay_run_id": prepared(select(_run.c.name).where(_run.c.id == bindparam("id"))),
}
_FORMER = "A former colleague"


def _words(sql: str) -> ColumnElement[object]:
    # As it stands it would lend its whole text to the names of the values it is compared with.
    return func.coalesce(literal_column(f"({sql})", String), null())


def _whole(sql: str) -> ColumnElement[object]:
    return func.coalesce(literal_column(f"({sql})", BigInteger), null())


def _while(state: HoldState) -> ColumnElement[object]:
    return _whole(f"CASE WHEN hold.state = '{state}' THEN hold.amount_cents END")


_PAYABLE = _whole("""CASE WHEN hold.state = 'released' AND hold.paid_at IS NULL
 AND NOT EXISTS (SELECT 1 FROM hold o WHERE o.booking_id = hold.booking_id
  AND o.worker_id = hold.worker_id AND o.state <> 'released')
 AND NOT EXISTS (SELECT 1 FROM hold o WHERE o.state = 'released' AND o.paid_at IS NULL
  AND o.booking_id = hold.booking_id AND o.worker_id = hold.worker_id
  AND (o.pay_line_ids = hold.pay_line_ids AND o.id < hold.id
   OR o.pay_line_ids = '[]' AND hold.pay_line_ids <> '[]'))
 AND EXISTS (SELECT 1 FROM booking b WHERE b.id = hold.booking_id AND b.status = 'completed')
 THEN hold.amount_cents END""")
# The same as one set: asked row by row in an order that is not theirs, a million rows read the
# index from end to end for each other.
_PAYABLE_OF_MANY = _whole("""CASE WHEN hold.state = 'released' AND hold.paid_at IS NULL
 AND hold.rowid IN (SELECT f.place FROM (
  SELECT h.rowid AS place, min(h.id), h.booking_id, h.worker_id, h.pay_line_ids FROM hold h
  WHERE h.state = 'released' AND h.paid_at IS NULL
  GROUP BY h.booking_id, h.worker_id, h.pay_line_ids) f
 WHERE NOT EXISTS (SELECT 1 FROM hold o WHERE o.booking_id = f.booking_id
  AND o.worker_id = f.worker_id AND o.state <> 'released')
 AND (f.pay_line_ids = '[]' OR NOT EXISTS (SELECT 1 FROM hold o WHERE o.state = 'released'
  AND o.paid_at IS NULL AND o.booking_id = f.booking_id AND o.worker_id = f.worker_id
  AND o.pay_line_ids = '[]'))
 AND EXISTS (SELECT 1 FROM booking b WHERE b.id = f.booking_id AND b.status = 'completed'))
 THEN hold.amount_cents END""")
_PAY_RUN = _words("""(CASE WHEN hold.paid_at IS NOT NULL THEN
 (SELECT r.name FROM payout p JOIN pay_run r ON r.id = p.pay_run_id
  WHERE p.booking_id = hold.booking_id AND p.worker_id = hold.worker_id
  AND p.paid_at <= hold.paid_at ORDER BY p.paid_at DESC LIMIT 1) END)""")


def _days(today: str) -> ColumnElement[object]:
    """Calendar days since it was held; of a release, how many it was held for."""
    ends = day_end_ms(today) or 0
    return _whole(f"""(CASE WHEN hold.state = 'released' THEN hold.released_at
 ELSE {ends} END - hold.held_at) / 86400000""")


def _late(today: str) -> ColumnElement[object]:
    """Days by which the expected day was missed; none where it was not."""
    return _whole(f"""CASE WHEN hold.state <> 'released' AND hold.expected_on <> ''
 AND hold.expected_on < '{today}'
 THEN CAST(julianday('{today}') - julianday(hold.expected_on) AS INTEGER) END""")


_INVOICE = _whole("""SELECT v.number FROM invoice v WHERE v.id = hold.invoice_id
 OR (hold.invoice_id IS NULL AND v.booking_id = hold.booking_id)
 ORDER BY v.number DESC LIMIT 1""")
_PROVISIONAL = _words("(CASE WHEN hold.is_provisional THEN 'Provisional' ELSE '' END)")


def _searched(words: str) -> ColumnElement[bool]:
    """A number (`CMP-00012`, `BOK-7` or 12), or a part of a person's name or of the reason."""
    match = _CODE.fullmatch(words)
    prefix = (match[1] or "").upper() if match else ""
    if match and (not prefix or prefix in _BY_PREFIX):
        wanted = [_BY_PREFIX[prefix]] if prefix else list(_BY_PREFIX.values())
        number = int(match[2])
        return or_(*(_of_number(here, table.c, number) for table, here in wanted))
    workers = select(_staff.c.id).where(_staff.c.name.contains(words, autoescape=True))
    customers = select(_customer.c.id).where(_customer.c.name.contains(words, autoescape=True))
    return or_(
        _hold.c.worker_id.in_(workers),
        _hold.c.customer_id.in_(customers),
        _hold.c.reason.contains(words, autoescape=True),
    )


def _of_number(here: ColumnElement[object], there: object, number: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = here.in_(select(there.id).where(there.number == number))  # type: ignore[attr-defined]
    return found


_ISSUE: Join = (_issue, _issue.c.id == _hold.c.issue_id)


@lru_cache(maxsize=2)
def hold_list(today: date) -> ListSpec:
    """The grid as of a local day: how long pay is held, and what is late, hang on it."""
    return _hold_list(today.isoformat())


def _hold_list(today: str) -> ListSpec:
    return ListSpec(
        key="holds",
        fields=HOLDS,
        table=_hold,
        through={
            "worker": (_hold.c.worker_id, _staff.c.id),
            "customer": (_hold.c.customer_id, _customer.c.id),
        },
        values={
            "booking": _booking.c.number,
            "worker": func.coalesce(_staff.c.name, _FORMER),
            "issue": _issue.c.number,
            "issue_status": _issue.c.status,
            "withheld": _while(HoldState.HELD),
            "ready": _while(HoldState.READY_TO_RELEASE),
            "payable": _PAYABLE,
            "recovery": _while(HoldState.RECOVERY_DUE),
            "reason": _hold.c.reason,
            "state": _hold.c.state,
            "age": _days(today),
            "expected": _hold.c.expected_on,
            "customer": _customer.c.name,
            "invoice": _INVOICE,
            "amount": _hold.c.amount_cents,
            "since": _hold.c.held_at,
            "held_by": _hold.c.held_by_name,
            "late": _late(today),
            "provisional": _PROVISIONAL,
            "note": _hold.c.note,
            "first_by": _hold.c.first_by_name,
            "first_at": _hold.c.first_at,
            "released_by": _hold.c.released_by_name,
            "released_at": _hold.c.released_at,
            "release_reason": _hold.c.release_reason,
            "pay_run": _PAY_RUN,
            "worker_id": _hold.c.worker_id,
            "customer_id": _hold.c.customer_id,
        },
        joins={
            "booking": (_booking, _booking.c.id == _hold.c.booking_id),
            "worker": (_staff, _staff.c.id == _hold.c.worker_id),
            "issue": _ISSUE,
            "issue_status": _ISSUE,
            "customer": (_customer, _customer.c.id == _hold.c.customer_id),
        },
        summed={"payable": _PAYABLE_OF_MANY},
        first=Sort("since"),
        indexed=frozenset({"since", "amount", "state", "released_at", "reason"}),
        entities=frozenset({"hold", "issue", "booking", "staff", "customer", "payout", "pay_run"}),
        searched=_searched,
        owners=_OWNERS,
    )


def _payout_searched(words: str) -> ColumnElement[bool]:
    match = _CODE.fullmatch(words)
    if match and (match[1] or "BOK").upper() == CODE_PREFIX[RecordKind.BOOKING]:
        return _of_number(_payout.c.booking_id, _booking.c, int(match[2]))
    workers = select(_staff.c.id).where(_staff.c.name.contains(words, autoescape=True))
    return _payout.c.worker_id.in_(workers)


_OF_BOOKING: Join = (_booking, _booking.c.id == _payout.c.booking_id)
_NAME = _words(
    "(SELECT c.name FROM booking b JOIN customer c ON c.id = b.customer_id"
    " WHERE b.id = payout.booking_id)"
)
PAYOUT_LIST = ListSpec(
    key="payouts",
    fields=PAYOUTS,
    table=_payout,
    through={"worker": (_payout.c.worker_id, _staff.c.id)},
    values={
        "booking": _booking.c.number,
        "worker": func.coalesce(_staff.c.name, _FORMER),
        "customer": _NAME,
        "amount": _payout.c.amount_cents,
        "paid_at": _payout.c.paid_at,
        "paid_by": _payout.c.paid_by_name,
        "pay_run": _run.c.name,
        "pay_run_id": _payout.c.pay_run_id,
    },
    joins={
        "booking": _OF_BOOKING,
        "worker": (_staff, _staff.c.id == _payout.c.worker_id),
        "pay_run": (_run, _run.c.id == _payout.c.pay_run_id),
    },
    first=Sort("paid_at", descending=True),
    entities=frozenset({"payout", "pay_run", "booking", "staff", "customer"}),
    searched=_payout_searched,
    owners=_OWNERS,
)
