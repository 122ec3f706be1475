"""The precious file: what a person did and typed here, kept through power cuts until decided."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from desktop.replica.connection import (
    Connection,
    Durability,
    connect,
    transaction,
    world_failures,
)
from desktop.replica.outbox_tables import (
    BLANK,
    JOURNAL_MS,
    TABLES,
    Queued,
    Rejection,
    State,
    Upload,
    read_command,
    sentence_of,
)
from sync_server.contract.base import CommandId, DeviceId, RowId
from sync_server.contract.commands import AnyCommand, command_encoder
from sync_server.contract.values import Role
from sync_server.contract.wire import Receipt, Result

Commands = Sequence[tuple[CommandId, AnyCommand]]
_DECIDED = "SELECT n, json, state = 'rejected' AND told = 0 FROM command WHERE state <> 'new'"
_DEVICE, _PERSON, _NEXT, _EPOCH = "device", "person", "next", "epoch"


class Person(msgspec.Struct, frozen=True):
    """Who works at this desk, as told at sign-in."""

    id: RowId
    name: str
    role: Role


class Outbox:
    """Commands by number, drafts, files to upload and settings; safe to call from any thread."""

    def __init__(self, path: Path, key: bytes | None, fresh_device: DeviceId) -> None:
        self._lock = threading.RLock()
        self._db: Connection = connect(path, key, Durability.FULL)
        self._db.executescript(TABLES)
        self._queue: dict[int, Queued] = {}
        if self.setting(_DEVICE) is None:
            with transaction(self._db):
                self._set(_DEVICE, fresh_device)
                self._set(_NEXT, "1")
        self._load()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @property
    def device(self) -> DeviceId:
        return DeviceId(self.setting(_DEVICE) or "")

    def add(self, command_id: CommandId, command: AnyCommand, at: int) -> Queued:
        """Keep a command; when this returns, a power cut cannot take it away."""
        return self.add_many(((command_id, command),), at)[0]

    def add_many(self, commands: Commands, at: int) -> tuple[Queued, ...]:
        """Keep all of these, with one wait for the disk; when this raises, none is kept."""
        with self._lock:
            first = int(self.setting(_NEXT) or "1")
            queued = tuple(
                Queued(n, named, command, command_encoder.encode(command), at)
                for n, (named, command) in enumerate(commands, first)
            )
            with transaction(self._db):
                for each in queued:
                    self._insert(each)
                self._set(_NEXT, str(first + len(queued)))
            self._queue.update((each.n, each) for each in queued)
        return queued

    def undecided(self, after: int = 0) -> tuple[Queued, ...]:
        """Commands no pull has shown to be decided, in order, with numbers above `after`."""
        with self._lock:
            return tuple(queued for n, queued in self._queue.items() if n > after)

    def waiting(self) -> int:
        with self._lock:
            return len(self._queue)

    def id_of(self, n: int) -> CommandId | None:
        with self._lock:
            found = self._db.execute("SELECT id FROM command WHERE n = ?", (n,)).fetchone()
        return None if found is None else CommandId(found[0])

    def decided_upto(self) -> int:
        """The highest number below which every answer is here."""
        with self._lock:
            first_open = min(self._queue, default=int(self.setting(_NEXT) or "1"))
        return first_open - 1

    def keep_receipts(self, receipts: Iterable[Receipt]) -> None:
        """Note what a push was told; the commands stay until a pull shows their effect."""
        with self._lock, transaction(self._db):
            self._keep(receipts)

    def decided(self, upto: int, receipts: Iterable[Receipt]) -> None:
        """Everything up to this number is decided and its effect is in the replica."""
        with self._lock:
            closed = [n for n in self._queue if n <= upto]
            if not closed:
                return
            with transaction(self._db):
                self._keep(receipts)
                for n in closed:
                    state = State.REJECTED if self._is_rejected(n) else State.DONE
                    self._db.execute("UPDATE command SET state = ? WHERE n = ?", (state, n))
            for n in closed:
                del self._queue[n]

    @property
    def epoch(self) -> str:
        """Life of the server's database in which the journal was decided; empty before any."""
        return self.setting(_EPOCH) or ""

    def set_epoch(self, epoch: str) -> None:
        if self.epoch != epoch:
            self.set_setting(_EPOCH, epoch)

    def reopen(self, after: int, epoch: str) -> None:
        """In this epoch the server knows nothing after this number: send it again."""
        with self._lock:
            with transaction(self._db):
                self._set(_EPOCH, epoch)
                self._db.execute(
                    "UPDATE command SET state = ?, receipt = NULL WHERE n > ?", (State.NEW, after)
                )
            self._load()

    def fork(self, device: DeviceId) -> None:
        """Become a new device: undecided commands keep their ids and are numbered from one."""
        with self._lock:
            queue = self.undecided()
            with transaction(self._db):
                self._db.execute("DELETE FROM command WHERE state <> ?", (State.REJECTED,))
                # Refusals not yet read stay under numbers no device uses.
                self._db.execute(
                    "UPDATE command SET n = (SELECT min(0, min(n)) FROM command) - n WHERE n > 0"
                )
                for n, queued in enumerate(queue, 1):
                    self._insert(Queued(n, queued.id, queued.command, queued.json, queued.at))
                self._set(_DEVICE, device)
                self._set(_NEXT, str(len(queue) + 1))
            self._load()

    def prune(self, now_ms: int) -> None:
        """Forget commands decided long ago; the newest stays to prove whose files these are."""
        with self._lock, transaction(self._db):
            self._db.execute(
                "DELETE FROM command WHERE state <> 'new' AND at < ? "
                "AND (state = 'done' OR told = 1) AND n < (SELECT max(n) FROM command)",
                (now_ms - JOURNAL_MS,),
            )

    def blank(
        self, is_ours: Callable[[AnyCommand], bool], is_to_copy: Callable[[AnyCommand], bool]
    ) -> None:
        """Empty decided commands that are not this person's to know; their numbers stay. What was
        refused, not read yet, and is theirs to copy stays until it is read."""
        with self._lock, transaction(self._db):
            read = [(n, read_command(j), unread) for n, j, unread in self._db.execute(_DECIDED)]
            known = [(n, command, unread) for n, command, unread in read if command]
            to_copy = {n for n, command, unread in known if unread and is_to_copy(command)}
            gone = [(BLANK, n) for n, c, _ in known if n not in to_copy and not is_ours(c)]
            self._db.executemany(
                "UPDATE command SET json = ?, receipt = NULL, told = 1 WHERE n = ?", gone
            )

    def scrub(self) -> None:
        """Leave no trace of what was blanked in the write-ahead log or under it."""
        with self._lock, world_failures():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def rejections(self) -> tuple[Rejection, ...]:
        with self._lock:
            found = self._db.execute(
                "SELECT n, id, json, receipt FROM command "
                "WHERE state = 'rejected' AND told = 0 ORDER BY at, n"
            ).fetchall()
        return tuple(
            Rejection(n, CommandId(i), read_command(json), sentence_of(receipt))
            for n, i, json, receipt in found
        )

    def dismiss(self, command_id: CommandId) -> None:
        with self._lock, transaction(self._db):
            self._db.execute("UPDATE command SET told = 1 WHERE id = ?", (command_id,))

    # -- settings, drafts, files

    def setting(self, key: str) -> str | None:
        with self._lock:
            found = self._db.execute("SELECT v FROM setting WHERE k = ?", (key,)).fetchone()
        return None if found is None else str(found[0])

    def set_setting(self, key: str, value: str) -> None:
        with self._lock, transaction(self._db):
            self._set(key, value)

    @property
    def person(self) -> Person | None:
        kept = self.setting(_PERSON)
        return None if kept is None else msgspec.json.decode(kept, type=Person)

    def set_person(self, person: Person) -> None:
        self.set_setting(_PERSON, msgspec.json.encode(person).decode())

    def draft(self, key: str) -> str:
        with self._lock:
            found = self._db.execute("SELECT text FROM draft WHERE k = ?", (key,)).fetchone()
        return "" if found is None else str(found[0])

    def set_draft(self, key: str, text: str) -> None:
        """Keep what is being typed; an empty text forgets the draft."""
        with self._lock, transaction(self._db):
            if text:
                self._db.execute("REPLACE INTO draft(k, text) VALUES (?, ?)", (key, text))
            else:
                self._db.execute("DELETE FROM draft WHERE k = ?", (key,))

    def draft_keys(self, beginning: str) -> tuple[str, ...]:
        with self._lock:
            found = self._db.execute("SELECT k FROM draft").fetchall()
        return tuple(key for (key,) in found if key.startswith(beginning))

    def add_upload(self, upload: Upload) -> None:
        with self._lock, transaction(self._db):
            self._db.execute(
                "INSERT INTO upload(sha256, path, media_type) VALUES (?, ?, ?) "
                "ON CONFLICT(sha256) DO UPDATE SET path = excluded.path, problem = ''",
                (upload.sha256, str(upload.path), upload.media_type),
            )

    def uploads(self) -> tuple[Upload, ...]:
        with self._lock:
            found = self._db.execute(
                "SELECT sha256, path, media_type FROM upload WHERE done = 0 AND problem = ''"
            ).fetchall()
        return tuple(Upload(sha, Path(path), media_type) for sha, path, media_type in found)

    def uploaded(self, sha256: str) -> None:
        with self._lock, transaction(self._db):
            self._db.execute("UPDATE upload SET done = 1 WHERE sha256 = ?", (sha256,))

    def upload_failed(self, sha256: str, problem: str) -> None:
        """Stop trying this file; the sentence is shown at its post."""
        with self._lock, transaction(self._db):
            self._db.execute("UPDATE upload SET problem = ? WHERE sha256 = ?", (problem, sha256))

    # -- inside

    def _load(self) -> None:
        found = self._db.execute(
            "SELECT n, id, json, at FROM command WHERE state = 'new' ORDER BY n"
        )
        self._queue = {
            n: Queued(n, CommandId(i), read_command(json), bytes(json), at)
            for n, i, json, at in found
        }

    def _insert(self, queued: Queued) -> None:
        self._db.execute(
            "INSERT INTO command(n, id, json, at, state) VALUES (?, ?, ?, ?, 'new')",
            (queued.n, queued.id, queued.json, queued.at),
        )

    def _set(self, key: str, value: str) -> None:
        self._db.execute("REPLACE INTO setting(k, v) VALUES (?, ?)", (key, value))

    def _keep(self, receipts: Iterable[Receipt]) -> None:
        self._db.executemany(
            "UPDATE command SET receipt = ? WHERE n = ? AND id = ?",
            [(msgspec.json.encode(receipt), receipt.n, receipt.id) for receipt in receipts],
        )

    def _is_rejected(self, n: int) -> bool:
        found = self._db.execute("SELECT receipt FROM command WHERE n = ?", (n,)).fetchone()
        if found is None or found[0] is None:
            return False
        result = msgspec.json.decode(found[0], type=Receipt).result
        return result in {Result.REJECTED, Result.PARKED, Result.MERGED}
