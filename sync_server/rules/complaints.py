"""Catalogues and switches of the complaints desk, as administrators keep them."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.complaints import (
    SETTINGS_ID,
    ComplaintSettingsRow,
    IssueLabelRow,
    IssueTypeRow,
    SaveComplaintSettings,
    SaveIssueLabel,
    SaveIssueType,
)
from sync_server.contract.holds import HoldReasonRow, SaveHoldReason
from sync_server.contract.issue_work import MAX_STEPS
from sync_server.contract.issues import IssueRow
from sync_server.contract.values import IssueStatus
from sync_server.rules.clocks import calendar_of, moved
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.money import MAX_CENTS
from sync_server.rules.view import View

MAX_NAME, MAX_STEP, MAX_HOURS, MAX_REOPEN_DAYS = 60, 200, 8_784, 365
Named = TypeVar("Named", IssueTypeRow, IssueLabelRow, HoldReasonRow)


def save_issue_type(view: View, command: SaveIssueType, _here: Circumstances) -> Effects:
    """Make a type or change it; used ones are archived, never deleted (ISS-62)."""
    if len(command.steps) > MAX_STEPS or any(
        not step.strip() or len(step) > MAX_STEP for step in command.steps
    ):
        raise Refused(
            Reason.INVALID,
            f"A checklist has up to {MAX_STEPS} steps of 1 to {MAX_STEP} characters.",
        )
    row = IssueTypeRow(
        id=command.type_id,
        version=command.seen_version,
        name=command.name.strip(),
        tone=command.tone,
        position=command.position,
        steps=tuple(step.strip() for step in command.steps),
        archived=command.archived,
    )
    return _saved(view, row)


def save_issue_label(view: View, command: SaveIssueLabel, _here: Circumstances) -> Effects:
    row = IssueLabelRow(
        id=command.label_id,
        version=command.seen_version,
        name=command.name.strip(),
        tone=command.tone,
        archived=command.archived,
    )
    return _saved(view, row)


def save_hold_reason(view: View, command: SaveHoldReason, _here: Circumstances) -> Effects:
    row = HoldReasonRow(
        id=command.reason_id,
        version=command.seen_version,
        name=command.name.strip(),
        for_release=command.for_release,
        position=command.position,
        archived=command.archived,
    )
    return _saved(view, row)


def save_settings(view: View, command: SaveComplaintSettings, here: Circumstances) -> Effects:
    """Change the switches; the server sets the clocks of every open issue anew."""
    known = view.get(ComplaintSettingsRow, SETTINGS_ID)
    if (known.version if known else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed these settings. Look at them again.")
    fields = {name: getattr(command, name) for name in SETTINGS}
    row = ComplaintSettingsRow(id=SETTINGS_ID, version=command.seen_version, **fields)
    _check_settings(row)
    if known is not None and row == known:
        return Effects()
    row = msgspec.structs.replace(row, version=row.version + 1)
    return Effects(rows=(row, *(_clocks_anew(view, row, here.now) if here.on_server else ())))


SETTINGS = tuple(
    name for name in ComplaintSettingsRow.__struct_fields__ if name not in {"id", "version"}
)
"""Every switch there is."""


def _clocks_anew(view: View, settings: ComplaintSettingsRow, now: datetime) -> tuple[Row, ...]:
    """Paused time stays paused; a status in which clocks pause from now on, or no longer do,
    counts from now."""
    changed = []
    for status in IssueStatus:
        if status is IssueStatus.CLOSED:
            continue
        for issue in view.where(IssueRow, status=status):
            anew = moved(settings, issue, now)
            if anew != issue:
                changed.append(msgspec.structs.replace(anew, version=issue.version + 1))
    return tuple(changed)


def _check_settings(row: ComplaintSettingsRow) -> None:
    try:
        calendar_of(row)
    except ValueError as problem:
        raise Refused(Reason.INVALID, str(problem)) from None
    if not 0 < row.ack_target_hours <= row.ack_breach_hours <= MAX_HOURS:
        raise Refused(Reason.INVALID, "The acknowledgement's target lies before its breach.")
    if any(not 0 <= hours <= MAX_HOURS for hours in row.resolve_hours):
        raise Refused(Reason.INVALID, f"A clock runs for 0 to {MAX_HOURS} hours.")
    if not 0 <= row.reopen_days <= MAX_REOPEN_DAYS or not 0 <= row.two_person_cents <= MAX_CENTS:
        raise Refused(Reason.INVALID, f"Reopening ends after 0 to {MAX_REOPEN_DAYS} days.")
    open_statuses = set(IssueStatus) - {IssueStatus.CLOSED}
    if not set(row.pauses_in) <= open_statuses:
        raise Refused(Reason.INVALID, "Clocks pause in an open status.")
    for text in row.wip_limits:
        status, _, most = text.partition(" ")
        if status not in list(IssueStatus) or not most.isdecimal() or not 0 < int(most) <= 9999:
            raise Refused(Reason.INVALID, f"“{text}” is not written like “in_progress 20”.")


def _saved(view: View, row: Named) -> Effects:
    known: Named | None = view.get(type(row), RowId(row.id))
    if (known.version if known else -1) != row.version:
        raise Refused(Reason.CHANGED, "Someone else changed this. Look at it again.")
    if not row.name or len(row.name) > MAX_NAME:
        raise Refused(Reason.INVALID, f"A name has 1 to {MAX_NAME} characters.")
    if not row.archived and any(_clashes(each, row) for each in view.where(type(row))):
        raise Refused(Reason.INVALID, f"There is one called {row.name} already.")
    if known == row:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(row, version=row.version + 1),))


def _clashes(other: Named, row: Named) -> bool:
    same_list = getattr(other, "for_release", None) == getattr(row, "for_release", None)
    is_shown = other.id != row.id and not other.archived
    return is_shown and same_list and other.name.casefold() == row.name.casefold()
