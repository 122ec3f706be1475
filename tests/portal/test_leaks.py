"""Nothing that is not for the customer reaches any payload the customer can ask for."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import requests
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.attachments import AttachmentRow
from sync_server.contract.base import RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import IssueStatus, RecordKind, Role, Visibility
from sync_server.portal.business import Business
from sync_server.portal.drafts import NoteDraft
from sync_server.portal.pages import Pages
from sync_server.portal.record_page import Subject, find_file, record_page
from sync_server.rules.view import MemoryView
from tests.portal.reading import open_link
from tests.support import builders
from tests.support.builders import BEN, BOOKING, NOW, OLIVIA
from tests.support.web import WebOffice, wait_for

BUSINESS = Business("Harbour Glass", "+61 2 5550 1234")
PAGES = Pages(BUSINESS)
TEMPLATES = ("record.html", "facts.html", "thread.html", "problems.html")


@st.composite
def threads(draw: st.DrawFn) -> list[PostRow]:
    """Posts of every visibility and author, each with a body that names it."""
    wanted = st.tuples(
        st.sampled_from(Visibility),
        st.sampled_from(Role),
        st.booleans(),
        st.sampled_from([BOOKING, OLIVIA]),
    )
    return [
        PostRow(
            id=RowId(f"post{place:03d}"),
            thread_id=thread,
            customer_id=OLIVIA,
            author_id=RowId("someone"),
            author_name="Some One",
            author_role=role,
            visibility=visibility,
            body="" if removed else f"body-{place:03d}-end",
            posted_at=NOW + timedelta(minutes=place),
            removed=removed,
        )
        for place, (visibility, role, removed, thread) in enumerate(
            draw(st.lists(wanted, max_size=12))
        )
    ]


def everything(view: MemoryView) -> str:
    """All a customer can be shown about the booking."""
    page = record_page(view, Subject(OLIVIA, RecordKind.BOOKING, BOOKING), BUSINESS, NOW)
    draft = NoteDraft(RowId("0" * 32), "csrf")
    return "".join(PAGES.render(name, page=page, draft=draft) for name in TEMPLATES)


@given(threads())
def test_a_customer_sees_the_posts_to_everyone_and_no_others(posts: list[PostRow]):
    view = builders.office()
    view.put(posts)
    files = [
        AttachmentRow(
            id=RowId(f"f-{post.id}"),
            post_id=post.id,
            thread_id=post.thread_id,
            name=f"file-{post.id}.png",
            media_type="image/png",
        )
        for post in posts
    ]
    view.put(files)
    shown = everything(view)
    subject = Subject(OLIVIA, RecordKind.BOOKING, BOOKING)
    for post, file in zip(posts, files, strict=True):
        is_theirs = post.visibility is Visibility.EVERYONE and post.thread_id == BOOKING
        assert (f'id="post-{post.id}"' in shown) is is_theirs
        assert (file.name in shown) is (is_theirs and not post.removed)
        assert (find_file(view, subject, file.id) is not None) is (is_theirs and not post.removed)
        if not post.removed:
            assert (post.body in shown) is is_theirs


@given(threads())
def test_the_page_of_an_issue_keeps_to_the_posts_to_everyone_too(posts: list[PostRow]):
    """ISS-28."""
    view, issue = builders.office(), RowId("issue")
    view.put([IssueRow(id=issue, customer_id=OLIVIA, record_id=BOOKING, number=3)])
    view.put([ThreadRow(issue, 0, RecordKind.ISSUE, issue, OLIVIA)])
    view.put([msgspec.structs.replace(post, thread_id=issue) for post in posts])
    page = record_page(view, Subject(OLIVIA, RecordKind.ISSUE, issue), BUSINESS, NOW)
    draft = NoteDraft(RowId("0" * 32), "csrf")
    shown = "".join(
        PAGES.render(name, page=page, draft=draft) for name in ("issue.html", "progress.html")
    )
    for post in posts:
        is_theirs = post.visibility is Visibility.EVERYONE
        assert (f'id="post-{post.id}"' in shown) is is_theirs
        if not post.removed:
            assert (post.body in shown) is is_theirs


@given(st.sampled_from(IssueStatus), st.booleans())
def test_who_is_responsible_and_what_it_costs_stays_in_the_office(status: IssueStatus, mine: bool):
    view = builders.office()
    customer = OLIVIA if mine else BEN
    view.put(
        [
            IssueRow(
                id=RowId("issue"),
                customer_id=customer,
                record_id=BOOKING,
                number=3,
                issue_type="Scratch",
                status=status,
                responsible_ids=(builders.LIAM,),
                reporter_name="A neighbour",
            )
        ]
    )
    shown = everything(view)
    assert ("CMP-00003" in shown) is mine
    for secret in (builders.LIAM, "Liam", "neighbour", "200.01", "20001", "+61491570156"):
        assert secret not in shown


def test_another_customer_has_no_page_for_this_booking():
    subject = Subject(BEN, RecordKind.BOOKING, BOOKING)
    assert record_page(builders.office(), subject, BUSINESS, NOW) is None


def test_private_posts_leave_no_trace_on_the_live_stream(
    office: WebOffice, customer: requests.Session
):
    page = open_link(customer, office.link())
    heard: list[bytes] = []

    def listen(chunks: Iterator[bytes]) -> None:
        heard.extend(chunks)

    with customer.get(f"{page.url}/live", stream=True, timeout=30) as stream:
        reader = threading.Thread(target=listen, args=(stream.iter_lines(),), daemon=True)
        reader.start()
        wait_for(lambda: b"retry: 2000" in heard, "the stream to open")
        for visibility in (Visibility.INTERNAL, Visibility.STAFF):
            office.write(office.agent, f"secret for {visibility}", visibility)
        office.write(office.agent, "for all to see", Visibility.EVERYONE)
        wait_for(lambda: b"event: changed" in heard, "the ring")
        office.links.revoke(office.booking)
        office.write(office.agent, "after", Visibility.EVERYONE)
        reader.join(timeout=30)
    assert not reader.is_alive()
    assert [line for line in heard if line] == [
        b"retry: 2000",
        b"event: changed",
        b"data: ",
        b"event: changed",
        b"data: ",
    ]
