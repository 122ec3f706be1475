"""Who is told of a change, a comment, a mention, a visit: by feed, push, e-mail, text message."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.base import Command, RowId
from sync_server.contract.complaints import IssueLabelRow
from sync_server.contract.customers import FieldEdit
from sync_server.contract.issues import (
    ChangeIssues,
    EditIssue,
    IssueField,
    IssueRow,
    LabelIssues,
    MergeIssues,
    MoveIssue,
    NameResponsible,
    ReportIssue,
    WatchIssue,
)
from sync_server.contract.notices import NoticeRow, SetPreference, notice_id
from sync_server.contract.scheduling import AddAppointment, MoveAppointment, ScheduleAppointment
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import EditPost, PostRow, WritePost
from sync_server.contract.values import (
    AppointmentStatus,
    Channel,
    IssueStatus,
    NoticeChannel,
    NoticeModule,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.rules import access
from sync_server.rules.alerts import alert
from sync_server.rules.decide import decide
from sync_server.rules.effects import Effects
from sync_server.rules.mentions import mentioned
from sync_server.rules.routing import Delivery, route, route_row
from sync_server.rules.view import MemoryView
from tests.support.builders import (
    ADMIN,
    AGENT,
    BOOKING,
    FINANCE,
    LIAM,
    MEI,
    NOW,
    OLIVIA,
    ZOE,
    here,
    office,
)

S = IssueStatus
ISSUE, OTHER, POST = RowId("issue"), RowId("other"), RowId("post")
SARAH = RowId("sarah")
PUSH, EMAIL, SMS = Channel.PUSH, Channel.EMAIL, Channel.SMS


def desk() -> MemoryView:
    """Amy's issue (agent), watched by finance; Sarah works here too and follows nothing."""
    view = office()
    view.put([StaffRow(id=SARAH, name="Sarah Lee", role=Role.AGENT, email="sarah@office.example")])
    view.put([report(view, ISSUE)])
    return view


def report(view: MemoryView, issue_id: RowId) -> IssueRow:
    command = ReportIssue(
        issue_id=issue_id, record_kind=RecordKind.BOOKING, record_id=BOOKING, issue_type="Damage"
    )
    view.put(decide(view, command, here(ADMIN)).rows)
    view.rows = {key: row for key, row in view.rows.items() if key[0] is not NoticeRow}
    issue = view.get(IssueRow, issue_id)
    assert issue is not None
    return msgspec.structs.replace(issue, owner_id=AGENT, watcher_ids=(FINANCE,))


def do(view: MemoryView, command: Command, by: RowId = ADMIN) -> Effects:
    role = Role.AGENT if by == SARAH else None
    effects = decide(view, command, here(by, role))
    view.put(effects.rows)
    return effects


def told(effects: Effects) -> dict[RowId, str]:
    """Who reads what in their feed."""
    notices = [row for row in effects.rows if isinstance(row, NoticeRow) and not row.gone]
    assert len({row.id for row in notices}) == len(notices), "the same line twice"
    return {row.recipient_id: row.title for row in notices}


def sent(view: MemoryView, effects: Effects) -> set[tuple[RowId, Channel]]:
    """Who is told outside the feed, and how."""
    return {(each.recipient_id, each.channel) for each in deliveries(view, effects)}


def deliveries(view: MemoryView, effects: Effects) -> Sequence[Delivery]:
    rows = [row for row in effects.rows if isinstance(row, NoticeRow)]
    found = [each for notice in effects.notices for each in route(view, notice)]
    found += [each for row in rows for each in route_row(view, row)]
    assert len(set(found)) == len(found)
    return found


def switch(view: MemoryView, who: RowId, channel: NoticeChannel, *, is_on: bool, module=None):
    wish = SetPreference(module=module or NoticeModule.ISSUES, channel=channel, is_on=is_on)
    do(view, wish, who)


def write(
    body: str, visibility: Visibility = Visibility.INTERNAL, thread: RowId = ISSUE, **more: object
) -> WritePost:
    return WritePost(POST, thread, body, visibility, **more)  # type: ignore[arg-type]


def edit(field: str, old: str, new: str) -> EditIssue:
    return EditIssue(issue_id=ISSUE, edits=(FieldEdit(field, old, new),))


CHANGES: dict[str, tuple[Command, str]] = {
    "status": (
        MoveIssue(issue_id=ISSUE, seen=S.NEW, to=S.IN_PROGRESS),
        "Admin began to work on CMP-00001",
    ),
    "closing": (MoveIssue(issue_id=ISSUE, seen=S.NEW, to=S.CLOSED), "Admin closed CMP-00001"),
    "edit": (edit("description", "", "The pane"), "Admin changed CMP-00001"),
    "day": (edit("follow_up_on", "", "2026-12-01"), "Admin set the day to follow of CMP-00001"),
    "priority": (
        ChangeIssues(issue_ids=(ISSUE,), field=IssueField.PRIORITY, value="high"),
        "Admin prioritised CMP-00001",
    ),
    "responsible": (
        NameResponsible(issue_id=ISSUE, seen=(LIAM, ZOE), responsible_ids=(LIAM,)),
        "Admin named who is responsible for CMP-00001",
    ),
    "label": (LabelIssues(issue_ids=(ISSUE,), add=(RowId("l"),)), "Admin labelled CMP-00001"),
    "comment": (write("Ordered the pane"), "Admin commented on CMP-00001"),
    "evidence": (write("Done", is_evidence=True), "Admin added evidence to CMP-00001"),
    "visit": (
        AddAppointment(
            RowId("v"), OLIVIA, "Glazing", NOW, NOW + timedelta(hours=1), issue_id=ISSUE
        ),
        "Admin planned a visit for CMP-00001",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_told_to_the_owner_and_who_watches(name: str):
    """ISS-61, ISS-73: watchers hear of it, nobody else does, and not who did it."""
    command, words = CHANGES[name]
    view = desk()
    view.put([IssueLabelRow(id=RowId("l"), name="Insurance")])
    effects = do(view, command)
    if name == "visit":  # work begins with it, and that is told as well
        assert set(told(effects)) == {AGENT, FINANCE}
        titles = {row.title for row in effects.rows if isinstance(row, NoticeRow)}
        assert words in titles
        return
    assert told(effects) == {AGENT: words, FINANCE: words}


@pytest.mark.parametrize("name", [name for name in CHANGES if name != "visit"])
def test_who_does_it_is_not_told(name: str):
    view = desk()
    view.put([IssueLabelRow(id=RowId("l"), name="Insurance")])
    issue = view.get(IssueRow, ISSUE)
    assert issue is not None
    view.put([msgspec.structs.replace(issue, watcher_ids=(ADMIN,))])
    assert set(told(do(view, CHANGES[name][0]))) == {AGENT}


def test_who_may_not_see_issues_is_not_told_though_they_watch():
    view = desk()
    kept = access.EVERYTHING - {"issues:see"}
    view.put([PermissionRow(id=permission_id(Role.FINANCE), grants=tuple(sorted(kept)))])
    assert set(told(do(view, CHANGES["status"][0]))) == {AGENT}


def test_a_watcher_is_told_from_then_on_and_no_longer_when_removed():
    """ISS-73."""
    view = desk()
    do(view, WatchIssue(issue_id=ISSUE, staff_id=SARAH, is_on=True))
    assert SARAH in told(do(view, CHANGES["edit"][0]))
    do(view, WatchIssue(issue_id=ISSUE, staff_id=SARAH, is_on=False))
    assert SARAH not in told(do(view, CHANGES["priority"][0]))


def test_who_loses_and_who_gets_an_issue_both_hear_of_it():
    assigned = ChangeIssues(issue_ids=(ISSUE,), field=IssueField.OWNER, value=SARAH)
    effects = do(desk(), assigned)
    assert set(told(effects)) == {AGENT, SARAH, FINANCE}


def test_a_merge_is_told_to_those_who_follow_either_of_them():
    view = desk()
    other = report(view, OTHER)
    view.put([msgspec.structs.replace(other, number=2, owner_id=SARAH, watcher_ids=())])
    effects = do(view, MergeIssues(kept_id=OTHER, merged_id=ISSUE))
    assert told(effects)[SARAH] == "Admin merged CMP-00001 into CMP-00002"
    assert set(told(effects)) == {AGENT, FINANCE, SARAH}


def test_a_reopening_by_the_customer_reaches_everyone_where_nobody_follows_the_issue():
    view = desk()
    do(view, CHANGES["closing"][0])
    issue = view.get(IssueRow, ISSUE)
    assert issue is not None
    view.put([msgspec.structs.replace(issue, owner_id=None, watcher_ids=())])
    again = MoveIssue(issue_id=ISSUE, seen=S.CLOSED, to=S.REOPENED)
    assert set(told(do(view, again, OLIVIA))) == {AGENT, ADMIN, FINANCE, SARAH}


def test_a_desk_alone_tells_nobody():
    view = desk()
    alone = dataclasses.replace(here(ADMIN), on_server=False)
    assert not told(decide(view, CHANGES["status"][0], alone))


def test_a_report_reaches_the_office_and_the_phones_of_those_on_the_job():
    """ISS-09, ISS-11, ISS-44: push to the assigned; the author is left out; others are not."""
    view = desk()
    command = ReportIssue(
        issue_id=OTHER, record_kind=RecordKind.BOOKING, record_id=BOOKING, issue_type="Damage"
    )
    effects = do(view, command, AGENT)
    assert set(told(effects)) == {ADMIN, FINANCE, SARAH}
    assert sent(view, effects) == {(LIAM, PUSH), (ZOE, PUSH)}
    said = alert(view, OTHER, LIAM)
    assert said is not None
    assert said.title == "New issue CMP-00001 · Damage"
    assert said.text.startswith("BOK-00007")
    assert alert(view, OTHER, MEI) is None, "she is not on this job"


def test_a_customers_report_asks_each_switch():
    """ISS-09: admins with the switch on and assigned workers allowed by visibility."""
    view = desk()
    switch(view, FINANCE, NoticeChannel.FEED, is_on=False)
    switch(view, ZOE, NoticeChannel.PUSH, is_on=False)
    command = ReportIssue(
        issue_id=OTHER, record_kind=RecordKind.BOOKING, record_id=BOOKING, issue_type="Damage"
    )
    effects = do(view, command, OLIVIA)
    assert set(told(effects)) == {AGENT, ADMIN, SARAH}
    assert sent(view, effects) == {(LIAM, PUSH)}


def test_changes_go_by_e_mail_and_text_message_where_that_is_switched_on():
    """ISS-61: in-app, e-mail and SMS side by side, each by its own switch (A10)."""
    view = desk()
    people = {AGENT: ("amy@office.example", "+61400000001"), FINANCE: ("fi@office.example", "")}
    for who, (email, phone) in people.items():
        staff = view.get(StaffRow, who)
        assert staff is not None
        view.put([msgspec.structs.replace(staff, email=email, phone=phone)])
        switch(view, who, NoticeChannel.EMAIL, is_on=True)
        switch(view, who, NoticeChannel.SMS, is_on=True)
    effects = do(view, CHANGES["status"][0])
    assert sent(view, effects) == {(AGENT, EMAIL), (AGENT, SMS), (FINANCE, EMAIL)}
    each = deliveries(view, effects)[0]
    said = alert(view, each.event_id, each.recipient_id)
    assert said is not None
    assert said.title == "Admin began to work on CMP-00001"


def test_a_comment_goes_by_e_mail_to_a_watcher_who_wants_that():
    """ISS-61: under the switch for messages, and not to who did not ask for it."""
    view = desk()
    finance = view.get(StaffRow, FINANCE)
    assert finance is not None
    view.put([msgspec.structs.replace(finance, email="fi@office.example")])
    switch(view, FINANCE, NoticeChannel.EMAIL, is_on=True, module=NoticeModule.POSTS)
    switch(view, SARAH, NoticeChannel.EMAIL, is_on=True, module=NoticeModule.POSTS)
    effects = do(view, CHANGES["comment"][0])
    assert sent(view, effects) == {(FINANCE, EMAIL)}
    said = alert(view, POST, FINANCE)
    assert said is not None
    assert said.title == "CMP-00001 · Damage"


def test_who_wants_an_e_mail_and_no_feed_gets_the_e_mail_and_no_line():
    view = desk()
    agent = view.get(StaffRow, AGENT)
    assert agent is not None
    view.put([msgspec.structs.replace(agent, email="amy@office.example")])
    switch(view, AGENT, NoticeChannel.EMAIL, is_on=True)
    switch(view, AGENT, NoticeChannel.FEED, is_on=False)
    effects = do(view, CHANGES["status"][0])
    assert set(told(effects)) == {FINANCE}
    assert sent(view, effects) == {(AGENT, EMAIL)}
    (each,) = deliveries(view, effects)
    assert alert(view, each.event_id, AGENT) is not None


def test_what_was_read_in_the_meantime_is_not_mailed_and_reading_mails_nothing():
    view = desk()
    agent = view.get(StaffRow, AGENT)
    assert agent is not None
    view.put([msgspec.structs.replace(agent, email="amy@office.example")])
    switch(view, AGENT, NoticeChannel.EMAIL, is_on=True)
    effects = do(view, CHANGES["status"][0])
    issue = view.get(IssueRow, ISSUE)
    assert issue is not None
    row = view.get(NoticeRow, notice_id(RowId(f"{ISSUE}:{issue.version}"), AGENT))
    assert row is not None
    read = msgspec.structs.replace(row, version=1, read_at=NOW)
    view.put([read])
    assert route_row(view, read) == ()
    (each,) = deliveries(view, effects)
    assert alert(view, each.event_id, AGENT) is None


def test_a_mention_is_told_by_feed_push_and_e_mail_even_where_all_is_switched_off():
    """ISS-23, A7."""
    view = desk()
    for channel in (NoticeChannel.PUSH, NoticeChannel.EMAIL):
        switch(view, SARAH, channel, is_on=False, module=NoticeModule.POSTS)
    effects = do(view, write("@Sarah Lee, can you order it?", thread=BOOKING))
    assert told(effects) == {SARAH: "Admin mentioned you"}
    assert sent(view, effects) == {(SARAH, PUSH), (SARAH, EMAIL)}
    said = alert(view, POST, SARAH)
    assert said is not None
    assert said.text == "Admin mentioned you: new post", "office-only words stay inside (D10)"


def test_a_fieldworker_is_named_only_where_they_may_read():
    """ISS-23: who has no access cannot be mentioned."""
    view = desk()
    assert sent(view, do(view, write("@Liam please look", Visibility.INTERNAL))) == set()
    view = desk()
    effects = do(view, write("@Mei please look", Visibility.EVERYONE))
    assert (MEI, PUSH) not in sent(view, effects)
    view = desk()
    assert (LIAM, PUSH) in sent(view, do(view, write("@Liam look", Visibility.STAFF)))


def test_a_mention_that_is_added_later_is_told_then_and_only_once():
    view = desk()
    do(view, write("Please order it", thread=BOOKING))
    effects = do(view, EditPost(post_id=POST, body="Please order it @Sarah"))
    assert told(effects) == {SARAH: "Admin mentioned you"}
    assert sent(view, effects) == {(SARAH, PUSH), (SARAH, EMAIL)}
    again = do(view, EditPost(post_id=POST, body="Please order two @Sarah"))
    assert told(again) == {}
    assert sent(view, again) == set()


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@Sarah", {SARAH}),
        ("@sarah lee: yes", {SARAH}),
        ("ask @Sarah, @finance and @Admin", {SARAH, FINANCE}),
        ("(@Sarah)", {SARAH}),
        ("@Sarahs", set()),
        ("sarah@office.example", set()),
        ("@Nobody and @", set()),
        ("@Sarah Jones", {SARAH}),
        ("@Bob, @Bob Ray", {RowId("bob2")}),
    ],
)
def test_names_are_found_as_people_write_them(body: str, names: set[RowId]):
    """ISS-23: unknown names are words; of two Bobs the whole name says which."""
    view = desk()
    bobs = [StaffRow(id=RowId(f"bob{n}"), name=f"Bob {s}") for n, s in ((1, "Fox"), (2, "Ray"))]
    view.put(bobs)
    post = PostRow(id=POST, thread_id=BOOKING, author_id=ADMIN, body=body)
    assert {staff.id for staff in mentioned(view, post)} == names


@given(st.text(max_size=200), st.sampled_from(list(Visibility)))
def test_whoever_is_mentioned_works_here_and_is_not_the_author(body: str, level: Visibility):
    view = desk()
    post = PostRow(id=POST, thread_id=BOOKING, author_id=ADMIN, body=f"@Sarah {body} @Admin @Liam")
    post = msgspec.structs.replace(post, visibility=level)
    found = {staff.id for staff in mentioned(view, post)}
    assert found <= {SARAH, LIAM, AGENT, FINANCE, ZOE, MEI}
    assert ADMIN not in found
    assert level is not Visibility.INTERNAL or not found & {LIAM, ZOE, MEI}


def test_customers_mention_nobody():
    view = desk()
    effects = do(view, write("@Sarah hello", Visibility.EVERYONE), OLIVIA)
    assert (SARAH, EMAIL) not in sent(view, effects)


def test_a_visit_for_an_issue_is_pushed_to_those_who_are_to_come_at_each_change():
    """ISS-33."""
    view = desk()
    starts = NOW + timedelta(days=2)
    add = AddAppointment(
        RowId("v"),
        OLIVIA,
        "Glazing",
        starts,
        starts + timedelta(hours=1),
        worker_ids=(MEI,),
        site="14 Ferry Rd",
        issue_id=ISSUE,
    )
    first = do(view, add, AGENT)
    assert sent(view, first) == {(MEI, PUSH)}
    said = alert(view, deliveries(view, first)[0].event_id, MEI)
    assert said is not None
    assert (said.title, said.text) == (
        "Visit: CMP-00001 · Damage",
        "Monday 23 November, 09:30, 14 Ferry Rd",
    )
    later = starts + timedelta(days=1)
    moved = ScheduleAppointment(RowId("v"), starts, later, later + timedelta(hours=1), (MEI, ZOE))
    assert sent(view, do(view, moved, AGENT)) == {(MEI, PUSH), (ZOE, PUSH)}
    off = do(view, MoveAppointment(RowId("v"), AppointmentStatus.CANCELLED), AGENT)
    said = alert(view, deliveries(view, off)[0].event_id, MEI)
    assert said is not None
    assert said.title.startswith("Visit cancelled")


def test_a_visit_without_an_issue_pushes_nothing():
    view = desk()
    add = AddAppointment(
        RowId("v"), OLIVIA, "Look", NOW, NOW + timedelta(hours=1), worker_ids=(MEI,)
    )
    assert sent(view, do(view, add, AGENT)) == set()
