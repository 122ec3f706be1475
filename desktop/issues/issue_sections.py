"""The sections of an issue's page: pay, checklist, visits, costs, feedback, related issues."""

from __future__ import annotations

from desktop.issues.issue_parts import Do, Section, SectionLine
from desktop.issues.issue_sheet import IssueSheet, code_of, name_of
from desktop.links import Link, LinkKind
from desktop.qt.formatting import counted, exact, listed, money
from desktop.qt.statuses import HOLDS, ISSUES, Badge
from desktop.qt.tones import Tone
from desktop.rights import Rights
from sync_server.contract.base import RowId
from sync_server.contract.holds import HoldRow, ReleaseHold
from sync_server.contract.issue_work import (
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    CostKind,
    CostRow,
    PostCosts,
    TickCheckItem,
)
from sync_server.contract.issues import IssueRow, SetParent, UnmergeIssue
from sync_server.contract.records import InvoiceRow
from sync_server.contract.scheduling import AddAppointment, AppointmentRow, ConfirmAppointment
from sync_server.contract.values import AppointmentStatus, HoldState, IssueStatus, RecordKind, code
from sync_server.rules.view import View

VISITS = {
    AppointmentStatus.PROPOSED: Badge("Proposed", Tone.PURPLE, "hourglass"),
    AppointmentStatus.PLANNED: Badge("Planned", Tone.BLUE, "calendar"),
    AppointmentStatus.DONE: Badge("Done", Tone.GREEN, "calendar-check"),
    AppointmentStatus.CANCELLED: Badge("Cancelled", Tone.GREY, "calendar-x"),
}
POSTED = Badge("Booked", Tone.GREEN, "receipt")


def sections_of(view: View, sheet: IssueSheet, rights: Rights) -> tuple[Section, ...]:
    """Those that have something to show or to add."""
    found = (
        checklist(sheet, rights),
        visits(view, sheet, rights),
        costs(view, sheet, rights),
        feedback(sheet, rights),
        related(sheet, rights),
    )
    return tuple(each for each in found if each.lines or each.does or each.words)


def holds_section(view: View, sheet: IssueSheet, rights: Rights, me: RowId) -> Section:
    """Whose pay is kept back, and releasing it (right holds:release)."""
    may = rights.may(ReleaseHold)
    lines = tuple(_hold(view, sheet, hold, me, may=may) for hold in sheet.holds)
    held = sum(hold.amount_cents for hold in sheet.holds if hold.is_active)
    is_ready = all(h.state is HoldState.READY_TO_RELEASE for h in sheet.holds if h.is_active)
    words = "Pay ready to release" if is_ready else "Pay withheld"
    title = f"{words}: {money(held)}" if held else "Pay"
    return Section("holds", title, lines, nothing="This issue holds back nobody's pay.")


def _hold(view: View, sheet: IssueSheet, hold: HoldRow, me: RowId, *, may: bool) -> SectionLine:
    who = name_of(view, hold.worker_id)
    words = ""
    if hold.released_at is not None and not hold.is_active:
        words = f"{hold.release_reason or 'Released'}, by {hold.released_by_name}"
    elif hold.first_by is not None:
        words = f"Released first by {hold.first_by_name}; a second person must"
    elif hold.is_provisional:
        words = "Provisional"
    do = Do("release", "Release", f"{money(hold.amount_cents)} to {who}", icon="lock-open",
            refusal=_not_yet(sheet, hold, me))  # fmt: skip
    return SectionLine(
        id=hold.id,
        title=who,
        detail=words,
        badge=HOLDS[hold.state],
        amount=money(hold.amount_cents),
        does=(do,) if may and hold.is_active else (),
    )


def _not_yet(sheet: IssueSheet, hold: HoldRow, me: RowId) -> str:
    root = sheet.family.into or sheet.row
    if root.status is not IssueStatus.CLOSED:
        return "Close the issue first"
    if hold.state is HoldState.RELEASED:
        return "It is released already"
    return "A second person must release it" if hold.first_by == me else ""


def checklist(sheet: IssueSheet, rights: Rights) -> Section:
    may = rights.may(AddCheckItem)
    done = len(sheet.steps) - sheet.open_steps
    title = f"Checklist {done}/{len(sheet.steps)}" if sheet.steps else "Checklist"
    lines = tuple(
        SectionLine(
            id=step.id,
            title=step.text,
            detail=f"{step.done_by_name}, {exact(step.done_at)}" if step.done_at else "",
            is_done=step.done_at is not None if rights.may(TickCheckItem) else None,
            does=(Do("drop_step", "Remove", step.text),) if may else (),
        )
        for step in sheet.steps
    )
    adding = (Do("step", "Add a step", icon="plus"),) if may else ()
    return Section("checklist", title, lines, adding)


def visits(view: View, sheet: IssueSheet, rights: Rights) -> Section:
    may = rights.may(ConfirmAppointment)
    lines = tuple(_visit(view, each, may=may) for each in sheet.visits)
    adding = (Do("visit", "Add a follow-up", icon="plus"),) if rights.may(AddAppointment) else ()
    return Section("visits", "Appointments", lines, adding)


def _visit(view: View, row: AppointmentRow, *, may: bool) -> SectionLine:
    when = exact(row.starts_at) if row.starts_at else "No time yet"
    who = listed(tuple(name_of(view, each) for each in row.worker_ids)) or "Nobody yet"
    by = f" · proposed by {row.proposed_by_name}" if row.proposed_by_name else ""
    is_asked = row.status is AppointmentStatus.PROPOSED and may
    answers = (
        Do("confirm", "Confirm", f"the visit on {when}", icon="check"),
        Do("change_visit", "Change", f"the visit on {when}"),
    )
    ends = (Do("cancel_visit", "Cancel", f"the visit on {when}"),)
    is_open = row.status is AppointmentStatus.PLANNED and may
    return SectionLine(
        id=row.id,
        title=when,
        detail=f"{who} · {row.title}{by}",
        badge=VISITS.get(row.status),
        does=answers if is_asked else ends if is_open else (),
    )


def costs(view: View, sheet: IssueSheet, rights: Rights) -> Section:
    may_add, may_post = rights.may(AddCost), rights.may(PostCosts)
    lines = tuple(_cost(view, each, may=may_add) for each in sheet.costs)
    does = [Do("cost", "Add a cost", icon="plus")] if may_add else []
    for kind, words in ((CostKind.VARIATION, "Put on an invoice"), (CostKind.CREDIT, "Credit")):
        open_cents = sum(_gross(c) for c in drafts(sheet, kind))
        if may_post and drafts(sheet, kind):
            does.insert(0, Do(f"post_{kind}", f"{words}: {money(open_cents)}", icon="receipt"))
    return Section("costs", "Costs", lines, tuple(does))


def drafts(sheet: IssueSheet, kind: CostKind) -> list[CostRow]:
    """What is not booked yet."""
    return [c for c in sheet.costs if c.cost_kind is kind and c.posted_at is None]


def _cost(view: View, cost: CostRow, *, may: bool) -> SectionLine:
    is_credit = cost.cost_kind is CostKind.CREDIT
    words = "Credit to the customer" if is_credit else "The customer pays"
    amount = money(-_gross(cost) if is_credit else _gross(cost))
    booked = view.get(InvoiceRow, cost.posted_to) if cost.posted_to else None
    if booked is not None:
        words = f"On {code(RecordKind.INVOICE, booked.number, booked.id)}"
    elif cost.posted_at is not None:
        words = f"Booked by {cost.posted_by_name}"
    else:
        words = f"{words} · draft by {cost.written_by_name}"
    is_draft = cost.posted_at is None
    return SectionLine(
        id=cost.id,
        title=cost.text,
        detail=words,
        badge=None if is_draft else POSTED,
        amount=amount,
        does=(Do("drop_cost", "Remove", cost.text),) if is_draft and may else (),
    )


def _gross(cost: CostRow) -> int:
    return cost.net_cents + cost.tax_cents


def feedback(sheet: IssueSheet, rights: Rights) -> Section:
    survey = sheet.survey
    if survey is None:
        is_closed = sheet.row.status is IssueStatus.CLOSED
        may = is_closed and rights.may(AnswerSurvey)
        does = (Do("survey", "Log phone feedback", icon="phone"),) if may else ()
        words = "The customer has not answered the survey yet." if is_closed else ""
        return Section("feedback", "Customer feedback", does=does, words=words)
    heard = (
        f"on the phone, by {survey.logged_by_name}" if survey.logged_by_name else "in the survey"
    )
    when = f" · {exact(survey.answered_at)}" if survey.answered_at else ""
    line = SectionLine("survey", f"{survey.rating} of 5", f"{heard}{when}", stars(survey.rating))
    return Section("feedback", "Customer feedback", (line,), words=survey.comment)


def stars(rating: int) -> Badge:
    tone = Tone.GREEN if rating >= 4 else Tone.ORANGE if rating == 3 else Tone.RED
    return Badge("★" * rating + "☆" * (5 - rating), tone)


def related(sheet: IssueSheet, rights: Rights) -> Section:
    family = sheet.family
    lines = [_issue(each, "Merged into this one", _split(each, rights)) for each in family.merged]
    if family.into is not None:
        lines.append(_issue(family.into, "Worked on there", _split(sheet.row, rights)))
    if family.parent is not None:
        apart = (Do("unparent", "Take out", code_of(family.parent)),)
        lines.append(_issue(family.parent, "Part of", apart if rights.may(SetParent) else ()))
    lines += [_issue(each, "Part of this one", ()) for each in family.children]
    count = counted(len(lines), "issue")
    return Section("related", f"Related: {count}" if lines else "Related", tuple(lines))


def _split(merged: IssueRow, rights: Rights) -> tuple[Do, ...]:
    spoken = code_of(merged)
    return (Do("unmerge", "Split back", spoken),) if rights.may(UnmergeIssue) else ()


def _issue(row: IssueRow, words: str, does: tuple[Do, ...]) -> SectionLine:
    link = Link(LinkKind.ISSUE, row.id)
    return SectionLine(
        row.id,
        code_of(row),
        f"{words} · {row.issue_type}",
        ISSUES[row.status],
        link=link,
        does=does,
    )
