"""The office's own statuses: named, coloured, counting as one that comes with Ringdesk (A24)."""

from __future__ import annotations

import msgspec
import pytest

from sync_server.contract.base import RowId
from sync_server.contract.records import BookingRow, MoveBooking
from sync_server.contract.statuses import SaveStatus, StatusRow
from sync_server.contract.values import BookingStatus, RecordKind, Role, StatusTone
from sync_server.rules.decide import decide
from sync_server.rules.effects import Reason, Refused
from sync_server.rules.statuses import BUILT_IN
from sync_server.rules.view import MemoryView
from sync_server.rules.visibility import may_see
from tests.support.builders import ADMIN, AGENT, BOOKING, LIAM, OLIVIA, here, office

WAITS = RowId("waits")
B = BookingStatus


def save(**more: object) -> SaveStatus:
    command = SaveStatus(
        status_id=WAITS,
        seen_version=-1,
        record_kind=RecordKind.BOOKING,
        name="Waiting for parts",
        tone=StatusTone.YELLOW,
        counts_as=B.IN_PROGRESS,
    )
    return msgspec.structs.replace(command, **more)


def with_status(**more: object) -> MemoryView:
    view = office()
    view.put(decide(view, save(**more), here(ADMIN)).rows)
    return view


@pytest.mark.parametrize("kind", list(BUILT_IN))
def test_every_built_in_status_can_be_counted_as(kind: RecordKind) -> None:
    """FLD-22: a status has a colour and a group."""
    for counts_as in BUILT_IN[kind]:
        command = save(record_kind=kind, counts_as=counts_as.value)
        (row,) = decide(office(), command, here(ADMIN)).rows
        assert isinstance(row, StatusRow)
        assert (row.record_kind, row.counts_as) == (kind, counts_as)


@pytest.mark.parametrize(
    "bad",
    [
        save(name=" "),
        save(name="x" * 41),
        save(counts_as="lost"),
        save(record_kind=RecordKind.ISSUE, counts_as="new"),
        save(record_kind=RecordKind.QUOTE),
    ],
    ids=repr,
)
def test_a_status_that_makes_no_sense_is_refused(bad: SaveStatus) -> None:
    with pytest.raises(Refused):
        decide(office(), bad, here(ADMIN))


def test_two_statuses_of_one_kind_are_not_called_the_same() -> None:
    view = with_status()
    twin = save(status_id=RowId("twin"), name="waiting FOR parts")
    with pytest.raises(Refused):
        decide(view, twin, here(ADMIN))
    other = msgspec.structs.replace(twin, record_kind=RecordKind.QUOTE, counts_as="sent")
    assert decide(view, other, here(ADMIN)).rows


def test_an_archived_name_is_free_again() -> None:
    view = with_status()
    view.put(decide(view, save(seen_version=0, archived=True), here(ADMIN)).rows)
    assert decide(view, save(status_id=RowId("twin")), here(ADMIN)).rows


def test_what_a_status_counts_as_stays() -> None:
    with pytest.raises(Refused):
        decide(with_status(), save(seen_version=0, counts_as=B.COMPLETED), here(ADMIN))


def test_who_changes_a_status_saw_it_as_it_is() -> None:
    with pytest.raises(Refused) as refusal:
        decide(with_status(), save(name="Other"), here(ADMIN))
    assert refusal.value.reason is Reason.CHANGED
    assert decide(with_status(), save(seen_version=0), here(ADMIN)).rows == ()


@pytest.mark.parametrize("role", [Role.AGENT, Role.FINANCE, Role.FIELDWORKER, Role.READ_ONLY])
def test_only_who_may_change_settings_makes_statuses(role: Role) -> None:
    """FLD-22: statuses are the administrator's."""
    with pytest.raises(Refused):
        decide(office(), save(), here(AGENT, role))


def test_a_booking_takes_the_status_and_moves_as_what_it_counts_as() -> None:
    """FLD-22."""
    view = with_status()
    go = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=B.IN_PROGRESS, status_id=WAITS)
    view.put(decide(view, go, here()).rows)
    row = view.get(BookingRow, BOOKING)
    assert row is not None
    assert (row.status, row.status_id) == (B.IN_PROGRESS, WAITS)
    done = MoveBooking(booking_id=BOOKING, seen=B.IN_PROGRESS, to=B.COMPLETED)
    (row_after,) = decide(view, done, here()).rows
    assert isinstance(row_after, BookingRow)
    assert (row_after.status, row_after.status_id) == (B.COMPLETED, None)


def test_from_an_own_status_back_to_the_built_in_it_counts_as() -> None:
    view = with_status()
    go = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=B.IN_PROGRESS, status_id=WAITS)
    view.put(decide(view, go, here()).rows)
    back = MoveBooking(booking_id=BOOKING, seen=B.IN_PROGRESS, to=B.IN_PROGRESS)
    (row,) = decide(view, back, here()).rows
    assert isinstance(row, BookingRow)
    assert row.status_id is None


@pytest.mark.parametrize(
    "status",
    [
        StatusRow(id=WAITS, counts_as=B.COMPLETED),
        StatusRow(id=WAITS, counts_as=B.IN_PROGRESS, archived=True),
        StatusRow(id=WAITS, counts_as=B.IN_PROGRESS, record_kind=RecordKind.QUOTE),
        StatusRow(id=RowId("other"), counts_as=B.IN_PROGRESS),
    ],
    ids=["counts as another", "archived", "of quotes", "unknown"],
)
def test_a_status_that_cannot_be_chosen_is_refused(status: StatusRow) -> None:
    view = office()
    view.put([status])
    go = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=B.IN_PROGRESS, status_id=WAITS)
    with pytest.raises(Refused):
        decide(view, go, here())


def test_every_fieldworker_and_colleague_has_the_statuses_and_no_customer_does() -> None:
    """FLD-22: usable in the app."""
    view = with_status()
    row = view.get(StatusRow, WAITS)
    assert row is not None
    assert may_see(view, row, Role.FIELDWORKER, LIAM)
    assert may_see(view, row, Role.AGENT, AGENT)
    assert not may_see(view, row, Role.CUSTOMER, OLIVIA)


def test_a_fieldworker_reports_with_the_office_s_own_status() -> None:
    """FLD-22: usable in the app."""
    go = MoveBooking(booking_id=BOOKING, seen=B.TO_SCHEDULE, to=B.IN_PROGRESS, status_id=WAITS)
    assert decide(with_status(), go, here(LIAM)).rows
