"""The list of customers: where each of its columns comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, func, or_, select, union_all

from desktop.replica.connection import Connection
from desktop.replica.listing_fields import CUSTOMERS
from desktop.replica.listing_filters import has_label
from desktop.replica.listing_query import Sort
from desktop.replica.listing_spec import ListSpec
from desktop.replica.tables import ROWS, one_of, prepared
from sync_server.contract.base import RowId
from sync_server.contract.values import ContactKind, InvoiceStatus, IssueStatus

_customer, _note, _point, _issue, _invoice, _booking = (
    ROWS[name]
    for name in ("customer", "customer_note", "contact_point", "issue", "invoice", "booking")
)
_ACTIVITY = (
    ("inquiry", "created_at"),
    ("quote", "created_at"),
    ("booking", "created_at"),
    ("invoice", "created_at"),
    ("issue", "reported_at"),
    ("call", "started_at"),
    ("post", "posted_at"),
)
_ID = re.compile(r"[0-9a-f]{12}7[0-9a-f]{19}")
_NOT_DIGITS = re.compile(r"\D")
_LIKE_A_NUMBER = re.compile(r"[\d\s().+/-]*\d[\d\s().+/-]*")


def _points(kind: ContactKind) -> ColumnElement[object]:
    mine = (
        select(_point.c.value)
        .where(_point.c.customer_id == _customer.c.id, _point.c.contact_kind == str(kind))
        .order_by(_point.c.id)
        .correlate(_customer)
        .subquery()
    )
    return func.coalesce(select(func.group_concat(mine.c.value, ", ")).scalar_subquery(), "")


def _newest() -> ColumnElement[object]:
    each = [
        select(func.max(ROWS[name].c[at]).label("at"))
        .where(ROWS[name].c.customer_id == _customer.c.id)
        .correlate(_customer)
        for name, at in _ACTIVITY
    ]
    return select(func.max(union_all(*each).subquery().c.at)).scalar_subquery()


def _open_issues() -> ColumnElement[object]:
    is_open = one_of(_issue.c.status, [s for s in IssueStatus if s is not IssueStatus.CLOSED])
    found = select(func.count()).select_from(_issue)
    return found.where(_issue.c.customer_id == _customer.c.id, is_open).scalar_subquery()


def _balance() -> ColumnElement[object]:
    unpaid = one_of(_invoice.c.status, (InvoiceStatus.OPEN, InvoiceStatus.OVERDUE))
    owing = _invoice.c.total_cents - _invoice.c.paid_cents - _invoice.c.credited_cents
    owed = select(cast(func.total(owing), BigInteger))
    return owed.where(_invoice.c.customer_id == _customer.c.id, unpaid).scalar_subquery()


def _bookings() -> ColumnElement[object]:
    found = select(func.count()).select_from(_booking)
    return found.where(_booking.c.customer_id == _customer.c.id).scalar_subquery()


def _searched(words: str) -> ColumnElement[bool]:
    """A part of the name, the place or a label, an e-mail address, or a number as anyone writes
    it (0171…, +49 171…, 0049…)."""
    wanted = _point.c.value.contains(words, autoescape=True)
    digits = _NOT_DIGITS.sub("", words).lstrip("0")
    if _LIKE_A_NUMBER.fullmatch(words) and len(digits) > 2:
        wanted = or_(wanted, _point.c.value.contains(digits, autoescape=True))
    return or_(
        _customer.c.name.contains(words, autoescape=True),
        _customer.c.location.contains(words, autoescape=True),
        has_label(_customer.c.labels, words),
        _customer.c.id.in_(select(_point.c.customer_id).where(wanted)),
    )


def labelled(db: Connection, ids: Sequence[RowId], label: str) -> frozenset[RowId]:
    """Which of these customers have the label."""
    found = _LABELLED.all(db, ids=msgspec.json.encode(list(ids)).decode(), label=label)
    return frozenset(RowId(row_id) for (row_id,) in found)


_LABEL = func.json_each(_customer.c.labels).table_valued("value", name="label")
_LABELLED = prepared(
    select(_customer.c.id)
    .where(
        _customer.c.id.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    )
    .where(select(_LABEL.c.value).where(_LABEL.c.value == bindparam("label")).exists())
)


def made_at_ms(row_id: object) -> int | None:
    """When a row was made, as its id (UUIDv7) says; None for ids of other programs."""
    text = str(row_id)
    return int(text[:12], 16) if _ID.fullmatch(text) else None


CUSTOMER_LIST = ListSpec(
    key="customers",
    fields=CUSTOMERS,
    table=_customer,
    values={
        "name": _customer.c.name,
        "labels": _customer.c.labels,
        "phones": _points(ContactKind.PHONE),
        "emails": _points(ContactKind.EMAIL),
        "location": _customer.c.location,
        "open_issues": _open_issues(),
        "last_activity": _newest(),
        "balance": _balance(),
        "bookings": _bookings(),
        "note": _note.c.note,
        "created": _customer.c.id,
    },
    joins={"note": (_note, _note.c.id == _customer.c.id)},
    first=Sort("name"),
    indexed=frozenset({"name", "location", "created"}),
    entities=frozenset({"customer", "contact_point", "customer_note", *(n for n, _ in _ACTIVITY)}),
    searched=_searched,
    turned={"created": made_at_ms},
    labels="labels",
)
