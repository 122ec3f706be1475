"""Issues and visits ring the phones of those on the job, by a served server and a push service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from sync_server.contract.issues import ReportIssue
from sync_server.contract.scheduling import AddAppointment
from sync_server.contract.values import RecordKind
from tests.notify.browsers import subscribe
from tests.notify.receiver import PushService, push_service
from tests.support.web import WebOffice, fresh_id, wait_for


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


def test_a_reported_issue_and_its_visit_ring_the_phone_within_five_seconds(
    office: WebOffice, service: PushService
) -> None:
    """ISS-33, ISS-44: the assigned fieldworker's, and nobody else's."""
    liams = subscribe(office, service, office.liam.id, "/liam")
    subscribe(office, service, office.zoe.id, "/zoe")
    issue = fresh_id()
    report = ReportIssue(
        issue_id=issue,
        record_kind=RecordKind.BOOKING,
        record_id=office.booking,
        issue_type="Damage",
        description="The pane has a crack",
    )
    office.do(office.actor_as_customer(), report)
    wait_for(lambda: service.received, "the issue's push", 5)
    starts = office.clock() + timedelta(days=1)
    visit = AddAppointment(
        fresh_id(),
        office.olivia,
        "Glazing",
        starts,
        starts + timedelta(hours=1),
        worker_ids=(office.liam.id,),
        issue_id=issue,
    )
    office.do(office.agent, visit)
    wait_for(lambda: len(service.received) == 2, "the visit's push", 5)
    assert [push.path for push in service.received] == ["/liam", "/liam"]
    first, second = (liams.read(push)["text"] for push in service.received)
    assert '"title":"New issue CMP-00001 · Damage"' in first
    assert f'"url":"/field/#/issue/{issue}"' in first
    assert "crack" not in first
    assert '"title":"Visit: CMP-00001 · Damage"' in second
