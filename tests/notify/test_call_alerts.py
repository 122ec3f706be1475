"""A call that rings is an alert on the phones of those who asked for it (CAL-01, A26, A31)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, FileVoicemail, LogCall, call_id
from sync_server.contract.notices import SetPreference
from sync_server.contract.ring_groups import RingGroupRow
from sync_server.contract.values import (
    CallOutcome,
    Direction,
    NoticeChannel,
    NoticeModule,
    Role,
)
from sync_server.notify.worker import DeliveryWorker, worker_for
from sync_server.rules.alerts import alert
from sync_server.rules.decide import decide
from sync_server.rules.routing import route
from sync_server.rules.view import MemoryView
from sync_server.store.actor import Actor
from sync_server.store.bulk import bring_in
from sync_server.store.deliveries import DeliveryState
from tests.notify.browsers import subscribe
from tests.notify.receiver import PushService, push_service
from tests.support.builders import AGENT, LIAM, NOW, here
from tests.support.builders import office as people
from tests.support.web import WebOffice, idle_office

CALL = call_id("k")
GROUP = RingGroupRow(id=RowId("g"), number="100", name="Front desk", member_ids=(AGENT,))
WISH = SetPreference(NoticeModule.CALLS, NoticeChannel.PUSH, is_on=True)
SYSTEM = here(RowId("pbx"), Role.SYSTEM)
RINGING = LogCall(
    call_id=CALL,
    call_key="k",
    direction=Direction.INBOUND,
    number="+61491570156",
    dialled="100",
    outcome=CallOutcome.RINGING,
    started_at=NOW,
)


def desk() -> MemoryView:
    view = people()
    view.put([GROUP])
    view.put(decide(view, WISH, here(LIAM)).rows)
    return view


def told(view: MemoryView, report: LogCall) -> list[RowId]:
    effects = decide(view, report, SYSTEM)
    view.put(effects.rows)
    return [one.recipient_id for notice in effects.notices for one in route(view, notice)]


def test_a_call_to_a_business_number_is_told_once_to_those_who_switched_it_on():
    view = desk()
    assert told(view, RINGING) == [LIAM]
    again = msgspec.structs.replace(RINGING, started_at=NOW - timedelta(seconds=1))
    assert told(view, again) == []


@pytest.mark.parametrize(
    "change",
    [
        {"direction": Direction.OUTBOUND},
        {"dialled": ""},
        {"outcome": CallOutcome.ABANDONED},
        {"outcome": CallOutcome.ANSWERED, "answered_at": NOW},
        {"ended_at": NOW},
        {"continues_key": "other"},
        {"started_at": NOW - timedelta(minutes=5)},
    ],
    ids=["outgoing", "direct", "given up", "answered", "ended", "transferred", "long ago"],
)
def test_what_does_not_ring_in_a_ring_group_now_is_no_alert(change: dict[str, object]):
    view = desk()
    view.put([CallRow(id=call_id("other"), call_key="other")])
    assert told(view, msgspec.structs.replace(RINGING, **change)) == []  # type: ignore[arg-type]


def test_a_call_outside_opening_hours_rings_nobody_and_is_no_alert():
    """CAL-05: NOW is a Saturday."""
    view = desk()
    view.put([msgspec.structs.replace(GROUP, hours=("mon 08:00-17:00",))])
    assert told(view, RINGING) == []


def test_the_alert_names_the_number_that_rings_and_nothing_of_the_caller():
    """D10."""
    view = desk()
    told(view, RINGING)
    said = alert(view, CALL, LIAM)
    assert said is not None
    assert (said.title, said.text) == ("Incoming call", "Front desk")


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": CallOutcome.ANSWERED, "answered_at": NOW},
        {"outcome": CallOutcome.ABANDONED, "ended_at": NOW},
        {"outcome": CallOutcome.MISSED},
        {"ended_at": NOW},
    ],
    ids=["answered", "given up", "missed", "ended"],
)
def test_a_call_somebody_saw_to_meanwhile_is_told_no_more(change: dict[str, object]):
    view = desk()
    told(view, RINGING)
    told(view, msgspec.structs.replace(RINGING, **change))  # type: ignore[arg-type]
    assert alert(view, CALL, LIAM) is None


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[WebOffice]:
    with idle_office(tmp_path, database_url) as made:
        bring_in(made.server.database, [GROUP], RowId("seed"), made.clock)
        yield made


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def worker(office: WebOffice) -> Iterator[DeliveryWorker]:
    worker = worker_for(office.server)
    yield worker
    worker.stop()


def rings(office: WebOffice, outcome: CallOutcome = CallOutcome.RINGING) -> None:
    now = office.clock()
    answered = now if outcome is CallOutcome.ANSWERED else None
    report = msgspec.structs.replace(RINGING, started_at=now, outcome=outcome, answered_at=answered)
    office.do(Actor(RowId("pbx"), "Phone system", Role.SYSTEM), report)


def test_the_phone_of_a_fieldworker_is_told_of_a_call_and_forgets_it_soon(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    """CAL-01: no desk and no other fieldworker is told; the push service keeps it 30 seconds."""
    liams = subscribe(office, service, office.liam.id, "/liam")
    subscribe(office, service, office.zoe.id, "/zoe")
    subscribe(office, service, office.agent.id, "/sarah")
    office.do(office.liam, WISH)
    rings(office)
    worker.deliver_due()
    (push,) = service.received
    assert (push.path, push.headers["ttl"]) == ("/liam", "30")
    text = liams.read(push)["text"]
    assert '"title":"Incoming call"' in text
    assert '"text":"Front desk"' in text
    assert "61491570156" not in text


def test_a_call_answered_before_the_alert_went_out_makes_no_sound(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    subscribe(office, service, office.liam.id)
    office.do(office.liam, WISH)
    rings(office)
    rings(office, CallOutcome.ANSWERED)
    worker.deliver_due()
    assert service.received == []
    assert office.deliveries.counts() == {DeliveryState.DROPPED: 1}


def test_a_tap_on_the_alert_of_a_voicemail_opens_voicemail(
    office: WebOffice, service: PushService, worker: DeliveryWorker
):
    """CAL-08."""
    liams = subscribe(office, service, office.liam.id)
    office.do(office.liam, msgspec.structs.replace(WISH, module=NoticeModule.VOICEMAIL))
    rings(office, CallOutcome.VOICEMAIL)
    pbx = Actor(RowId("pbx"), "Phone system", Role.SYSTEM)
    office.do(pbx, FileVoicemail(RowId("v" * 32), CALL, "+61491570156", 72, "0" * 64))
    worker.deliver_due()
    (push,) = service.received
    text = liams.read(push)["text"]
    assert '"url":"/field/#/voicemail"' in text
    assert '"text":"Front desk, 1:12"' in text
