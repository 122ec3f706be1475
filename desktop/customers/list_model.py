"""The customer list as data: its words, its views, and its first rows before the rest loads."""

from __future__ import annotations

import msgspec

from desktop.lists.list_look import ListLook
from desktop.lists.selection_bar import RowAction
from desktop.lists.views_model import ListView
from desktop.replica.first_frame import CustomerSummary
from desktop.replica.listing_fields import CUSTOMERS
from desktop.replica.listing_query import Filter, Op, Query, Sort
from desktop.replica.listing_rows import ListRow
from sync_server.contract.columns import to_ms

ADD_LABEL, REMOVE_LABEL, CALL, REPORT = "add_label", "remove_label", "call", "report"
MERGE, DUPLICATES = "merge", "duplicates"
BY_NAME = Query(sorts=(Sort("name"),))
LOOK = ListLook(
    name="customers",
    title="Customers",
    noun="customer",
    fields=CUSTOMERS,
    icon="users",
    empty_title="No customers yet",
    empty_hint="Customers arrive with the first sync, or when a call or booking creates one.",
    search_hint="Name, phone, label or suburb",
    add_label="New customer",
    add_name="new_customer",
    add_icon="user-plus",
    add_keys="customers.new",
    open_label="Open profile",
    row_actions=(
        RowAction(CALL, "Call", "phone"),
        RowAction(REPORT, "Report issue", "triangle-alert"),
        RowAction(MERGE, "Merge with another…", "merge"),
        RowAction(DUPLICATES, "Find all duplicates…", "users"),
    ),
    bulk_actions=(
        RowAction(ADD_LABEL, "Add label", "tag"),
        RowAction(REMOVE_LABEL, "Remove label", "x"),
    ),
    views=(
        ListView("All customers", BY_NAME),
        ListView(
            "Open issues",
            Query(
                sorts=(Sort("open_issues", descending=True),),
                filters=(Filter("open_issues", Op.BETWEEN, ("1", "")),),
            ),
        ),
        ListView(
            "Balance due",
            Query(
                sorts=(Sort("balance", descending=True),),
                filters=(Filter("balance", Op.BETWEEN, ("1", "")),),
            ),
        ),
        ListView(
            "Active this week",
            Query(
                sorts=(Sort("last_activity", descending=True),),
                filters=(Filter("last_activity", Op.LAST_DAYS, ("7",)),),
            ),
        ),
    ),
)


def first_row(found: CustomerSummary) -> ListRow:
    """A customer as the first window reads it, in the columns of the whole list."""
    last = found.last_activity_at
    values = {
        "name": found.name,
        "labels": msgspec.json.encode(found.labels).decode(),
        "phones": found.phones,
        "location": found.location,
        "open_issues": found.open_issues,
        "last_activity": None if last is None else to_ms(last),
        "balance": found.balance_cents,
    }
    return ListRow(found.id, tuple(values.get(field.key) for field in CUSTOMERS))
