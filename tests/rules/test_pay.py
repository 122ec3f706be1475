"""What fieldworkers earn, and the lines in which it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.money import LineRow
from sync_server.contract.pay import NewPayLine, PayLineRow, SetPayLines
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.values import RecordKind
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.pay import earned, of_lines, pay_lines
from sync_server.rules.view import MemoryView
from tests.rules.paydesk import BY_HAND, PayDesk
from tests.support.builders import AGENT, BOOKING, LIAM, MEI, OLIVIA, ZOE


@given(cents=st.integers(0, 10**9), count=st.integers(1, 30))
def test_equal_shares_lose_no_cent(cents: int, count: int):
    workers = tuple(RowId(f"w{at}") for at in range(count))
    job = BookingRow(id=BOOKING, worker_ids=workers)
    shares = earned(MemoryView([job, BookingMoneyRow(id=BOOKING, pay_cents=cents)]), BOOKING)
    assert sum(shares.values()) == cents
    assert max(shares.values()) - min(shares.values()) <= 1


def test_nobody_on_the_job_earns_nothing():
    assert earned(MemoryView([BookingRow(id=BOOKING)]), BOOKING) == {}


def test_lines_say_who_earns_what():
    desk = PayDesk()
    desk.three_lines()
    assert earned(desk.view, BOOKING) == {LIAM: 10_001, ZOE: 10_000}
    assert of_lines(desk.view, BOOKING, LIAM, (RowId("l2"),)) == 4_000
    assert of_lines(desk.view, BOOKING, LIAM, ()) == 10_001


@pytest.mark.parametrize(
    ("cents", "words"), [(20_000, r"0\.01 less"), (20_501, r"5\.00 more"), (1, r"200\.00 less")]
)
def test_lines_that_do_not_come_to_the_pay_are_refused_with_the_difference(cents: int, words: str):
    with pytest.raises(Refused, match=words) as refused:
        PayDesk().lines(("l1", LIAM, cents))
    assert refused.value.reason is Reason.INVALID


def test_lines_are_replaced_and_taken_back():
    desk = PayDesk()
    desk.three_lines()
    desk.lines(("l1", ZOE, 20_001))
    assert [(line.id, line.worker_id) for line in pay_lines(desk.view, BOOKING)] == [("l1", ZOE)]
    assert desk.view.get(PayLineRow, RowId("l2")).gone
    desk.lines()
    assert earned(desk.view, BOOKING) == {LIAM: 10_001, ZOE: 10_000}


def test_the_same_lines_again_change_nothing():
    desk = PayDesk()
    desk.three_lines()
    before = dict(desk.view.rows)
    desk.three_lines()
    assert desk.view.rows == before


def test_lines_somebody_else_changed_are_not_overwritten():
    desk = PayDesk()
    desk.three_lines()
    stale = SetPayLines(booking_id=BOOKING, seen=(), lines=())
    with pytest.raises(Refused) as refused:
        desk.do(stale)
    assert refused.value.reason is Reason.CHANGED


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (NewPayLine(RowId("n"), MEI, 20_001), "not on this booking"),
        (NewPayLine(RowId("n"), LIAM, -1), "not an amount"),
        (NewPayLine(RowId("n"), LIAM, 20_001, "x" * 501), "up to 500"),
        (NewPayLine(RowId("n"), LIAM, 20_001, line_id=RowId("gone")), "line of the booking"),
        (NewPayLine(RowId("n"), LIAM, 20_001, line_id=RowId("bill-line")), "line of the booking"),
        (NewPayLine(RowId("theirs"), LIAM, 20_001), "exists already"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(line: NewPayLine, words: str):
    desk = PayDesk()
    desk.view.put(
        [
            LineRow(id=RowId("bill-line"), record_kind=RecordKind.INVOICE, record_id=RowId("i")),
            PayLineRow(id=RowId("theirs"), booking_id=RowId("job2"), customer_id=OLIVIA),
        ]
    )
    with pytest.raises(Refused, match=words):
        desk.do(SetPayLines(booking_id=BOOKING, seen=(), lines=(line,)))


def test_a_line_of_pay_names_the_line_of_the_booking_it_is_for():
    desk = PayDesk()
    line = LineRow(id=RowId("a"), record_kind=RecordKind.BOOKING, record_id=BOOKING)
    desk.view.put([line])
    new = NewPayLine(RowId("n"), LIAM, 20_001, line_id=line.id)
    desk.do(SetPayLines(booking_id=BOOKING, seen=(), lines=(new,)))
    assert pay_lines(desk.view, BOOKING)[0].line_id == line.id


def test_a_hundred_lines_each_once():
    many = tuple(NewPayLine(RowId(f"n{at}"), LIAM, 0) for at in range(101))
    twice = (NewPayLine(RowId("n"), LIAM, 10_000), NewPayLine(RowId("n"), LIAM, 10_001))
    for lines in (many, twice):
        with pytest.raises(Refused, match="up to 100 lines"):
            PayDesk().do(SetPayLines(booking_id=BOOKING, seen=(), lines=lines))


def test_lines_that_are_held_or_paid_stay_as_they_are():
    held = PayDesk()
    held.place()
    paid = PayDesk()
    paid.pay_out((LIAM, 10_001))
    for desk in (held, paid):
        with pytest.raises(Refused, match="held or paid"):
            desk.three_lines()
    held.release(BY_HAND)
    held.three_lines()


def test_an_agent_may_write_lines_of_pay_and_a_fieldworker_may_not():
    desk = PayDesk()
    command = SetPayLines(
        booking_id=BOOKING, seen=(), lines=(NewPayLine(RowId("n"), LIAM, 20_001),)
    )
    with pytest.raises(Refused):
        desk.do(command, LIAM)
    desk.do(command, AGENT)
    assert desk.view.get(PayLineRow, RowId("n"))
