"""What a customer reports in the portal is acknowledged without anybody's doing (TPL-12)."""

from __future__ import annotations

import re
from datetime import timedelta

import requests

from sync_server.contract.customers import AddContactPoint, NewContactPoint
from sync_server.contract.issues import IssueRow
from sync_server.contract.messages import MessageRow, Purpose
from sync_server.contract.values import ContactKind, MessageStatus
from sync_server.store.view import SqlView
from tests.portal.reading import open_link
from tests.support.web import WebOffice, fresh_id

SOON = timedelta(seconds=5)


def test_a_report_in_the_portal_has_its_acknowledgement_at_once(
    office: WebOffice, customer: requests.Session
) -> None:
    """TPL-12, ISS-70: the row is there when the answer is, by its own time stamps."""
    point = NewContactPoint(fresh_id(), ContactKind.EMAIL, "olivia@example.org")
    office.do(office.agent, AddContactPoint(office.olivia, point))
    page = open_link(customer, office.link())
    form = customer.get(f"{page.url}/problem", timeout=10).text
    issue_id = re.search(r'name="issue_id" value="(\w+)"', form)
    kind = re.search(r'name="issue_type"[^>]*value="([^"]+)"', form) or re.search(
        r'<option[^>]*value="([^"]+)"', form
    )
    assert issue_id
    assert kind
    fields = {
        "csrf": page.hidden("csrf"),
        "issue_id": issue_id[1],
        "issue_type": kind[1],
        "description": "A scratch",
    }
    assert customer.post(f"{page.url}/problem", data=fields, timeout=10).status_code == 200
    with office.server.database.reading() as connection:
        (issue,) = SqlView(connection).where(IssueRow, record_id=office.booking)
        (sent,) = SqlView(connection).where(MessageRow, record_id=issue.id)
    assert (sent.purpose, sent.status) == (Purpose.ACKNOWLEDGEMENT, MessageStatus.QUEUED)
    assert sent.address == "olivia@example.org"
    assert issue.reported_at
    assert sent.written_at
    assert sent.written_at - issue.reported_at <= SOON
    assert issue.acknowledged_at == sent.written_at
