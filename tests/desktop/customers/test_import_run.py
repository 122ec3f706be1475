"""An import brings in what the dry run said, survives being killed, and can be taken back."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from desktop.customers.import_journal import last
from desktop.customers.import_plan import Fate
from desktop.customers.import_run import WINDOW, Ended, Import, Step
from desktop.replica.connection import DiskFull
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.customers import (
    AddCustomer,
    ContactPointRow,
    CustomerNoteRow,
    CustomerRow,
    NewContactPoint,
)
from sync_server.contract.threads import WritePost
from sync_server.contract.values import ContactKind, Visibility
from tests.desktop.customers.imports import imported, planned, undone, written
from tests.sync.office import AGENT, STAFF, Desk, Server, Ticks, person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ANN = RowId("ann")


class Office:
    """A desk that is filled, its server, and the door to both."""

    def __init__(self, folder: Path) -> None:
        is_new = not (folder / "server.db").exists()
        self.server = Server(folder / "server.db", Ticks())
        if is_new:
            self.server.create(STAFF)
        self.desk = Desk(folder / "desk", self.server, person(AGENT))
        self.desk.fill()
        self.store = Store(self.desk.profile, lambda: NOW)

    def sync(self, *_told: object) -> None:
        while self.desk.exchange.push():
            pass
        self.desk.exchange.pull()

    def close(self) -> None:
        self.desk.close()
        self.server.close()

    def names(self) -> list[str]:
        return sorted(row.name for row in self.store.view.where(CustomerRow))

    def contacts(self, owner: RowId) -> set[str]:
        return {p.value for p in self.store.view.where(ContactPointRow, customer_id=owner)}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    point = NewContactPoint(RowId("p1"), ContactKind.PHONE, "+61412555018")
    ann = AddCustomer(customer_id=ANN, name="Ann", labels=("Old",), contact_points=(point,))
    made.store.do(ann)
    made.sync()
    yield made
    made.close()


def many(count: int) -> str:
    return "".join(f"P{n:04},0491 57{n:04},p{n}@x.org,VIP,Note {n}\n" for n in range(count))


def test_what_is_new_comes_in_and_what_is_here_is_left_alone(
    office: Office, tmp_path: Path
) -> None:
    rows = 'Bo,0412 555 019,bo@x.org,"VIP, Key",Hello\nAnn L,0412 555 018,ann@x.org,VIP,x\n,,,,y\n'
    plan = planned(office.store, written(tmp_path, rows))
    outcome = imported(office.store, plan, office.sync)
    assert list(outcome.ended) == [Ended.ADDED, Ended.SKIPPED, Ended.BROKEN]
    office.sync()
    assert office.store.rejections() == ()
    assert office.names() == ["Ann", "Bo"]
    bo = plan.task.customer_id(0)
    assert office.contacts(bo) == {"+61412555019", "bo@x.org"}
    found, note = office.store.view.get(CustomerRow, bo), office.store.view.get(CustomerNoteRow, bo)
    assert found is not None
    assert found.labels == ("VIP", "Key")
    assert note is not None
    assert note.note == "Hello"
    assert office.contacts(ANN) == {"+61412555018"}


def test_customers_here_get_what_they_do_not_have(office: Office, tmp_path: Path) -> None:
    rows = "Ann L,0412 555 018 / 02 9876 5432,ann@x.org,VIP; Old,x\nAnn,0412555018,,,\n"
    plan = planned(office.store, written(tmp_path, rows))
    outcome = imported(office.store, plan, completes=True)
    assert list(outcome.ended) == [Ended.COMPLETED, Ended.SKIPPED]
    office.sync()
    assert office.contacts(ANN) == {"+61412555018", "+61298765432", "ann@x.org"}
    row = office.store.view.get(CustomerRow, ANN)
    assert row is not None
    assert (row.name, row.labels) == ("Ann", ("Old", "VIP"))


def test_no_more_is_on_its_way_than_others_can_wait_for(office: Office, tmp_path: Path) -> None:
    """The import waits for the server instead of filling the queue that others wait in."""
    most = 0

    def told(step: Step) -> None:
        nonlocal most
        most = max(most, office.store.waiting())
        if step.waits:
            office.sync()

    plan = planned(office.store, written(tmp_path, many(300)))
    outcome = imported(office.store, plan, told)
    assert outcome.count(Ended.ADDED) == 300
    assert WINDOW <= most < WINDOW + 60


def test_offline_it_waits_and_can_be_stopped_with_an_exact_count(
    office: Office, tmp_path: Path
) -> None:
    stop = Event()

    def told(step: Step) -> None:
        if step.waits:
            stop.set()

    plan = planned(office.store, written(tmp_path, many(300)))
    outcome = Import(office.store, plan, completes=False).run(stop, told)
    assert outcome.count(Ended.ADDED) + outcome.count(Ended.LEFT) == 300
    assert outcome.count(Ended.ADDED) == len(office.names()) - 1
    office.sync()
    again = planned(office.store, plan.task.path)
    assert again.count(Fate.DONE) == outcome.count(Ended.ADDED)
    assert imported(office.store, again, office.sync).count(Ended.ADDED) == outcome.count(
        Ended.LEFT
    )
    office.sync()
    assert len(office.names()) == 301


def test_the_same_plan_run_twice_brings_nobody_twice(office: Office, tmp_path: Path) -> None:
    plan = planned(office.store, written(tmp_path, many(40) + "Nameless number,,,,\n"))
    imported(office.store, plan)
    assert imported(office.store, plan).count(Ended.DONE) == 41
    office.sync()
    assert len(office.names()) == 42
    assert office.store.rejections() == ()


def test_a_file_changed_after_the_dry_run_is_not_imported(office: Office, tmp_path: Path) -> None:
    plan = planned(office.store, written(tmp_path, many(3)))
    written(tmp_path, many(4))
    outcome = imported(office.store, plan)
    assert "changed" in outcome.failure
    assert outcome.count(Ended.LEFT) == 3
    assert office.store.waiting() == 0


def test_a_file_that_is_gone_after_the_dry_run_is_not_imported(
    office: Office, tmp_path: Path
) -> None:
    plan = planned(office.store, written(tmp_path, many(3)))
    plan.task.path.unlink()
    assert imported(office.store, plan).failure.startswith("list.csv cannot be read: No such file")
    assert office.store.waiting() == 0


def test_without_room_on_the_disk_it_stops_and_goes_on_later(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_commands: object) -> None:
        raise DiskFull("database or disk is full")

    plan = planned(office.store, written(tmp_path, many(60)))
    with monkeypatch.context() as disk:
        disk.setattr(office.desk.profile.outbox, "add_many", full)
        stopped = imported(office.store, plan)
    assert "disk of this computer is full" in stopped.failure
    assert stopped.count(Ended.LEFT) == 60
    assert office.store.waiting() == 0
    again = imported(office.store, planned(office.store, plan.task.path), office.sync)
    assert (again.count(Ended.ADDED), again.is_whole) == (60, True)


def test_a_whole_import_is_taken_back_but_for_whom_something_hangs_on(
    office: Office, tmp_path: Path
) -> None:
    rows = many(60) + "Ann,0412 555 018,ann@x.org,VIP,\n"
    plan = planned(office.store, written(tmp_path, rows))
    imported(office.store, plan, office.sync, completes=True)
    office.sync()
    used = plan.task.customer_id(7)
    post = WritePost(office.store.new_id(), used, "Rang", Visibility.INTERNAL)
    office.store.do(post)
    assert last(office.store) is not None
    done = undone(office.store, plan)
    assert (done.removed, done.stays) == (59, {"a note or message by now and stays.": 1})
    office.sync()
    assert office.names() == ["Ann", "P0007"]
    assert office.contacts(ANN) == {"+61412555018"}
    ann = office.store.view.get(CustomerRow, ANN)
    assert ann is not None
    assert ann.labels == ("Old",)
    assert office.store.rejections() == ()
    assert last(office.store) is None


def test_what_was_taken_back_can_be_imported_again(office: Office, tmp_path: Path) -> None:
    path = written(tmp_path, many(30))
    first = planned(office.store, path)
    imported(office.store, first)
    office.sync()
    undone(office.store, first)
    office.sync()
    again = planned(office.store, path)
    assert again.count(Fate.NEW) == 30
    imported(office.store, again)
    office.sync()
    assert len(office.names()) == 31
    assert office.store.rejections() == ()


_KILLED = """
import os, signal, sys
from pathlib import Path
from tests.desktop.customers.test_import_run import *
office = Office(Path(sys.argv[1]))
plan = planned(office.store, Path(sys.argv[1]) / "list.csv")
def told(step):
    office.sync()
    if step.done >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
imported(office.store, plan, told, completes=True)
"""


@pytest.mark.parametrize("reached", [25, 150, 275])
def test_killed_in_the_middle_it_goes_on_and_doubles_nobody(tmp_path: Path, reached: int) -> None:
    rows = many(250) + "".join(f"Nobody {n},,,,\n" for n in range(50))
    path = written(tmp_path, rows)
    command = [sys.executable, "-c", _KILLED, str(tmp_path), str(reached)]
    ran = subprocess.run(
        command, cwd=Path(__file__).parents[3], capture_output=True, check=False, timeout=100
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()
    office = Office(tmp_path)
    plan = planned(office.store, path)
    assert plan.count(Fate.DONE) == reached
    assert plan.count(Fate.NEW) == 300 - reached
    imported(office.store, plan, office.sync, completes=True)
    office.sync()
    names = office.names()
    assert len(names) == len(set(names)) == 300
    assert office.store.rejections() == ()
    office.close()


def test_it_says_how_far_it_is_after_every_piece(office: Office, tmp_path: Path) -> None:
    steps: list[Step] = []
    imported(office.store, planned(office.store, written(tmp_path, many(60))), steps.append)
    assert [step.done for step in steps] == [25, 50, 60]
