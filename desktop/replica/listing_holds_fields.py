"""The columns of the finance grid and of what pay runs paid, before SQLAlchemy is loaded."""

from __future__ import annotations

from desktop.replica.listing_query import Field, Kind
from sync_server.contract.values import HoldState, IssueStatus, RecordKind

HOLD_WORDS = "hold"
"""The vocabulary of a hold's state."""
OPEN_STATES = tuple(str(each) for each in HoldState if each is not HoldState.RELEASED)


def _other_code(key: str, title: str, kind: RecordKind, *, shown: bool = True) -> Field:
    return Field(key, title, Kind.CODE, 116, is_shown=shown, vocabulary=str(kind), names_row=False)


def _sum(key: str, title: str, width: int = 104, *, gives_way: bool = False) -> Field:
    return Field(key, title, Kind.MONEY, width, is_summed=True, gives_way=gives_way)


def _text(key: str, title: str, width: int = 150) -> Field:
    return Field(key, title, Kind.TEXT, width, is_shown=False)


def _status(key: str, title: str, words: str, choices: tuple[str, ...], width: int) -> Field:
    return Field(
        key, title, Kind.STATUS, width, is_groupable=True, vocabulary=words, choices=choices
    )


HOLDS = (
    _other_code("booking", "Booking", RecordKind.BOOKING),
    Field("worker", "Fieldworker", Kind.PERSON, 140, is_groupable=True, stretches=True),
    _other_code("issue", "Issue", RecordKind.ISSUE),
    _status("state", "State", HOLD_WORDS, tuple(map(str, HoldState)), 154),
    _sum("withheld", "Withheld", 100),
    _sum("ready", "Ready", 100),
    _sum("payable", "Payable now", 106),
    _sum("recovery", "To recover", 104, gives_way=True),
    Field("age", "Days", Kind.NUMBER, 64),
    Field("expected", "Expected", Kind.TEXT, 100),
    _status("issue_status", "Issue status", str(RecordKind.ISSUE), tuple(map(str, IssueStatus)),
        160),
    Field("reason", "Reason", Kind.TEXT, 140, is_groupable=True, stretches=True, gives_way=True),
    Field("customer", "Customer", Kind.PERSON, 160, is_shown=False, is_groupable=True),
    _other_code("invoice", "Invoice", RecordKind.INVOICE, shown=False),
    Field("amount", "Amount", Kind.MONEY, 110, is_shown=False),
    Field("since", "Since", Kind.INSTANT, 120, is_shown=False),
    _text("held_by", "Held by"),
    Field("late", "Days late", Kind.NUMBER, 90, is_shown=False),
    _text("provisional", "Provisional", 110),
    _text("note", "Note", 200),
    _text("first_by", "First release by"),
    Field("first_at", "First release", Kind.INSTANT, 120, is_shown=False),
    _text("released_by", "Released by"),
    Field("released_at", "Released", Kind.INSTANT, 120, is_shown=False),
    _text("release_reason", "Release reason", 170),
    Field("pay_run", "Pay run", Kind.TEXT, 140, is_shown=False, is_groupable=True),
    Field("worker_id", "Fieldworker", Kind.OWNER, is_sortable=False),
    Field("customer_id", "Customer", Kind.OWNER, is_sortable=False),
)  # fmt: skip

PAYOUTS = (
    _other_code("booking", "Booking", RecordKind.BOOKING),
    Field("worker", "Fieldworker", Kind.PERSON, 170, is_groupable=True, stretches=True),
    Field("customer", "Customer", Kind.PERSON, 170, is_groupable=True, stretches=True),
    _sum("amount", "Paid", 120),
    Field("paid_at", "Put in", Kind.INSTANT, 130),
    Field("paid_by", "By", Kind.TEXT, 140, gives_way=True),
    Field("pay_run", "Pay run", Kind.TEXT, 150, is_shown=False, is_groupable=True),
    Field("pay_run_id", "Pay run", Kind.OWNER, is_sortable=False),
)
