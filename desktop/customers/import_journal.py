"""What this desk remembers of an import, so that it can be taken up again or undone later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from sync_server.contract.base import RowId, derived_id

LAST = "import last"


class Settings(Protocol):
    """Where it is remembered: kept through power cuts."""

    def setting(self, key: str) -> str | None: ...

    def set_setting(self, key: str, value: str) -> None: ...


class Added(msgspec.Struct, frozen=True):
    """What a customer who was here already got from a row."""

    customer_id: RowId
    points: tuple[RowId, ...]
    labels: tuple[str, ...]


class Kept(msgspec.Struct, frozen=True):
    """One file. `run` is for the next import of it; `undoable` the run to undo, -1 for none."""

    sha256: str
    file: str
    run: int = 0
    undoable: int = -1
    rows: int = 0
    is_whole: bool = False


class Journal:
    """The memory of one file; each step is on the disk before the next begins."""

    def __init__(self, settings: Settings, sha256: str, file: str = "") -> None:
        self._settings = settings
        self._kept = kept(settings, sha256) or Kept(sha256, file)
        self._notes = -1

    def begin(self, run: int, rows: int) -> None:
        self._keep(undoable=run, rows=rows, is_whole=False)
        self._notes = sum(1 for _ in self._texts())
        self._settings.set_setting(LAST, self._kept.sha256)

    def ended(self) -> None:
        """It came to its end."""
        self._keep(is_whole=True)

    def note(self, added: Sequence[Added]) -> None:
        """What is about to be given to customers who are here."""
        key = self._note_key(self._notes)
        self._settings.set_setting(key, msgspec.json.encode(added).decode())
        self._notes += 1

    # -- undoing

    def start_undo(self) -> int:
        """Answers how many rows there were. A new import of the file gets new ids from now on:
        the server knows the old ones as taken back."""
        self._keep(run=self._kept.undoable + 1)
        return self._kept.rows

    def customer_id(self, at: int) -> RowId:
        """The customer that row `at` became in the run to undo."""
        return customer_id(self._kept.sha256, self._kept.undoable, at)

    def notes(self) -> Iterator[list[Added]]:
        for text in self._texts():
            yield msgspec.json.decode(text, type=list[Added])

    def undone(self) -> None:
        self._keep(undoable=-1)

    def _texts(self) -> Iterator[str]:
        number = 0
        while (text := self._settings.setting(self._note_key(number))) is not None:
            yield text
            number += 1

    def _note_key(self, number: int) -> str:
        return f"import {self._kept.sha256} {self._kept.undoable} note {number}"

    def _keep(self, **changes: object) -> None:
        self._kept = msgspec.structs.replace(self._kept, **changes)
        text = msgspec.json.encode(self._kept).decode()
        self._settings.set_setting(_key(self._kept.sha256), text)


def customer_id(sha256: str, run: int, at: int) -> RowId:
    """The customer of row `at`: the same whenever this run is taken up, so nobody comes twice."""
    return RowId(derived_id(f"import {sha256} {run} {at}"))


def kept(settings: Settings, sha256: str) -> Kept | None:
    """What is known of a file with this checksum."""
    text = settings.setting(_key(sha256))
    return None if text is None else msgspec.json.decode(text, type=Kept)


def last(settings: Settings) -> Kept | None:
    """The newest import of this desk, while it can be undone."""
    sha256 = settings.setting(LAST)
    found = None if sha256 is None else kept(settings, sha256)
    return found if found is not None and found.undoable >= 0 else None


def _key(sha256: str) -> str:
    return f"import {sha256}"
