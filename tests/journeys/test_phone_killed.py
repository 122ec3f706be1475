"""The phone process is killed in a call a hundred times in a row; the desk goes on each time."""

from __future__ import annotations

import os
import signal
import time

import psutil
import pytest

from sync_server.contract.base import CommandId
from sync_server.contract.calls import CallRow
from sync_server.contract.ring_groups import RingGroupRow, SaveRingGroup
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, HungUpBy, Role
from sync_server.store.actor import Actor
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.writer import Writer
from tests.support.desk import Desk, until
from tests.support.house import House

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(1200)]

KILLS = 100


def test_killed_a_hundred_times_it_is_registered_again_and_every_call_has_an_honest_end(
    home: House,
):
    """The window lives, the bar with the note stays, the log says who ended the call."""
    no_wrap_up(home)
    sarah = home.desk("agent")
    took = [kill_in_a_call(home, sarah) for _ in range(KILLS)]
    assert max(took) < 5, sorted(took)[-5:]

    def ended() -> list[CallRow]:
        calls = home.rows(CallRow, hung_up_by=HungUpBy.PHONE_STOPPED)
        return calls if len(calls) == KILLS and all(call.ended_at for call in calls) else []

    calls = until(ended, 20, f"{KILLS} honest ends in the log")
    assert {call.outcome for call in calls} == {CallOutcome.ANSWERED}
    assert {call.answered_by_name for call in calls} == {"Sarah Lee"}
    sarah.close()


def kill_in_a_call(home: House, desk: Desk) -> float:
    """Seconds from the kill until the phone is registered again."""
    caller = home.call(None)
    desk.wait_for("call_card")
    desk.key("Ctrl+Shift+A")
    desk.wait_for_text("call_bar", "00:0")
    engine = engine_of(desk)
    os.kill(engine.pid, signal.SIGKILL)
    killed = time.monotonic()
    until(lambda: "Phone ready" not in desk.spoken("phone_status"), 10, "the loss is said")
    until(lambda: "Phone ready" in desk.spoken("phone_status"), 10, "registered again")
    took = time.monotonic() - killed
    assert desk.is_shown("call_bar"), "the call stays on screen"
    assert engine_of(desk).pid != engine.pid
    desk.click("call_hang_up")
    until(lambda: not desk.is_shown("call_bar"), 5, "put away")
    caller.close()
    return took


def engine_of(desk: Desk) -> psutil.Process:
    def look() -> psutil.Process | None:
        children = psutil.Process(desk.process.pid).children(recursive=True)
        return next((c for c in children if "softphone" in c.cmdline()), None)

    return until(look, 5, "the phone process")


def no_wrap_up(home: House) -> None:
    """Calls follow each other at once."""
    (group,) = home.rows(RingGroupRow)
    (admin,) = home.rows(StaffRow, role=Role.ADMIN)
    fields = {name: getattr(group, name) for name in group.__struct_fields__[2:]}
    command = SaveRingGroup(
        group_id=group.id, seen_version=group.version, **(fields | {"wrap_up_seconds": 0})
    )
    database = Database(f"sqlite:///{home.folder / 'server' / 'ringdesk.db'}")
    writer = Writer(database, Doorbell(database))
    receipt = writer.perform(Actor(admin.id, admin.name, admin.role), CommandId("n" * 32), command)
    assert receipt.seq, receipt.detail
    database.close()
