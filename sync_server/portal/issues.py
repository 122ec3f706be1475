"""Report Problem: the form, the report with its photos, and the confirmation."""

from __future__ import annotations

from anyio.to_thread import run_sync
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.response import Redirect

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.complaints import IssueTypeRow
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.threads import WritePost
from sync_server.contract.values import RecordKind, Visibility
from sync_server.contract.wire import Result
from sync_server.portal.desk import Desk, Guest, NotOpenHere, PortalDesk, Visitor, is_genuine
from sync_server.portal.drafts import ProblemDraft, fresh_problem
from sync_server.portal.forms import MAX_FORM_BYTES, FormRefused, ProblemForm, problem_form
from sync_server.portal.threads import TOO_OLD, keep_file
from sync_server.portal.words import ISSUE_TYPES
from sync_server.rules.view import View


@get("/problem", sync_to_thread=True)
def show_problem_form(desk: Desk, visitor: Guest) -> Response[str]:
    return _form(desk, visitor, fresh_problem(desk, visitor), status=200)


@post("/problem", request_max_body_size=MAX_FORM_BYTES)
async def report_problem(
    request: Request[None, None, State], desk: Desk, visitor: Guest
) -> Response[str] | Redirect:
    form = await problem_form(request)
    return await run_sync(_take_report, desk, visitor, form)


@get("/reported", sync_to_thread=True)
def show_confirmation(desk: Desk, visitor: Guest) -> Response[str]:
    """The report's number and what happens next."""
    return desk.pages.respond("reported.html", page=desk.page(visitor))


def offered_types(view: View) -> tuple[str, ...]:
    """What can be chosen: the office's list in its order, or ours where it keeps none."""
    kept = sorted(view.where(IssueTypeRow, archived=False), key=lambda t: (t.position, t.name))
    return tuple(each.name for each in kept) or ISSUE_TYPES


def _take_report(desk: PortalDesk, visitor: Visitor, form: ProblemForm) -> Response[str] | Redirect:
    try:
        _report(desk, visitor, form)
    except FormRefused as refusal:
        draft = ProblemDraft(
            desk.fresh_id(), visitor.csrf, form.issue_type, form.description, str(refusal)
        )
        return _form(desk, visitor, draft, status=422)
    address = visitor.subject.issue_address(form.issue_id)
    return Redirect(f"{address}/reported", status_code=303)


def _report(desk: PortalDesk, visitor: Visitor, form: ProblemForm) -> None:
    if not is_genuine(visitor, form.csrf):
        raise FormRefused(TOO_OLD)
    if form.issue_type not in desk.read(offered_types):
        raise FormRefused("Please choose what went wrong.")
    # Before anything is decided: a photo that is not taken must not cost the report.
    photos = tuple(keep_file(desk, upload) for upload in form.uploads)
    _perform(desk, visitor, form.issue_id, _command(desk, visitor, form))
    if photos:
        post_id = RowId(derived_id(f"report_photos\0{form.issue_id}"))
        words = "Photos sent with the report" if len(photos) > 1 else "Photo sent with the report"
        note = WritePost(post_id, form.issue_id, words, Visibility.EVERYONE, None, photos)
        _perform(desk, visitor, post_id, note)


def _command(desk: PortalDesk, visitor: Visitor, form: ProblemForm) -> ReportIssue:
    """About the record of this page; from an issue's page about the same record, linked to it."""
    kind, record_id, earlier = visitor.subject.kind, visitor.subject.record_id, None
    if kind is RecordKind.ISSUE:
        earlier = desk.read(lambda view: view.get(IssueRow, record_id))
    return ReportIssue(
        issue_id=form.issue_id,
        record_kind=earlier.record_kind if earlier else kind,
        record_id=earlier.record_id if earlier else record_id,
        issue_type=form.issue_type,
        description=form.description,
        parent_id=earlier.id if earlier else None,
    )


def _perform(
    desk: PortalDesk, visitor: Visitor, command_id: RowId, command: ReportIssue | WritePost
) -> None:
    receipt = desk.perform(visitor, command_id, command)
    if receipt.result is Result.REJECTED:
        raise FormRefused(receipt.detail)


def _form(desk: PortalDesk, visitor: Visitor, draft: ProblemDraft, *, status: int) -> Response[str]:
    page = desk.page(visitor)
    if not page.may_report and page.issue is None:
        raise NotOpenHere
    return desk.pages.respond(
        "problem.html",
        status=status,
        page=page,
        draft=draft,
        issue_types=desk.read(offered_types),
    )
