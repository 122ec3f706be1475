"""The columns of the list of issues, before anything that reads them is loaded."""

from __future__ import annotations

from desktop.replica.listing_query import Field, Kind
from sync_server.contract.issues import IssuePriority
from sync_server.contract.values import IssueStatus, RecordKind

ABOUT, STATUS, OWNER, TYPE, PRIORITY = "about", "status", "owner", "issue_type", "priority"
SERVICE, NO_SERVICE = "service", "Without a service"
"""A service is the title of the booking, quote or invoice an issue is about."""
YES, NO = "yes", "no"
SEGMENTS = (RecordKind.QUOTE, RecordKind.BOOKING, RecordKind.INVOICE)
"""What an issue can be about; every issue is about exactly one of them."""

ISSUES = (
    Field("number", "Number", Kind.CODE, 104, vocabulary=str(RecordKind.ISSUE)),
    Field(TYPE, "Type", Kind.WORD, 116, is_groupable=True),
    Field("customer", "Customer", Kind.PERSON, 140, is_groupable=True, stretches=True),
    Field(
        STATUS,
        "Status",
        Kind.STATUS,
        164,
        is_groupable=True,
        vocabulary=str(RecordKind.ISSUE),
        choices=tuple(map(str, IssueStatus)),
    ),
    Field(
        PRIORITY,
        "Priority",
        Kind.STATUS,
        104,
        is_groupable=True,
        vocabulary="issue_priority",
        choices=tuple(map(str, IssuePriority)),
    ),
    Field(OWNER, "Owner", Kind.PERSON, 126, is_groupable=True),
    Field("contact", "Write", Kind.CONTACT, 90, is_sortable=False, is_filterable=False),
    Field("labels", "Labels", Kind.LABELS, 120, is_sortable=False, gives_way=True),
    Field("record", "About", Kind.TEXT, 104, gives_way=True),
    Field(SERVICE, "Service", Kind.WORD, 140, is_shown=False, is_groupable=True, gives_way=True),
    Field("reported", "Reported", Kind.INSTANT, 100),
    Field("due", "Due", Kind.INSTANT, 100),
    Field("follow_up", "Follow up by", Kind.INSTANT, 116, gives_way=True),
    Field("responsible", "Responsible", Kind.TEXT, 130, is_groupable=True, gives_way=True),
    Field("held", "Held", Kind.MONEY, 96, is_summed=True, gives_way=True),
    Field("reopened", "Reopened", Kind.NUMBER, 92, gives_way=True),
    Field("description", "What happened", Kind.TEXT, 220, is_shown=False, is_sortable=False),
    Field(
        ABOUT,
        "Kind of record",
        Kind.STATUS,
        120,
        is_shown=False,
        is_groupable=True,
        choices=tuple(map(str, SEGMENTS)),
    ),
    Field("to_follow", "To follow", Kind.STATUS, 100, is_shown=False, choices=(YES, NO)),
    Field("closed", "Closed", Kind.INSTANT, 116, is_shown=False),
    Field("owner_id", "Owner", Kind.OWNER, is_sortable=False),
    Field("customer_id", "Customer", Kind.OWNER, is_sortable=False),
)
