"""Business numbers: what an administrator may save, and when a number is open (CAL-04, CAL-05)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import (
    DEFAULT_RING_SECONDS,
    RingGroupRow,
    SaveDisposition,
    SaveRingGroup,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Route
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.opening_hours import is_open
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, here, office

GROUP = RowId("g")


def desk() -> MemoryView:
    view = office()
    view.put([StaffRow(id=AGENT, name="Agent", sip_user="agent")])
    return view


def save(**changes: object) -> SaveRingGroup:
    asked: dict[str, object] = {
        "group_id": GROUP,
        "seen_version": -1,
        "number": "+61255501000",
        "name": "Front desk",
        "member_ids": (AGENT,),
    }
    return SaveRingGroup(**(asked | changes))  # type: ignore[arg-type]


def test_a_new_number_rings_for_25_seconds_and_then_goes_to_the_mailbox():
    (row,) = decide(desk(), save(), here(ADMIN)).rows
    assert isinstance(row, RingGroupRow)
    assert (row.ring_seconds, row.fallback) == (DEFAULT_RING_SECONDS, Route.MAILBOX)
    assert DEFAULT_RING_SECONDS == 25


@pytest.mark.parametrize("seconds", [5, 20, 25, 30, 120])
def test_ring_times_from_5_to_120_seconds_are_taken(seconds: int):
    (row,) = decide(desk(), save(ring_seconds=seconds), here(ADMIN)).rows
    assert isinstance(row, RingGroupRow)
    assert row.ring_seconds == seconds


BAD = [
    {"ring_seconds": 4},
    {"ring_seconds": 121},
    {"number": "+12 34"},
    {"name": "  "},
    {"fallback": Route.EXTERNAL},
    {"closed_route": Route.EXTERNAL, "closed_number": "x"},
    {"also_ring": ("the van",)},
    {"also_ring": ("+61412555010", "+61412555010")},
    {"also_ring": ("+61255501000",)},
    {"also_ring": tuple(f"+6141255501{n}" for n in range(6))},
    {"hours": ("mon 8-12",)},
    {"hours": ("mon 12:00-08:00",)},
    {"holidays": ("2026-02-30 Never",)},
    {"time_zone": "Mars/Base"},
    {"wrap_up_seconds": 1801},
    {"retention_days": 0},
    {"greeting_sha256": "../../etc"},
    {"member_ids": (RowId("nobody"),)},
    {"member_ids": (ADMIN,)},
]


@pytest.mark.parametrize("change", BAD, ids="-".join)
def test_what_cannot_work_is_refused_with_a_sentence(change: dict[str, object]):
    with pytest.raises(Refused) as refused:
        decide(desk(), save(**change), here(ADMIN))
    assert refused.value.detail.endswith((".", "”.", ")."))


def test_up_to_five_numbers_outside_ring_along():
    """CAL-01 (A31): who is listed rings; everybody else is told by an alert."""
    numbers = tuple(f"+6141255501{n}" for n in range(5))
    (row,) = decide(desk(), save(also_ring=numbers), here(ADMIN)).rows
    assert isinstance(row, RingGroupRow)
    assert row.also_ring == numbers


def test_business_numbers_do_not_ring_each_other_in_a_circle():
    view = desk()
    view.put([RingGroupRow(id=RowId("other"), number="+61255502000")])
    with pytest.raises(Refused) as refused:
        decide(view, save(also_ring=("+61255502000",)), here(ADMIN))
    assert "+61255502000" in refused.value.detail


def test_two_administrators_never_overwrite_each_other():
    view = desk()
    view.put(decide(view, save(), here(ADMIN)).rows)
    view.put(decide(view, save(seen_version=0, name="Desk"), here(ADMIN)).rows)
    with pytest.raises(Refused) as refused:
        decide(view, save(seen_version=0, name="Reception"), here(ADMIN))
    assert refused.value.reason is Reason.CHANGED


def test_a_number_has_one_ring_group():
    view = desk()
    view.put(decide(view, save(), here(ADMIN)).rows)
    with pytest.raises(Refused):
        decide(view, save(group_id=RowId("other")), here(ADMIN))


def test_agents_do_not_change_numbers_or_dispositions():
    for command in (save(), SaveDisposition(disposition_id=RowId("d"), name="Sold")):
        with pytest.raises(Refused):
            decide(desk(), command, here(AGENT))


HOURS = ("mon 08:00-12:00", "mon 13:00-17:30", "sat 09:00-24:00")


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-11-22T21:00", True),  # Monday 08:00 in Sydney
        ("2026-11-22T20:59", False),
        ("2026-11-23T01:00", False),  # 12:00, the break
        ("2026-11-23T02:00", True),  # 13:00
        ("2026-11-23T06:29", True),
        ("2026-11-23T06:30", False),
        ("2026-11-21T12:59", True),  # Saturday 23:59
        ("2026-11-21T13:00", False),  # Sunday 00:00
        ("2026-12-25T00:00", False),
    ],
)
def test_hours_breaks_and_holidays_are_those_of_the_place(at: str, open_: bool):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert is_open(HOURS, ("2026-12-25 Christmas Day",), "Australia/Sydney", moment) is open_


def test_summer_time_moves_the_hours_with_the_clock_on_the_wall():
    sunday = ("sun 09:00-10:00",)
    winter, summer = (
        datetime(2026, 3, 22, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 7, 30, tzinfo=UTC),
    )
    assert is_open(sunday, (), "Europe/Berlin", winter)
    assert is_open(sunday, (), "Europe/Berlin", summer)


def test_without_hours_a_number_is_open_except_on_holidays():
    noon = datetime(2026, 12, 25, 12, tzinfo=UTC)
    assert is_open((), (), "UTC", noon)
    assert not is_open((), ("2026-12-25",), "UTC", noon)
