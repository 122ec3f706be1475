"""Store: the only door pages use: do a command, read rows, hear what changed."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from desktop.replica.connection import Connection
from desktop.replica.outbox import Person
from desktop.replica.outbox_tables import Rejection, Upload
from desktop.replica.profile import Profile
from desktop.replica.view import ReplicaView
from desktop.sync.downloads import SOUNDS, Fetched, Missing, Told, kept
from desktop.sync.histories import HistoryAnswer, HistoryTold, Unread
from desktop.sync.viewing import Viewing
from sync_server.contract.attachments import ALLOWED_TYPES, NewAttachment
from sync_server.contract.base import CommandId, RowId, new_id
from sync_server.contract.columns import to_ms
from sync_server.contract.commands import AnyCommand
from sync_server.contract.history import HistoryAsk
from sync_server.contract.values import INLINE_ATTACHMENT_BYTES
from sync_server.rules.effects import Reason, Refused

Changed = Callable[[frozenset[str]], None]
"""Gets the names of the entities that look different now; empty: everything may."""
Hop = Callable[[Callable[[], None]], None]
"""Runs something in the thread that owns the pages."""
SOUND_TYPE = "audio/wav"
_ENDINGS = {ending: kind for kind, ending in ALLOWED_TYPES.items()} | {"jpeg": "image/jpeg"}


class FileSource(Protocol):
    """Where files of the server come from."""

    def fetch(self, sha256: str, told: Told) -> None: ...

    def prefetch(self, wanted: Iterable[str]) -> None: ...


class HistorySource(Protocol):
    """Where the server's history comes from."""

    def ask(self, ask: HistoryAsk, told: HistoryTold) -> None: ...


class Store:
    """What a page may do. Its methods never wait for the network."""

    def __init__(
        self,
        profile: Profile,
        clock: Callable[[], datetime],
        hop: Hop = lambda run: run(),
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._hop = hop
        self._wake = wake
        self._listeners: list[Changed] = []
        self._pending: set[str] | None = None
        self._pending_lock = threading.Lock()
        self._downloads: FileSource | None = None
        self._histories: HistorySource | None = None
        self._wanted: tuple[str, ...] = ()
        self.viewing = Viewing()
        """Who looks at which issue right now."""

    # -- acting

    def do(self, command: AnyCommand) -> CommandId:
        """Take a command: decided and shown at once, sent in the background.

        Raises Refused when a rule says no; nothing has happened then. When this returns, the
        command survives a power cut.
        """
        command_id = CommandId(self.new_id())
        done = self._profile.perform(command_id, command, to_ms(self._clock()))
        self._emit(done.entities)
        self._wake()
        return command_id

    def do_beside(self, command: AnyCommand) -> CommandId:
        """The same from a thread beside the window; what changed is told in the pages' thread."""
        command_id = CommandId(self.new_id())
        done = self._profile.perform(command_id, command, to_ms(self._clock()))
        self.rows_changed(done.entities)
        self._wake()
        return command_id

    def do_many(self, groups: Iterable[Sequence[AnyCommand]]) -> tuple[Refused | None, ...]:
        """Take many commands at once, from any thread; each group is taken whole or refused.

        Answers for each group why it was refused. When this returns, what was taken survives a
        power cut; when it raises (NotFilled, DiskFull), nothing was taken. Keep it to some
        hundred commands: whoever else writes here waits as long.
        """
        named = [[(CommandId(self.new_id()), command) for command in group] for group in groups]
        verdicts, entities = self._profile.perform_many(named, to_ms(self._clock()))
        if entities:
            self.rows_changed(entities)
            self._wake()
        return verdicts

    def new_id(self) -> RowId:
        """An id for something new."""
        return new_id(to_ms(self._clock()), os.urandom(10))

    def wake_by(self, wake: Callable[[], None]) -> None:
        """Call this whenever something is to be sent."""
        self._wake = wake

    # -- reading

    @property
    def me(self) -> Person | None:
        return self._profile.outbox.person

    @property
    def is_ready(self) -> bool:
        """There is something to show."""
        return self._profile.has_replica

    def is_there(self) -> bool:
        """Not erased meanwhile: for what reads beside the window."""
        return self._profile.has_replica

    @property
    def view(self) -> ReplicaView:
        return self._profile.view

    def reader(self) -> Connection:
        """The calling thread's connection, for the queries of `desktop.replica`."""
        return self._profile.reader()

    # -- hearing

    def listen(self, changed: Changed) -> Callable[[], None]:
        """Call `changed` in the pages' thread after each change; answers how to stop that."""
        self._listeners.append(changed)
        return lambda: self._listeners.remove(changed)

    def rows_changed(self, entities: frozenset[str]) -> None:
        """For the sync engine, from its thread. Changes until the hop comes through are one."""
        with self._pending_lock:
            if self._pending is not None:
                if entities and self._pending:
                    self._pending |= entities
                else:
                    self._pending = set()
                return
            self._pending = set(entities)
        self._hop(self._emit_pending)

    def _emit_pending(self) -> None:
        with self._pending_lock:
            entities, self._pending = frozenset(self._pending or ()), None
        self._emit(entities)

    def _emit(self, entities: frozenset[str]) -> None:
        for changed in tuple(self._listeners):
            changed(entities)

    # -- what is only here

    def waiting(self) -> int:
        """Commands the server has not decided yet."""
        return self._profile.outbox.waiting()

    def rejections(self) -> tuple[Rejection, ...]:
        """Commands the server refused later, with what the person had written."""
        return self._profile.outbox.rejections()

    def dismiss(self, command_id: CommandId) -> None:
        """The person has read it."""
        self._profile.dismiss(command_id)

    def draft(self, key: str) -> str:
        return self._profile.outbox.draft(key)

    def set_draft(self, key: str, text: str) -> None:
        """Keep what is being typed under a key such as a thread's id."""
        self._profile.outbox.set_draft(key, text)

    def setting(self, key: str) -> str | None:
        return self._profile.outbox.setting(f"ui {key}")

    def set_setting(self, key: str, value: str) -> None:
        self._profile.outbox.set_setting(f"ui {key}", value)

    def attach(self, file: Path) -> NewAttachment:
        """Take a copy of a file for a post that is being written. Raises Refused or OSError.

        The post names it; the bytes follow by themselves, also after a restart.
        """
        size = file.stat().st_size
        media_type = _ENDINGS.get(file.suffix.lower().removeprefix("."))
        if media_type is None:
            raise Refused(Reason.INVALID, f"{file.name}: only PNG, JPEG and PDF files are taken.")
        if not 0 < size <= INLINE_ATTACHMENT_BYTES:
            raise Refused(Reason.INVALID, f"{file.name} has {size} bytes; up to 5 MiB fit.")
        kept = self._keep(file)
        self._profile.outbox.add_upload(Upload(kept.name, kept, media_type))
        return NewAttachment(self.new_id(), file.name, media_type, size, kept.name)

    def attach_sound(self, file: Path) -> str:
        """Take a copy of a WAV file, to be sent by itself; answers its checksum. Raises OSError."""
        kept_file = self._keep(file)
        self._profile.outbox.add_upload(Upload(kept_file.name, kept_file, SOUND_TYPE))
        self._wake()
        return kept_file.name

    # -- files of the server

    def fetch_by(self, downloads: FileSource) -> None:
        """From now on files can be had from the server."""
        self._downloads = downloads
        self.prefetch(self._wanted)

    def file(self, sha256: str) -> Path | None:
        """Where a file lies on this computer; None when it must be fetched first."""
        return kept(self._files, sha256) or kept(self._files / SOUNDS, sha256)

    def fetch(self, sha256: str, told: Told) -> None:
        """Have a file fetched; `told` is called once, in the pages' thread."""
        if self._downloads is None:
            told(Fetched(sha256, None, Missing.OFFLINE))
            return
        self._downloads.fetch(sha256, lambda found: self._hop(lambda: told(found)))

    def prefetch(self, wanted: Iterable[str]) -> None:
        """Have these here before anybody asks, in the background."""
        self._wanted = tuple(wanted)
        if self._downloads is not None:
            self._downloads.prefetch(each for each in self._wanted if self.file(each) is None)

    def sweep_sounds(self, known: frozenset[str]) -> int:
        """Remove kept sounds of rows that are gone; answers how many. May be called anywhere."""
        gone = [path for path in (self._files / SOUNDS).glob("*") if path.name not in known]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    # -- history of the server

    def history_by(self, histories: HistorySource) -> None:
        """From now on history can be read."""
        self._histories = histories

    def history(self, ask: HistoryAsk, told: HistoryTold) -> None:
        """Have a page of history fetched; `told` is called once, in the pages' thread."""
        if self._histories is None:
            told(HistoryAnswer(ask, None, Unread.OFFLINE))
            return
        self._histories.ask(ask, lambda answer: self._hop(lambda: told(answer)))

    @property
    def _files(self) -> Path:
        return self._profile.generations.directory / "files"

    @property
    def folder(self) -> Path:
        """Where this profile's files are."""
        return self._profile.generations.directory

    def _keep(self, file: Path) -> Path:
        folder = self._files
        folder.mkdir(exist_ok=True)
        copy = folder / f"new-{secrets.token_hex(8)}"
        shutil.copyfile(file, copy)
        with copy.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        return copy.replace(folder / sha256)
