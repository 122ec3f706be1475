"""A whole office in one process: the real server store, real profiles, a transport with faults."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import zstandard

from desktop.replica.fill import Filling, Told
from desktop.replica.outbox import Person
from desktop.replica.profile import Profile
from desktop.sync.exchange import Exchange, Fetch
from desktop.sync.transport import Fault, SyncError
from sync_server.contract.base import CommandId, Row, RowId
from sync_server.contract.columns import from_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.contract.wire import PullRequest, PushReply, PushRequest
from sync_server.store.actor import AccessEnded, Actor
from sync_server.store.audit import at_console
from sync_server.store.change import write_change
from sync_server.store.database import Database
from sync_server.store.doorbell import Doorbell
from sync_server.store.pull import Puller
from sync_server.store.schema import migrate
from sync_server.store.sequence import begin_epoch, last_seq, sweep, take_seq
from sync_server.store.view import SqlView
from sync_server.store.writer import Writer

START_MS = 1_760_000_000_000


class Crash(Exception):
    """The program died here; what is on the disk is what there is."""


class Ticks:
    """A clock moved by looking at it."""

    def __init__(self, start: int = START_MS) -> None:
        self._ticks = itertools.count(start, 1000)

    def ms(self) -> int:
        return next(self._ticks)

    def now(self) -> datetime:
        return from_ms(self.ms())


class Server:
    """The server's store on a file; can be restored from a copy of an earlier day."""

    def __init__(self, file: Path, ticks: Ticks) -> None:
        self.file = file
        self.ticks = ticks
        self._open()

    def _open(self) -> None:
        self.database = Database(f"sqlite:///{self.file}")
        doorbell = Doorbell(self.database)
        self.writer = Writer(self.database, doorbell, self.ticks.now)
        self.puller = Puller(self.database, self.ticks.now)

    def close(self) -> None:
        self.database.close()

    def create(self, staff: list[StaffRow]) -> None:
        migrate(self.database)
        self.write(*staff)

    def write(self, *rows: Row) -> None:
        """Put rows in as the server itself, outside any command."""
        with self.database.writing() as tx:
            seq = take_seq(tx, RowId("system"), self.ticks.ms())
            write_change(tx, SqlView(tx), rows, seq, at_console(self.ticks.ms(), "put"))

    def seq(self) -> int:
        with self.database.reading() as tx:
            return last_seq(tx)

    def sweep(self, keep: int) -> None:
        with self.database.writing() as tx:
            sweep(tx, max(0, last_seq(tx) - keep))

    def back_up(self, to: Path) -> None:
        source, target = sqlite3.connect(self.file), sqlite3.connect(to)
        source.backup(target)
        source.close()
        target.close()

    def restore(self, backup: Path) -> None:
        self.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(backup, self.file)
        self._open()
        with self.database.writing() as tx:
            begin_epoch(tx)


@dataclass
class Trouble:
    """What goes wrong on the line with the next question; everything is fine by default."""

    drop_request: bool = False
    drop_answer: bool = False
    double: bool = False
    skip_first: bool = False
    cut_after: int | None = None
    """Lines of a pull that still arrive."""


@dataclass
class Line:
    """Transport between one desk and the server; one trouble at a time, used up by one question."""

    server: Server
    person: Person
    trouble: Trouble = field(default_factory=Trouble)

    def _actor(self, device: str) -> Actor:
        return Actor(self.person.id, self.person.name, self.person.role, device)

    def _next(self) -> Trouble:
        trouble, self.trouble = self.trouble, Trouble()
        return trouble

    def push(self, request: PushRequest) -> PushReply:
        trouble = self._next()
        if trouble.drop_request:
            raise SyncError(Fault.UNREACHABLE, "the request was lost")
        actor = self._actor(request.device)
        try:
            if trouble.skip_first and len(request.cmds) > 1:
                later = PushRequest(request.epoch, request.device, request.cmds[1:])
                self.server.writer.push(actor, later)
            reply = self.server.writer.push(actor, request)
            if trouble.double:
                reply = self.server.writer.push(actor, request)
        except AccessEnded as ended:
            raise SyncError(Fault.WIPE, str(ended)) from ended
        if trouble.drop_answer:
            raise SyncError(Fault.UNREACHABLE, "the answer was lost")
        return reply

    def pull(self, request: PullRequest) -> Iterator[bytes]:
        trouble = self._next()
        if trouble.drop_request:
            raise SyncError(Fault.UNREACHABLE, "the request was lost")
        try:
            lines = list(self.server.puller.pull(self._actor(request.device), request))
        except AccessEnded as ended:
            raise SyncError(Fault.WIPE, str(ended)) from ended
        if trouble.drop_answer:
            raise SyncError(Fault.UNREACHABLE, "the answer was lost")
        yield zstandard.compress(b"".join(lines[: trouble.cut_after]))
        if trouble.cut_after is not None and trouble.cut_after < len(lines):
            raise SyncError(Fault.UNREACHABLE, "the answer was cut")


class InProcessFiller:
    """Fills a generation as the child process does, without the process."""

    def fill(
        self, folder: Path, key: bytes | None, fetch: Fetch, told: Callable[[Told], None]
    ) -> None:
        filling = Filling(folder, key)
        try:
            while _one_answer(filling, fetch, told).more:
                pass
        except BaseException:
            filling.close()
            raise
        filling.finish()


def _one_answer(filling: Filling, fetch: Fetch, told: Callable[[Told], None]) -> Told:
    state, step = filling.state(), None
    for step in filling.take(fetch(state.epoch, state.cursor)):
        told(step)
    if step is None or not step.ends_answer:
        raise SyncError(Fault.UNREACHABLE, "the answer was cut")
    return step


class Desk:
    """One person's desktop without a window: a profile, and sync done by hand."""

    def __init__(self, directory: Path, server: Server, person: Person) -> None:
        self.directory = directory
        self.server = server
        self.person = person
        self.line = Line(server, person)
        self._open()

    def _open(self) -> None:
        self.profile = Profile(self.directory, key=None)
        self.profile.outbox.set_person(self.person)
        self.exchange = Exchange(self.profile, self.line, InProcessFiller(), lambda _entities: None)

    def close(self) -> None:
        self.profile.close()

    def restart(self) -> None:
        """Start again from what is on the disk."""
        self.close()
        self._open()

    def fill(self) -> None:
        if not self.profile.has_replica:
            self.exchange.refill()

    def do(self, command_id: CommandId, command: AnyCommand) -> None:
        self.profile.perform(command_id, command, self.server.ticks.ms())

    def image(self, to: Path) -> None:
        """Copy the whole disk of this desk."""
        self.close()
        shutil.rmtree(to, ignore_errors=True)
        shutil.copytree(self.directory, to)
        self._open()

    def roll_back(self, image: Path) -> None:
        """The disk is again what it was when the image was made."""
        self.close()
        shutil.rmtree(self.directory)
        shutil.copytree(image, self.directory)
        self._open()


def person(row: StaffRow) -> Person:
    return Person(row.id, row.name, row.role)


OWNER, ADMIN, FINANCE, AGENT, SECOND, LIAM, ZOE = (
    StaffRow(id=RowId(name), name=name.title(), role=role)
    for name, role in (
        ("owner", Role.OWNER),
        ("admin", Role.ADMIN),
        ("finance", Role.FINANCE),
        ("agent", Role.AGENT),
        ("second", Role.AGENT),
        ("liam", Role.FIELDWORKER),
        ("zoe", Role.FIELDWORKER),
    )
)
STAFF = [OWNER, ADMIN, FINANCE, AGENT, SECOND, LIAM, ZOE]
