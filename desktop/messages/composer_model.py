"""What the composer starts with: to whom, on which ways, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desktop.links import MessageWish
from desktop.qt.formatting import phone
from sync_server.contract.base import RowId
from sync_server.contract.customers import ContactPointRow, CustomerRow
from sync_server.contract.values import Channel, ContactKind
from sync_server.rules.merging import kept_of
from sync_server.rules.messages import unwanted
from sync_server.rules.view import View

CHANNELS = (Channel.EMAIL, Channel.SMS)
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
    """None when there is no such customer."""
    customer = view.get(CustomerRow, kept_of(view, wish.customer_id))
    if customer is None:
        return None
    kind = _KINDS[wish.channel]
    points = view.where(ContactPointRow, customer_id=customer.id, contact_kind=kind)
    addresses = tuple(
        Address(point.value, phone(point.value) if kind is ContactKind.PHONE else point.value)
        for point in points
    )
    refusal = unwanted(view, customer.id, wish.channel)
    return ComposerShown(customer.id, customer.name, wish.channel, addresses, refusal)


def draft_key(customer_id: RowId, channel: Channel, record_id: RowId | None) -> str:
    return f"message {customer_id} {channel} {record_id or ''}"


def read_draft(text: str) -> Draft:
    """What was kept; nothing when it cannot be read."""
    try:
        return msgspec.json.decode(text, type=Draft) if text else Draft()
    except msgspec.DecodeError:
        return Draft()


def write_draft(draft: Draft) -> str:
    return "" if draft.is_empty else msgspec.json.encode(draft).decode()
