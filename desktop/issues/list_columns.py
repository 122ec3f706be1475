"""The list of issues as data: its words, its views, and what can be done with its rows."""

from __future__ import annotations

from collections.abc import Callable

from desktop.lists.list_look import ListLook
from desktop.lists.selection_bar import RowAction
from desktop.lists.views_model import ListView
from desktop.qt.statuses import Badge
from desktop.replica.listing_issues_fields import ISSUES, OWNER, STATUS, YES
from desktop.replica.listing_query import Filter, Op, Query, Sort
from sync_server.contract.base import RowId
from sync_server.contract.values import IssueStatus

NEWEST = (Sort("reported", descending=True),)
TRIAGE, TO_FOLLOW = "Triage", "To follow"
ASSIGN, PRIORITY, LABEL, FOLLOW = "assign", "priority", "label", "follow"
WATCH, CLOSE, MERGE = "watch", "close", "merge"
MENU, EMAIL, TEXT = "menu", "email", "text"
_OPEN = Filter(STATUS, Op.NONE_OF, (str(IssueStatus.CLOSED),))
_BULK = (
    RowAction(ASSIGN, "Assign", "user-check"),
    RowAction(PRIORITY, "Priority", "chevrons-up"),
    RowAction(LABEL, "Label", "tag"),
    RowAction(FOLLOW, "Follow up", "bell"),
    RowAction(WATCH, "Watch", "eye"),
    RowAction(MERGE, "Merge", "merge"),
    RowAction(CLOSE, "Close", "circle-check"),
)
_ROW = (
    RowAction(MENU, "Change status…", "circle-dot"),
    RowAction(EMAIL, "E-mail the owner", "mail"),
    RowAction(TEXT, "Text the owner", "message-square"),
)


def look(
    me: RowId | None, label_of: Callable[[str], Badge], *, may: Callable[[str], bool]
) -> ListLook:
    """The list for this person; `may` says which bulk actions their role has."""
    return ListLook(
        name="issues",
        title="Issues",
        noun="issue",
        fields=ISSUES,
        icon="triangle-alert",
        empty_title="No issues yet",
        empty_hint="What customers complain about is listed here, from the first call to the fix.",
        search_hint="Number, customer, label or words",
        add_label="Report issue",
        add_name="report_issue",
        open_label="Open issue",
        row_actions=_ROW,
        bulk_actions=tuple(each for each in _BULK if may(each.key)),
        label_of=label_of,
        views=_views(me),
    )


def _views(me: RowId | None) -> tuple[ListView, ...]:
    mine = (Filter("owner_id", Op.ONE_OF, (me,)), _OPEN) if me else (_OPEN,)
    new = Filter(STATUS, Op.ONE_OF, (str(IssueStatus.NEW),))
    follow = Filter("to_follow", Op.ONE_OF, (YES,))
    return (
        ListView("All issues", Query(sorts=NEWEST)),
        ListView("Open", Query(sorts=NEWEST, filters=(_OPEN,))),
        ListView(TRIAGE, Query(sorts=(Sort("reported"),), filters=(new,))),
        ListView("Mine", Query(sorts=(Sort("due"),), filters=mine)),
        ListView("Nobody's", Query(sorts=NEWEST, filters=(Filter(OWNER, Op.EMPTY), _OPEN))),
        ListView(TO_FOLLOW, Query(sorts=(Sort("follow_up"),), filters=(follow,))),
    )
