"""Business numbers as administrators keep them, and whom one rings at a given moment."""

from __future__ import annotations

import re
from datetime import datetime

import msgspec

from sync_server.contract.agents import AgentStateRow
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import (
    LONGEST_WRAP_UP_SECONDS,
    MAX_ALSO_RING,
    MAX_RING_SECONDS,
    MIN_RING_SECONDS,
    DispositionRow,
    RingGroupRow,
    SaveDisposition,
    SaveRingGroup,
)
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Route
from sync_server.rules.agents import takes_calls
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.opening_hours import is_open, read_holiday, read_hours, read_zone
from sync_server.rules.view import View

_NUMBER = re.compile(r"^\+?[0-9]{1,32}$")
_OUTSIDE = re.compile(r"^\+?[0-9*#]{3,32}$")
_SHA256 = re.compile(r"^[0-9a-f]{64}$")
MAX_NAME = 60
LONGEST_RETENTION_DAYS = 3650


def save_ring_group(view: View, command: SaveRingGroup, _here: Circumstances) -> Effects:
    """Make or change a business number; what cannot work is refused with what to do instead."""
    known = view.get(RingGroupRow, command.group_id)
    if (known.version if known else -1) != command.seen_version:
        raise Refused(Reason.CHANGED, "Somebody changed this number meanwhile. Look at it again.")
    others = view.where(RingGroupRow, number=command.number)
    if any(other.id != command.group_id for other in others):
        raise Refused(Reason.INVALID, f"The number {command.number} has a ring group already.")
    _check(command)
    _check_members(view, command.member_ids)
    _check_no_circle(view, command)
    fields = {
        name: getattr(command, name)
        for name in RingGroupRow.__struct_fields__
        if name not in {"id", "version"}
    }
    row = RingGroupRow(id=command.group_id, version=command.seen_version + 1, **fields)
    if known is not None and msgspec.structs.replace(row, version=known.version) == known:
        return Effects()
    return Effects(rows=(row,))


def save_disposition(view: View, command: SaveDisposition, _here: Circumstances) -> Effects:
    name = command.name.strip()
    if not 0 < len(name) <= MAX_NAME:
        raise Refused(Reason.INVALID, f"A disposition has a name of up to {MAX_NAME} characters.")
    clash = [d for d in view.where(DispositionRow, name=name) if d.id != command.disposition_id]
    if clash and not command.archived:
        raise Refused(Reason.INVALID, f"There is a disposition “{name}” already.")
    known = view.get(DispositionRow, command.disposition_id)
    row = DispositionRow(
        id=command.disposition_id,
        version=known.version + 1 if known else 0,
        name=name,
        position=command.position,
        archived=command.archived,
    )
    return Effects(rows=(row,))


def members_now(view: View, group: RingGroupRow) -> tuple[StaffRow, ...]:
    """Whom this number rings: active, with a phone, and available."""
    found = (view.get(StaffRow, row_id) for row_id in group.member_ids)
    return tuple(
        staff
        for staff in found
        if staff is not None
        and staff.active
        and staff.sip_user
        and takes_calls(view.get(AgentStateRow, staff.id))
    )


def is_group_open(group: RingGroupRow, at: datetime) -> bool:
    return is_open(group.hours, group.holidays, group.time_zone, at)


def _check(command: SaveRingGroup) -> None:
    _need(_NUMBER.match(command.number), "A business number has digits only, with + in front.")
    _need(0 < len(command.name.strip()) <= MAX_NAME, "Give the number a name callers would know.")
    _need(
        MIN_RING_SECONDS <= command.ring_seconds <= MAX_RING_SECONDS,
        f"Phones ring for {MIN_RING_SECONDS} to {MAX_RING_SECONDS} seconds (CAL-05: 25 is usual).",
    )
    _need(
        0 <= command.wrap_up_seconds <= LONGEST_WRAP_UP_SECONDS,
        "A wrap-up lasts up to 30 minutes.",
    )
    _need(
        1 <= command.retention_days <= LONGEST_RETENTION_DAYS,
        "Recordings are kept for 1 to 3,650 days.",
    )
    for route, number in (
        (command.fallback, command.fallback_number),
        (command.closed_route, command.closed_number),
    ):
        is_missing = route is Route.EXTERNAL and not _OUTSIDE.match(number)
        _need(not is_missing, "Forwarding needs the number to forward to.")
    _check_also_ring(command.also_ring)
    _need(
        not command.greeting_sha256 or _SHA256.match(command.greeting_sha256),
        "The greeting has no valid checksum.",
    )
    try:
        read_zone(command.time_zone)
        for text in command.hours:
            read_hours(text)
        for text in command.holidays:
            read_holiday(text)
    except ValueError as fault:
        raise Refused(Reason.INVALID, str(fault)) from fault


def _check_also_ring(numbers: tuple[str, ...]) -> None:
    _need(
        len(numbers) <= MAX_ALSO_RING,
        f"Up to {MAX_ALSO_RING} numbers outside ring together with the members.",
    )
    for number in numbers:
        _need(_OUTSIDE.match(number), f"“{number}” is no number outside that could ring.")
    _need(len(set(numbers)) == len(numbers), "A number outside rings once, not twice.")


def _check_no_circle(view: View, command: SaveRingGroup) -> None:
    """Two numbers that ring each other through the outside would ring for ever."""
    own = {command.number, *(group.number for group in view.where(RingGroupRow))}
    twice = sorted(own.intersection(command.also_ring))
    _need(not twice, f"{', '.join(twice)} is no number outside but one of your own.")


def _check_members(view: View, member_ids: tuple[RowId, ...]) -> None:
    for row_id in member_ids:
        staff = view.get(StaffRow, row_id)
        if staff is None or not staff.active:
            raise Refused(Reason.NOT_FOUND, "One of the members does not work here any more.")
        _need(staff.sip_user, f"{staff.name} has no phone. Give them one first.")


def _need(fact: object, sentence: str) -> None:
    if not fact:
        raise Refused(Reason.INVALID, sentence)
