"""What goes into a decision and what comes out: circumstances, then effects or a refusal."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sync_server.contract.base import Row, RowId
from sync_server.contract.values import RecordKind, Role, Visibility
from sync_server.rules.view import View


class Reason(StrEnum):
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    ID_TAKEN = "id_taken"
    WRONG_STATUS = "wrong_status"
    CHANGED = "changed"
    """Someone changed it since the person looked."""
    INVALID = "invalid"


class Refused(Exception):
    """A rule said no. Expected, shown to the person, never logged as a fault."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def unnumbered(_kind: RecordKind) -> int | None:
    """Number of a new record where only the server may give one."""
    return None


@dataclasses.dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything a rule needs from outside, handed in so that rules stay pure.

    For a customer, `by` is the customer's id. `on_server` tells the deciding run from the
    optimistic one: only the server gives numbers and the time of posting.
    """

    by: RowId
    by_name: str
    role: Role
    now: datetime
    on_server: bool = False
    next_number: Callable[[RecordKind], int | None] = unnumbered


class NoticeKind(StrEnum):
    POST_WRITTEN = "post_written"
    ISSUE_REPORTED = "issue_reported"
    VOICEMAIL_LEFT = "voicemail_left"
    CALL_RINGING = "call_ringing"
    VISIT_CHANGED = "visit_changed"
    """Its `row_id` is `appointment:version`: each change is told of once."""
    MENTIONED = "mentioned"
    """A post that was edited names somebody it did not."""


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """A reason to tell someone; who and how is decided elsewhere."""

    kind: NoticeKind
    thread_id: RowId
    row_id: RowId
    by: RowId
    visibility: Visibility


@dataclasses.dataclass(frozen=True, slots=True)
class Effects:
    """Rows to write. No rows: what was asked for is already so."""

    rows: tuple[Row, ...] = ()
    notices: tuple[Notice, ...] = ()
    erased: tuple[Row, ...] = ()
    """Rows that leave every table and every desk, with their history (A18)."""
    merged: str = ""
    """Set when only part was taken: a sentence with both values."""


Rule = Callable[[View, Any, Circumstances], Effects]
"""What a command does. Any: each rule takes its own command."""
