"""The finance grid as data: its words, the views it comes with, and what its rows offer."""

from __future__ import annotations

from desktop.lists.list_look import ListLook
from desktop.lists.selection_bar import RowAction
from desktop.lists.views_model import ListView
from desktop.replica.listing_holds_fields import HOLDS, OPEN_STATES, PAYOUTS
from desktop.replica.listing_query import Filter, Op, Query, Sort
from sync_server.contract.values import HoldState

COMMENT, EXPECT, RELEASE, BOOKING = "comment", "expect", "release", "booking"
OPEN = Filter("state", Op.ONE_OF, OPEN_STATES)
_OLDEST = (Sort("since"),)


def _in(state: HoldState) -> Query:
    return Query(sorts=_OLDEST, filters=(Filter("state", Op.ONE_OF, (str(state),)),))


def _open_and(*more: Filter, sort: str = "since") -> Query:
    return Query(sorts=(Sort(sort),), filters=(OPEN, *more))


LOOK = ListLook(
    name="holds",
    title="Payment holds",
    noun="hold",
    fields=HOLDS,
    icon="lock-open",
    empty_title="No pay is withheld",
    empty_hint="Pay is withheld when an issue is reported on a booking, and listed here.",
    search_hint="Number, fieldworker, customer, reason",
    add_label="Release selected",
    add_name="release_selected",
    add_icon="lock-open",
    add_keys="holds.release",
    open_label="Open issue",
    row_actions=(
        RowAction(COMMENT, "Comment on the issue…", "message-square"),
        RowAction(BOOKING, "Open booking", "calendar"),
        RowAction(EXPECT, "Expected release…", "calendar"),
    ),
    views=(
        ListView("Open", _open_and()),
        ListView("Ready to release", _in(HoldState.READY_TO_RELEASE)),
        ListView("Needs a second person", _open_and(Filter("first_by", Op.FILLED))),
        ListView("Recovery due", _in(HoldState.RECOVERY_DUE)),
        ListView("Provisional", _open_and(Filter("provisional", Op.FILLED))),
        ListView(
            "Overdue expected release",
            _open_and(Filter("late", Op.BETWEEN, ("1", "")), sort="expected"),
        ),
        ListView(
            "Released",
            Query(
                sorts=(Sort("released_at", descending=True),),
                filters=(Filter("state", Op.ONE_OF, (str(HoldState.RELEASED),)),),
                columns=(
                    "booking", "worker", "issue", "state", "amount", "payable",
                    "released_at", "released_by", "release_reason", "pay_run",
                ),
            ),
        ),
        ListView("Holds and releases", Query(sorts=(Sort("since", descending=True),))),
    ),
)  # fmt: skip

PAYOUT_LOOK = ListLook(
    name="payouts",
    title="Pay run",
    noun="payment",
    fields=PAYOUTS,
    icon="credit-card",
    empty_title="Nothing is in this pay run yet",
    empty_hint="Put in what can be paid now.",
    search_hint="Booking or fieldworker",
    open_label="Open booking",
    views=(ListView("By booking", Query(sorts=(Sort("paid_at", descending=True),))),),
)
