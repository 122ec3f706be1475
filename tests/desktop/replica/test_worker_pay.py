"""A fieldworker's jobs: withheld ones first, then the newest, without reading every booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.replica.profile import Profile
from desktop.replica.worker_pay import _HELD, _NEWEST, jobs_of
from sync_server.contract.base import Row, RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.holds import HoldRow
from sync_server.contract.pay import PayoutRow
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.values import HoldState
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LIAM, ZOE = RowId("liam"), RowId("zoe")


def jobs() -> list[Row]:
    """Ten of Liam's, the older the higher the number; every other one with Zoe; one undated."""
    rows: list[Row] = [CustomerRow(id=RowId("c"), name="Olivia")]
    for at in range(10):
        job = RowId(f"j{at}")
        rows += [
            BookingRow(
                id=job,
                customer_id=RowId("c"),
                starts_at=NOW - timedelta(days=at) if at != 3 else None,
                worker_ids=(LIAM, ZOE) if at % 2 else (LIAM,),
            ),
            BookingMoneyRow(id=job, pay_cents=1_000),
        ]
    return [
        *rows,
        BookingRow(id=RowId("theirs"), worker_ids=(RowId("liam2"),), starts_at=NOW),
        HoldRow(id=RowId("h"), booking_id=RowId("j7"), worker_id=LIAM, amount_cents=500),
        HoldRow(id=RowId("free"), booking_id=RowId("j5"), worker_id=LIAM, state=HoldState.RELEASED),
        HoldRow(id=RowId("hers"), booking_id=RowId("j9"), worker_id=ZOE, amount_cents=500),
        PayoutRow(id=RowId("o"), booking_id=RowId("j0"), worker_id=LIAM, amount_cents=1_000),
    ]


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = profile_with(tmp_path / "profile", jobs())
    yield made
    made.close()


def test_withheld_jobs_come_first_then_the_newest(profile: Profile) -> None:
    """PAY-08."""
    found = jobs_of(profile.reader(), LIAM)
    assert [job.booking.id for job in found] == [
        "j7", "j0", "j1", "j2", "j4", "j5", "j6", "j8", "j9", "j3",
    ]  # fmt: skip
    assert {job.customer for job in found} == {"Olivia"}


def test_each_job_says_what_this_fieldworker_earns_with_it(profile: Profile) -> None:
    found = {job.booking.id: job for job in jobs_of(profile.reader(), LIAM)}
    assert (found["j7"].pay.held, [hold.id for hold in found["j7"].holds]) == (500, ["h"])
    assert (found["j0"].pay.paid, found["j0"].pay.payable) == (1_000, 0)
    assert (found["j9"].pay.payable, found["j9"].holds) == (500, ()), "hers is hers"
    assert found["j2"].pay.payable == 1_000


def test_only_so_many_are_read_and_the_withheld_ones_are_among_them(profile: Profile) -> None:
    found = jobs_of(profile.reader(), LIAM, most=2)
    assert [job.booking.id for job in found] == ["j7", "j0"]


@pytest.mark.parametrize(("sql", "table"), [(_HELD, "hold"), (_NEWEST, "booking")])
def test_both_questions_go_along_an_index(profile: Profile, sql: str, table: str) -> None:
    plan = profile.reader().execute(f"EXPLAIN QUERY PLAN {sql}", ("liam", 5)).fetchall()
    steps = [str(step[3]) for step in plan]
    assert any(f"{table} USING INDEX" in step for step in steps), steps
    assert not any("ORDER BY" in step for step in steps)
