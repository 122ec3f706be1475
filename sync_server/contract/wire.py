"""Sync on the wire ("ringdesk-sync/1"): what a device pushes, what it asks for, what it is told.

A pull answers with lines of JSON (NDJSON), zstd-compressed:

    ["hello", {"epoch", "hi", "scopes", "drop", "reset", "last", "now"}]
    ["cols", entity, [column, ...]]                     before the entity's first row
    ["up", scope index, entity, [[seq, value, ...]]]    rows as they now stand in that scope
    ["rm", scope index, entity, [id, ...]]              rows that left that scope
    ["res", [receipt, ...]]                             answers since the device's last number
    ["mark", {"cur"}]                                   everything up to here may be committed
    ["end", {"cur", "more", "digest"}]

A stream without `mark` or `end` after a line is rolled back to the last one.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from sync_server.contract.base import CommandId, DeviceId, Message, RowId

MAX_COMMAND_BYTES = 64 * 1024
MAX_BATCH_COMMANDS = 100
BATCH_ROWS = 500
"""Rows in one `up` line, at most: what a desktop applies without a stutter."""

FillPosition = tuple[str, str]
"""(entity, id) of the last row a first fill delivered."""
ScopeCursor = tuple[int, FillPosition | None]
"""(sequence seen, position of an unfinished fill)."""
Cursor = dict[str, ScopeCursor]


class Result(StrEnum):
    OK = "ok"
    NOOP = "noop"
    MERGED = "merged"
    """Taken in part: both values are in the detail, nothing is lost."""
    REJECTED = "rejected"
    PARKED = "parked"
    """Our fault, not the person's: kept for the administrator, the queue moves on."""


class Envelope(Message, frozen=True):
    """A command on its way: `n` counts on the device, `id` makes retries harmless."""

    n: int
    id: CommandId
    at: int
    """The device's clock in UTC ms; shown, never used for order."""
    c: msgspec.Raw
    """The command, decoded strictly one by one so that a bad one cannot block the rest."""


class Receipt(Message, frozen=True):
    n: int
    id: CommandId
    result: Result
    seq: int = 0
    code: str = ""
    detail: str = ""
    """A sentence for the person, naming the thing and the value."""


class PushStatus(StrEnum):
    OK = "ok"
    FORK = "fork"
    """This number carried another id before: the device's files were rolled back or cloned."""
    GAP = "gap"
    EPOCH = "epoch"


class PullRequest(Message, frozen=True):
    epoch: str
    device: DeviceId
    cur: Cursor = msgspec.field(default_factory=dict)
    last: int = 0
    """Number of the last command this device knows to be decided."""
    max_bytes: int = 4 * 1024 * 1024
    v: int = 1


class PushRequest(Message, frozen=True):
    epoch: str
    device: DeviceId
    cmds: tuple[Envelope, ...]
    v: int = 1


class PushReply(Message, frozen=True):
    status: PushStatus
    epoch: str
    receipts: tuple[Receipt, ...] = ()
    want: int = 0
    """With `gap`: the number the server expects next."""


class Hello(Message, frozen=True):
    epoch: str
    hi: int
    scopes: tuple[str, ...]
    drop: tuple[str, ...]
    reset: bool
    last: tuple[int, CommandId | None]
    now: int


class Problem(Message, frozen=True):
    """Every refusal of the HTTP API: a machine word and a sentence for the person."""

    code: str
    detail: str


class SignIn(Message, frozen=True, forbid_unknown_fields=True):
    email: str
    password: str
    device: DeviceId
    device_name: str = ""


class SignedIn(Message, frozen=True):
    token: str
    staff_id: str
    name: str
    role: str
    epoch: str
    sip_user: str | None = None
    sip_password: str | None = None
    sip_domain: str = ""
    sip_proxy: str = ""
    """`host:port` of the phone system, host as an IP literal."""
    sip_tls_port: int = 0
    """Where phones connect by TLS instead; 0 for plain TCP."""
    sip_certificate: str = ""
    """What a phone pins then (PEM)."""


class LooksAt(Message, frozen=True):
    """A desk says which issue its person looks at; empty for none. Said again every few seconds."""

    issue: RowId = RowId("")
    typing: bool = False


class ViewerTold(Message, frozen=True):
    id: RowId
    name: str
    typing: bool = False


class IssueViewers(Message, frozen=True):
    """Everybody who looks at an issue right now; it passes and is never stored."""

    issue: RowId
    viewers: tuple[ViewerTold, ...]
