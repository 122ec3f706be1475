"""A field two desks changed while one was offline: the person reads both values."""

from __future__ import annotations

from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.customers import FieldEdit
from sync_server.contract.records import EditRecord
from sync_server.contract.values import RecordKind
from sync_server.contract.wire import Receipt, Result
from tests.desktop.records import office_of_records as office


def edited(store: Store) -> EditRecord:
    edits = (FieldEdit("title", "Rear deck balustrade", "Mine"),)
    return EditRecord(record_kind=RecordKind.QUOTE, record_id=office.QUOTE, edits=edits)


def test_what_the_server_took_in_part_only_is_told_with_both_values(
    profile: Profile, store: Store
) -> None:
    command_id = store.do(edited(store))
    detail = "title is “Theirs” by now; yours was “Mine”"
    receipt = Receipt(1, command_id, Result.MERGED, detail=detail)
    profile.outbox.decided(1, [receipt])
    (told,) = store.rejections()
    assert "Theirs" in told.sentence
    assert "Mine" in told.sentence
    store.dismiss(command_id)
    assert store.rejections() == ()


def test_what_was_taken_whole_is_not_told(profile: Profile, store: Store) -> None:
    command_id = store.do(edited(store))
    profile.outbox.decided(1, [Receipt(1, command_id, Result.OK, seq=5)])
    assert store.rejections() == ()
