"""Complaint letters filled in, and the acknowledgement with its clock (A19, A45, ISS-70)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.complaints import SETTINGS_ID, AckMode, ComplaintSettingsRow
from sync_server.contract.customers import ContactPointRow, CustomerNoteRow, CustomerRow
from sync_server.contract.issue_work import SurveyRow
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.letters import BRANDING_ID, BrandingRow, LetterKind, TemplateRow
from sync_server.contract.messages import MessageRow, Purpose, SendHeldMessage, SendMessage
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import (
    Channel,
    ContactKind,
    IssueStatus,
    MessageStatus,
    RecordKind,
    Role,
)
from sync_server.rules.complaint_letters import letter, reminder_letter
from sync_server.rules.decide import decide
from sync_server.rules.effects import Circumstances
from sync_server.rules.letter_defaults import LETTERS, letter_template
from sync_server.rules.letter_marks import Mark
from sync_server.rules.letter_values import About, first_name, next_milestone, values_about
from sync_server.rules.merge_tags import TAGS, render
from sync_server.rules.view import MemoryView
from tests.support.builders import AGENT, BOOKING, LIAM, NOW, OLIVIA, here, office

ISSUE = RowId("issue-9f3a")
L = LetterKind


def desk(**switches: AckMode) -> MemoryView:
    """An office whose customer has an e-mail address."""
    view = office()
    view.put(
        [
            ContactPointRow(
                RowId("mail"), customer_id=OLIVIA, contact_kind=ContactKind.EMAIL, value="o@x.org"
            ),
            BookingRow(
                id=BOOKING, customer_id=OLIVIA, number=7, title="Windows", worker_ids=(LIAM,)
            ),
            BrandingRow(BRANDING_ID, business_name="Bright Clean"),
        ]
    )
    if switches:
        view.put([ComplaintSettingsRow(SETTINGS_ID, **switches)])
    return view


def report(view: MemoryView, by: Circumstances, **changes: object) -> IssueRow:
    asked: dict[str, object] = {
        "issue_id": ISSUE,
        "record_kind": RecordKind.BOOKING,
        "record_id": BOOKING,
        "issue_type": "Damage",
        "description": "A scratch\non the door",
    }
    view.put(decide(view, ReportIssue(**(asked | changes)), by).rows)  # type: ignore[arg-type]
    return issue(view)


def issue(view: MemoryView) -> IssueRow:
    row = view.get(IssueRow, ISSUE)
    assert row is not None
    return row


def messages(view: MemoryView) -> list[MessageRow]:
    return view.where(MessageRow)


def customer() -> Circumstances:
    return here(OLIVIA, Role.CUSTOMER)


def about(view: MemoryView, **more: object) -> About:
    return About(OLIVIA, "Amy Park", issue(view), now=NOW, **more)  # type: ignore[arg-type]


def test_what_a_customer_reports_is_acknowledged_in_the_same_step():
    """TPL-12, ISS-70: the letter is queued and the resolution clock runs."""
    view = desk()
    row = report(view, customer())
    (sent,) = messages(view)
    assert (sent.address, sent.status, sent.is_automatic) == ("o@x.org", MessageStatus.QUEUED, True)
    assert (sent.record_kind, sent.record_id) == (RecordKind.ISSUE, ISSUE)
    assert sent.purpose is Purpose.ACKNOWLEDGEMENT
    assert sent.subject == "CMP-00001: we have your report"
    assert sent.body.startswith("Dear Olivia,\n")
    assert "BOK-00007 Windows" in sent.body
    assert "Our office team sees to it. We aim to have it put right by " in sent.body
    assert sent.body.endswith("Kind regards\nBright Clean")
    assert sent.written_by_name == "Automatic"
    assert (row.acknowledged_at, row.ack_due_at) == (NOW, None)
    assert row.resolve_due_at == NOW + timedelta(hours=40)


@pytest.mark.parametrize(
    ("by", "changes", "switch"),
    [
        (here(AGENT), {}, "ack_office"),
        (here(LIAM), {}, "ack_office"),
        (here(AGENT), {"is_imported": True}, "ack_import"),
        (here(OLIVIA, Role.CUSTOMER), {}, "ack_customer"),
    ],
)
@pytest.mark.parametrize("mode", list(AckMode))
def test_only_automatic_goes_out_unasked(
    by: Circumstances, changes: dict[str, object], switch: str, mode: AckMode
):
    """TPL-09, TPL-11: preview waits for a person; off sends nothing, and the issue says so."""
    others = dict.fromkeys(("ack_office", "ack_import", "ack_customer"), AckMode.OFF)
    view = desk(**(others | {switch: mode}))
    row = report(view, by, **changes)
    is_sent = mode is AckMode.AUTO
    assert bool(messages(view)) is is_sent
    assert (row.acknowledged_at is not None) is is_sent
    assert (row.ack_due_at is None) is (mode is not AckMode.PREVIEW)


def test_the_usual_switches_are_preview_in_the_office_and_automatic_else():
    """A19."""
    settings = ComplaintSettingsRow(SETTINGS_ID)
    assert (settings.ack_office, settings.ack_customer, settings.ack_import) == (
        AckMode.PREVIEW,
        AckMode.AUTO,
        AckMode.AUTO,
    )


def test_a_paused_customer_gets_none_and_it_is_kept_with_its_reason():
    """A45: the issue stays unacknowledged until a person sends it."""
    view = desk()
    view.put([CustomerNoteRow(OLIVIA, auto_messages_paused=True)])
    row = report(view, customer())
    (held,) = messages(view)
    assert (held.status, held.detail) == (
        MessageStatus.HELD,
        "Automatic messages to this customer are paused.",
    )
    assert row.acknowledged_at is None
    view.put(decide(view, SendHeldMessage(held.id), here(AGENT)).rows)
    assert issue(view).acknowledged_at is not None


def test_without_an_address_the_report_is_taken_all_the_same():
    view = office()
    assert report(view, customer()).acknowledged_at is None
    assert not messages(view)


def test_a_desk_leaves_automatic_letters_to_the_server():
    view = desk(ack_office=AckMode.AUTO)
    row = report(view, elsewhere(here(AGENT), on_server=False))
    assert (messages(view), row.acknowledged_at) == ([], None)


def elsewhere(by: Circumstances, **changes: object) -> Circumstances:
    return Circumstances(by.by, by.by_name, by.role, by.now, **changes)  # type: ignore[arg-type]


# -- sent by a person


def send(view: MemoryView, message_id: str, **changes: object) -> MessageRow:
    asked: dict[str, object] = {
        "message_id": RowId(message_id), "customer_id": OLIVIA, "channel": Channel.EMAIL,
        "address": "o@x.org", "subject": "CMP-draft-9f3a", "body": "About CMP-draft-9f3a.",
        "record_kind": RecordKind.ISSUE, "record_id": ISSUE, "purpose": Purpose.ACKNOWLEDGEMENT,
    }  # fmt: skip
    view.put(decide(view, SendMessage(**(asked | changes)), here(AGENT)).rows)  # type: ignore[arg-type]
    row = view.get(MessageRow, RowId(message_id))
    assert row is not None
    return row


def test_sending_the_letter_acknowledges_and_sending_it_again_is_a_resend():
    """TPL-09, TPL-10, ISS-70."""
    view = desk()
    assert report(view, here(AGENT)).acknowledged_at is None
    assert not send(view, "one").is_resend
    assert issue(view).acknowledged_at == NOW
    assert send(view, "two").is_resend
    assert not send(view, "three", purpose=Purpose.DETAILS).is_resend
    assert send(view, "four", purpose=Purpose.DETAILS).is_resend
    assert not send(view, "five", purpose=Purpose.NONE).is_resend


def test_a_letter_to_a_colleague_acknowledges_nothing():
    view = desk()
    report(view, here(AGENT))
    assert not send(view, "one", staff_id=LIAM).is_resend
    assert issue(view).acknowledged_at is None
    assert not send(view, "two").is_resend


def test_the_number_of_a_draft_is_replaced_once_there_is_one():
    """A22: a letter written before the server numbered the issue."""
    view = desk()
    report(view, here(AGENT))
    row = send(view, "one")
    assert (row.subject, row.body) == ("CMP-00001", "About CMP-00001.")


# -- tags


def test_every_tag_has_a_value_and_no_letter_keeps_one():
    """TPL-02 to TPL-05: renders for a sample without an unresolved tag."""
    view = desk()
    report(view, here(AGENT))
    values = values_about(view, about(view, asks_survey=True))
    assert set(values) == set(TAGS)
    for kind in LETTERS:
        template = letter_template(view, kind)
        assert "{{" not in render(template.subject + template.body, values)
    empty = {name for name, value in values.items() if not value}
    assert empty == {"worker_first_name", "open_complaints", "follow_up_date"}


def test_the_details_say_number_type_comments_and_where_to_discuss():
    """TPL-03."""
    view = desk()
    report(view, here(AGENT))
    words = letter(view, L.DETAILS, about(view))
    for part in ("CMP-00001", "Damage", "A scratch\non the door", Mark.DISCUSSION):
        assert part in words.subject + words.body
    assert words.body.endswith("Kind regards\nAmy Park\nBright Clean")


def test_the_survey_is_asked_for_only_when_wanted_and_only_once():
    """TPL-04."""
    view = desk()
    report(view, here(AGENT))
    assert Mark.SURVEY in letter(view, L.RESOLUTION, about(view, asks_survey=True)).body
    assert "How did we do" not in letter(view, L.RESOLUTION, about(view)).body
    view.put([SurveyRow(ISSUE, customer_id=OLIVIA)])
    assert Mark.SURVEY not in letter(view, L.RESOLUTION, about(view, asks_survey=True)).body


def test_a_colleague_is_never_given_the_customers_links():
    view = desk()
    report(view, here(AGENT))
    values = values_about(view, about(view, asks_survey=True, to_colleague=True))
    assert (values["discussion_link"], values["survey_link"]) == ("", "")


def test_the_businesss_own_words_are_used_once_there_are_some():
    view = desk()
    report(view, here(AGENT))
    view.put([TemplateRow(RowId("details"), letter=L.DETAILS, subject="S", body="{{agent_name}}")])
    words = letter(view, L.DETAILS, about(view))
    assert (words.subject, words.body) == ("S", "Amy Park")


def test_what_happens_next_is_the_visit_then_the_day_then_the_promise():
    """TPL-13."""
    view = desk()
    row = msgspec.structs.replace(
        report(view, here(AGENT)),
        resolve_due_at=datetime(2026, 11, 27, 12, tzinfo=UTC),
        follow_up_on="",
        owner_id=AGENT,
    )
    assert next_milestone(view, row, NOW) == (
        "We aim to have it put right by Friday 27 November 2026."
    )
    row = msgspec.structs.replace(row, follow_up_on="2026-11-25")
    assert next_milestone(view, row, NOW) == "You hear from us by Wednesday 25 November 2026."
    visits = [
        AppointmentRow(RowId("a"), issue_id=ISSUE, starts_at=NOW - timedelta(days=1)),
        AppointmentRow(RowId("b"), issue_id=ISSUE, starts_at=NOW + timedelta(days=2)),
    ]
    view.put(visits)
    assert next_milestone(view, row, NOW) == "We come on Monday 23 November 2026."
    view.put([ComplaintSettingsRow(SETTINGS_ID, shares_appointments=False)])
    assert next_milestone(view, row, NOW).startswith("You hear from us")
    row = msgspec.structs.replace(row, follow_up_on="", resolve_due_at=None)
    assert next_milestone(view, row, NOW) == "We look into it and come back to you."
    row = msgspec.structs.replace(row, status=IssueStatus.CLOSED)
    assert next_milestone(view, row, NOW) == "It is settled."
    assert values_about(view, About(OLIVIA, issue=row))["owner_name"] == "Agent"


def test_days_are_those_of_the_business():
    view = desk()
    view.put([ComplaintSettingsRow(SETTINGS_ID, time_zone="Australia/Sydney")])
    row = report(view, here(AGENT))
    late = msgspec.structs.replace(row, reported_at=datetime(2026, 11, 21, 20, tzinfo=UTC))
    values = values_about(view, About(OLIVIA, issue=late))
    assert values["reported_on"] == "Sunday 22 November 2026"


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Olivia Smith", "Olivia"),
        ("Smith, Olivia", "Olivia"),
        ("Olivia", "Olivia"),
        ("Harbour Hotel", "Harbour Hotel"),
        ("Smith & Sons", "Smith & Sons"),
        ("Bay Cleaning Pty. Ltd.", "Bay Cleaning Pty. Ltd."),
        ("", ""),
        (",", ","),
    ],
)
def test_people_are_greeted_by_first_name_and_companies_by_all_of_it(name: str, greeted: str):
    assert first_name(name) == greeted


def test_a_fieldworker_is_reminded_of_each_open_complaint():
    """TPL-05."""
    worker = StaffRow(LIAM, name="Liam Wood", role=Role.FIELDWORKER)
    issues = [
        IssueRow(RowId("b"), number=2, issue_type="Late", reported_at=NOW),
        IssueRow(RowId("a"), number=1, issue_type="Damage", reported_at=NOW - timedelta(days=3)),
    ]
    words = reminder_letter(desk(), worker, issues, NOW)
    assert words.subject == "Your open complaints"
    assert words.body.startswith("Hello Liam,")
    assert "- CMP-00001 Damage, open for 3 days\n- CMP-00002 Late, reported today" in words.body


def test_a_letter_about_a_booking_has_its_words_and_no_complaint():
    values = values_about(
        desk(), About(OLIVIA, "Amy", record_kind=RecordKind.BOOKING, record_id=BOOKING)
    )
    assert (values["record_code"], values["complaint_number"]) == ("BOK-00007", "")
    nobody = values_about(MemoryView([CustomerRow(OLIVIA, name="O")]), About(OLIVIA))
    assert nobody["agent_signature"] == "Our office team"
