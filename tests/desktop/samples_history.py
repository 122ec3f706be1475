"""History lines for pictures and tests: one customer, some days, several hands."""

from __future__ import annotations

from datetime import timedelta

from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.history import HistoryChange, HistoryLine
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.rules.view import MemoryView
from tests.desktop import samples

OLIVIA, PHONE, JOB = RowId("olivia"), RowId("p1"), RowId("b1")
SARAH, PRIYA, OMAR = RowId("sarah"), RowId("priya"), RowId("omar")
VIEW = MemoryView(
    [
        StaffRow(SARAH, name="Sarah Lee"),
        StaffRow(PRIYA, name="Priya Singh"),
        StaffRow(OMAR, name="Omar Haddad", role=Role.FIELDWORKER),
        CustomerRow(OLIVIA, name="Olivia Smith"),
        ContactPointRow(PHONE, customer_id=OLIVIA, value="+61412555019"),
        BookingRow(JOB, customer_id=OLIVIA, number=20418, title="Window repair"),
    ]
)
Change = tuple[str, str | None, str | None]


def line(
    n: int,
    what: tuple[str, str, str],
    *changes: Change,
    by: tuple[str, str] = (SARAH, "Sarah Lee"),
    hours: float = 0,
    **more: object,
) -> HistoryLine:
    """`what` is command, entity and row."""
    kind, entity, row_id = what
    given: dict[str, object] = {"by_role": Role.AGENT, **more}
    return HistoryLine(
        n=n,
        at=samples.NOW - timedelta(hours=hours),
        by=RowId(by[0]),
        by_name=by[1],
        kind=kind,
        entity=entity,
        row_id=RowId(row_id),
        changes=tuple(HistoryChange(*change) for change in changes),
        **given,
    )


EDIT, NOTE = ("customer.edit", "customer", OLIVIA), ("customer.edit", "customer_note", OLIVIA)
POINT = ("customer.add_contact_point", "contact_point", PHONE)
ASSIGN, PRICE = ("booking.assign", "booking", JOB), ("booking.add", "booking_money", JOB)
BY_PRIYA = (PRIYA, "Priya Singh")
LINES = (
    line(91, POINT, ("value", "+61412555018", "+61412555019"), hours=0.2),
    line(
        88,
        EDIT,
        ("name", "Olivia Smyth", "Olivia Smith"),
        ("location", "Bondi", "Manly, 2095"),
        ("labels", "[]", '["VIP"]'),
        by=BY_PRIYA,
        hours=2,
    ),
    line(80, NOTE, ("note", "Two dogs", "Two dogs. Ring twice, the bell is quiet."), hours=5),
    line(76, ASSIGN, ("worker_ids", "[]", '["omar"]'), by=BY_PRIYA, hours=22),
    line(75, PRICE, ("total_cents", "41200", "48900"), by=BY_PRIYA, hours=22.1),
    line(71, ("booking.move", "booking", JOB), ("status", "to_schedule", "in_progress"), hours=30),
    line(
        60,
        ("post.remove", "post", "x"),
        ("body", None, None),
        ("removed", "0", "1"),
        by=BY_PRIYA,
        hours=52,
    ),
    line(41, NOTE, is_erased=True, by=("", ""), hours=300),
    line(
        12,
        ("customer.add", "customer", OLIVIA),
        ("name", None, "Olivia Smyth"),
        ("location", None, "Bondi"),
        is_new=True,
        hours=900,
    ),
)
