"""Who works at the demo business, and which group its number rings."""

from __future__ import annotations

from dataclasses import dataclass

from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import RecordingRule, Role

BUSINESS = "Harbour Home Services"
OFFICE_NUMBER = "100"
GROUP_ID = RowId("ringgroupoffice".ljust(32, "0"))
PASSWORD = "ringdesk-demo"  # noqa: S105 - printed for everyone who tries the demo


@dataclass(frozen=True, slots=True)
class People:
    """The demo staff by what they do."""

    office: tuple[StaffRow, ...]
    fieldworkers: tuple[StaffRow, ...]
    ring_group: RingGroupRow
    dispositions: tuple[DispositionRow, ...]

    @property
    def everyone(self) -> tuple[StaffRow, ...]:
        return self.office + self.fieldworkers

    def named(self, first: str) -> StaffRow:
        return next(staff for staff in self.everyone if staff.name.startswith(first))


def _staff(name: str, role: Role, *, phone: bool = False) -> StaffRow:
    first = name.split()[0].lower()
    return StaffRow(
        id=RowId(f"{first:0<8}staffdemo".ljust(32, "0")),
        name=name,
        role=role,
        email=f"{first}@harbour.example",
        sip_user=first if phone else None,
    )


def people() -> People:
    office = (
        _staff("Ruth Adler", Role.OWNER),
        _staff("Nina Costa", Role.ADMIN),
        _staff("Grace Park", Role.FINANCE),
        _staff("Sarah Lee", Role.AGENT, phone=True),
        _staff("Tom Becker", Role.AGENT, phone=True),
        _staff("Amir Rahman", Role.AGENT, phone=True),
    )
    fieldworkers = tuple(
        _staff(name, Role.FIELDWORKER)
        for name in ("Liam Kowalski", "Priya Singh", "Omar Haddad", "Mei Chen")
    )
    members = tuple(staff.id for staff in office if staff.sip_user)
    group = RingGroupRow(
        id=GROUP_ID,
        number=OFFICE_NUMBER,
        name="Office",
        member_ids=members,
        wrap_up_seconds=20,
        recording=RecordingRule.ON_REQUEST,
        time_zone="Australia/Sydney",
    )
    return People(office, fieldworkers, group, _dispositions())


def _dispositions() -> tuple[DispositionRow, ...]:
    names = ("Booked", "Quote promised", "Question answered", "Complaint", "Wrong number")
    return tuple(
        DispositionRow(
            id=RowId(f"disposition{position}".ljust(32, "0")), name=name, position=position
        )
        for position, name in enumerate(names, 1)
    )
