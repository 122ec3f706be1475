"""The two clocks of an issue: to be acknowledged, and to be put right (A19, ISS-70)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync_server.contract.complaints import SETTINGS_ID, AckMode, ComplaintSettingsRow
from sync_server.contract.issues import IssueOrigin, IssuePriority, IssueRow
from sync_server.contract.values import IssueStatus
from sync_server.rules.business_time import Calendar, due, paused, resumed
from sync_server.rules.view import View

_ORDER = (IssuePriority.LOW, IssuePriority.NORMAL, IssuePriority.HIGH, IssuePriority.URGENT)


def settings_of(view: View) -> ComplaintSettingsRow:
    """What the business decided, or what Ringdesk comes with (version -1)."""
    return view.get(ComplaintSettingsRow, SETTINGS_ID) or ComplaintSettingsRow(
        id=SETTINGS_ID, version=-1
    )


def calendar_of(settings: ComplaintSettingsRow) -> Calendar:
    return Calendar.read(settings.hours, settings.holidays, settings.time_zone)


def set_clocks(settings: ComplaintSettingsRow, issue: IssueRow) -> IssueRow:
    """The issue with what its clocks say by these settings; paused time stays paused."""
    return msgspec.structs.replace(
        issue,
        ack_due_at=_ack_due(settings, issue),
        resolve_due_at=_resolve_due(settings, issue),
    )


def moved(settings: ComplaintSettingsRow, issue: IssueRow, now: datetime) -> IssueRow:
    """The clocks of an issue that has just come to another status."""
    stops = issue.status is IssueStatus.CLOSED or issue.status in settings.pauses_in
    pauses = (paused if stops else resumed)(issue.pauses, now)
    return set_clocks(settings, msgspec.structs.replace(issue, pauses=pauses))


def resolution_starts(settings: ComplaintSettingsRow, issue: IssueRow) -> datetime | None:
    """With the acknowledgement, at the latest when that is overdue."""
    if issue.reported_at is None:
        return None
    latest = issue.reported_at + timedelta(hours=settings.ack_breach_hours)
    return min(issue.acknowledged_at or latest, latest)


def _ack_due(settings: ComplaintSettingsRow, issue: IssueRow) -> datetime | None:
    """None where nobody is written to: what is switched off is never late."""
    if issue.reported_at is None or issue.acknowledged_at is not None:
        return None
    if ack_mode(settings, issue.origin) is AckMode.OFF:
        return None
    return issue.reported_at + timedelta(hours=settings.ack_target_hours)


def ack_mode(settings: ComplaintSettingsRow, origin: IssueOrigin) -> AckMode:
    """What happens to the acknowledgement of an issue that came this way (A19).

    What a fieldworker reports follows the office's switch: the customer did not write to us.
    """
    if origin is IssueOrigin.IMPORT:
        return settings.ack_import
    return settings.ack_customer if origin is IssueOrigin.PORTAL else settings.ack_office


def _resolve_due(settings: ComplaintSettingsRow, issue: IssueRow) -> datetime | None:
    hours = settings.resolve_hours[_ORDER.index(issue.priority)]
    start = resolution_starts(settings, issue)
    if start is None or not hours or issue.status is IssueStatus.CLOSED:
        return None
    return due(calendar_of(settings), start, timedelta(hours=hours), issue.pauses)
