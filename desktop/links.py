"""What can be opened from anywhere: a page sends a Link to the shell and knows no other page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sync_server.contract.base import RowId
from sync_server.contract.letters import LetterKind
from sync_server.contract.values import Channel, RecordKind


class LinkKind(StrEnum):
    CUSTOMER = "customer"
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    INVOICE = "invoice"
    ISSUE = "issue"
    CALL = "call"
    VOICEMAIL = "voicemail"
    FIELDWORKER = "fieldworker"
    """Their jobs and what they earn with them."""


@dataclass(frozen=True, slots=True)
class CustomerAdded:
    """A customer that was made at this desk, and the number it was made for."""

    customer_id: RowId
    phone: str


@dataclass(frozen=True, slots=True)
class Link:
    """One thing to show: `id` is its row's id."""

    kind: LinkKind
    id: RowId
    aside: bool = False
    """In a tab of its own, while what is open stays (TML-21)."""


@dataclass(frozen=True, slots=True)
class ListWish:
    """A list with only some of its rows: those of a customer, or of one status (TML-15)."""

    kind: RecordKind
    customer_id: RowId | None = None
    status: str = ""
    status_id: RowId | None = None
    query: str = ""
    """Any filters, as a list keeps its views; columns it does not know are left out."""


@dataclass(frozen=True, slots=True)
class EraseWish:
    """An administrator wants an issue deleted forever: show what would go (ISS-65)."""

    issue_id: RowId


@dataclass(frozen=True, slots=True)
class NewRecordWish:
    """The form for a new record, filled in as far as is known (TML-17)."""

    kind: RecordKind
    customer_id: RowId | None = None


@dataclass(frozen=True, slots=True)
class MessageWish:
    """The composer, with whatever is known already; what is empty the person chooses."""

    channel: Channel
    customer_id: RowId
    address: str = ""
    subject: str = ""
    body: str = ""
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    files: tuple[Path, ...] = ()
    staff_id: RowId | None = None
    """To this colleague, about the customer's record (ISS-16)."""


@dataclass(frozen=True, slots=True)
class LetterWish:
    """One of the complaint letters about an issue, to be looked at before it is sent."""

    issue_id: RowId
    letter: LetterKind


_NONE = RowId("")


class CareKind(StrEnum):
    """What can be done for a customer beyond looking at them."""

    MERGE = "merge"
    UNMERGE = "unmerge"
    """`id` is the merge's."""
    STATEMENT = "statement"
    EVIDENCE = "evidence"
    REMIND = "remind"
    """`id` is the overdue invoice's."""
    MESSAGE = "message"
    """Look at a message that was written; `id` is its row's."""
    DUPLICATES = "duplicates"


@dataclass(frozen=True, slots=True)
class CareWish:
    """Something to be done by a dialog of the shell's; `id` is the customer's if not said else."""

    kind: CareKind
    id: RowId = _NONE


@dataclass(frozen=True, slots=True)
class AckWish:
    """A reported issue is to be acknowledged: show the letter before it goes out (A19)."""

    issue_id: RowId


@dataclass(frozen=True, slots=True)
class ReportIssueWish:
    """An issue is to be reported for this customer; the record is preselected where one is named
    (ISS-05, ISS-10)."""

    customer_id: RowId
    record_kind: RecordKind | None = None
    record_id: RowId | None = None
    call_id: RowId | None = None
