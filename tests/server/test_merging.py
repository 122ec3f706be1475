"""Merging through the writer: every desk ends up right, and a customer's link still opens."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.care import MergeCustomers, MergeRow, UnmergeCustomers
from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import BookingRow, InquiryRow
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import RecordKind, Role, Visibility
from sync_server.contract.wire import Result
from sync_server.rules.threads import born_with
from sync_server.store.actor import Actor
from tests.server.shop import Replica, Shop, envelope, fresh_command, fresh_id

CUSTOMER = Role.CUSTOMER


@pytest.fixture
def kept(shop: Shop) -> RowId:
    return shop.add_customer("Olivia Smith")


@pytest.fixture
def merged(shop: Shop) -> RowId:
    return shop.add_customer("Olivia Smyth")


def merge(kept: RowId, merged: RowId) -> MergeCustomers:
    return MergeCustomers(merge_id=fresh_id(), kept_id=kept, merged_id=merged)


def say(shop: Shop, name: str, thread: RowId, body: str = "Hello") -> RowId:
    post_id = fresh_id()
    command = WritePost(
        post_id=post_id, thread_id=thread, body=body, visibility=Visibility.EVERYONE
    )
    assert shop.do(name, command).code == ""
    return post_id


def everybody(shop: Shop) -> list[Replica]:
    return [Replica(shop, name) for name in ("olive", "fiona", "amy", "liam", "zoe")]


def test_every_desk_is_right_before_and_after_a_merge_and_its_undo(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    """TML-25: rows, audiences and digests agree, for the fieldworkers on the jobs too."""
    shop.add_booking(kept, "liam")
    moved = shop.add_booking(merged, "zoe")
    say(shop, "amy", merged)
    say(shop, "amy", moved)
    desks = everybody(shop)
    command = merge(kept, merged)
    for step in (command, UnmergeCustomers(merge_id=command.merge_id)):
        for desk in desks:
            desk.pull()
            assert desk.is_right(), desk.name
        assert shop.do("amy", step).code == ""
        for desk in desks:
            desk.pull()
            assert desk.is_right(), desk.name
    found = {row.id: row for row in shop.all_rows() if isinstance(row, BookingRow)}
    assert found[moved].customer_id == merged


def test_a_fieldworker_of_the_merged_one_sees_the_kept_customer_and_nobody_more(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    shop.add_booking(merged, "zoe")
    shop.do("amy", merge(kept, merged))
    zoe, liam = Replica(shop, "zoe"), Replica(shop, "liam")
    zoe.pull()
    liam.pull()
    assert ("customer", kept) in zoe.rows
    assert ("customer", merged) not in zoe.rows
    assert ("customer", kept) not in liam.rows


def test_commands_of_a_desk_that_was_offline_land_at_the_kept_profile(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    shop.do("olive", merge(kept, merged))
    post = WritePost(
        post_id=fresh_id(), thread_id=merged, body="She rang", visibility=Visibility.INTERNAL
    )
    reply = shop.push("amy", envelope(1, post))
    assert [receipt.result for receipt in reply.receipts] == [Result.OK]
    (row,) = [row for row in shop.all_rows() if isinstance(row, PostRow)]
    assert (row.customer_id, row.thread_id) == (kept, kept)


def test_two_desks_merging_crosswise_end_with_one_merge(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    first = shop.push("amy", envelope(1, merge(kept, merged)))
    second = shop.push("olive", envelope(1, merge(merged, kept)))
    assert first.receipts[0].result is Result.OK
    assert second.receipts[0].result is Result.NOOP
    assert len([row for row in shop.all_rows() if isinstance(row, MergeRow)]) == 1
    (gone,) = [row for row in shop.all_rows() if isinstance(row, CustomerRow) and row.gone]
    assert gone.id == merged


def test_a_customer_who_writes_through_an_old_link_is_the_kept_one(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    booking = shop.add_booking(merged)
    shop.do("amy", merge(kept, merged))
    actor = Actor(merged, "", CUSTOMER)
    command = WritePost(
        post_id=fresh_id(), thread_id=booking, body="Hello", visibility=Visibility.EVERYONE
    )
    assert shop.writer.perform(actor, fresh_command(), command).code == ""
    (row,) = [row for row in shop.all_rows() if isinstance(row, PostRow)]
    assert row.author_id == kept


def test_a_merge_of_thousands_of_records_is_one_change(
    shop: Shop, kept: RowId, merged: RowId
) -> None:
    ids = [RowId(derived_id(f"inquiry {number}")) for number in range(1_000)]
    shop.put(
        *(InquiryRow(each, customer_id=merged, title="Windows") for each in ids),
        *(born_with(RecordKind.INQUIRY, each, merged) for each in ids),
    )
    command = merge(kept, merged)
    assert shop.do("amy", command).code == ""
    replica = Replica(shop, "amy")
    replica.pull()
    assert replica.is_right()
    told = replica.rows["merge", command.merge_id]
    assert isinstance(told, MergeRow)
    assert told.moved_count == 2_000
