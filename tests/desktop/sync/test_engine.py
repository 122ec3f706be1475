"""Real engines, a real server, HTTP, WebSocket and the child that fills."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.replica.search import FoundKind, search
from desktop.sync.status import Offline, UpToDate
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.issues import IssueRow, ReportIssue
from sync_server.contract.records import AssignBooking, BookingRow
from sync_server.contract.staff import Deactivate
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import RecordKind, Visibility
from tests.support.office import PASSWORD, Office, running, settings_for
from tests.support.real_desk import RealDesk, wait_for


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with running(settings_for(tmp_path / "server")) as opened:
        opened.hire_all()
        yield opened


class Bench:
    """Makes desks and stops them at the end."""

    def __init__(self, folder: Path, office: Office) -> None:
        self._folder = folder
        self._office = office
        self._desks: list[RealDesk] = []

    def desk(self, name: str, address: str | None = None) -> RealDesk:
        folder = self._folder / f"{name}-{len(self._desks)}"
        made = RealDesk(folder, address or self._office.url, f"{name}@example.org", PASSWORD)
        self._desks.append(made)
        made.start()
        return made

    def stop(self) -> None:
        for desk in self._desks:
            desk.stop()


@pytest.fixture
def bench(tmp_path: Path, office: Office) -> Iterator[Bench]:
    made = Bench(tmp_path / "desks", office)
    yield made
    made.stop()


class CutLine:
    """A TCP relay that a test can cut, as a network does it: everything stops at once."""

    def __init__(self, to: str) -> None:
        host, _, port = to.removeprefix("http://").partition(":")
        self._to = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_copy, args=(source, sink), daemon=True).start()

    def cut(self) -> None:
        self.is_cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = False

    def close(self) -> None:
        self.cut()
        self._listener.close()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(office: Office) -> Iterator[CutLine]:
    made = CutLine(office.url)
    yield made
    made.close()


def post(desk: RealDesk, thread_id: str, body: str = "Hello") -> str:
    post_id = desk.store.new_id()
    desk.store.do(
        WritePost(post_id=post_id, thread_id=thread_id, body=body, visibility=Visibility.STAFF)
    )
    return post_id


def test_a_post_of_one_desk_appears_at_another(office: Office, bench: Bench) -> None:
    customer = office.add_customer("Ann Taylor")
    amy, ben = bench.desk("amy"), bench.desk("ben")
    written = post(amy, customer)
    wait_for(lambda: ben.store.view.get(PostRow, written) is not None, "the post at Ben's desk")
    wait_for(lambda: amy.store.waiting() == 0, "Amy's outbox to drain")
    wait_for(lambda: isinstance(amy.told.statuses[-1], UpToDate), "Amy's desk to say so")


def test_a_fieldworkers_desk_never_holds_office_posts(office: Office, bench: Bench) -> None:
    customer = office.add_customer("Ann Taylor")
    booking = office.add_booking(customer, "liam")
    amy, liam = bench.desk("amy"), bench.desk("liam")
    secret = amy.store.new_id()
    command = WritePost(
        post_id=secret, thread_id=booking, body="xyzzy", visibility=Visibility.INTERNAL
    )
    amy.store.do(command)
    open_post = post(amy, booking)
    wait_for(lambda: liam.store.view.get(PostRow, open_post) is not None, "the open post")
    assert liam.store.view.get(PostRow, secret) is None
    assert not any(
        b"xyzzy" in file.read_bytes()
        for file in liam.profile.generations.directory.rglob("*")
        if file.is_file()
    )


def test_five_hundred_commands_given_offline_arrive_once_and_in_order(
    office: Office, bench: Bench, line: CutLine
) -> None:
    customer = office.add_customer("Ann Taylor")
    amy = bench.desk("amy", line.url)
    line.cut()
    written = [post(amy, customer, f"post {number}") for number in range(500)]
    assert amy.store.waiting() == 500
    assert len(amy.store.view.where(PostRow, thread_id=customer)) == 500
    line.mend()
    amy.engine.retry()
    wait_for(lambda: amy.store.waiting() == 0, "500 commands to drain")
    with office.server.database.reading() as tx:
        stored = tx.exec_driver_sql("SELECT id FROM post ORDER BY _seq").scalars().all()
    assert stored == written


def test_the_pill_says_how_much_waits_while_offline(
    office: Office, bench: Bench, line: CutLine
) -> None:
    customer = office.add_customer("Ann Taylor")
    amy = bench.desk("amy", line.url)
    line.cut()
    post(amy, customer)

    def is_said() -> bool:
        shown = amy.told.statuses[-1]
        return isinstance(shown, Offline) and shown.waiting == 1

    wait_for(is_said, "offline, with one command waiting")


def test_a_lost_replica_is_filled_anew_and_the_outbox_is_kept(
    office: Office, bench: Bench, line: CutLine, tmp_path: Path
) -> None:
    customer = office.add_customer("Ann Taylor")
    amy = bench.desk("amy", line.url)
    line.cut()
    written = post(amy, customer)
    folder = amy.profile.generations.directory
    amy.stop()
    bench._desks.remove(amy)
    for generation in folder.glob("replica-*"):
        shutil.rmtree(generation)
    line.mend()
    again = RealDesk(folder, office.url, "amy@example.org", PASSWORD)
    bench._desks.append(again)
    again.start()
    wait_for(lambda: again.store.waiting() == 0, "the kept command to arrive")
    found = again.store.view.get(PostRow, written)
    assert found is not None
    assert found.posted_at is not None


def test_a_garbled_replica_is_replaced_while_nothing_queued_is_lost(
    office: Office, bench: Bench, line: CutLine
) -> None:
    customer = office.add_customer("Ann Taylor")
    amy = bench.desk("amy", line.url)
    line.cut()
    written = post(amy, customer)
    folder = amy.profile.generations.directory
    amy.stop()
    bench._desks.remove(amy)
    for file in folder.glob("replica-*/replica.db*"):
        file.write_bytes(bytes(len(file.read_bytes())))
    again = RealDesk(folder, office.url, "amy@example.org", PASSWORD)
    bench._desks.append(again)
    again.start()
    wait_for(lambda: again.store.waiting() == 0, "the kept command to arrive")
    assert again.store.view.get(PostRow, written) is not None


def test_an_issue_is_found_by_its_code_without_a_network(
    office: Office, bench: Bench, line: CutLine
) -> None:
    customer = office.add_customer("Ann Taylor")
    booking = office.add_booking(customer, "liam")
    amy = bench.desk("amy", line.url)
    issue = amy.store.new_id()
    amy.store.do(
        ReportIssue(
            issue_id=issue,
            record_kind=RecordKind.BOOKING,
            record_id=booking,
            issue_type="Damage",
            description="Scratched window",
        )
    )

    def number() -> int | None:
        row = amy.store.view.get(IssueRow, issue)
        return row.number if row else None

    wait_for(lambda: number() is not None, "the issue's number")
    line.cut()
    found = search(amy.store.reader(), f"CMP-{number():05d}")
    assert [(one.kind, one.id) for one in found] == [(FoundKind.ISSUE, issue)]


def test_ended_access_empties_the_desk(office: Office, bench: Bench) -> None:
    office.add_customer("Ann Taylor")
    ben = bench.desk("ben")
    office.do("adam", Deactivate(staff_id=office.id("ben")))
    ben.engine.retry()
    wait_for(lambda: ben.told.is_wiped, "the desk to be wiped")
    left = [p.name for p in ben.profile.generations.directory.iterdir() if p.name != "lock"]
    assert left == []


def test_a_desk_keeps_working_while_the_server_is_away(
    office: Office, bench: Bench, line: CutLine
) -> None:
    amy = bench.desk("amy", line.url)
    line.cut()
    customer = amy.store.new_id()
    amy.store.do(AddCustomer(customer_id=customer, name="New Customer"))
    assert amy.store.view.get(CustomerRow, customer) is not None
    line.mend()
    amy.engine.retry()
    wait_for(lambda: amy.store.waiting() == 0, "the queue to drain")
    with office.server.database.reading() as tx:
        names = tx.exec_driver_sql("SELECT name FROM customer").scalars().all()
    assert names == ["New Customer"]


def test_a_job_given_to_somebody_else_leaves_the_first_desk(office: Office, bench: Bench) -> None:
    customer = office.add_customer("Ann Taylor")
    booking = office.add_booking(customer, "liam")
    liam = bench.desk("liam")
    assert liam.store.view.get(BookingRow, booking) is not None
    from_liam = office.id("liam")
    office.do(
        "amy",
        AssignBooking(booking_id=booking, seen=(from_liam,), worker_ids=(office.id("zoe"),)),
    )
    wait_for(lambda: liam.store.view.get(BookingRow, booking) is None, "the job to leave")
    assert liam.store.view.get(CustomerRow, customer) is None
