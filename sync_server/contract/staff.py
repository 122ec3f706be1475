"""People who work here, and what an administrator may change about them."""

from __future__ import annotations

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import Role


class StaffRow(Row, frozen=True, tag="staff"):
    """One colleague. `sip_user` is the name their phone registers under, None without a phone."""

    name: str = ""
    role: Role = Role.AGENT
    email: str = ""
    sip_user: str | None = None
    active: bool = True
    day_minutes: int = 480
    """What fits into their day on the calendar."""
    phone: str = ""
    """A mobile number for text messages (E.164)."""
    may_propose: bool = False
    """A fieldworker who may propose when to come again (ISS-74)."""
    may_contact: bool = False
    """A fieldworker who may write to customers on their jobs (ISS-48)."""


class ChangeRole(Command, frozen=True, tag="staff.change_role"):
    staff_id: RowId
    role: Role


class EditStaff(Command, frozen=True, tag="staff.edit"):
    staff_id: RowId
    seen_version: int
    phone: str
    may_propose: bool
    may_contact: bool


class Deactivate(Command, frozen=True, tag="staff.deactivate"):
    """End a colleague's access; their devices lose every row at the next contact."""

    staff_id: RowId
