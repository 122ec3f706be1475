"""Report Problem: the form, and the report as the customer's own command."""

from __future__ import annotations

from anyio.to_thread import run_sync
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from sync_server.contract.issues import ReportIssue
from sync_server.contract.wire import Result
from sync_server.portal.desk import Desk, Guest, NotOpenHere, PortalDesk, Visitor, is_genuine
from sync_server.portal.drafts import ProblemDraft, fresh_problem
from sync_server.portal.forms import FormRefused, ProblemForm, problem_form
from sync_server.portal.threads import TOO_OLD
from sync_server.portal.words import ISSUE_TYPES


@get("/problem", sync_to_thread=True)
def show_problem_form(desk: Desk, visitor: Guest) -> Response[str]:
    return _form(desk, visitor, fresh_problem(desk, visitor), status=200)


@post("/problem")
async def report_problem(
    request: Request[None, None, State], desk: Desk, visitor: Guest
) -> Response[str] | Redirect:
    form = await problem_form(request)
    return await run_sync(_take_report, desk, visitor, form)


def _take_report(desk: PortalDesk, visitor: Visitor, form: ProblemForm) -> Response[str] | Redirect:
    try:
        _report(desk, visitor, form)
    except FormRefused as refusal:
        draft = ProblemDraft(
            desk.fresh_id(), visitor.csrf, form.issue_type, form.description, str(refusal)
        )
        return _form(desk, visitor, draft, status=422)
    return Redirect(visitor.subject.address, status_code=303)


def _report(desk: PortalDesk, visitor: Visitor, form: ProblemForm) -> None:
    if not is_genuine(visitor, form.csrf):
        raise FormRefused(TOO_OLD)
    if form.issue_type not in ISSUE_TYPES:
        raise FormRefused("Please choose what went wrong.")
    command = ReportIssue(
        issue_id=form.issue_id,
        record_kind=visitor.subject.kind,
        record_id=visitor.subject.record_id,
        issue_type=form.issue_type,
        description=form.description,
    )
    receipt = desk.perform(visitor, form.issue_id, command)
    if receipt.result is Result.REJECTED:
        raise FormRefused(receipt.detail)


def _form(desk: PortalDesk, visitor: Visitor, draft: ProblemDraft, *, status: int) -> Response[str]:
    page = desk.page(visitor)
    if not page.may_report:
        raise NotOpenHere
    return desk.pages.respond(
        "problem.html", status=status, page=page, draft=draft, issue_types=ISSUE_TYPES
    )
