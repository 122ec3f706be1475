"""Changing an issue: fields that clash, many at once, labels, watchers, who is responsible."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.complaints import IssueLabelRow
from sync_server.contract.customers import FieldEdit
from sync_server.contract.holds import HoldRow, hold_id
from sync_server.contract.issues import (
    ChangeIssues,
    EditIssue,
    IssueField,
    IssuePriority,
    IssueRow,
    LabelIssues,
    NameResponsible,
    RemindFollowUp,
    WatchIssue,
)
from sync_server.contract.notices import NoticeRow
from sync_server.contract.values import HoldState, IssueStatus, Role
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.rules.test_issues import ISSUE, move, report, reported
from tests.support.builders import ADMIN, AGENT, FINANCE, LIAM, MEI, OLIVIA, ZOE, here, office


def do(view: MemoryView, command, by: RowId = AGENT, role: Role | None = None):
    effects = decide(view, command, here(by, role))
    view.put(effects.rows)
    return effects


def edit(view: MemoryView, field: str, old: str, new: str, by: RowId = AGENT):
    return do(view, EditIssue(issue_id=ISSUE, edits=(FieldEdit(field, old, new),)), by)


def issue(view: MemoryView, issue_id: RowId = ISSUE) -> IssueRow:
    return view.rows[IssueRow, issue_id]


def everyone_held() -> MemoryView:
    view = office()
    view.put(decide(view, report(responsible_ids=()), here()).rows)
    return view


@pytest.mark.parametrize(
    ("field", "new", "value"),
    [
        ("issue_type", "No-show", "No-show"),
        ("description", "Scratched", "Scratched"),
        ("priority", "urgent", IssuePriority.URGENT),
        ("owner_id", AGENT, AGENT),
        ("follow_up_required", "1", True),
        ("follow_up_on", "2026-12-01", "2026-12-01"),
    ],
)
def test_each_field_is_set(field, new, value):
    """ISS-60."""
    view = reported()
    old = {"issue_type": "Damage", "priority": "normal"}.get(field, "")
    edit(view, field, old, new)
    assert getattr(issue(view), field) == value


@pytest.mark.parametrize("field", ["number", "customer_id", "status", "record_id", "nonsense"])
def test_number_customer_and_status_are_no_fields_to_edit(field):
    """ISS-60: refused, whatever the value."""
    with pytest.raises(Refused) as refused:
        edit(reported(), field, "", "7")
    assert refused.value.reason is Reason.INVALID


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("issue_type", "Damage", " "),
        ("issue_type", "Damage", "x" * 61),
        ("description", "", "x" * 20_001),
        ("priority", "normal", "sky-high"),
        ("owner_id", "", LIAM),
        ("owner_id", "", "nobody"),
        ("follow_up_on", "", "2026-02-30"),
        ("follow_up_on", "", "1/12/2026"),
        ("follow_up_on", "", "20261201"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(field, old, new):
    with pytest.raises(Refused) as refused:
        edit(reported(), field, old, new)
    assert refused.value.reason is Reason.INVALID


def test_what_somebody_else_changed_is_not_overwritten_and_both_values_are_named():
    view = reported()
    edit(view, "owner_id", "", ADMIN)
    with pytest.raises(Refused, match="The owner is “Admin” by now; you wrote “Agent”"):
        edit(view, "owner_id", "", AGENT)
    assert issue(view).owner_id == ADMIN


def test_of_two_fields_the_one_that_does_not_clash_is_taken():
    view = reported()
    edit(view, "description", "", "Theirs")
    edits = (FieldEdit("description", "", "Mine"), FieldEdit("priority", "normal", "high"))
    told = do(view, EditIssue(issue_id=ISSUE, edits=edits))
    assert "The description is “Theirs” by now" in told.merged
    assert (issue(view).description, issue(view).priority) == ("Theirs", IssuePriority.HIGH)


def test_the_same_value_twice_is_no_clash_and_no_change():
    view = reported()
    edit(view, "description", "", "Same")
    assert edit(view, "description", "", "Same").rows == ()


def test_a_new_priority_sets_the_clock_anew():
    view = reported()
    before = issue(view).resolve_due_at
    edit(view, "priority", "normal", "urgent")
    after = issue(view).resolve_due_at
    assert before is not None
    assert after is not None
    assert after < before


def test_many_are_changed_at_once_and_those_that_cannot_be_seen_are_left_out():
    view = reported()
    command = ChangeIssues((ISSUE, RowId("gone")), IssueField.OWNER, ADMIN)
    rows = do(view, command).rows
    assert [row.id for row in rows if isinstance(row, IssueRow)] == [ISSUE]
    with pytest.raises(Refused):
        do(view, ChangeIssues((), IssueField.OWNER, ADMIN))
    with pytest.raises(Refused):
        do(view, ChangeIssues(tuple(RowId(str(n)) for n in range(501)), IssueField.OWNER, ADMIN))


def test_labels_are_put_on_and_taken_off_and_archived_ones_are_not_offered():
    view = reported()
    red, old = RowId("red"), RowId("old")
    view.put([IssueLabelRow(id=red, name="Red"), IssueLabelRow(id=old, name="O", archived=True)])
    do(view, LabelIssues((ISSUE,), add=(red,)))
    assert issue(view).label_ids == (red,)
    assert do(view, LabelIssues((ISSUE,), add=(red,))).rows == ()
    with pytest.raises(Refused) as refused:
        do(view, LabelIssues((ISSUE,), add=(old,)))
    assert refused.value.reason is Reason.NOT_FOUND
    do(view, LabelIssues((ISSUE,), remove=(red,)))
    assert issue(view).label_ids == ()


def test_twenty_labels_are_the_most():
    view = reported()
    labels = tuple(RowId(f"l{n}") for n in range(21))
    view.put([IssueLabelRow(id=each, name=each) for each in labels])
    do(view, LabelIssues((ISSUE,), add=labels[:20]))
    with pytest.raises(Refused, match="up to 20 labels"):
        do(view, LabelIssues((ISSUE,), add=labels[20:]))


@pytest.mark.parametrize("who", [LIAM, OLIVIA, RowId("stranger")])
def test_only_a_colleague_at_a_desk_watches(who):
    with pytest.raises(Refused) as refused:
        do(reported(), WatchIssue(ISSUE, who, is_on=True))
    assert refused.value.reason is Reason.INVALID


def test_watching_begins_and_ends_once():
    view = reported()
    do(view, WatchIssue(ISSUE, FINANCE, is_on=True))
    assert do(view, WatchIssue(ISSUE, FINANCE, is_on=True)).rows == ()
    assert issue(view).watcher_ids == (FINANCE,)
    do(view, WatchIssue(ISSUE, FINANCE, is_on=False))
    assert issue(view).watcher_ids == ()


def test_naming_one_frees_the_others_and_makes_the_hold_final():
    """A15."""
    view = everyone_held()
    assert issue(view).is_provisional
    do(view, NameResponsible(ISSUE, (LIAM, ZOE), (ZOE,)))
    assert not issue(view).is_provisional
    held, free = (view.rows[HoldRow, hold_id(ISSUE, who)] for who in (ZOE, LIAM))
    assert (held.state, held.is_provisional) == (HoldState.HELD, False)
    assert (free.state, free.release_reason) == (HoldState.RELEASED, "Not responsible")


def test_naming_everybody_who_is_held_makes_it_final():
    view = everyone_held()
    do(view, NameResponsible(ISSUE, (LIAM, ZOE), (LIAM, ZOE)))
    assert not issue(view).is_provisional
    assert all(not h.is_provisional for h in view.where(HoldRow, issue_id=ISSUE))


@pytest.mark.parametrize(
    ("seen", "named", "reason"),
    [
        ((LIAM,), (ZOE,), Reason.CHANGED),
        ((LIAM, ZOE), (), Reason.INVALID),
        ((LIAM, ZOE), (MEI,), Reason.INVALID),
    ],
)
def test_naming_nobody_strangers_or_over_somebody_is_refused(seen, named, reason):
    with pytest.raises(Refused) as refused:
        do(everyone_held(), NameResponsible(ISSUE, seen, named))
    assert refused.value.reason is reason


def test_a_closed_issue_holds_nobody_anew():
    """Naming somebody else would hold pay that nothing releases any more."""
    view = reported(IssueStatus.AWAITING_APPROVAL)
    view.put(move(view, IssueStatus.CLOSED, release_pay=True).rows)
    with pytest.raises(Refused, match="Reopen it first"):
        do(view, NameResponsible(ISSUE, (LIAM,), (ZOE,)))


def test_a_follow_up_reminds_once_a_day():
    """A36."""
    view = reported()
    edit(view, "owner_id", "", AGENT)
    edit(view, "follow_up_on", "", "2026-11-23")
    remind = RemindFollowUp(ISSUE, "2026-11-23")
    rows = do(view, remind, RowId("server"), Role.SYSTEM).rows
    assert [row.recipient_id for row in rows if isinstance(row, NoticeRow)] == [AGENT]
    assert do(view, remind, RowId("server"), Role.SYSTEM).rows == ()
    edit(view, "follow_up_on", "2026-11-23", "2026-11-30")
    assert (issue(view).reminders, issue(view).reminded_on) == (0, "")
