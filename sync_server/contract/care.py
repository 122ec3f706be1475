"""Looking after customers: labels, wishes, places, and profiles that were the same person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sync_server.contract.base import Command, Row, RowId

MAX_LABELLED = 500
UNMERGE_DAYS = 30


class CustomerFlag(StrEnum):
    AUTO_MESSAGES_PAUSED = "auto_messages_paused"
    NO_EMAIL = "no_email"
    NO_SMS = "no_sms"
    NO_CALLS = "no_calls"
    MARKETING_AGREED = "marketing_agreed"


class LabelCustomers(Command, frozen=True, tag="customer.label"):
    """Add and remove labels of up to 500 customers at once."""

    customer_ids: tuple[RowId, ...]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class SetCustomerFlag(Command, frozen=True, tag="customer.set_flag"):
    customer_id: RowId
    flag: CustomerFlag
    is_on: bool


class RemoveContactPoint(Command, frozen=True, tag="customer.remove_contact_point"):
    contact_point_id: RowId


class PropertyRow(Row, frozen=True, tag="property"):
    """A place a customer wants work at."""

    customer_id: RowId = RowId("")
    name: str = ""
    address: str = ""
    note: str = ""
    gone: bool = False


class SaveProperty(Command, frozen=True, tag="property.save"):
    property_id: RowId
    seen_version: int
    customer_id: RowId
    name: str
    address: str
    note: str = ""


class RemoveProperty(Command, frozen=True, tag="property.remove"):
    property_id: RowId


class MergeRow(Row, frozen=True, tag="merge"):
    """Two profiles were one person. Who opens the merged one is shown the kept one."""

    kept_id: RowId = RowId("")
    merged_id: RowId = RowId("")
    merged_name: str = ""
    merged_by: RowId = RowId("")
    merged_by_name: str = ""
    merged_at: datetime | None = None
    moved_count: int = 0
    undone_at: datetime | None = None
    undone_by_name: str = ""


class MergeMovesRow(Row, frozen=True, tag="merge_moves"):
    """What moved, as `entity id` lines; kept by the server alone so that it can move back."""

    moved: tuple[str, ...] = ()


class MergeCustomers(Command, frozen=True, tag="customer.merge"):
    """Everything of `merged_id` moves to `kept_id`; can be undone for 30 days (A46)."""

    merge_id: RowId
    kept_id: RowId
    merged_id: RowId


class UnmergeCustomers(Command, frozen=True, tag="customer.unmerge"):
    merge_id: RowId
