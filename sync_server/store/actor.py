"""Who acts: a person at a device, checked afresh against the rows in every transaction."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from sync_server.contract.base import DeviceId, RowId
from sync_server.contract.customers import CustomerRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Role
from sync_server.rules.merging import kept_of
from sync_server.rules.view import View


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person; for a customer `id` is the customer's id."""

    id: RowId
    name: str
    role: Role
    device: DeviceId | None = None


class AccessEnded(Exception):
    """This person may not come in any more; their devices must erase what they hold."""


class DeviceTaken(Exception):
    """This device id belongs to somebody else."""


def as_of_now(view: View, actor: Actor) -> Actor:
    """The actor with today's name and role; a revocation counts from the next statement on."""
    if actor.role is Role.SYSTEM:
        return actor
    if actor.role is Role.CUSTOMER:
        # Who follows an old link to a merged profile is the customer it was merged into.
        customer = view.get(CustomerRow, kept_of(view, actor.id))
        if customer is None or customer.gone:
            raise AccessEnded(f"customer {actor.id} does not exist any more")
        return dataclasses.replace(actor, id=customer.id, name=customer.name)
    staff = view.get(StaffRow, actor.id)
    if staff is None or not staff.active:
        raise AccessEnded(f"staff {actor.id} has no access any more")
    return dataclasses.replace(actor, name=staff.name, role=staff.role)
