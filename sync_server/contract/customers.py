"""Customers, how to reach them, and the commands that change them."""

from __future__ import annotations

from sync_server.contract.base import Command, Message, Row, RowId
from sync_server.contract.values import ContactKind


class CustomerRow(Row, frozen=True, tag="customer"):
    name: str = ""
    labels: tuple[str, ...] = ()
    location: str = ""
    gone: bool = False
    """Merged into another (`MergeRow` says which)."""


class CustomerNoteRow(Row, frozen=True, tag="customer_note"):
    """What only the office knows of a customer; its id is the customer's.

    A row of its own: the customer's row travels to the fieldworkers on their jobs.
    """

    note: str = ""
    pinned_alert: str = ""
    """A line every agent must see when this customer rings."""
    auto_messages_paused: bool = False
    no_email: bool = False
    no_sms: bool = False
    no_calls: bool = False
    marketing_agreed: bool = False


class ContactPointRow(Row, frozen=True, tag="contact_point"):
    """One phone number (E.164) or e-mail address of a customer."""

    customer_id: RowId = RowId("")
    contact_kind: ContactKind = ContactKind.PHONE
    value: str = ""
    gone: bool = False


class NewContactPoint(Message, frozen=True, forbid_unknown_fields=True):
    id: RowId
    contact_kind: ContactKind
    value: str


class AddCustomer(Command, frozen=True, tag="customer.add"):
    customer_id: RowId
    name: str
    location: str = ""
    labels: tuple[str, ...] = ()
    contact_points: tuple[NewContactPoint, ...] = ()


class FieldEdit(Message, frozen=True, forbid_unknown_fields=True):
    """One field as the person saw it and as they want it."""

    field: str
    old: str
    new: str


class EditCustomer(Command, frozen=True, tag="customer.edit"):
    customer_id: RowId
    edits: tuple[FieldEdit, ...]


class AddContactPoint(Command, frozen=True, tag="customer.add_contact_point"):
    customer_id: RowId
    contact_point: NewContactPoint


class RemoveCustomer(Command, frozen=True, tag="customer.remove"):
    """Take a customer back that nothing hangs on yet: a slip, or an import that was wrong."""

    customer_id: RowId


class RestoreCustomer(Command, frozen=True, tag="customer.restore"):
    """Bring a customer back, with those numbers and addresses that were taken back with them."""

    customer_id: RowId
    contact_point_ids: tuple[RowId, ...] = ()
