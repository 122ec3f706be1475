"""Folders of one person's files: the outbox, numbered generations of the replica, one owner.

A generation is built aside under a name of its own and published by replacing `CURRENT`;
no database file is ever replaced under a name that is in use.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from pathlib import Path

_GENERATION = re.compile(r"replica-(\d+)")


class InUse(Exception):
    """Another Ringdesk of this person runs on this computer."""


class ProfileLock:
    """Held while a program works on a profile; the system frees it when the program dies."""

    def __init__(self, directory: Path) -> None:
        self._file = (directory / "lock").open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise InUse(f"{directory.name} is open in another window of Ringdesk") from None

    def release(self) -> None:
        self._file.close()


class Generations:
    """The replica folders of a profile: which one is current, where the next is built."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def current(self) -> Path | None:
        """Folder of the published generation, None before the first fill or after its loss."""
        try:
            name = (self.directory / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None
        folder = self.directory / name
        return folder if _GENERATION.fullmatch(name) and _database(folder).exists() else None

    def building(self) -> Path:
        """Folder of the generation being built: the unfinished one, else a new one."""
        current = self._number(self.current())
        newest = max((self._number(folder) for folder in self._folders()), default=0)
        number = newest if newest > current else newest + 1
        folder = self.directory / f"replica-{number}"
        folder.mkdir(exist_ok=True)
        return folder

    def publish(self, folder: Path) -> None:
        """Make a finished generation the current one; a crash leaves the old one or the new."""
        sync_tree(folder)
        temporary = self.directory / "CURRENT.new"
        with temporary.open("w") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.directory / "CURRENT")
        _sync_folder(self.directory)

    def discard(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove generations older than the current one."""
        current = self._number(self.current())
        for folder in self._folders():
            if self._number(folder) < current:
                self.discard(folder)

    def erase(self) -> None:
        (self.directory / "CURRENT").unlink(missing_ok=True)
        for folder in self._folders():
            self.discard(folder)

    def _folders(self) -> list[Path]:
        return [p for p in self.directory.iterdir() if _GENERATION.fullmatch(p.name)]

    @staticmethod
    def _number(folder: Path | None) -> int:
        match = _GENERATION.fullmatch(folder.name) if folder else None
        return int(match[1]) if match else 0


def _database(folder: Path) -> Path:
    return folder / "replica.db"


def sync_tree(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
