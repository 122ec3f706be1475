"""What was written down about pay stays as it is: the database itself refuses to change it."""

from __future__ import annotations

import itertools
import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from sync_server.contract.base import RowId
from sync_server.contract.holds import (
    HoldAction,
    HoldEventRow,
    HoldRow,
    ReleaseHold,
    ReleaseHolds,
    SeenHold,
    hold_id,
)
from sync_server.contract.issues import MoveIssue, ReportIssue
from sync_server.contract.letters import TemplateVersionRow
from sync_server.contract.pay import OpenPayRun, Payable, PayOut, PayoutRow
from sync_server.contract.records import MoveBooking
from sync_server.contract.values import BookingStatus, HoldState, IssueStatus, RecordKind
from sync_server.contract.wire import Receipt, Result
from sync_server.store.tables import audit
from sync_server.store.view import SqlView
from tests.server.shop import Replica, Shop, fresh_id

LIAM = RowId("liam")
RELEASERS = 12


def done(receipt: Receipt) -> None:
    assert (receipt.result, receipt.code, receipt.detail) == (Result.OK, "", "")


def rows_of(shop: Shop, kind):
    with shop.database.reading() as connection:
        return SqlView(connection).where(kind)


def held(shop: Shop, status: IssueStatus = IssueStatus.NEW) -> tuple[RowId, RowId]:
    """An issue about a booking of Liam's, and its hold."""
    job, issue = shop.add_booking(shop.add_customer(), "liam"), fresh_id()
    done(
        shop.do(
            "amy",
            ReportIssue(
                issue_id=issue,
                record_kind=RecordKind.BOOKING,
                record_id=job,
                issue_type="Damage",
                responsible_ids=(LIAM,),
            ),
        )
    )
    if status is not IssueStatus.NEW:
        done(shop.do("adam", MoveIssue(issue_id=issue, seen=IssueStatus.NEW, to=status)))
    return issue, hold_id(issue, LIAM)


def a_payout(shop: Shop) -> None:
    job, run = shop.add_booking(shop.add_customer(), "liam"), fresh_id()
    steps = (BookingStatus.TO_SCHEDULE, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED)
    for seen, to in itertools.pairwise(steps):
        done(shop.do("amy", MoveBooking(booking_id=job, seen=seen, to=to)))
    done(shop.do("fiona", OpenPayRun(pay_run_id=run, name="November")))
    done(shop.do("fiona", PayOut(pay_run_id=run, payables=(Payable(job, LIAM, 20_000),))))


def test_issue_hold_and_event_are_written_in_one_transaction(shop: Shop) -> None:
    """ISS-41, PAY-01: one number of the sequence for all three."""
    before = Replica(shop, "olive")
    before.pull()
    issue, hold = held(shop)
    before.pull()
    new = {key: seq for key, seq in before.seqs.items() if key[1] in {issue, hold}}
    (event,) = rows_of(shop, HoldEventRow)
    new["hold_event", event.id] = before.seqs["hold_event", event.id]
    assert {name for name, _ in new} == {"issue", "thread", "hold", "hold_event"}
    assert len(set(new.values())) == 1


def test_each_hold_and_release_names_who_when_and_why(shop: Shop) -> None:
    """PAY-04: hold, action, person, time and reason."""
    _issue, hold = held(shop, IssueStatus.CLOSED)
    done(shop.do("fiona", ReleaseHold(hold_id=hold, seen_version=1, reason="Checked")))
    events = sorted(rows_of(shop, HoldEventRow), key=lambda row: list(HoldAction).index(row.action))
    assert [(e.hold_id, e.action, e.by, e.reason) for e in events] == [
        (hold, HoldAction.HELD, "amy", "Damage"),
        (hold, HoldAction.READY, "adam", ""),
        (hold, HoldAction.RELEASED, "fiona", "Checked"),
    ]
    assert all(event.happened_at is not None and event.by_name for event in events)


def test_reopening_puts_the_same_hold_back_with_a_line_of_history(shop: Shop) -> None:
    """ISS-53, ISS-64: the same hold goes on, and the history names who reopened."""
    issue, hold = held(shop, IssueStatus.CLOSED)
    done(shop.do("fiona", ReleaseHold(hold_id=hold, seen_version=1, reason="Checked")))
    reopen = MoveIssue(issue_id=issue, seen=IssueStatus.CLOSED, to=IssueStatus.REOPENED)
    receipt = shop.do("adam", reopen)
    done(receipt)
    (row,) = rows_of(shop, HoldRow)
    assert (row.id, row.state, row.version) == (hold, HoldState.HELD, 3)
    assert [event.action for event in rows_of(shop, HoldEventRow)].count(HoldAction.PUT_BACK) == 1
    with shop.database.reading() as connection:
        lines = connection.execute(select(audit).where(audit.c.command_id == receipt.id)).all()
    assert {(line.entity, line.actor_id) for line in lines} >= {
        ("issue", "adam"),
        ("hold", "adam"),
        ("hold_event", "adam"),
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hold_event SET by = 'ben'",
        "UPDATE hold_event SET amount_cents = 0",
        "UPDATE hold_event SET happened_at = 0",
        "DELETE FROM hold_event",
        "UPDATE payout SET amount_cents = 1",
        "DELETE FROM payout",
        "UPDATE template_version SET body = ''",
        "DELETE FROM template_version",
    ],
)
def test_the_database_refuses_to_change_what_was_written(shop: Shop, statement: str) -> None:
    """PAY-04."""
    held(shop)
    a_payout(shop)
    shop.put(TemplateVersionRow(id=fresh_id(), body="Dear all"))
    kinds = (HoldEventRow, PayoutRow, TemplateVersionRow)
    before = [rows_of(shop, kind) for kind in kinds]
    assert all(before)
    quoted = statement.replace(" by ", ' "by" ')
    with pytest.raises(DatabaseError, match="is never changed"), shop.database.writing() as tx:
        tx.execute(text(quoted))
    assert [rows_of(shop, kind) for kind in kinds] == before


@pytest.mark.parametrize("table", ["hold_event", "payout", "template_version"])
def test_the_database_refuses_to_write_over_or_empty_them(shop: Shop, table: str) -> None:
    """PAY-04: neither the one way around a trigger on SQLite nor that on PostgreSQL works."""
    held(shop)
    a_payout(shop)
    shop.put(TemplateVersionRow(id=fresh_id(), body="Dear all"))
    is_sqlite = shop.database.is_sqlite
    over = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - own names
    statement = over if is_sqlite else f"TRUNCATE {table}"
    with pytest.raises(DatabaseError, match="is never changed"), shop.database.writing() as tx:
        tx.execute(text(statement))


def test_many_people_who_release_one_hold_at_once_release_it_once(shop: Shop) -> None:
    _issue, hold = held(shop, IssueStatus.CLOSED)
    start, answers = threading.Barrier(RELEASERS), []

    def release(at: int) -> None:
        start.wait()
        name = ("fiona", "adam", "olive")[at % 3]
        one = ReleaseHold(hold_id=hold, seen_version=1, reason=name)
        many = ReleaseHolds(holds=(SeenHold(hold, 1),), reason=name)
        answers.append((name, shop.do(name, one if at % 2 else many)))

    people = [threading.Thread(target=release, args=(at,)) for at in range(RELEASERS)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    (row,) = rows_of(shop, HoldRow)
    first = [name for name, receipt in answers if receipt.result is Result.OK]
    assert first == [row.released_by]
    released = [e for e in rows_of(shop, HoldEventRow) if e.state is HoldState.RELEASED]
    assert [(event.by, event.reason) for event in released] == [(row.released_by, first[0])]
    for name, receipt in answers:
        if name != first[0]:
            assert f"{first[0].title()} released this pay already." in receipt.detail
