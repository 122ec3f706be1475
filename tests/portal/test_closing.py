"""After an issue was closed: "Still not right", a new report that goes back to it, the survey."""

from __future__ import annotations

import re
from datetime import timedelta

import requests

from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow
from sync_server.contract.issue_work import AnswerSurvey, SurveyRow
from sync_server.contract.values import HoldState, IssueStatus, RecordKind
from sync_server.store.view import SqlView
from tests.portal.complaining import IssuePage, below, boss, issue, move, report, settings
from tests.portal.reading import open_link
from tests.support.web import WebOffice

S = IssueStatus


def closed(office: WebOffice) -> RowId:
    issue_id = report(office)
    move(office, issue_id, S.CLOSED, boss(office))
    return issue_id


def survey(office: WebOffice, issue_id: RowId) -> SurveyRow | None:
    with office.server.database.reading() as connection:
        return SqlView(connection).get(SurveyRow, issue_id)


def test_still_not_right_opens_it_again_and_holds_the_pay(
    office: WebOffice, customer: requests.Session
):
    """A21."""
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    assert "Still not right" in page.read()
    answer = page.fill("/reopen", note="It is scratched again\r\nin the same place")
    assert answer.url == page.url
    row = issue(office, issue_id)
    assert (row.status, row.reopen_count) == (S.REOPENED, 1)
    assert [post.body for post in office.posts(issue_id)] == [
        "It is scratched again\nin the same place"
    ]
    with office.server.database.reading() as connection:
        (hold,) = SqlView(connection).where(HoldRow, issue_id=issue_id)
    assert hold.state is HoldState.HELD
    assert "Being worked on again" in page.read()


def test_the_same_form_opens_it_once(office: WebOffice, customer: requests.Session):
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    form = page.read("/reopen")
    fields = dict(re.findall(r'name="(csrf|command_id)" value="(\w+)"', form))
    for _twice in range(2):
        sent = {**fields, "note": "again"}
        assert customer.post(f"{page.url}/reopen", data=sent, timeout=10).status_code == 200
    assert issue(office, issue_id).reopen_count == 1
    assert len(office.posts(issue_id)) == 1


def test_after_some_days_a_new_report_goes_back_to_the_old_one(
    office: WebOffice, customer: requests.Session
):
    """A21: the window is a setting; afterwards the new issue names the old one."""
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    office.clock.ahead = timedelta(days=15)
    html = page.read()
    assert "Still not right" not in html
    assert "Report a new problem" in html
    assert "cannot be opened again" in page.read("/reopen")
    form = page.read("/problem")
    fields = dict(re.findall(r'name="(csrf|issue_id)" value="(\w+)"', form))
    sent = {**fields, "issue_type": "Something is damaged", "description": "Again"}
    answer = customer.post(f"{page.url}/problem", data=sent, timeout=10)
    assert "CMP-00002" in answer.text
    new = issue(office, RowId(fields["issue_id"]))
    assert (new.parent_id, new.record_id) == (issue_id, office.booking)
    assert new.responsible_ids == (office.liam.id,)


def test_a_form_that_was_open_when_the_days_ran_out_says_so(
    office: WebOffice, customer: requests.Session
):
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    fields = dict(re.findall(r'name="(csrf|command_id)" value="(\w+)"', page.read("/reopen")))
    office.clock.ahead = timedelta(days=15)
    sent = {**fields, "note": "my words stay"}
    answer = customer.post(f"{page.url}/reopen", data=sent, timeout=10)
    assert answer.status_code == 422
    assert "more than 14 days ago" in answer.text
    assert ">my words stay</textarea>" in answer.text
    assert issue(office, issue_id).status is S.CLOSED


def test_the_office_decides_for_how_many_days(office: WebOffice, customer: requests.Session):
    issue_id = report(office)
    ada = boss(office)
    move(office, issue_id, S.CLOSED, ada)
    page = below(open_link(customer, office.link()), issue_id)
    settings(ada, office, reopen_days=2)
    office.clock.ahead = timedelta(days=3)
    assert "Still not right" not in page.read()


def test_a_rating_and_a_comment_are_kept_on_the_issue(
    office: WebOffice, customer: requests.Session
):
    """ISS-59."""
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    assert page.fill("/survey", comment="no rating").status_code == 422
    assert survey(office, issue_id) is None
    page.fill("/survey", rating="4", comment="Quick, but dusty")
    row = survey(office, issue_id)
    assert row is not None
    assert (row.rating, row.comment, row.logged_by_name) == (4, "Quick, but dusty", "")
    assert "You gave us 4 out of 5" in page.read()
    page.fill("/survey", rating="2", comment="It broke again")
    changed = survey(office, issue_id)
    assert changed is not None
    assert (changed.rating, changed.comment) == (2, "It broke again")


def test_what_a_colleague_logged_is_not_shown_as_the_customers_answer(
    office: WebOffice, customer: requests.Session
):
    issue_id = closed(office)
    office.do(office.agent, AnswerSurvey(issue_id, 1, "Sounded furious"))
    page = below(open_link(customer, office.link()), issue_id)
    html = page.read() + page.read("/survey")
    assert "furious" not in html
    assert "How did we do?" in html
    page.fill("/survey", rating="5", comment="All good")
    row = survey(office, issue_id)
    assert row is not None
    assert (row.rating, row.logged_by_name) == (5, "")


def test_a_link_in_an_e_mail_leads_to_the_survey(office: WebOffice, customer: requests.Session):
    """ISS-59: one page after signing in with the link."""
    issue_id = closed(office)
    link = f"{office.link(RecordKind.ISSUE, issue_id)}?to=survey"
    offer = customer.get(link, timeout=10)
    assert f'action="{link.removeprefix(office.url)}"' in offer.text
    answer = customer.post(link, timeout=10)
    assert answer.url == f"{office.url}/portal/issue/{issue_id}/survey"
    assert "How satisfied are you" in answer.text
    IssuePage(customer, answer.url.removesuffix("/survey")).fill("/survey", rating="5")
    again = customer.get(link, timeout=10)
    assert again.url.endswith("/survey"), "on the device that opened it"


def test_an_open_issue_has_no_survey_yet(office: WebOffice, customer: requests.Session):
    issue_id = report(office)
    page = below(open_link(customer, office.link()), issue_id)
    assert "is not closed yet" in page.read("/survey")
    assert "cannot be opened again" not in page.read("/reopen")


def test_forged_forms_change_nothing(office: WebOffice, customer: requests.Session):
    issue_id = closed(office)
    page = below(open_link(customer, office.link()), issue_id)
    for part in ("/reopen", "/survey"):
        answer = page.fill(part, csrf="0" * 64, rating="1", note="forged")
        assert answer.status_code == 422
    assert issue(office, issue_id).status is S.CLOSED
    assert survey(office, issue_id) is None
