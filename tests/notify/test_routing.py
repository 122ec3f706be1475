"""Who is told of a post, and what an alert may say."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.base import RowId
from sync_server.contract.calls import VoicemailRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import SetPreference
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import NoticeChannel, NoticeModule, RecordKind, Role, Visibility
from sync_server.rules.alerts import MAX_ALERT_TEXT, alert
from sync_server.rules.decide import decide
from sync_server.rules.effects import Notice, NoticeKind
from sync_server.rules.routing import route
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from tests.support.builders import AGENT, BOOKING, LIAM, MEI, NOW, OLIVIA, PEOPLE, ZOE, here, office

POST = RowId("post")


def with_post(
    visibility: Visibility = Visibility.EVERYONE, by: RowId = OLIVIA, body: str = "The gate sticks"
) -> MemoryView:
    view = office()
    role = PEOPLE.get(by, Role.CUSTOMER)
    view.put(
        [
            PostRow(
                id=POST,
                thread_id=BOOKING,
                customer_id=OLIVIA,
                author_id=by,
                author_name="Olivia Smith",
                author_role=role,
                visibility=visibility,
                body=body,
                posted_at=NOW,
            )
        ]
    )
    return view


def told(view: MemoryView, by: RowId = OLIVIA) -> set[RowId]:
    notice = Notice(NoticeKind.POST_WRITTEN, BOOKING, POST, by, Visibility.EVERYONE)
    return {delivery.recipient_id for delivery in route(view, notice)}


def test_a_customers_post_reaches_the_fieldworkers_on_the_job_and_nobody_else():
    assert told(with_post()) == {LIAM, ZOE}


def test_nobody_is_told_of_their_own_post():
    assert told(with_post(by=LIAM), by=LIAM) == {ZOE}


def test_office_only_posts_are_told_to_no_fieldworker():
    assert told(with_post(Visibility.INTERNAL, by=AGENT), by=AGENT) == set()


def test_a_dismissed_fieldworker_is_not_told():
    view = with_post()
    view.put([StaffRow(id=ZOE, name="Zoe", role=Role.FIELDWORKER, active=False)])
    assert told(view) == {LIAM}


def test_posts_on_an_issue_reach_the_job_and_those_responsible():
    view = with_post()
    issue = IssueRow(
        id=RowId("issue"), customer_id=OLIVIA, record_id=BOOKING, responsible_ids=(MEI,)
    )
    thread = ThreadRow(
        id=issue.id, record_kind=RecordKind.ISSUE, record_id=issue.id, customer_id=OLIVIA
    )
    post = view.get(PostRow, POST)
    assert post is not None
    view.put([issue, thread, msgspec.structs.replace(post, thread_id=issue.id)])
    assert told(view) == {LIAM, ZOE, MEI}


def test_an_alert_names_the_job_the_author_and_the_words():
    said = alert(with_post(), POST, LIAM)
    assert said is not None
    assert said.title.startswith("BOK-00007")
    assert said.text == "Olivia Smith: The gate sticks"


def test_a_long_post_is_cut_and_kept_on_one_line():
    said = alert(with_post(body="word\n" * 200), POST, LIAM)
    assert said is not None
    assert len(said.text) == len("Olivia Smith: ") + MAX_ALERT_TEXT
    assert "\n" not in said.text
    assert said.text.endswith("…")


def test_an_office_only_body_is_in_no_alert_not_even_the_offices():
    said = alert(with_post(Visibility.INTERNAL, by=AGENT, body="margin is thin"), POST, AGENT)
    assert said is not None
    assert "margin" not in said.text + said.title


@pytest.mark.parametrize(
    "change", [{"removed": True, "body": ""}, {"visibility": Visibility.INTERNAL}]
)
def test_a_post_removed_or_narrowed_meanwhile_is_not_told(change: dict[str, object]):
    view = with_post()
    post = view.get(PostRow, POST)
    assert post is not None
    view.put([msgspec.structs.replace(post, **change)])
    assert alert(view, POST, LIAM) is None


def test_who_left_the_job_meanwhile_is_not_told():
    view = with_post()
    booking = view.get(BookingRow, BOOKING)
    assert booking is not None
    view.put([msgspec.structs.replace(booking, worker_ids=(ZOE,))])
    assert alert(view, POST, LIAM) is None
    assert alert(view, POST, ZOE) is not None


@given(
    st.sampled_from(Visibility),
    st.sampled_from([*PEOPLE, OLIVIA]),
    st.lists(st.sampled_from([LIAM, ZOE, MEI]), unique=True),
)
def test_everyone_told_may_read_the_post(visibility: Visibility, by: RowId, workers: list[RowId]):
    view = with_post(visibility, by)
    booking = view.get(BookingRow, BOOKING)
    assert booking is not None
    view.put([msgspec.structs.replace(booking, worker_ids=tuple(workers))])
    post = view.get(PostRow, POST)
    assert post is not None
    for person in told(view, by):
        assert person in workers
        assert person != by
        assert may_see(view, post, Role.FIELDWORKER, person)


VOICEMAIL = RowId("voicemail")


def with_voicemail() -> MemoryView:
    view = office()
    view.put([VoicemailRow(id=VOICEMAIL, customer_id=OLIVIA, number="+61491570156", seconds=72)])
    return view


def told_of_voicemail(view: MemoryView) -> set[RowId]:
    notice = Notice(NoticeKind.VOICEMAIL_LEFT, OLIVIA, VOICEMAIL, RowId("pbx"), Visibility.INTERNAL)
    return {delivery.recipient_id for delivery in route(view, notice)}


def test_a_voicemail_is_pushed_to_those_who_switched_it_on():
    """CAL-08, CAL-14."""
    view = with_voicemail()
    assert told_of_voicemail(view) == set()
    wish = SetPreference(module=NoticeModule.VOICEMAIL, channel=NoticeChannel.PUSH, is_on=True)
    view.put(decide(view, wish, here(LIAM)).rows)
    assert told_of_voicemail(view) == {LIAM}


def test_the_push_of_a_voicemail_names_no_caller():
    view = with_voicemail()
    said = alert(view, VOICEMAIL, LIAM)
    assert said is not None
    assert (said.title, said.text) == ("New voicemail", "1:12")
    view.put([VoicemailRow(id=VOICEMAIL, seconds=72, done_at=NOW)])
    assert alert(view, VOICEMAIL, LIAM) is None, "somebody has seen to it already"


def test_posts_can_be_switched_off():
    view = with_post()
    wish = SetPreference(module=NoticeModule.POSTS, channel=NoticeChannel.PUSH, is_on=False)
    view.put(decide(view, wish, here(ZOE)).rows)
    assert told(view) == {LIAM}
