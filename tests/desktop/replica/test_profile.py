"""Generations, upgrades of the contract, erasure, and who may write when."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from desktop.replica import schema
from desktop.replica.apply import Overlay
from desktop.replica.connection import Durability, Turnstile, connect, transaction
from desktop.replica.database import Replica
from desktop.replica.generations import Generations
from desktop.replica.profile import Profile
from desktop.replica.stream import BadStream, HelloLine, decode, lines
from sync_server.contract.base import CommandId, RowId
from sync_server.contract.columns import Column, Storage, columns, to_values
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.threads import PostRow
from sync_server.store.lines import line
from tests.desktop.replica.rows import SCOPES, answer, fill, profile_with

ANN, BOB = CustomerRow(id=RowId("ann"), name="Ann"), CustomerRow(id=RowId("bob"), name="Bob")


def customers(profile: Profile) -> list[str]:
    return [row.name for row in profile.view.where(CustomerRow)]


def test_a_new_generation_replaces_the_old_one_and_shows_what_waits(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", [ANN])
    profile.perform(CommandId("c1"), AddCustomer(customer_id=RowId("new"), name="Zoe"), 1)
    first = profile.replica.folder
    fill(profile, [ANN, BOB])
    assert customers(profile) == ["Ann", "Bob", "Zoe"]
    assert profile.replica.folder != first
    assert not first.exists()
    profile.close()
    again = Profile(tmp_path / "profile", None)
    assert customers(again) == ["Ann", "Bob", "Zoe"]
    again.close()


def test_a_reader_of_the_old_generation_can_finish_its_page(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", [ANN])
    old = profile.replica.reader()
    fill(profile, [BOB])
    assert old.execute("SELECT name FROM customer").fetchall() == [("Ann",)]
    assert customers(profile) == ["Bob"]
    profile.close()


def test_commands_given_while_generations_change_are_all_shown(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", [ANN])
    begun = threading.Event()

    def work() -> None:
        for number in range(200):
            command = AddCustomer(customer_id=RowId(f"n{number:03d}"), name=f"New {number:03d}")
            profile.perform(CommandId(f"c{number}"), command, 1)
            begun.set()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait(10)
    for _ in range(3):
        fill(profile, [ANN])
    worker.join(30)
    assert customers(profile) == ["Ann", *(f"New {number:03d}" for number in range(200))]
    profile.close()


def test_no_database_is_ever_put_where_another_lies(tmp_path: Path) -> None:
    """A leftover write-ahead log beside a new file would garble it."""
    generations = Generations(tmp_path)
    seen = set()
    for _ in range(3):
        folder = generations.building()
        assert not list(folder.iterdir())
        (folder / "replica.db").touch()
        (folder / "replica.db-wal").touch()
        generations.publish(folder)
        seen.add(folder.name)
        assert generations.current() == folder
    assert len(seen) == 3


def test_an_unfinished_generation_is_gone_on_with(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    begun = generations.building()
    assert generations.building() == begun
    generations.publish(begun)
    assert generations.current() is None, "it holds no database"


def test_a_column_of_a_newer_server_is_kept_and_used_after_the_update(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = profile_with(tmp_path / "profile", [ANN])
    names = [column.name for column in columns(CustomerRow)]
    hello = next(lines([answer([])]))
    assert isinstance(hello, HelloLine)
    up = line("up", 0, "customer", [(2, *to_values(BOB), "fax 1")])
    marks = {"cur": dict.fromkeys(SCOPES, (2, None))}
    told = [line("cols", "customer", [*names, "fax"]), up, line("end", marks)]
    profile.apply(hello.hello, [decode(one) for one in told], lambda _entities: None)
    profile.close()
    table = schema.TABLES["customer"]
    fax = Column("fax", Storage.TEXT, is_optional=False, default="", to_value=str, from_value=str)
    newer = schema.EntityTable("customer", CustomerRow, (*table.fields, fax))
    monkeypatch.setitem(schema.TABLES, "customer", newer)
    db = connect(profile.replica.folder / "replica.db", None, Durability.NORMAL)
    with transaction(db):
        assert schema.upgrade(db) is False
    found = db.execute("SELECT id, fax FROM customer ORDER BY id").fetchall()
    db.close()
    assert found == [("ann", ""), ("bob", "fax 1")]


def test_an_entity_that_an_older_program_did_not_know_asks_for_a_refill(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", [ANN])
    folder = profile.replica.folder
    with profile.replica.writing() as db:
        db.execute("DROP TABLE voicemail")
        db.execute("UPDATE _state SET v = json_set(v, '$.contract', 'older') WHERE k = 'sync'")
    profile.close()
    replica = Replica.open(folder, None)
    assert replica.state().needs_refill
    replica.close()


def test_revoked_rows_leave_no_byte_in_any_file(tmp_path: Path) -> None:
    secret = PostRow(id=RowId("p"), body="xyzzy-plugh")
    profile = profile_with(tmp_path / "profile", [ANN, secret])
    while profile.replica.index_slice():
        pass
    gone = [line("rm", 0, "post", ["p"]), line("end", {"cur": dict.fromkeys(SCOPES, (2, None))})]
    hello = next(lines([answer([], hi=2)]))
    assert isinstance(hello, HelloLine)
    profile.apply(hello.hello, [decode(one) for one in gone], lambda _entities: None)
    profile.replica.scrub()
    found = [
        file.name
        for file in (tmp_path / "profile").rglob("*")
        if file.is_file() and b"xyzzy" in file.read_bytes()
    ]
    assert found == []
    profile.close()


def test_rows_of_a_cut_answer_count_as_unseen(tmp_path: Path) -> None:
    """Written before the first mark of their scope: nobody will say which of them left."""
    profile = profile_with(tmp_path / "profile", [ANN])
    replica = profile.replica
    with replica.writing() as db:
        db.execute("UPDATE _state SET v = json_remove(v, '$.cursor.staff') WHERE k = 'sync'")
    hello = next(lines([answer([BOB], hi=2)]))
    assert isinstance(hello, HelloLine)
    rest = list(lines([answer([BOB], hi=2)]))[1:]
    replica.apply(hello.hello, rest, lambda: Overlay((), None), lambda _entities: None)
    assert customers(profile) == ["Bob"]
    profile.close()


@pytest.mark.parametrize("bad", [b"[]", b"{}", b'["hello"]', b'["nope",1]', b"\xff", b'["up",0]'])
def test_lines_that_are_none_are_told_apart_from_a_cut(bad: bytes) -> None:
    with pytest.raises(BadStream):
        decode(bad)


def test_nobody_passes_twice_in_front_of_someone_who_waits() -> None:
    turnstile = Turnstile()
    order: list[str] = []
    waits, goes_on = threading.Event(), threading.Event()

    def page() -> None:
        waits.set()
        with turnstile:
            order.append("page")

    def engine() -> None:
        with turnstile:
            goes_on.wait(10)
        with turnstile:
            order.append("engine")

    working = threading.Thread(target=engine)
    working.start()
    looking = threading.Thread(target=page)
    looking.start()
    waits.wait(10)
    while not turnstile._next.locked():
        pass
    goes_on.set()
    working.join(10)
    looking.join(10)
    assert order == ["page", "engine"]
