"""How lines of the history hang together: what is hashed, and in which form.

    digest = SHA-256 of [salt, actor_name, changes]
    hash   = SHA-256 of [hash of the line before, n, at, ..., record_id, digest]

both as JSON arrays, which differ whenever a value differs. The content goes in as a salted digest
only: it can be erased without breaking the chain, and cannot be guessed from what is left.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec

START = "0" * 64
"""What the first line hangs on, and the head of an empty history."""


@dataclass(frozen=True, slots=True)
class Content:
    """What may have to be erased one day: names, numbers, texts."""

    salt: str
    actor_name: str
    changes: str
    """JSON: column -> [old, new]."""

    def digest(self) -> str:
        return _sha256(self.salt, self.actor_name, self.changes)


@dataclass(frozen=True, slots=True)
class Head:
    """What is never erased: which act on which row, without a personal word."""

    n: int
    at: int
    """Server time in UTC ms."""
    actor_id: str
    actor_role: str
    kind: str
    command_id: str
    entity: str
    row_id: str
    customer_id: str | None
    record_id: str | None
    digest: str

    def hash(self, before: str) -> str:
        """The hash of this line after a line with the hash `before`."""
        return _sha256(
            before,
            self.n,
            self.at,
            self.actor_id,
            self.actor_role,
            self.kind,
            self.command_id,
            self.entity,
            self.row_id,
            self.customer_id,
            self.record_id,
            self.digest,
        )


def _sha256(*parts: str | int | None) -> str:
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()
