"""What the office does with a problem its customer reported, as the portal's tests need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import requests

from sync_server.contract.base import RowId
from sync_server.contract.complaints import ComplaintSettingsRow, SaveComplaintSettings
from sync_server.contract.issues import IssueRow, MoveIssue, ReportIssue
from sync_server.contract.scheduling import AddAppointment
from sync_server.contract.values import IssueStatus, RecordKind, Role
from sync_server.store.accounts import NewStaff
from sync_server.store.actor import Actor
from sync_server.store.view import SqlView
from tests.portal.reading import OpenPage
from tests.support.web import PASSWORD, WebOffice, fresh_id

S = IssueStatus


def boss(office: WebOffice) -> Actor:
    """An administrator who was not there before."""
    new = NewStaff("Ada Boss", "ada@office.example", Role.ADMIN, PASSWORD)
    return Actor(office.server.accounts.add_staff(new), new.name, new.role)


def report(office: WebOffice, description: str = "A scratch in the hallway floor") -> RowId:
    """Olivia's complaint about her booking."""
    issue_id = fresh_id()
    command = ReportIssue(
        issue_id=issue_id,
        record_kind=RecordKind.BOOKING,
        record_id=office.booking,
        issue_type="Something is damaged",
        description=description,
    )
    office.do(office.actor_as_customer(), command)
    return issue_id


def move(
    office: WebOffice, issue_id: RowId, to: IssueStatus, by: Actor, *, release: bool = False
) -> None:
    seen = issue(office, issue_id).status
    office.do(by, MoveIssue(issue_id=issue_id, seen=seen, to=to, release_pay=release))


def issue(office: WebOffice, issue_id: RowId) -> IssueRow:
    with office.server.database.reading() as connection:
        row = SqlView(connection).get(IssueRow, issue_id)
    assert row is not None
    return row


def visit(office: WebOffice, issue_id: RowId, at: datetime) -> None:
    """The office books Liam to come again."""
    command = AddAppointment(
        appointment_id=fresh_id(),
        customer_id=office.olivia,
        title="Look at the floor",
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        worker_ids=(office.liam.id,),
        booking_id=office.booking,
        issue_id=issue_id,
    )
    office.do(office.agent, command)


def settings(by: Actor, office: WebOffice, **changes: object) -> None:
    """Save the switches of complaints, with the defaults for all that is not named."""
    names = SaveComplaintSettings.__struct_fields__
    usual = ComplaintSettingsRow(id=RowId("complaints"))
    fields = {name: getattr(usual, name) for name in names if name != "seen_version"}
    office.do(by, SaveComplaintSettings(**{**fields, "seen_version": -1, **changes}))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class IssuePage:
    """The page of one issue without JavaScript."""

    session: requests.Session
    url: str

    def read(self, part: str = "") -> str:
        answer = self.session.get(f"{self.url}{part}", timeout=10)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def fill(self, part: str, **fields: str) -> requests.Response:
        """Load a form, fill it in and send it."""
        form = OpenPage(self.session, self.url, self.read(part))
        known = {name: form.hidden(name) for name in ("csrf", "command_id")}
        return self.session.post(f"{self.url}{part}", data={**known, **fields}, timeout=10)


def below(page: OpenPage, issue_id: RowId) -> IssuePage:
    """The issue, opened from the page of its record."""
    return IssuePage(page.session, f"{page.url}/issues/{issue_id}")
