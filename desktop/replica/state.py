"""How far a replica has come: epoch, cursor, last decided command, and its scopes' bits."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from desktop.replica.connection import Connection
from sync_server.contract.base import CommandId, DeviceId
from sync_server.contract.wire import Cursor, Hello

MAX_SCOPES = 62
_KEY = "sync"


class ScopeSlots(msgspec.Struct, frozen=True):
    """Which bit of `_aud` stands for which scope; a freed bit is used again."""

    names: dict[str, int] = {}

    def bit(self, scope: str) -> int:
        return 1 << self.names[scope]

    def __contains__(self, scope: object) -> bool:
        return scope in self.names

    def without(self, scopes: Iterable[str]) -> ScopeSlots:
        gone = frozenset(scopes)
        return ScopeSlots({name: at for name, at in self.names.items() if name not in gone})

    def including(self, scopes: Iterable[str]) -> ScopeSlots:
        names = dict(self.names)
        free = (at for at in range(MAX_SCOPES) if at not in self.names.values())
        for scope in scopes:
            if scope not in names:
                names[scope] = next(free)
        return ScopeSlots(names)


class SyncState(msgspec.Struct, frozen=True):
    epoch: str = ""
    device: DeviceId = DeviceId("")
    cursor: Cursor = {}
    last_n: int = 0
    last_id: CommandId | None = None
    slots: ScopeSlots = ScopeSlots()
    contract: str = ""
    """Fingerprint of the tables this file has."""
    filled: bool = False
    """A first fill came to its end once: this is a whole office, not a part of one."""
    needs_refill: bool = False
    """A newer program knows entities that were never pulled into this file."""

    @property
    def is_complete(self) -> bool:
        """Nothing of a first fill is missing."""
        return bool(self.cursor) and all(fill is None for _, fill in self.cursor.values())

    def has_reached(self, hello: Hello) -> bool:
        """Every scope of this answer has all its changes, and no fill is under way."""
        places = [self.cursor.get(scope) for scope in hello.scopes]
        return all(at is not None and at[0] >= hello.hi and at[1] is None for at in places)


def load_state(db: Connection) -> SyncState:
    found = db.execute("SELECT v FROM _state WHERE k = ?", (_KEY,)).fetchone()
    return SyncState() if found is None else msgspec.json.decode(found[0], type=SyncState)


def save_state(db: Connection, state: SyncState) -> None:
    db.execute(
        "REPLACE INTO _state(k, v) VALUES (?, ?)", (_KEY, msgspec.json.encode(state).decode())
    )
