"""The kinds of message everything on the wire is made of, and the ids they carry."""

from __future__ import annotations

import hashlib
from typing import NewType

import msgspec

RowId = NewType("RowId", str)
CommandId = NewType("CommandId", str)
DeviceId = NewType("DeviceId", str)

PROTOCOL_VERSION = 1


class Message(msgspec.Struct, frozen=True):
    """Base of every value that crosses the wire."""


class Row(Message, frozen=True, tag_field="kind"):
    """The state of one synced thing; `version` rises by one with every accepted change.

    Rows are read tolerantly: a reader keeps or ignores columns it does not know.
    """

    id: RowId
    version: int = 0


class Command(Message, frozen=True, tag_field="kind", forbid_unknown_fields=True, kw_only=True):
    """What a person asked for. Commands are read strictly: an unknown field refuses the whole."""


def derived_id(told: str) -> str:
    """32 hex digits that everybody works out alike from the same words (SHA-256, first half)."""
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def new_id(unix_ms: int, entropy: bytes) -> RowId:
    """Make a UUIDv7 (RFC 9562, 5.7) as 32 hex digits from a time in ms and 10 random bytes."""
    noise = int.from_bytes(entropy[:10], "big")
    value = (unix_ms & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (noise >> 68 & 0xFFF) << 64
    value |= 0b10 << 62 | (noise & (1 << 62) - 1)
    return RowId(f"{value:032x}")
