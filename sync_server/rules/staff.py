"""Changing what a colleague may do."""

from __future__ import annotations

import re

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.staff import ChangeRole, Deactivate, EditStaff, StaffRow
from sync_server.contract.values import Role
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View

GIVEN_TO_STAFF = frozenset(Role) - {Role.CUSTOMER, Role.SYSTEM, Role.OWNER}

_E164 = re.compile(r"\+[1-9][0-9]{4,14}")


def change_role(view: View, command: ChangeRole, here: Circumstances) -> Effects:
    """Give a colleague another role; an owner's role and one's own stay as they are."""
    staff = _colleague(view, command.staff_id, here)
    if command.role not in GIVEN_TO_STAFF:
        raise Refused(Reason.INVALID, f"{command.role} is not a role to give.")
    if staff.role is command.role:
        return Effects()
    changed = msgspec.structs.replace(staff, version=staff.version + 1, role=command.role)
    return Effects(rows=(changed,))


def deactivate(view: View, command: Deactivate, here: Circumstances) -> Effects:
    staff = _colleague(view, command.staff_id, here)
    if not staff.active:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(staff, version=staff.version + 1, active=False),))


def edit_staff(view: View, command: EditStaff, _here: Circumstances) -> Effects:
    """Change a colleague's mobile number, and what a fieldworker may do with customers."""
    staff = view.get(StaffRow, command.staff_id)
    if staff is None:
        raise Refused(Reason.NOT_FOUND, "This colleague does not exist.")
    if staff.version != command.seen_version:
        raise Refused(Reason.CHANGED, "Someone else changed this colleague. Look again.")
    if command.phone and not _E164.fullmatch(command.phone):
        raise Refused(Reason.INVALID, f"{command.phone} is not a number with its country code.")
    changed = msgspec.structs.replace(
        staff,
        phone=command.phone,
        may_propose=command.may_propose,
        may_contact=command.may_contact,
    )
    if changed == staff:
        return Effects()
    return Effects(rows=(msgspec.structs.replace(changed, version=staff.version + 1),))


def _colleague(view: View, staff_id: RowId, here: Circumstances) -> StaffRow:
    staff = view.get(StaffRow, staff_id)
    if staff is None:
        raise Refused(Reason.NOT_FOUND, "This colleague does not exist.")
    if staff.role is Role.OWNER or staff.id == here.by:
        raise Refused(Reason.NOT_ALLOWED, "Neither an owner's nor your own access changes here.")
    return staff
