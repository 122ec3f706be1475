"""What is deleted with an issue, what stays and without which words, and who may do it."""

from __future__ import annotations

import pytest

from sync_server.contract.attachments import AttachmentRow, NewAttachment
from sync_server.contract.base import Row, RowId
from sync_server.contract.calls import CallRow
from sync_server.contract.holds import HoldEventRow, HoldRow, hold_event_id, hold_id
from sync_server.contract.issue_work import AddCheckItem, CheckItemRow, CostRow, SurveyRow
from sync_server.contract.issues import DeleteIssue, ErasureReason, ErasureRow, IssueRow
from sync_server.contract.messages import MessageRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.threads import PostRow, ThreadRow, WritePost
from sync_server.contract.values import HoldState, RecordKind, Visibility
from sync_server.rules.decide import decide
from sync_server.rules.effects import Effects, Reason, Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import (
    ADMIN,
    AGENT,
    BOOKING,
    FINANCE,
    LIAM,
    NOW,
    OLIVIA,
    ZOE,
    here,
    office,
)

ISSUE, OTHER = RowId("issue"), RowId("other")
SHA = "a" * 64
SECRET = "Scratched the antique door"


def hung() -> tuple[Row, ...]:
    """An issue with everything that can hang on one."""
    file = NewAttachment(RowId("f2"), f"{SECRET}.pdf", "application/pdf", 9, "b" * 64)
    own = {"issue_id": ISSUE, "customer_id": OLIVIA}
    return (
        IssueRow(
            id=ISSUE,
            customer_id=OLIVIA,
            record_id=BOOKING,
            number=12,
            issue_type="Damage",
            description=SECRET,
            responsible_ids=(LIAM,),
            owner_id=AGENT,
            watcher_ids=(FINANCE, ADMIN),
        ),
        ThreadRow(id=ISSUE, record_kind=RecordKind.ISSUE, record_id=ISSUE, customer_id=OLIVIA),
        PostRow(id=RowId("post"), thread_id=ISSUE, customer_id=OLIVIA, body=SECRET),
        PostRow(id=RowId("removed"), thread_id=ISSUE, customer_id=OLIVIA, removed=True),
        AttachmentRow(
            id=RowId("f1"), post_id=RowId("post"), thread_id=ISSUE, name=SECRET, sha256=SHA
        ),
        CheckItemRow(id=RowId("step"), text=SECRET, gone=True, **own),
        CostRow(id=RowId("cost"), text=SECRET, **own),
        SurveyRow(id=ISSUE, customer_id=OLIVIA, comment=SECRET),
        MessageRow(
            id=RowId("letter"),
            customer_id=OLIVIA,
            record_kind=RecordKind.ISSUE,
            record_id=ISSUE,
            body=SECRET,
            files=(file,),
        ),
        NoticeRow(id=RowId("told"), recipient_id=AGENT, about_id=ISSUE, text=SECRET),
    )


def staying() -> tuple[Row, ...]:
    """Rows that only name the issue."""
    return (
        HoldRow(
            id=hold_id(ISSUE, LIAM),
            issue_id=ISSUE,
            booking_id=BOOKING,
            worker_id=LIAM,
            state=HoldState.RELEASED,
            reason="Damage",
            note=SECRET,
            amount_cents=10_001,
        ),
        HoldEventRow(id=RowId("event"), hold_id=hold_id(ISSUE, LIAM), reason="Damage"),
        AppointmentRow(id=RowId("visit"), customer_id=OLIVIA, issue_id=ISSUE, title=SECRET),
        CallRow(id=RowId("call"), customer_id=OLIVIA, issue_id=ISSUE),
        IssueRow(id=RowId("part"), customer_id=OLIVIA, record_id=BOOKING, parent_id=ISSUE),
    )


def arranged(*more: Row) -> MemoryView:
    view = office()
    view.put((*hung(), *staying(), *more))
    return view


def delete(view: MemoryView, by: RowId = ADMIN, typed: str = "CMP-00012") -> Effects:
    command = DeleteIssue(issue_id=ISSUE, typed=typed, reason=ErasureReason.ASKED_BY_CUSTOMER)
    return decide(view, command, here(by, None))


def refusal(view: MemoryView, by: RowId = ADMIN, typed: str = "CMP-00012") -> Refused:
    with pytest.raises(Refused) as refused:
        delete(view, by, typed)
    return refused.value


def written(effects: Effects, kind: type[Row]) -> list[Row]:
    return [row for row in effects.rows if isinstance(row, kind)]


def test_everything_that_hangs_on_an_issue_goes_with_it():
    """ISS-65."""
    assert set(delete(arranged()).erased) == set(hung())


def test_what_is_left_counts_and_says_who_and_why_and_nothing_else():
    """ISS-65: a tombstone without personal data."""
    (left,) = written(delete(arranged()), ErasureRow)
    assert left == ErasureRow(
        id=ISSUE,
        number=12,
        reason=ErasureReason.ASKED_BY_CUSTOMER,
        erased_by=ADMIN,
        erased_by_name="Admin",
        erased_at=NOW,
        posts=2,
        files=2,
        messages=1,
    )


def test_what_stays_keeps_no_word_of_it():
    """A18: holds are money and stay, with a bare id."""
    effects = delete(arranged())
    (hold,) = written(effects, HoldRow)
    assert isinstance(hold, HoldRow)
    assert (hold.reason, hold.note, hold.issue_id) == ("Deleted issue", "", ISSUE)
    assert hold.amount_cents == 10_001
    (visit,) = written(effects, AppointmentRow)
    assert isinstance(visit, AppointmentRow)
    assert (visit.title, visit.issue_id) == ("Visit", None)
    (call,) = written(effects, CallRow)
    assert isinstance(call, CallRow)
    assert call.issue_id is None
    (part,) = written(effects, IssueRow)
    assert isinstance(part, IssueRow)
    assert (part.id, part.parent_id) == ("part", None)
    (event,) = written(effects, HoldEventRow)  # one more; what stood there is never changed
    assert isinstance(event, HoldEventRow)
    assert event.id == hold_event_id(hold.id, hold.version)
    assert (event.reason, event.amount_cents) == ("Issue deleted", 10_001)
    assert SECRET not in repr(effects.rows)


def test_whoever_worked_on_it_is_told_without_a_word_of_it():
    """ISS-65: assigned users notified; the one who did it needs no notice."""
    told = written(delete(arranged()), NoticeRow)
    assert {row.recipient_id for row in told} == {AGENT, FINANCE, LIAM, ZOE}  # type: ignore[attr-defined]
    assert {row.title for row in told} == {"CMP-00012 was deleted forever"}  # type: ignore[attr-defined]
    assert all(row.customer_id is None for row in told)  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["CMP-00012", "cmp-00012", " Cmp-00012 "])
def test_the_number_is_taken_however_it_is_spelled(typed: str):
    assert delete(arranged(), typed=typed).erased


@pytest.mark.parametrize("typed", ["", "CMP-12", "CMP-00013", "00012", "CMP-000120"])
def test_any_other_number_deletes_nothing(typed: str):
    """ISS-65: confirmed by typing the issue's own number."""
    assert refusal(arranged(), typed=typed).reason is Reason.INVALID


@pytest.mark.parametrize("by", [AGENT, FINANCE, LIAM, OLIVIA])
def test_only_administrators_delete_forever(by: RowId):
    """ISS-65: admin only, unless the table of rights says otherwise."""
    assert refusal(arranged(), by).reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("state", [HoldState.HELD, HoldState.READY_TO_RELEASE])
def test_pay_that_is_still_held_keeps_the_issue(state: HoldState):
    held = HoldRow(id=RowId("h"), issue_id=ISSUE, worker_id=ZOE, state=state)
    refused = refusal(arranged(held))
    assert refused.reason is Reason.WRONG_STATUS
    assert refused.detail == "1 payment is still on hold for this issue. Release it first."


def test_a_merged_pair_is_taken_apart_first():
    into = IssueRow(id=OTHER, customer_id=OLIVIA, record_id=BOOKING, merged_into_id=ISSUE)
    assert refusal(arranged(into)).reason is Reason.WRONG_STATUS
    view = arranged()
    issue = view.get(IssueRow, ISSUE)
    assert issue is not None
    view.put([IssueRow(id=ISSUE, number=12, record_id=BOOKING, merged_into_id=OTHER)])
    assert refusal(view).reason is Reason.WRONG_STATUS


def test_an_issue_without_a_number_waits_for_one():
    view = arranged()
    view.put([IssueRow(id=ISSUE, customer_id=OLIVIA, record_id=BOOKING)])
    refused = refusal(view, typed="CMP-draft-ssue")
    assert (refused.reason, "no number yet" in refused.detail) == (Reason.WRONG_STATUS, True)


def test_deleting_it_twice_changes_nothing():
    view = office()
    view.put([ErasureRow(id=ISSUE, number=12)])
    assert delete(view) == Effects()


@pytest.mark.parametrize(
    "command",
    [
        WritePost(post_id=RowId("late"), thread_id=ISSUE, body="More", visibility=Visibility.STAFF),
        AddCheckItem(item_id=RowId("late"), issue_id=ISSUE, text="More"),
    ],
)
def test_whoever_still_writes_to_it_is_told_why_it_is_not_taken(command):
    view = office()
    view.put([ErasureRow(id=ISSUE, number=12)])
    with pytest.raises(Refused) as refused:
        decide(view, command, here(AGENT))
    assert refused.value.reason is Reason.NOT_FOUND
    assert refused.value.detail.startswith("CMP-00012 was deleted forever.")
