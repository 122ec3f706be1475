"""What can be opened from anywhere: a page sends a Link to the shell and knows no other page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync_server.contract.base import RowId


class LinkKind(StrEnum):
    CUSTOMER = "customer"
    INQUIRY = "inquiry"
    QUOTE = "quote"
    BOOKING = "booking"
    INVOICE = "invoice"
    ISSUE = "issue"
    CALL = "call"
    VOICEMAIL = "voicemail"


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
