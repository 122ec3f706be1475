"""Who may write and read what in a thread, at every visibility."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync_server.contract.attachments import AttachmentRow, NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.notices import NoticeRow
from sync_server.contract.records import InvoiceRow
from sync_server.contract.threads import (
    ChangePostVisibility,
    EditPost,
    PostRow,
    RemovePost,
    ThreadRow,
    WritePost,
)
from sync_server.contract.values import RecordKind, Role, Visibility
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import audience, customer_scope, may_see, scopes_of
from tests.support.builders import (
    ADMIN,
    AGENT,
    BEN,
    BOOKING,
    LIAM,
    MEI,
    OLIVIA,
    PEOPLE,
    here,
    office,
)

V = Visibility
POST = RowId("post")


def write(view: MemoryView, by: RowId = AGENT, level: Visibility = V.EVERYONE, **changes: object):
    asked = {"post_id": POST, "thread_id": BOOKING, "body": "Hello", "visibility": level}
    return decide(view, WritePost(**(asked | changes)), here(by))  # type: ignore[arg-type]


def posted(level: Visibility, by: RowId = AGENT) -> MemoryView:
    view = office()
    view.put(write(view, by, level).rows)
    return view


READERS = [
    (V.INTERNAL, {AGENT, ADMIN}),
    (V.STAFF, {AGENT, ADMIN, LIAM}),
    (V.EVERYONE, {AGENT, ADMIN, LIAM, OLIVIA}),
]


@pytest.mark.parametrize(("level", "readers"), READERS)
def test_each_level_is_read_by_exactly_its_people(level: Visibility, readers: set[RowId]):
    view = posted(level)
    post = view.rows[PostRow, POST]
    for person in (AGENT, ADMIN, LIAM, MEI, OLIVIA, BEN):
        role = PEOPLE.get(person, Role.CUSTOMER)
        assert may_see(view, post, role, person) is (person in readers), person


@given(level=st.sampled_from(V), body=st.text(min_size=1, max_size=20))
def test_no_post_below_everyone_is_ever_addressed_to_a_customer(level: Visibility, body: str):
    view = office()
    if not body.strip():
        return
    view.put(write(view, AGENT, level, body=body).rows)
    seen = audience(view, view.rows[PostRow, POST]) & scopes_of(view, Role.CUSTOMER, OLIVIA)
    assert bool(seen) is (level is V.EVERYONE)


@given(level=st.sampled_from(V))
def test_a_customer_always_writes_to_everyone(level: Visibility):
    post, *told = write(office(), OLIVIA, level).rows
    assert isinstance(post, PostRow)
    assert (post.visibility, post.author_role) == (V.EVERYONE, Role.CUSTOMER)
    assert {type(row) for row in told} == {NoticeRow}, "the office hears of it in its feed"


def test_a_fieldworker_cannot_write_office_only():
    with pytest.raises(Refused) as refused:
        write(office(), LIAM, V.INTERNAL)
    assert refused.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("stranger", [BEN, MEI])
def test_strangers_find_no_thread(stranger: RowId):
    with pytest.raises(Refused) as refused:
        write(office(), stranger, V.EVERYONE)
    assert refused.value.reason is Reason.NOT_FOUND


def test_invoice_posts_stay_with_those_who_see_money():
    view = office()
    view.put([InvoiceRow(id=RowId("inv"), customer_id=OLIVIA)])
    view.put([ThreadRow(RowId("inv"), 0, RecordKind.INVOICE, RowId("inv"), OLIVIA)])
    view.put(write(view, AGENT, V.STAFF, thread_id=RowId("inv")).rows)
    assert audience(view, view.rows[PostRow, POST]) == {"invoices"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"body": "  "}, "empty"),
        ({"body": "x" * 20_001}, "20001 characters"),
        ({"attachments": (NewAttachment(RowId("a"), "x.exe", "x/y", 1, "0" * 64),)}, "not taken"),
        (
            {"attachments": (NewAttachment(RowId("a"), "x", "image/png", 5242881, "0" * 64),)},
            "5 MiB",
        ),
        ({"attachments": (NewAttachment(RowId("a"), "x", "image/png", 9, "zz"),)}, "checksum"),
    ],
)
def test_a_bad_post_is_refused_with_the_reason(changes: dict[str, object], why: str):
    with pytest.raises(Refused, match=why):
        write(office(), **changes)


def test_five_mebibytes_exactly_are_taken_and_seen_by_the_readers_of_the_post():
    file = NewAttachment(RowId("a"), "x.png", "image/png", 5_242_880, "0" * 64)
    view = office()
    view.put(write(view, AGENT, V.STAFF, body="", attachments=(file,)).rows)
    row = view.rows[AttachmentRow, RowId("a")]
    assert audience(view, row) == audience(view, view.rows[PostRow, POST])
    assert customer_scope(OLIVIA) not in audience(view, row)


def change(view: MemoryView, level: Visibility, seen: int, by: RowId = AGENT):
    command = ChangePostVisibility(post_id=POST, visibility=level, seen_version=seen)
    return decide(view, command, here(by)).rows


def test_widening_needs_the_version_that_was_read_and_narrowing_does_not():
    view = posted(V.STAFF)
    view.put(decide(view, EditPost(post_id=POST, body="Changed"), here()).rows)
    with pytest.raises(Refused) as refused:
        change(view, V.EVERYONE, seen=0)
    assert refused.value.reason is Reason.CHANGED
    (wider,) = change(view, V.EVERYONE, seen=1)
    (narrower,) = change(view, V.INTERNAL, seen=0)
    assert isinstance(wider, PostRow)
    assert isinstance(narrower, PostRow)
    assert (wider.visibility, narrower.visibility) == (V.EVERYONE, V.INTERNAL)


def test_removing_erases_the_body_and_ends_the_attachments_audience():
    view = posted(V.EVERYONE)
    view.put([AttachmentRow(id=RowId("a"), post_id=POST, thread_id=BOOKING)])
    (gone,) = decide(view, RemovePost(post_id=POST), here()).rows
    assert isinstance(gone, PostRow)
    assert (gone.body, gone.removed) == ("", True)
    view.put([gone])
    assert audience(view, view.rows[AttachmentRow, RowId("a")]) == frozenset()
    with pytest.raises(Refused):
        decide(view, EditPost(post_id=POST, body="again"), here())


def test_only_the_author_or_an_administrator_changes_a_post():
    view = posted(V.STAFF)
    with pytest.raises(Refused):
        decide(view, EditPost(post_id=POST, body="mine now"), here(LIAM))
    (edited,) = decide(view, EditPost(post_id=POST, body="moderated"), here(ADMIN)).rows
    assert isinstance(edited, PostRow)
    assert (edited.body, edited.version, edited.author_id) == ("moderated", 1, AGENT)
    assert decide(view, EditPost(post_id=POST, body="Hello"), here()).rows == ()
