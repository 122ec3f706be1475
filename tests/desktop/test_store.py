"""The door pages use: refusals at once, refusals later, drafts, and one signal for many changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.replica.connection import DiskFull
from desktop.replica.profile import Profile
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import AddCustomer, CustomerRow, EditCustomer, FieldEdit
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import RecordKind, Visibility
from sync_server.rules.effects import Refused
from sync_server.rules.threads import born_with
from tests.desktop.replica.rows import profile_with
from tests.sync.office import AGENT, STAFF, Desk, Server, Ticks, person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN = RowId("ann")


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    rows = [CustomerRow(id=ANN, name="Ann"), born_with(RecordKind.CUSTOMER, ANN, ANN)]
    made = profile_with(tmp_path / "profile", rows)
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, lambda: NOW)


def post(store: Store, body: str = "Hello") -> WritePost:
    return WritePost(post_id=store.new_id(), thread_id=ANN, body=body, visibility=Visibility.STAFF)


def test_a_command_shows_at_once_and_says_what_changed(store: Store) -> None:
    heard: list[frozenset[str]] = []
    stop = store.listen(heard.append)
    command = post(store)
    store.do(command)
    stop()
    store.do(post(store))
    assert heard == [frozenset({"post"})]
    row = store.view.get(PostRow, command.post_id)
    assert row is not None
    assert row.posted_at is None
    assert store.waiting() == 2


def test_a_refused_command_leaves_nothing_behind(store: Store) -> None:
    with pytest.raises(Refused, match="empty"):
        store.do(post(store, "  "))
    assert store.waiting() == 0
    assert store.view.where(PostRow) == []


def test_a_command_wakes_whoever_sends(store: Store) -> None:
    woken: list[bool] = []
    store.wake_by(lambda: woken.append(True))
    store.do(post(store))
    assert woken == [True]


def test_changes_until_the_pages_come_to_run_are_one(profile: Profile) -> None:
    waiting: list[Callable[[], None]] = []
    heard: list[frozenset[str]] = []
    store = Store(profile, lambda: NOW, hop=waiting.append)
    store.listen(heard.append)
    for name in ("post", "issue", "post"):
        store.rows_changed(frozenset({name}))
    assert (len(waiting), heard) == (1, [])
    waiting.pop()()
    assert heard == [frozenset({"post", "issue"})]
    store.rows_changed(frozenset({"hold"}))
    store.rows_changed(frozenset())
    waiting.pop()()
    assert heard[1:] == [frozenset()], "everything may have changed"


def test_drafts_are_kept_until_they_are_empty(store: Store) -> None:
    store.set_draft("thread", "half a sent")
    store.set_draft("thread", "half a sentence")
    assert store.draft("thread") == "half a sentence"
    store.set_draft("thread", "")
    assert store.draft("thread") == ""


def test_settings_of_pages_do_not_meet_those_of_sync(store: Store, profile: Profile) -> None:
    store.set_setting("device", "mine")
    assert store.setting("device") == "mine"
    assert profile.outbox.device != "mine"


@pytest.mark.parametrize(
    ("name", "content"), [("run.exe", b"MZ"), ("empty.png", b""), ("big.png", b"x" * 6_000_000)]
)
def test_files_nobody_may_post_are_refused(
    store: Store, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refused):
        store.attach(file)


def test_a_refusal_that_comes_later_keeps_the_words_until_it_is_read(tmp_path: Path) -> None:
    server = Server(tmp_path / "server.db", Ticks())
    server.create(STAFF)
    desks = [Desk(tmp_path / name, server, person(AGENT)) for name in ("one", "two")]
    for desk in desks:
        desk.fill()
    stores = [Store(desk.profile, lambda: NOW) for desk in desks]
    taken = stores[0].new_id()
    for number, store in enumerate(stores):
        store.do(AddCustomer(customer_id=taken, name=f"Customer {number}"))
    for desk in desks:
        desk.exchange.push()
        desk.exchange.pull()
    assert stores[0].rejections() == ()
    (refused,) = stores[1].rejections()
    assert isinstance(refused.command, AddCustomer)
    assert refused.command.name == "Customer 1"
    assert refused.sentence == "A record with this id exists already."
    shown = stores[1].view.get(CustomerRow, taken)
    assert shown is not None
    assert shown.name == "Customer 0"
    stores[1].dismiss(refused.id)
    assert stores[1].rejections() == ()
    for desk in desks:
        desk.close()
    server.close()


def added(name: str, number: int) -> AddCustomer:
    return AddCustomer(customer_id=RowId(f"c{number}"), name=name)


def noted(number: int) -> EditCustomer:
    return EditCustomer(customer_id=RowId(f"c{number}"), edits=(FieldEdit("note", "", "Hi"),))


def test_many_commands_show_and_are_kept_in_order(profile: Profile, store: Store) -> None:
    heard: list[frozenset[str]] = []
    store.listen(heard.append)
    verdicts = store.do_many([added(f"Customer {n}", n), noted(n)] for n in range(30))
    assert verdicts == (None,) * 30
    assert heard == [frozenset({"customer", "customer_note", "thread"})]
    assert len(store.view.where(CustomerRow)) == 31
    kept = profile.outbox.undecided()
    assert [queued.n for queued in kept] == list(range(1, 61))
    assert kept[-1].command == noted(29)


def test_a_group_is_taken_whole_or_refused(store: Store) -> None:
    verdicts = store.do_many(
        [[added("A", 1)], [added("B", 2), added("Twin", 1)], [added("C", 3)], [added("", 4)]]
    )
    assert [v.reason if v else None for v in verdicts] == [None, "id_taken", None, "invalid"]
    assert {row.name for row in store.view.where(CustomerRow)} == {"Ann", "A", "C"}
    assert store.waiting() == 2


def test_many_commands_are_there_after_a_restart(tmp_path: Path) -> None:
    made = profile_with(tmp_path / "again", [])
    Store(made, lambda: NOW).do_many([[added("A", 1), noted(1)], [added("B", 2)]])
    made.close()
    again = Profile(tmp_path / "again", None)
    assert [q.n for q in again.outbox.undecided()] == [1, 2, 3]
    assert {row.name for row in again.view.where(CustomerRow)} == {"A", "B"}
    again.close()


def test_without_room_on_the_disk_none_of_many_is_taken(
    profile: Profile, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_commands: object) -> None:
        raise DiskFull("database or disk is full")

    monkeypatch.setattr(profile.outbox, "add_many", full)
    with pytest.raises(DiskFull):
        store.do_many([[added("A", 1)]])
    assert [row.name for row in store.view.where(CustomerRow)] == ["Ann"]
    monkeypatch.undo()
    assert store.do_many([[added("A", 1)]]) == (None,)
