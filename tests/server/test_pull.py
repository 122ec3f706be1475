"""Pulling: everyone holds exactly what they may see, whatever happened in between."""

from __future__ import annotations

import pytest

from sync_server.contract.base import RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.records import AssignBooking
from sync_server.contract.staff import ChangeRole
from sync_server.contract.threads import ChangePostVisibility, PostRow, RemovePost, WritePost
from sync_server.contract.values import Role, Visibility
from sync_server.rules.visibility import ADMIN
from sync_server.store.scopes import OFFICE_SCOPES
from sync_server.store.sequence import begin_epoch, last_seq, sweep
from tests.server.shop import PEOPLE, Replica, Shop, fresh_id, person


def _write(shop: Shop, name: str, thread: RowId, visibility: Visibility) -> RowId:
    post_id = fresh_id()
    command = WritePost(post_id=post_id, thread_id=thread, body="hello", visibility=visibility)
    assert shop.do(name, command).code == ""
    return post_id


def filled(shop: Shop, name: str) -> Replica:
    replica = Replica(shop, name)
    replica.pull()
    return replica


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Three customers, each with a booking and posts at every visibility."""
    for name, workers in (("Ann", ("liam",)), ("Bob", ("zoe",)), ("Cem", ("liam", "zoe"))):
        booking = shop.add_booking(shop.add_customer(name), *workers)
        for visibility in Visibility:
            _write(shop, "amy", booking, visibility)
    return shop


@pytest.mark.parametrize("name", PEOPLE)
def test_a_first_pull_brings_exactly_what_the_person_may_see(busy: Shop, name: str) -> None:
    replica = Replica(busy, name)
    assert replica.pull() == 1
    assert replica.is_right()


@pytest.mark.parametrize("name", ["olive", "liam"])
@pytest.mark.parametrize("max_bytes", [1, 600])
def test_a_fill_in_small_pieces_ends_complete(busy: Shop, name: str, max_bytes: int) -> None:
    replica = Replica(busy, name)
    assert replica.pull(max_bytes) > 1
    assert replica.is_right()


def test_changes_during_a_fill_are_not_missed(busy: Shop) -> None:
    replica = Replica(busy, "olive")
    for _piece in range(3):
        replica.take(busy.puller.pull(person("olive"), replica.request(max_bytes=1)))
        busy.add_booking(busy.add_customer("Late"), "zoe")
    replica.pull(max_bytes=1)
    assert replica.is_right()


def test_many_changes_arrive_in_small_pieces(busy: Shop) -> None:
    replica = Replica(busy, "olive")
    replica.pull()
    for number in range(20):
        busy.add_customer(f"Customer {number}")
    assert replica.pull(max_bytes=1) > 10
    assert replica.is_right()


def test_reassigning_a_booking_takes_it_from_one_phone_and_brings_it_to_another(busy: Shop) -> None:
    liam, zoe = Replica(busy, "liam"), Replica(busy, "zoe")
    booking = busy.add_booking(busy.add_customer("Dora"), "liam")
    _write(busy, "amy", booking, Visibility.STAFF)
    liam.pull()
    zoe.pull()
    busy.do(
        "amy", AssignBooking(booking_id=booking, seen=(RowId("liam"),), worker_ids=(RowId("zoe"),))
    )
    liam.pull()
    zoe.pull()
    assert ("booking", booking) not in liam.rows
    assert ("booking", booking) in zoe.rows
    assert liam.is_right()
    assert zoe.is_right()


def test_narrowing_a_post_takes_it_away(busy: Shop) -> None:
    post = next(row for row in filled(busy, "liam").rows.values() if isinstance(row, PostRow))
    liam = filled(busy, "liam")
    busy.do(
        "amy",
        ChangePostVisibility(
            post_id=post.id, visibility=Visibility.INTERNAL, seen_version=post.version
        ),
    )
    liam.pull()
    assert ("post", post.id) not in liam.rows
    assert liam.is_right()


def test_removing_a_post_leaves_the_line_without_its_words(busy: Shop) -> None:
    liam = filled(busy, "liam")
    post = next(row for row in liam.rows.values() if isinstance(row, PostRow))
    busy.do("amy", RemovePost(post_id=post.id))
    liam.pull()
    left = liam.rows["post", post.id]
    assert isinstance(left, PostRow)
    assert (left.body, left.removed) == ("", True)


def test_a_role_taken_away_drops_its_scopes(busy: Shop) -> None:
    fiona = filled(busy, "fiona")
    busy.do("adam", ChangeRole(staff_id=RowId("fiona"), role=Role.FIELDWORKER))
    fiona.pull()
    assert fiona.dropped == [scope for scope in OFFICE_SCOPES if scope != ADMIN]
    assert fiona.is_right()
    assert not [row for row in fiona.rows.values() if isinstance(row, CustomerRow)]


def test_a_role_given_fills_the_new_scopes(busy: Shop) -> None:
    liam = filled(busy, "liam")
    busy.do("adam", ChangeRole(staff_id=RowId("liam"), role=Role.AGENT))
    liam.pull()
    assert liam.is_right()


def test_a_device_behind_the_floor_fills_anew(busy: Shop) -> None:
    liam = filled(busy, "liam")
    booking = next(row_id for entity, row_id in liam.rows if entity == "booking")
    workers = liam.rows["booking", booking].worker_ids
    busy.do("amy", AssignBooking(booking_id=RowId(booking), seen=workers, worker_ids=()))
    busy.add_customer()
    with busy.database.writing() as tx:
        sweep(tx, last_seq(tx))
    liam.pull()
    assert set(liam.dropped) == {"field", "u:liam", "w:liam"}
    assert ("booking", booking) not in liam.rows
    assert liam.is_right()


def test_a_new_epoch_resets_everyone(busy: Shop) -> None:
    olive = filled(busy, "olive")
    with busy.database.writing() as tx:
        epoch = begin_epoch(tx)
    olive.pull()
    assert olive.epoch == epoch
    assert olive.is_right()


def test_a_cursor_from_the_future_is_filled_anew(busy: Shop) -> None:
    olive = filled(busy, "olive")
    olive.cursor = {scope: (seq + 1000, None) for scope, (seq, _fill) in olive.cursor.items()}
    olive.pull()
    assert set(olive.dropped) == set(olive.cursor)
    assert olive.is_right()
