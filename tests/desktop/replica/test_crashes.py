"""A desk that is killed at the worst moment loses nothing and does nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.replica.connection import DiskFull
from desktop.replica.fill import Filling
from desktop.replica.generations import InUse
from desktop.replica.outbox import Outbox
from desktop.replica.profile import Profile
from sync_server.contract.base import CommandId, DeviceId, RowId
from sync_server.contract.customers import AddCustomer, CustomerRow
from sync_server.contract.threads import PostRow, WritePost
from sync_server.contract.values import Visibility
from tests.desktop.replica.rows import AMY, answer, profile_with
from tests.sync.office import AGENT, STAFF, Desk, Server, Ticks, person

THREAD = RowId("k1")


def wrote(number: int) -> WritePost:
    return WritePost(
        post_id=RowId(f"p{number}"),
        thread_id=THREAD,
        body=f"post {number}",
        visibility=Visibility.STAFF,
    )


def killed(code: str, *arguments: Path) -> None:
    """Run code in another process; it has to kill itself."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


_BEGIN = """
import os, signal, sys
from pathlib import Path
from tests.desktop.replica.test_crashes import *
def die(*_a, **_k): os.kill(os.getpid(), signal.SIGKILL)
"""
_DESK = (
    _BEGIN
    + """
server = Server(Path(sys.argv[1]) / "server.db", Ticks())
desk = Desk(Path(sys.argv[1]) / "desk", server, person(AGENT))
"""
)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A server with one customer, and a filled desk that is shut."""
    server = Server(tmp_path / "server.db", Ticks())
    server.create(STAFF)
    desk = Desk(tmp_path / "desk", server, person(AGENT))
    desk.fill()
    desk.do(CommandId("c0"), AddCustomer(customer_id=THREAD, name="Ann"))
    desk.exchange.push()
    desk.exchange.pull()
    desk.close()
    server.close()
    return tmp_path


def reopened(folder: Path) -> Desk:
    return Desk(folder / "desk", Server(folder / "server.db", Ticks()), person(AGENT))


def finish(desk: Desk) -> list[str]:
    """Let the desk talk to its server; answers the bodies of the posts the server has then."""
    desk.exchange.push()
    desk.exchange.pull()
    assert desk.profile.outbox.waiting() == 0
    with desk.server.database.reading() as tx:
        bodies = list(tx.exec_driver_sql("SELECT body FROM post ORDER BY _seq").scalars())
    desk.close()
    desk.server.close()
    return bodies


def test_killed_after_keeping_a_command_it_is_shown_at_the_next_start(office: Path) -> None:
    killed(_DESK + "desk.profile.replica.overlay = die; desk.do('c1', wrote(1))", office)
    desk = reopened(office)
    assert desk.profile.view.get(PostRow, RowId("p1")) is not None
    assert finish(desk) == ["post 1"]


def test_killed_before_keeping_a_command_nothing_has_happened(office: Path) -> None:
    killed(_DESK + "desk.profile.outbox._insert = die; desk.do('c1', wrote(1))", office)
    desk = reopened(office)
    assert desk.profile.view.get(PostRow, RowId("p1")) is None
    assert finish(desk) == []


def test_killed_after_pushing_the_command_is_decided_once(office: Path) -> None:
    killed(_DESK + "desk.do('c1', wrote(1)); desk.exchange.push(); die()", office)
    assert finish(reopened(office)) == ["post 1"]


@pytest.mark.parametrize(
    "point",
    [
        "desk.profile.overlay = die",
        "import desktop.replica.database as d; d.apply_batch = die",
        "desk.profile.outbox.decided = die",
        "desk.profile.outbox._is_rejected = die",
    ],
    ids=["before the rows", "inside the rows", "after the rows", "while closing the command"],
)
def test_killed_while_pulling_nothing_is_lost(office: Path, point: str) -> None:
    steps = f"desk.do('c1', wrote(1)); desk.exchange.push(); {point}; desk.exchange.pull()"
    killed(_DESK + steps.replace("; import", "\nimport"), office)
    desk = reopened(office)
    desk.do(CommandId("c2"), wrote(2))
    assert finish(desk) == ["post 1", "post 2"]


def test_a_refusal_survives_being_killed_right_after_the_pull(office: Path) -> None:
    """The answer is only in the pull; a second one has to bring it again."""
    desk = reopened(office)
    desk.do(CommandId("c1"), wrote(1))
    desk.server.writer.perform(
        desk.line._actor(""), CommandId("other"), AddCustomer(customer_id=RowId("p9"), name="X")
    )
    desk.do(CommandId("c2"), AddCustomer(customer_id=RowId("p9"), name="Mine"))
    desk.close()
    desk.server.close()
    steps = "desk.exchange.push(); desk.profile.outbox.decided = die; desk.exchange.pull()"
    killed(_DESK + steps, office)
    desk = reopened(office)
    desk.exchange.pull()
    (refused,) = desk.profile.outbox.rejections()
    assert refused.id == "c2"
    assert refused.sentence == "A record with this id exists already."
    assert isinstance(refused.command, AddCustomer)
    assert refused.command.name == "Mine"
    row = desk.profile.view.get(CustomerRow, RowId("p9"))
    assert row is not None
    assert row.name == "X"
    finish(desk)


def test_a_draft_survives_being_killed(tmp_path: Path) -> None:
    code = _BEGIN + "p = Profile(Path(sys.argv[1]), None); p.outbox.set_draft('t', 'half a'); die()"
    killed(code, tmp_path / "profile")
    profile = Profile(tmp_path / "profile", None)
    assert profile.outbox.draft("t") == "half a"
    profile.close()


def test_a_fill_that_is_killed_goes_on_at_its_last_mark(tmp_path: Path) -> None:
    (tmp_path / "answer").write_bytes(answer([CustomerRow(id=RowId("ann"), name="Ann")]))
    code = (
        _BEGIN
        + """
from desktop.replica.fill import Filling
filling = Filling(Path(sys.argv[1]), None)
for told in filling.take([Path(sys.argv[2]).read_bytes()]):
    die()
"""
    )
    folder = tmp_path / "replica-1"
    folder.mkdir()
    killed(code, folder, tmp_path / "answer")
    filling = Filling(folder, None)
    assert filling.state().cursor["staff"] == (1, None)
    filling.finish()


def test_a_full_disk_loses_no_command(tmp_path: Path) -> None:
    """The outbox has its word before the replica runs out of room."""
    profile = profile_with(tmp_path / "profile", [CustomerRow(id=THREAD, name="Ann")])
    pages = profile.replica.writer.execute("PRAGMA page_count").fetchone()
    profile.replica.writer.execute(f"PRAGMA max_page_count = {pages[0]}")
    for number in range(40):
        command = AddCustomer(customer_id=RowId(f"n{number}"), name="long " * 90)
        profile.perform(CommandId(f"c{number}"), command, 1)
    assert profile.outbox.waiting() == 40
    profile.close()
    again = Profile(tmp_path / "profile", None)
    assert again.outbox.waiting() == 40
    assert len(again.view.where(CustomerRow)) == 41
    again.close()


def test_a_full_disk_is_told_when_a_command_cannot_be_kept(tmp_path: Path) -> None:
    profile = profile_with(tmp_path / "profile", [CustomerRow(id=THREAD, name="Ann")])
    pages = profile.outbox._db.execute("PRAGMA page_count").fetchone()
    profile.outbox._db.execute(f"PRAGMA max_page_count = {pages[0]}")

    def work() -> None:
        for number in range(500):
            command = AddCustomer(customer_id=RowId(f"n{number}"), name="long " * 90)
            profile.perform(CommandId(f"c{number}"), command, 1)

    with pytest.raises(DiskFull):
        work()
    shown = {row.id for row in profile.view.where(CustomerRow)} - {THREAD}
    assert shown == {q.command.customer_id for q in profile.outbox.undecided()}
    profile.close()


def test_two_programs_never_share_a_profile(tmp_path: Path) -> None:
    first = Profile(tmp_path / "profile", None)
    with pytest.raises(InUse):
        Profile(tmp_path / "profile", None)
    first.close()
    Profile(tmp_path / "profile", None).close()


def test_a_person_is_remembered_by_the_outbox(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.db", None, DeviceId("d"))
    outbox.set_person(AMY)
    outbox.close()
    again = Outbox(tmp_path / "outbox.db", None, DeviceId("other"))
    assert (again.person, again.device) == (AMY, "d")
    again.close()


def test_an_encrypted_profile_shows_nothing_to_someone_without_the_key(tmp_path: Path) -> None:
    key = os.urandom(32)
    profile = profile_with(
        tmp_path / "profile", [CustomerRow(id=THREAD, name="Ann Taylor")], key=key
    )
    profile.perform(CommandId("c1"), AddCustomer(customer_id=RowId("n"), name="Bob Smith"), 1)
    profile.outbox.set_draft("k", "Carol White")
    profile.close()
    files = [file for file in (tmp_path / "profile").rglob("*") if file.is_file()]
    for secret in (b"Taylor", b"Smith", b"White"):
        assert not any(secret in file.read_bytes() for file in files)
    again = Profile(tmp_path / "profile", key)
    assert len(again.view.where(CustomerRow)) == 2
    again.close()
