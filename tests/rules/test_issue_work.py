"""Steps, costs booked on invoices, feedback, and visits that fieldworkers propose."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.complaints import IssueTypeRow
from sync_server.contract.issue_work import (
    AddCheckItem,
    AddCost,
    AnswerSurvey,
    CheckItemRow,
    CostKind,
    CostRow,
    PostCosts,
    RemoveCheckItem,
    RemoveCost,
    SurveyRow,
    TickCheckItem,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.money import CreditNoteRow, LineRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.scheduling import (
    AppointmentRow,
    ConfirmAppointment,
    ProposeAppointment,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AppointmentStatus, IssueStatus
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.rules.test_issues import ISSUE, report, reported
from tests.support.builders import (
    ADMIN,
    AGENT,
    BEN,
    BOOKING,
    LIAM,
    MEI,
    NOW,
    OLIVIA,
    ZOE,
    here,
    office,
)

BILL, STEP = RowId("bill"), RowId("step")


def do(view: MemoryView, command, by: RowId = AGENT) -> None:
    view.put(decide(view, command, here(by)).rows)


def refused(view: MemoryView, command, by: RowId = AGENT) -> Reason:
    with pytest.raises(Refused) as told:
        decide(view, command, here(by))
    return told.value.reason


def cost(cost_id: str, cents: int, kind: CostKind = CostKind.VARIATION) -> AddCost:
    return AddCost(RowId(cost_id), ISSUE, "Pane", kind, unit_cents=cents, tax_bp=1000)


def billed(**changes: object) -> MemoryView:
    view = reported()
    fields: dict[str, object] = {
        "id": BILL,
        "customer_id": OLIVIA,
        "booking_id": BOOKING,
        "total_cents": 10_000,
    }
    view.put([InvoiceRow(**(fields | changes))])  # type: ignore[arg-type]
    return view


def test_an_issue_begins_with_the_checklist_of_its_type():
    view = office()
    steps = ("Photo", "Order a pane")
    view.put([IssueTypeRow(id=RowId("t"), name="damage", steps=steps)])
    do(view, report())
    items = sorted(view.where(CheckItemRow, issue_id=ISSUE), key=lambda each: each.position)
    assert tuple(each.text for each in items) == steps


def test_a_step_is_added_ticked_by_somebody_and_removed():
    view = reported()
    do(view, AddCheckItem(STEP, ISSUE, "Call her"))
    do(view, TickCheckItem(STEP, is_done=True))
    assert view.rows[CheckItemRow, STEP].done_by_name == "Agent"
    do(view, TickCheckItem(STEP, is_done=False))
    assert view.rows[CheckItemRow, STEP].done_at is None
    do(view, RemoveCheckItem(STEP))
    assert refused(view, TickCheckItem(STEP, is_done=True)) is Reason.NOT_FOUND


@pytest.mark.parametrize("text", [" ", "x" * 201])
def test_a_step_has_words(text):
    assert refused(reported(), AddCheckItem(STEP, ISSUE, text)) is Reason.INVALID


def test_fifty_steps_are_the_most():
    view = reported()
    for n in range(50):
        do(view, AddCheckItem(RowId(f"s{n}"), ISSUE, "Step"))
    assert refused(view, AddCheckItem(STEP, ISSUE, "One more")) is Reason.INVALID


def test_a_cost_is_a_draft_and_only_its_writer_or_the_office_takes_it_back():
    """ISS-71: fieldworkers note costs; nothing is booked."""
    view = reported()
    do(view, cost("c", 7_900), LIAM)
    row = view.rows[CostRow, RowId("c")]
    assert (row.net_cents, row.tax_cents, row.posted_at) == (7_900, 790, None)
    assert refused(view, RemoveCost(RowId("c")), ZOE) is Reason.NOT_ALLOWED
    do(view, RemoveCost(RowId("c")))
    assert view.rows[CostRow, RowId("c")].gone


def test_who_cannot_see_the_issue_notes_no_cost():
    assert refused(reported(), cost("c", 100), MEI) is Reason.NOT_FOUND


def test_variations_become_lines_of_an_invoice_with_nothing_paid():
    """ISS-71: nothing is typed again; what the invoice said before stays on it."""
    view = billed()
    do(view, cost("c1", 7_900))
    do(view, cost("c2", 1_000))
    do(view, PostCosts(ISSUE, (RowId("c1"), RowId("c2")), BILL))
    assert view.rows[InvoiceRow, BILL].total_cents == 10_000 + 8_690 + 1_100
    assert len(view.where(LineRow, record_id=BILL)) == 3
    assert view.rows[CostRow, RowId("c1")].posted_to == BILL
    assert refused(view, RemoveCost(RowId("c1"))) is Reason.WRONG_STATUS
    assert refused(view, PostCosts(ISSUE, (RowId("c1"),), BILL)) is Reason.CHANGED


def test_an_invoice_on_which_something_was_paid_stays_as_it_is():
    view = billed(paid_cents=1)
    do(view, cost("c", 7_900))
    assert refused(view, PostCosts(ISSUE, (RowId("c"),), BILL)) is Reason.WRONG_STATUS


def test_a_new_invoice_is_made_for_the_booking():
    view = reported()
    do(view, cost("c", 7_900))
    do(view, PostCosts(ISSUE, (RowId("c"),), RowId("new")))
    made = view.rows[InvoiceRow, RowId("new")]
    assert (made.total_cents, made.booking_id, made.customer_id) == (8_690, BOOKING, OLIVIA)


def test_credits_become_a_credit_note():
    view = billed()
    do(view, cost("c", 1_000, CostKind.CREDIT))
    do(view, PostCosts(ISSUE, (RowId("c"),), RowId("crn"), BILL))
    assert view.rows[CreditNoteRow, RowId("crn")].amount_cents == 1_100
    assert view.rows[InvoiceRow, BILL].credited_cents == 1_100


def test_charges_and_credits_do_not_go_together_and_a_credit_names_its_invoice():
    view = billed()
    do(view, cost("c1", 100))
    do(view, cost("c2", 100, CostKind.CREDIT))
    both = PostCosts(ISSUE, (RowId("c1"), RowId("c2")), BILL)
    assert refused(view, both) is Reason.INVALID
    assert refused(view, PostCosts(ISSUE, (RowId("c2"),), RowId("n"))) is Reason.INVALID
    assert refused(view, PostCosts(ISSUE, (), BILL)) is Reason.CHANGED


@pytest.mark.parametrize("kind", CostKind)
def test_nobody_pays_for_another_customer_s_issue(kind):
    view = billed(customer_id=BEN)
    do(view, cost("c", 100, kind))
    target = RowId("n") if kind is CostKind.CREDIT else BILL
    assert refused(view, PostCosts(ISSUE, (RowId("c"),), target, BILL)) is Reason.INVALID


def test_fieldworkers_book_nothing():
    """A38: administrators post."""
    view = billed()
    do(view, cost("c", 100), LIAM)
    assert refused(view, PostCosts(ISSUE, (RowId("c"),), BILL), LIAM) is Reason.NOT_ALLOWED


def closed() -> MemoryView:
    view = reported(IssueStatus.CLOSED)
    view.put([msgspec.structs.replace(view.rows[IssueRow, ISSUE], closed_at=NOW)])
    return view


def test_feedback_is_given_once_the_issue_is_closed():
    """ISS-59."""
    assert refused(reported(), AnswerSurvey(ISSUE, 5)) is Reason.WRONG_STATUS
    view = closed()
    do(view, AnswerSurvey(ISSUE, 4, " Fine. "))
    row = view.rows[SurveyRow, ISSUE]
    assert (row.rating, row.comment, row.logged_by_name) == (4, "Fine.", "Agent")


def test_what_the_customer_answered_themselves_is_not_overwritten_by_the_office():
    view = closed()
    do(view, AnswerSurvey(ISSUE, 2), OLIVIA)
    assert refused(view, AnswerSurvey(ISSUE, 5), ADMIN) is Reason.CHANGED
    do(view, AnswerSurvey(ISSUE, 3), OLIVIA)
    assert view.rows[SurveyRow, ISSUE].rating == 3


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(rating):
    assert refused(closed(), AnswerSurvey(ISSUE, rating)) is Reason.INVALID


def test_another_customer_answers_nothing():
    assert refused(closed(), AnswerSurvey(ISSUE, 5), BEN) is Reason.NOT_FOUND


def proposing(hours: float = 2) -> ProposeAppointment:
    return ProposeAppointment(RowId("v"), ISSUE, NOW, NOW + timedelta(hours=hours))


def may_propose(view: MemoryView) -> MemoryView:
    view.put([msgspec.structs.replace(view.rows[StaffRow, LIAM], may_propose=True)])
    return view


def test_only_who_may_proposes_a_visit_and_the_office_is_told():
    """ISS-51, ISS-74."""
    assert refused(reported(), proposing(), LIAM) is Reason.NOT_ALLOWED
    view = may_propose(reported())
    do(view, proposing(), LIAM)
    row = view.rows[AppointmentRow, RowId("v")]
    assert (row.status, row.worker_ids) == (AppointmentStatus.PROPOSED, (LIAM,))
    assert row.proposed_by_name == "Liam"
    assert view.rows[IssueRow, ISSUE].status is IssueStatus.NEW, "nothing is fixed yet"
    assert any(isinstance(each, NoticeRow) for each in view.rows.values())


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_a_visit_ends_after_it_begins_within_a_day(hours):
    assert refused(may_propose(reported()), proposing(hours), LIAM) is Reason.INVALID


def test_nobody_proposes_for_a_closed_issue():
    assert refused(may_propose(closed()), proposing(), LIAM) is Reason.WRONG_STATUS


def test_a_confirmed_proposal_is_planned_and_work_begins():
    """ISS-52: at the time the office says; a second answer is refused."""
    view = may_propose(reported())
    do(view, proposing(), LIAM)
    later = NOW + timedelta(days=1)
    confirm = ConfirmAppointment(RowId("v"), later, later + timedelta(hours=1), (ZOE,))
    do(view, confirm)
    row = view.rows[AppointmentRow, RowId("v")]
    assert (row.status, row.starts_at, row.worker_ids, row.confirmed_by_name) == (
        AppointmentStatus.PLANNED,
        later,
        (ZOE,),
        "Agent",
    )
    assert view.rows[IssueRow, ISSUE].status is IssueStatus.IN_PROGRESS
    assert refused(view, confirm) is Reason.CHANGED
