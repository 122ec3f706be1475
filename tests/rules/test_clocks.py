"""The two clocks of an issue: what starts, stops and moves them, and new settings for all."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.complaints import (
    SETTINGS_ID,
    AckMode,
    ComplaintSettingsRow,
    SaveComplaintSettings,
)
from sync_server.contract.issues import (
    ChangeIssues,
    IssueField,
    IssuePriority,
    IssueRow,
    MoveIssue,
    ReportIssue,
)
from sync_server.contract.messages import Purpose, SendMessage
from sync_server.contract.values import Channel, IssueStatus, RecordKind
from sync_server.rules.business_time import due, worked
from sync_server.rules.clocks import calendar_of, moved, set_clocks, settings_of
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from tests.support.builders import ADMIN, AGENT, BOOKING, NOW, OLIVIA, here, office

S = IssueStatus
H = timedelta(hours=1)
ISSUE = RowId("issue")
WEEK = tuple(f"{day} 08:00-16:00" for day in ("mon", "tue", "wed", "thu", "fri"))
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def with_settings(**changes: object) -> MemoryView:
    view = office()
    view.put(decide(view, saved(view, **changes), here(ADMIN)).rows)
    return view


def saved(view: MemoryView, **changes: object) -> SaveComplaintSettings:
    now = settings_of(view)
    fields = {name: getattr(now, name) for name in now.__struct_fields__}
    del fields["id"], fields["version"]
    return SaveComplaintSettings(seen_version=now.version, **(fields | changes))


def reported(view: MemoryView, at: datetime = MONDAY, **changes: object) -> IssueRow:
    command = ReportIssue(
        issue_id=ISSUE, record_kind=RecordKind.BOOKING, record_id=BOOKING, issue_type="Damage"
    )
    command = msgspec.structs.replace(command, **changes)
    view.put(decide(view, command, dataclasses.replace(here(), now=at)).rows)
    return issue_of(view)


def issue_of(view: MemoryView) -> IssueRow:
    issue = view.get(IssueRow, ISSUE)
    assert issue is not None
    return issue


def move(view: MemoryView, to: IssueStatus, at: datetime) -> IssueRow:
    command = MoveIssue(issue_id=ISSUE, seen=issue_of(view).status, to=to)
    view.put(decide(view, command, dataclasses.replace(here(ADMIN), now=at)).rows)
    return issue_of(view)


def acknowledge(view: MemoryView, at: datetime) -> IssueRow:
    command = SendMessage(
        message_id=RowId("m"),
        customer_id=OLIVIA,
        channel=Channel.SMS,
        address="+61491570156",
        body="We have it.",
        record_kind=RecordKind.ISSUE,
        record_id=ISSUE,
        purpose=Purpose.ACKNOWLEDGEMENT,
    )
    view.put(decide(view, command, dataclasses.replace(here(), now=at)).rows)
    return issue_of(view)


def test_a_new_issue_is_to_be_acknowledged_within_a_day_by_the_clock_on_the_wall():
    """ISS-70, A19: 24 hours to the target, whatever the opening hours."""
    issue = reported(with_settings(hours=WEEK), MONDAY + 4 * H)
    assert issue.ack_due_at == MONDAY + 28 * H


def test_the_clock_to_put_it_right_starts_when_the_acknowledgement_is_queued():
    """ISS-70: the start is the acknowledgement, here two hours after the report."""
    view = with_settings(hours=WEEK)
    reported(view)
    issue = acknowledge(view, MONDAY + 2 * H)
    assert (issue.acknowledged_at, issue.ack_due_at) == (MONDAY + 2 * H, None)
    # 40 hours of work in days of 8, from Monday 10:00.
    assert issue.resolve_due_at == datetime(2026, 11, 30, 10, tzinfo=UTC)


def test_without_an_acknowledgement_it_starts_after_48_hours():
    """A19."""
    issue = reported(with_settings(hours=WEEK))
    assert issue.resolve_due_at == datetime(2026, 12, 1, 16, tzinfo=UTC)


def test_a_late_acknowledgement_does_not_start_it_later():
    view = with_settings(hours=WEEK)
    before = reported(view).resolve_due_at
    assert acknowledge(view, MONDAY + 100 * H).resolve_due_at == before


@pytest.mark.parametrize(
    ("priority", "hours"),
    [(IssuePriority.LOW, 80), (IssuePriority.HIGH, 16), (IssuePriority.URGENT, 8)],
)
def test_another_priority_sets_the_clock_anew(priority: IssuePriority, hours: int):
    view = with_settings()
    reported(view)
    command = ChangeIssues(issue_ids=(ISSUE,), field=IssueField.PRIORITY, value=priority)
    view.put(decide(view, command, here()).rows)
    assert issue_of(view).resolve_due_at == MONDAY + (48 + hours) * H


def test_zero_hours_is_no_clock():
    view = with_settings(resolve_hours=(0, 0, 16, 8))
    assert reported(view).resolve_due_at is None


def test_the_clock_stands_while_it_awaits_approval_and_goes_on_where_it_stood():
    """ISS-70."""
    view = with_settings(hours=WEEK)
    reported(view)
    acknowledge(view, MONDAY)
    due_before = issue_of(view).resolve_due_at
    assert due_before is not None
    assert move(view, S.AWAITING_APPROVAL, MONDAY + 24 * H).resolve_due_at is None
    # Rejected two working days later: on Tuesday instead of Friday.
    after = move(view, S.IN_PROGRESS, MONDAY + 72 * H)
    assert after.resolve_due_at == due_before + timedelta(days=4)


def test_a_closed_issue_has_no_clock_and_a_reopened_one_goes_on():
    view = with_settings()
    reported(view)
    acknowledge(view, MONDAY)
    closed = move(view, S.CLOSED, MONDAY + 10 * H)
    assert closed.resolve_due_at is None
    assert move(view, S.REOPENED, MONDAY + 100 * H).resolve_due_at == MONDAY + 130 * H


def test_a_changed_calendar_sets_every_clock_anew_and_loses_no_paused_time():
    view = with_settings()
    reported(view)
    acknowledge(view, MONDAY)
    move(view, S.AWAITING_APPROVAL, MONDAY + 1 * H)
    move(view, S.IN_PROGRESS, MONDAY + 3 * H)
    pauses = issue_of(view).pauses
    assert issue_of(view).resolve_due_at == MONDAY + 42 * H
    view.put(decide(view, saved(view, hours=WEEK), here(ADMIN)).rows)
    assert issue_of(view).pauses == pauses
    assert issue_of(view).resolve_due_at == MONDAY + timedelta(days=7) + 2 * H
    view.put(decide(view, saved(view, hours=()), here(ADMIN)).rows)
    assert issue_of(view).resolve_due_at == MONDAY + 42 * H


def test_a_status_that_no_longer_pauses_lets_the_clocks_in_it_run_from_now_on():
    view = with_settings()
    reported(view, NOW)
    acknowledge(view, NOW)
    move(view, S.AWAITING_APPROVAL, NOW + 1 * H)
    later = dataclasses.replace(here(ADMIN), now=NOW + 5 * H)
    view.put(decide(view, saved(view, pauses_in=()), later).rows)
    assert issue_of(view).resolve_due_at == NOW + 44 * H
    at = dataclasses.replace(here(ADMIN), now=NOW + 6 * H)
    view.put(decide(view, saved(view, pauses_in=("awaiting_approval",)), at).rows)
    assert issue_of(view).resolve_due_at is None
    assert move(view, S.IN_PROGRESS, NOW + 8 * H).resolve_due_at == NOW + 46 * H


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hours": ("mon 9-5",)}, "mon 08:00-12:30"),
        ({"time_zone": "Sidney"}, "time zone"),
        ({"holidays": ("Christmas",)}, "2026-12-25"),
        ({"ack_target_hours": 49}, "target"),
        ({"resolve_hours": (-1, 1, 1, 1)}, "hours"),
        ({"pauses_in": ("closed",)}, "open status"),
        ({"wip_limits": ("in_progress many",)}, "in_progress 20"),
        ({"reopen_days": 400}, "days"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(
    changes: dict[str, object], sentence: str
):
    view = office()
    with pytest.raises(Refused, match=sentence) as refusal:
        decide(view, saved(view, **changes), here(ADMIN))
    assert refusal.value.reason is Reason.INVALID


def test_two_administrators_do_not_overwrite_each_other():
    view = office()
    mine, theirs = saved(view, reopen_days=7), saved(view, reopen_days=30)
    view.put(decide(view, theirs, here(ADMIN)).rows)
    with pytest.raises(Refused) as refusal:
        decide(view, mine, here(ADMIN))
    assert refusal.value.reason is Reason.CHANGED


def test_only_who_may_edit_settings_changes_them():
    """ISS-63."""
    with pytest.raises(Refused) as refusal:
        decide(office(), saved(office(), reopen_days=7), here(AGENT))
    assert refusal.value.reason is Reason.NOT_ALLOWED


def test_a_desk_does_not_set_the_clocks_of_all_issues_itself():
    view = office()
    reported(view)
    desk = dataclasses.replace(here(ADMIN), on_server=False)
    (row,) = decide(view, saved(view, hours=WEEK), desk).rows
    assert isinstance(row, ComplaintSettingsRow)
    assert row.id == SETTINGS_ID


def test_the_clocks_of_five_thousand_issues_change_with_one_save():
    """Timed apart: a calendar is worked out once for all of them."""
    view = office()
    one = reported(view)
    view.put(
        msgspec.structs.replace(
            one, id=RowId(f"i{n}"), reported_at=MONDAY - timedelta(minutes=n * 7)
        )
        for n in range(5000)
    )
    rows = decide(view, saved(view, hours=WEEK), here(ADMIN)).rows
    assert len(rows) == 1 + 5001
    days = {row.resolve_due_at for row in rows if isinstance(row, IssueRow)}
    assert None not in days
    assert len(calendar_of(settings_of(MemoryView(rows)))._days) < 60


STEPS = st.lists(st.tuples(st.sampled_from(list(S)), st.integers(0, 3000)), max_size=12)


@settings(max_examples=60)
@given(STEPS, st.sampled_from([WEEK, ()]), st.sampled_from([(), ("awaiting_approval", "new")]))
def test_whatever_happens_to_an_issue_it_is_due_after_its_hours_of_work(
    steps: list[tuple[IssueStatus, int]], hours: tuple[str, ...], pauses_in: tuple[str, ...]
):
    rules = ComplaintSettingsRow(id=SETTINGS_ID, hours=hours, pauses_in=pauses_in)
    issue, now = IssueRow(id=ISSUE, reported_at=MONDAY, acknowledged_at=MONDAY), MONDAY
    issue = set_clocks(rules, issue)
    for status, minutes in steps:
        now += timedelta(minutes=minutes)
        issue = moved(rules, msgspec.structs.replace(issue, status=status), now)
        stands = status is S.CLOSED or status in pauses_in
        assert (issue.resolve_due_at is None) is stands
        if issue.resolve_due_at is not None:
            calendar = calendar_of(rules)
            assert worked(calendar, MONDAY, issue.resolve_due_at, issue.pauses) == 40 * H
            assert due(calendar, MONDAY, 40 * H, issue.pauses) == issue.resolve_due_at


@pytest.mark.parametrize(
    ("by", "changes", "switch"),
    [
        (AGENT, {}, "ack_office"),
        (AGENT, {"is_imported": True}, "ack_import"),
        (OLIVIA, {}, "ack_customer"),
    ],
)
def test_where_nobody_is_written_to_nothing_is_late(
    by: RowId, changes: dict[str, object], switch: str
):
    """A19: each way an issue can come has its own switch."""
    for mode, is_due in ((AckMode.AUTO, True), (AckMode.OFF, False)):
        view = with_settings(**{switch: mode})
        command = ReportIssue(
            issue_id=ISSUE, record_kind=RecordKind.BOOKING, record_id=BOOKING, issue_type="Damage"
        )
        command = msgspec.structs.replace(command, **changes)
        view.put(decide(view, command, here(by)).rows)
        assert (issue_of(view).ack_due_at is not None) is is_due
