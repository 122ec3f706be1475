"""What a new business begins with: issue types and reasons for holds, to be changed at will."""

from __future__ import annotations

from collections.abc import Iterator

from sync_server.contract.base import RowId, derived_id
from sync_server.contract.complaints import IssueTypeRow, SaveComplaintSettings, SaveIssueType
from sync_server.contract.holds import HoldReasonRow, SaveHoldReason
from sync_server.contract.values import StatusTone
from sync_server.rules.clocks import settings_of
from sync_server.rules.complaints import SETTINGS
from sync_server.rules.view import View

T = StatusTone
ISSUE_TYPES = (
    ("Damage", T.RED),
    ("Missed area", T.ORANGE),
    ("Work not finished", T.ORANGE),
    ("Quality of the work", T.YELLOW),
    ("No-show", T.PURPLE),
    ("Late arrival", T.PURPLE),
    ("Billing dispute", T.BLUE),
    ("Other", T.GREY),
)
HOLD_REASONS = (
    "Customer complaint",
    "Damage to property",
    "Work not finished",
    "Missing evidence",
    "Billing dispute",
    "Other",
)
RELEASE_REASONS = (
    "Issue put right",
    "Complaint not justified",
    "Agreed with the customer",
    "Withheld by mistake",
    "Other",
)


def first_settings(view: View, time_zone: str) -> SaveComplaintSettings | None:
    """Ringdesk's own settings in the zone the server was given, so that the first who saves one
    of them does not set the clocks to another. None once there are some."""
    now = settings_of(view)
    if now.version >= 0 or time_zone == now.time_zone:
        return None
    fields = {name: getattr(now, name) for name in SETTINGS}
    return SaveComplaintSettings(seen_version=-1, **(fields | {"time_zone": time_zone}))


def defaults(view: View) -> Iterator[SaveIssueType | SaveHoldReason]:
    """For each catalogue that never had an entry, what it begins with. Ids are derived from the
    names: several servers that start at once make one catalogue."""
    if not view.where(IssueTypeRow):
        for place, (name, tone) in enumerate(ISSUE_TYPES, 1):
            type_id = RowId(derived_id(f"first issue type\0{name}"))
            yield SaveIssueType(type_id, -1, name, tone, place)
    known = view.where(HoldReasonRow)
    for names, for_release in ((HOLD_REASONS, False), (RELEASE_REASONS, True)):
        if any(row.for_release is for_release for row in known):
            continue
        for place, name in enumerate(names, 1):
            reason_id = RowId(derived_id(f"first hold reason\0{for_release}\0{name}"))
            yield SaveHoldReason(reason_id, -1, name, for_release=for_release, position=place)
