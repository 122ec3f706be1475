"""What the composer starts with: to whom, on which ways, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from desktop.links import MessageWish
from desktop.qt.formatting import phone
from sync_server.contract.attachments import NewAttachment
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Channel, ContactKind, RecordKind
from sync_server.rules.letter_values import About
from sync_server.rules.merging import kept_of
from sync_server.rules.messages import unwanted
from sync_server.rules.view import View

CHANNELS = (Channel.EMAIL, Channel.SMS)
Attached = Path | NewAttachment
"""A file of this computer, or one that came with a template and is kept already."""
_KINDS = {Channel.EMAIL: ContactKind.EMAIL, Channel.SMS: ContactKind.PHONE}


class Draft(msgspec.Struct, frozen=True):
    """What somebody had typed when they left."""

    address: str = ""
    subject: str = ""
    body: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.subject and not self.body


@dataclass(frozen=True, slots=True)
class Address:
    """One of a customer's own, as it is sent and as it is shown."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class ComposerShown:
    """Everything the dialog needs for one channel."""

    customer_id: RowId
    name: str
    channel: Channel
    addresses: tuple[Address, ...]
    refusal: str
    """Why this customer is not written to on this channel."""


def composer_shown(view: View, wish: MessageWish) -> ComposerShown | None:
    """None when there is no such customer, or no such colleague."""
    customer = view.get(CustomerRow, kept_of(view, wish.customer_id))
    if customer is None:
        return None
    if wish.staff_id is not None:
        return _to_colleague(view, customer.id, wish.staff_id, wish.channel)
    kind = _KINDS[wish.channel]
    points = view.where(ContactPointRow, customer_id=customer.id, contact_kind=kind)
    addresses = tuple(
        Address(point.value, phone(point.value) if kind is ContactKind.PHONE else point.value)
        for point in points
    )
    refusal = unwanted(view, customer.id, wish.channel)
    return ComposerShown(customer.id, customer.name, wish.channel, addresses, refusal)


def _to_colleague(
    view: View, customer_id: RowId, staff_id: RowId, channel: Channel
) -> ComposerShown | None:
    """To a colleague at their own address (ISS-16)."""
    staff = view.get(StaffRow, staff_id)
    if staff is None:
        return None
    value = staff.email if channel is Channel.EMAIL else staff.phone
    shown = value if channel is Channel.EMAIL else phone(value)
    addresses = (Address(value, shown),) if value else ()
    refusal = "" if staff.active else "This colleague does not work here any more."
    return ComposerShown(customer_id, staff.name, channel, addresses, refusal)


def draft_key(customer_id: RowId, wish: MessageWish) -> str:
    colleague = f" {wish.staff_id}" if wish.staff_id else ""
    return f"message {customer_id} {wish.channel} {wish.record_id or ''}{colleague}"


def about_of(view: View, customer_id: RowId, writer: str, wish: MessageWish) -> About:
    """What the message is about, with its issue where it is about one."""
    is_issue = wish.record_kind is RecordKind.ISSUE and wish.record_id is not None
    return About(
        customer_id,
        writer,
        view.get(IssueRow, wish.record_id) if is_issue and wish.record_id else None,
        wish.record_kind,
        wish.record_id,
        asks_survey=True,
        to_colleague=wish.staff_id is not None,
    )


def read_draft(text: str) -> Draft:
    """What was kept; nothing when it cannot be read."""
    try:
        return msgspec.json.decode(text, type=Draft) if text else Draft()
    except msgspec.DecodeError:
        return Draft()


def write_draft(draft: Draft) -> str:
    return "" if draft.is_empty else msgspec.json.encode(draft).decode()
