"""One person's files on this computer: the outbox, the current replica, and acting on both."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.replica import withdrawal
from desktop.replica.apply import Overlay
from desktop.replica.connection import Connection, Damaged, DiskFull, transaction
from desktop.replica.database import Applied, Replica
from desktop.replica.generations import Generations, ProfileLock
from desktop.replica.outbox import Outbox, Person
from desktop.replica.outbox_tables import Queued
from desktop.replica.stream import Line
from desktop.replica.undo import judge, put
from desktop.replica.view import ReplicaView
from sync_server.contract.base import CommandId, DeviceId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.feed import entity
from sync_server.contract.wire import Hello
from sync_server.rules.effects import Refused
from sync_server.rules.erasing import names_erased

Group = Sequence[tuple[CommandId, AnyCommand]]
"""Commands that stand and fall together, in order."""


class NotFilled(Exception):
    """There is no replica yet: the first fill has not come far enough."""


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was taken: its number here, and the entities that look different now."""

    queued: Queued
    entities: frozenset[str]


def new_device() -> DeviceId:
    return DeviceId(secrets.token_hex(16))


class Profile:
    """The only owner of a profile folder. Callable from any thread."""

    def __init__(self, directory: Path, key: bytes | None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.key = key
        self._owner = ProfileLock(directory)
        self.generations = Generations(directory)
        self.outbox = Outbox(directory / "outbox.db", key, new_device())
        self._swap = threading.Lock()
        self._replica: Replica | None = None
        self._retired: list[Replica] = []
        """Generations other threads may still be reading; closed with the profile."""
        self._is_preview = False
        self._open_current()

    def close(self) -> None:
        for replica in (*self._retired, self._replica):
            if replica is not None:
                replica.close()
        self.outbox.close()
        self._owner.release()

    # -- the current replica

    @property
    def has_replica(self) -> bool:
        return self._replica is not None

    @property
    def replica(self) -> Replica:
        if self._replica is None:
            raise NotFilled
        return self._replica

    def reader(self) -> Connection:
        """The calling thread's connection for reading. After an erasure the last generation
        answers until the window that shows it is gone: its files have no name any more."""
        if self._replica is None and self._retired:
            return self._retired[-1].reader()
        return self.replica.reader()

    @property
    def view(self) -> ReplicaView:
        return ReplicaView(self.reader())

    def preview(self, folder: Path) -> None:
        """Let pages read a generation while it is still being filled, if there is no other."""
        with self._swap:
            if self._replica is None:
                self._replica = Replica(folder, self.key)
                self._is_preview = True

    def adopt(self, folder: Path) -> None:
        """Publish a finished generation and work on it from now on."""
        fresh = Replica.open(folder, self.key)
        state = fresh.state()
        if self.outbox.epoch not in {"", state.epoch}:
            # The server was restored: what it lost is still in the journal here.
            self.outbox.reopen(state.last_n, state.epoch)
        self.outbox.set_epoch(state.epoch)
        self.generations.publish(folder)
        # Under the old one's lock: a command given meanwhile is shown by one of the two.
        with self._swap, self._replica.lock if self._replica else nullcontext():
            fresh.replay(self.outbox.device, self.outbox.undecided(), self.outbox.person)
            if self._replica is not None:
                self._retired.append(self._replica)
            self._replica, self._is_preview = fresh, False
        self.generations.sweep()

    def forget_replica(self) -> None:
        """Take a damaged generation out of use; the next fill builds another beside it."""
        with self._swap:
            old, self._replica = self._replica, None
        if old is not None:
            # Threads may be reading it at this moment, and a connection closed under a query
            # takes the program down: it is closed with the profile, its files go now.
            old.interrupt()
            self._retired.append(old)
            self.generations.discard(old.folder)

    def erase(self) -> None:
        """Remove everything of this person from this computer."""
        self.forget_replica()
        self.outbox.close()
        self.generations.erase()
        shutil.rmtree(self.generations.directory / "files", ignore_errors=True)
        for name in ("outbox.db", "outbox.db-wal", "outbox.db-shm"):
            (self.generations.directory / name).unlink(missing_ok=True)
        self._owner.release()

    def _open_current(self) -> None:
        folder = self.generations.current()
        if folder is None:
            return
        try:
            self._replica = Replica.open(folder, self.key)
            self.reconcile()
        except (Damaged, DiskFull):
            self.forget_replica()

    # -- acting

    def perform(self, command_id: CommandId, command: AnyCommand, at_ms: int) -> Done:
        """Decide, keep for good, show at once. Raises Refused, and nothing has happened then.

        The command is safe when the outbox has it; a crash before it shows is made good by
        `reconcile` at the next start.
        """
        person = self.outbox.person
        if person is None:
            raise NotFilled
        with self._steady() as replica:
            effects = judge(replica.writer, command, person, at_ms)
            queued = self.outbox.add(command_id, command, at_ms)
            if not self._is_preview:
                # The command is safe already; without room it shows after the next pull.
                with suppress(DiskFull):
                    replica.overlay(effects)
        changed = (*effects.rows, *effects.erased)
        return Done(queued, frozenset(entity(type(row)) for row in changed))

    def perform_many(
        self, groups: Sequence[Group], at_ms: int
    ) -> tuple[tuple[Refused | None, ...], frozenset[str]]:
        """Decide and keep many commands with one wait for the disk; each group whole or not.

        Answers for each group why it was refused, and which entities look different now. When
        this returns, every group that was taken is safe; when it raises, none was taken.
        """
        person = self.outbox.person
        if person is None or self._is_preview:
            raise NotFilled
        verdicts: list[Refused | None] = []
        taken: list[tuple[CommandId, AnyCommand]] = []
        touched: set[str] = set()
        is_kept = False
        with self._steady() as replica:
            try:
                with transaction(replica.writer):
                    for group in groups:
                        verdicts.append(_show(replica.writer, group, person, at_ms, touched))
                        taken += group if verdicts[-1] is None else ()
                    if taken:
                        self.outbox.add_many(taken, at_ms)
                    is_kept = True
            except DiskFull:
                # As in `perform`: what is safe already shows after the next pull.
                if not is_kept:
                    raise
        return tuple(verdicts), frozenset(touched)

    @contextmanager
    def _steady(self) -> Iterator[Replica]:
        """The current replica under its lock; it is not replaced meanwhile."""
        while True:
            replica = self.replica
            with replica.lock:
                if replica is self._replica:
                    yield replica
                    return

    def overlay(self) -> Overlay:
        return Overlay(self.outbox.undecided(), self.outbox.person)

    def apply(
        self, hello: Hello, lines: Iterable[Line], changed: Callable[[frozenset[str]], None]
    ) -> Applied:
        """Bring one answer of the server in, then let its commands leave the outbox."""
        replica = self.replica
        applied = replica.apply(hello, lines, self.overlay, changed)
        self.outbox.decided(replica.state().last_n, applied.receipts)
        return applied

    def tidy(self) -> bool:
        """One step of what can wait: search, then forgetting what left; False when there is none.

        For the thread that applies answers.
        """
        replica = self.replica
        return replica.index_slice() > 0 or replica.forget(self._forget_words)

    def dismiss(self, command_id: CommandId) -> None:
        """A refusal was read. Words about an issue that was deleted forever go with it."""
        told = [each.command for each in self.outbox.rejections() if each.id == command_id]
        self.outbox.dismiss(command_id)
        if self.has_replica and any(each and names_erased(self.view, each) for each in told):
            self._forget_words()

    def _forget_words(self) -> None:
        withdrawal.forget_words(self.view, self.outbox)
        withdrawal.sweep_files(
            self.replica.reader(), self.outbox, self.generations.directory / "files"
        )

    def reconcile(self) -> None:
        """Show exactly the undecided commands, whatever a crash left behind."""
        self.replica.replay(self.outbox.device, self.outbox.undecided(), self.outbox.person)

    def is_fork(self, hello: Hello) -> bool:
        """The server knows this device's last command under another id: our files went back."""
        n, command_id = hello.last
        return n > 0 and self.outbox.id_of(n) != command_id

    def fork(self) -> None:
        self.outbox.fork(new_device())
        self.reconcile()


def _show(
    db: Connection, group: Group, person: Person, at_ms: int, touched: set[str]
) -> Refused | None:
    """Show a group's rows, all of them or none; answers why not."""
    db.execute("SAVEPOINT one")
    try:
        for _, command in group:
            effects = judge(db, command, person, at_ms)
            touched |= put(db, effects.rows, effects.erased)
    except Refused as refusal:
        db.execute("ROLLBACK TO one")
        return refusal
    finally:
        db.execute("RELEASE one")
    return None


Clock = Callable[[], int]
"""UTC milliseconds."""
