"""The page of an issue: its steps in words, the visit, pay without amounts, and no more."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import requests

from sync_server.contract.base import RowId
from sync_server.contract.complaints import SaveIssueLabel, SaveIssueType
from sync_server.contract.issue_work import AddCost
from sync_server.contract.issues import LabelIssues, MergeIssues, ReportIssue
from sync_server.contract.records import AddQuote
from sync_server.contract.scheduling import ProposeAppointment
from sync_server.contract.staff import EditStaff
from sync_server.contract.values import IssueStatus, RecordKind, Visibility
from tests.portal.complaining import below, boss, issue, move, report, settings, visit
from tests.portal.reading import open_link
from tests.portal.test_message_us import png
from tests.support.web import WebOffice, fresh_id

S = IssueStatus


def steps(html: str) -> dict[str, str]:
    found = re.findall(
        r'<li class="(\w+)"[^>]*>.*?<span class="step-label">([^<]+)<', html, flags=re.DOTALL
    )
    return {label: state for state, label in found}


def test_an_issue_is_told_in_four_steps(office: WebOffice, customer: requests.Session):
    """ISS-25: a customer reads how far it is, in words."""
    issue_id = report(office)
    page = below(open_link(customer, office.link()), issue_id)
    assert steps(page.read()) == {
        "Reported": "now",
        "Being worked on": "next",
        "Checked": "next",
        "Closed": "next",
    }
    move(office, issue_id, S.IN_PROGRESS, office.agent)
    assert steps(page.read())["Being worked on"] == "now"
    move(office, issue_id, S.AWAITING_APPROVAL, office.liam)
    assert steps(page.read())["Checked"] == "now"
    move(office, issue_id, S.CLOSED, boss(office))
    assert set(steps(page.read()).values()) == {"done"}


def test_a_link_of_its_own_opens_an_issue_and_a_link_to_the_booking_opens_it_too(
    office: WebOffice, customer: requests.Session
):
    issue_id = report(office)
    through_booking = below(open_link(customer, office.link()), issue_id)
    assert "A scratch in the hallway floor" in through_booking.read()
    with requests.Session() as other:
        direct = open_link(other, office.link(RecordKind.ISSUE, issue_id))
        assert "A scratch in the hallway floor" in direct.html
        booking = other.get(f"{office.url}/portal/booking/{office.booking}", timeout=10)
        assert booking.status_code == 404, "a link to an issue opens nothing else"


def test_issues_of_other_records_and_other_customers_stay_closed(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    theirs = fresh_id()
    command = ReportIssue(theirs, RecordKind.BOOKING, office.bens_booking, "Late")
    office.do(office.agent, command)
    for issue_id in (theirs, fresh_id(), office.booking):
        for part in ("", "/progress", "/thread", "/reopen", "/survey", "/reported"):
            answer = customer.get(f"{page.url}/issues/{issue_id}{part}", timeout=10)
            assert answer.status_code == 404, (issue_id, part)


def test_a_follow_up_visit_is_shown_once_it_is_fixed_and_shared(
    office: WebOffice, customer: requests.Session
):
    """ISS-35: present when appointments are shared, absent when not."""
    issue_id = report(office)
    page = below(open_link(customer, office.link()), issue_id)
    at = datetime(2027, 3, 4, 9, 30, tzinfo=office.clock().tzinfo)
    ada = boss(office)
    office.do(ada, EditStaff(office.liam.id, 0, "", may_propose=True, may_contact=False))
    office.do(office.liam, ProposeAppointment(fresh_id(), issue_id, at, at + timedelta(hours=1)))
    assert "Follow-up visit" not in page.read(), "a proposal is nobody's promise"
    visit(office, issue_id, at)
    assert "Follow-up visit" in page.read()
    assert "Thursday 4 March" in page.read()
    settings(ada, office, shares_appointments=False)
    assert "Follow-up visit" not in page.read()
    assert "4 March" not in page.read()


def test_pay_is_told_in_words_and_never_as_an_amount(office: WebOffice, customer: requests.Session):
    """PAY-13."""
    issue_id = report(office)
    page = below(open_link(customer, office.link()), issue_id)
    assert "The payment to the technician is on hold until this is solved." in page.read()
    ada = boss(office)
    move(office, issue_id, S.CLOSED, ada)
    assert "has not been released yet" in page.read()
    move(office, issue_id, S.REOPENED, ada)
    assert "on hold until this is solved" in page.read()
    move(office, issue_id, S.CLOSED, ada, release=True)
    assert "Solved; payment released." in page.read()
    for amount in ("180.00", "18000", "$180"):
        assert amount not in page.read()


def test_an_issue_about_a_quote_says_nothing_of_pay(office: WebOffice, customer: requests.Session):
    quote, issue_id = fresh_id(), fresh_id()
    office.do(office.agent, AddQuote(quote_id=quote, customer_id=office.olivia, title="Q"))
    command = ReportIssue(issue_id, RecordKind.QUOTE, quote, "Price or invoice")
    office.do(office.actor_as_customer(), command)
    html = open_link(customer, office.link(RecordKind.ISSUE, issue_id)).html
    assert "payment" not in html.lower()


def test_nothing_of_the_offices_work_is_on_the_page(office: WebOffice, customer: requests.Session):
    """ISS-28: the internal reply stays inside while the customer reads the apology and the day."""
    issue_id = report(office, "The glass is scratched")
    ada = boss(office)
    label = fresh_id()
    office.do(ada, SaveIssueLabel(label, -1, "Difficult customer"))
    office.do(office.agent, LabelIssues((issue_id,), (label,)))
    office.do(
        office.agent, AddCost(fresh_id(), issue_id, "New pane, secret price", unit_cents=7777)
    )
    office.write(office.agent, "Liam broke it, deduct it", Visibility.INTERNAL, issue_id)
    office.write(office.liam, "I had a bad day", Visibility.STAFF, issue_id)
    office.write(office.agent, "We are sorry. New glass on Monday.", Visibility.EVERYONE, issue_id)
    page = below(open_link(customer, office.link()), issue_id)
    html = "".join(page.read(part) for part in ("", "/progress", "/thread", "/facts"))
    assert "We are sorry. New glass on Monday." in html
    for secret in (
        *("Difficult customer", "secret price", "77.77", "7777", "deduct it", "bad day"),
        *(office.liam.id, "Liam Kowalski", label, "owner_id", "priority"),
    ):
        assert secret not in html


def test_the_offices_list_of_types_is_offered_and_archived_ones_are_not(
    office: WebOffice, customer: requests.Session
):
    """ISS-08: the portal's form offers what the office keeps."""
    page = open_link(customer, office.link())
    ada = boss(office)
    offered = customer.get(f"{page.url}/problem", timeout=10).text
    assert 'name="issue_type"' in offered
    office.do(ada, SaveIssueType(fresh_id(), -1, "Water came in", position=-2))
    office.do(ada, SaveIssueType(fresh_id(), -1, "Frost", position=-1, archived=True))
    offered = customer.get(f"{page.url}/problem", timeout=10).text
    assert 'value="Water came in"' in offered
    assert "Frost" not in offered


def test_a_merged_report_shows_where_the_kept_one_stands(
    office: WebOffice, customer: requests.Session
):
    first, second = report(office), report(office)
    office.do(office.agent, MergeIssues(first, second))
    move(office, first, S.IN_PROGRESS, office.agent)
    html = below(open_link(customer, office.link()), second).read()
    assert "together with CMP-00001" in html
    assert steps(html)["Being worked on"] == "now"


def test_photos_go_with_the_report_and_are_in_its_discussion(
    office: WebOffice, customer: requests.Session
):
    """ISS-08: as it works without JavaScript."""
    page = open_link(customer, office.link())
    form = customer.get(f"{page.url}/problem", timeout=10).text
    issue_id = RowId(re.findall(r'name="issue_id" value="(\w+)"', form)[0])
    fields = {
        "csrf": page.hidden("csrf"),
        "issue_id": issue_id,
        "issue_type": "Something is damaged",
        "description": "See the photo",
    }
    wrong = [("files", ("page.html", b"<script>"))]
    refused = customer.post(f"{page.url}/problem", data=fields, files=wrong, timeout=10)
    assert refused.status_code == 422
    assert "only PNG, JPG and PDF" in refused.text
    assert ">See the photo</textarea>" in refused.text
    good = [("files", ("a.png", png())), ("files", ("b.png", png(9)))]
    for _twice in range(2):
        answer = customer.post(f"{page.url}/problem", data=fields, files=good, timeout=10)
        assert answer.url.endswith(f"/issues/{issue_id}/reported")
    (post,) = office.posts(issue_id)
    assert post.body == "Photos sent with the report"
    html = below(page, issue_id).read()
    assert len(re.findall(r"<img ", html)) == 2
    assert issue(office, issue_id).reported_by == office.olivia
