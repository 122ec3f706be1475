"""What colleagues do, read from rows: chosen, ringing, on a call, and no table is scanned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.replica.colleagues import _EVERYONE, _RUNG, Colleague, colleagues
from sync_server.contract.agents import AgentStateRow
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AgentState, CallOutcome, Role
from tests.desktop.replica.rows import profile_with

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PEOPLE = [
    StaffRow(id=RowId(name), name=name.title(), role=Role.AGENT, sip_user=name)
    for name in ("amy", "bob", "cleo")
]
GROUP = RingGroupRow(id=RowId("g"), number="+61255550100", member_ids=(RowId("bob"), RowId("amy")))


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def seen(folder: Path, *rows: Row) -> dict[str, Colleague]:
    profile = profile_with(folder, [*PEOPLE, GROUP, *rows])
    found = colleagues(profile.replica.reader(), NOW)
    profile.close()
    return {one.name: one for one in found}


def talking(**fields: object) -> CallRow:
    known = {
        "id": RowId("c1"),
        "outcome": CallOutcome.ANSWERED,
        "answered_by": RowId("bob"),
        "started_at": ago(minutes=4),
        "answered_at": ago(minutes=3),
    }
    return CallRow(**{**known, **fields})  # type: ignore[arg-type]


def test_who_never_said_anything_is_available(tmp_path: Path) -> None:
    assert seen(tmp_path)["Bob"].state is AgentState.AVAILABLE


def test_a_break_has_its_reason_and_its_beginning(tmp_path: Path) -> None:
    row = AgentStateRow(
        id=RowId("bob"), state=AgentState.BREAK, reason="Lunch", since_at=ago(minutes=9)
    )
    bob = seen(tmp_path, row)["Bob"]
    assert (bob.state, bob.reason, bob.since_at) == (AgentState.BREAK, "Lunch", ago(minutes=9))


def test_an_open_call_says_more_than_what_was_chosen(tmp_path: Path) -> None:
    """BLF: state and since when."""
    chosen = AgentStateRow(id=RowId("bob"), state=AgentState.AVAILABLE, since_at=ago(hours=3))
    bob = seen(tmp_path, talking(), chosen)["Bob"]
    assert (bob.state, bob.since_at) == (AgentState.ON_A_CALL, ago(minutes=3))


def test_a_call_that_ended_or_was_never_told_to_end_holds_nobody(tmp_path: Path) -> None:
    ended = talking(ended_at=ago(minutes=1))
    forgotten = talking(id=RowId("c2"), answered_by=RowId("cleo"), answered_at=ago(days=2))
    people = seen(tmp_path, ended, forgotten)
    assert {one.state for one in people.values()} == {AgentState.AVAILABLE}


def test_a_call_to_a_group_rings_its_available_members(tmp_path: Path) -> None:
    call = CallRow(id=RowId("c1"), started_at=ago(seconds=4), ring_group_id=GROUP.id)
    away = AgentStateRow(id=RowId("amy"), state=AgentState.AWAY)
    people = seen(tmp_path, call, away)
    assert people["Bob"].state is AgentState.RINGING
    assert people["Amy"].state is AgentState.AWAY
    assert people["Cleo"].state is AgentState.AVAILABLE


def test_people_without_a_phone_or_who_left_are_not_shown(tmp_path: Path) -> None:
    gone = StaffRow(id=RowId("dan"), name="Dan", sip_user="dan", active=False)
    boss = StaffRow(id=RowId("eve"), name="Eve")
    assert set(seen(tmp_path, gone, boss)) == {"Amy", "Bob", "Cleo"}


def test_no_call_is_read_that_an_index_does_not_name(tmp_path: Path) -> None:
    profile = profile_with(tmp_path, PEOPLE)
    db = profile.replica.reader()
    binds = {"talking_since": 0, "ringing_since": 0}
    for query in (_EVERYONE, _RUNG):
        plan = db.execute(f"EXPLAIN QUERY PLAN {query.sql}", {**query.constants, **binds})
        lines = [line[3] for line in plan]
        assert not [line for line in lines if line.startswith("SCAN call")], lines
    profile.close()
