"""What a customer says once an issue is closed: "Still not right", and how satisfied they are."""

from __future__ import annotations

from anyio.to_thread import run_sync
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.issue_work import AnswerSurvey
from sync_server.contract.issues import IssueRow, MoveIssue
from sync_server.contract.threads import WritePost
from sync_server.contract.values import IssueStatus, Visibility
from sync_server.contract.wire import Result
from sync_server.portal.desk import Desk, Guest, NotOpenHere, PortalDesk, Visitor, is_genuine
from sync_server.portal.drafts import ReopenDraft, SurveyDraft
from sync_server.portal.forms import FormRefused, ReopenForm, SurveyForm, reopen_form, survey_form
from sync_server.portal.issue_part import IssuePart, leading
from sync_server.portal.record_page import RecordPage, find_record
from sync_server.portal.threads import TOO_OLD


@get("/reopen", sync_to_thread=True)
def show_reopen_form(desk: Desk, visitor: Guest) -> Response[str]:
    page, _part = _issue_page(desk, visitor)
    draft = ReopenDraft(desk.fresh_id(), visitor.csrf)
    return desk.pages.respond("reopen.html", page=page, draft=draft)


@post("/reopen")
async def reopen(
    request: Request[None, None, State], desk: Desk, visitor: Guest
) -> Response[str] | Redirect:
    """Still not right (A21): open it again, with what the customer says of it."""
    form = await reopen_form(request)
    return await run_sync(_take_reopening, desk, visitor, form)


@get("/survey", sync_to_thread=True)
def show_survey(desk: Desk, visitor: Guest) -> Response[str]:
    page, part = _issue_page(desk, visitor)
    draft = SurveyDraft(desk.fresh_id(), visitor.csrf, part.rating, part.comment)
    return desk.pages.respond("survey.html", page=page, draft=draft)


@post("/survey")
async def answer_survey(
    request: Request[None, None, State], desk: Desk, visitor: Guest
) -> Response[str] | Redirect:
    """Keep a rating of 1 to 5 with a comment (ISS-59); a second answer replaces the first."""
    form = await survey_form(request)
    return await run_sync(_take_answer, desk, visitor, form)


def _take_reopening(
    desk: PortalDesk, visitor: Visitor, form: ReopenForm
) -> Response[str] | Redirect:
    page, _part = _issue_page(desk, visitor)
    try:
        _reopen(desk, visitor, form)
    except FormRefused as refusal:
        draft = ReopenDraft(desk.fresh_id(), visitor.csrf, form.note, str(refusal))
        return desk.pages.respond("reopen.html", status=422, page=page, draft=draft)
    return Redirect(page.address, status_code=303)


def _reopen(desk: PortalDesk, visitor: Visitor, form: ReopenForm) -> None:
    if not is_genuine(visitor, form.csrf):
        raise FormRefused(TOO_OLD)
    issue = _worked_on(desk, visitor)
    command = MoveIssue(issue_id=issue.id, seen=IssueStatus.CLOSED, to=IssueStatus.REOPENED)
    receipt = desk.perform(visitor, form.command_id, command)
    if receipt.result is Result.REJECTED:
        raise FormRefused(receipt.detail)
    if form.note:
        # Its own id is derived: sending the form twice says it once.
        post_id = RowId(derived_id(f"reopening\0{form.command_id}"))
        note = WritePost(post_id, visitor.subject.record_id, form.note, Visibility.EVERYONE)
        desk.perform(visitor, post_id, note)


def _take_answer(desk: PortalDesk, visitor: Visitor, form: SurveyForm) -> Response[str] | Redirect:
    page, _part = _issue_page(desk, visitor)
    try:
        _answer(desk, visitor, form)
    except FormRefused as refusal:
        draft = SurveyDraft(desk.fresh_id(), visitor.csrf, form.rating, form.comment, str(refusal))
        return desk.pages.respond("survey.html", status=422, page=page, draft=draft)
    return Redirect(f"{page.address}#survey", status_code=303)


def _answer(desk: PortalDesk, visitor: Visitor, form: SurveyForm) -> None:
    if not is_genuine(visitor, form.csrf):
        raise FormRefused(TOO_OLD)
    if not form.rating:
        raise FormRefused("Please choose one of the five.")
    issue = _worked_on(desk, visitor)
    command = AnswerSurvey(issue_id=issue.id, rating=form.rating, comment=form.comment)
    receipt = desk.perform(visitor, form.command_id, command)
    if receipt.result is Result.REJECTED:
        raise FormRefused(receipt.detail)


def _issue_page(desk: PortalDesk, visitor: Visitor) -> tuple[RecordPage, IssuePart]:
    page = desk.page(visitor)
    if page.issue is None:
        raise NotOpenHere
    return page, page.issue


def _worked_on(desk: PortalDesk, visitor: Visitor) -> IssueRow:
    """The issue itself, or the one it was merged into."""
    found = desk.read(lambda view: find_record(view, visitor.subject))
    if not isinstance(found, IssueRow):
        raise NotOpenHere
    return desk.read(lambda view: leading(view, found))
