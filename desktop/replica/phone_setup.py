"""What administrators set up: business numbers, who can be a member, dispositions, switches."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.replica.view import ReplicaView
from sync_server.contract.agents import AgentStateRow
from sync_server.contract.base import RowId
from sync_server.contract.ring_groups import DispositionRow, RingGroupRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import AgentState, NoticeChannel, NoticeModule, Role
from sync_server.rules.notices import is_on


@dataclass(frozen=True, slots=True)
class Member:
    """A colleague with a phone, and what they do now."""

    id: RowId
    name: str
    state: AgentState


@dataclass(frozen=True, slots=True)
class Switch:
    """One kind of notice on one way."""

    module: NoticeModule
    channel: NoticeChannel
    is_on: bool


def ring_groups(view: ReplicaView) -> tuple[RingGroupRow, ...]:
    """A few rows, by name."""
    return tuple(sorted(view.where(RingGroupRow), key=lambda group: group.name.casefold()))


def possible_members(view: ReplicaView) -> tuple[Member, ...]:
    """Everyone active who has a phone, by name."""
    states = {row.id: row.state for row in view.where(AgentStateRow)}
    people = [each for each in view.where(StaffRow, active=True) if each.sip_user]
    return tuple(
        Member(each.id, each.name, states.get(each.id, AgentState.AVAILABLE))
        for each in sorted(people, key=lambda each: each.name.casefold())
    )


def dispositions(view: ReplicaView) -> tuple[DispositionRow, ...]:
    """In the order agents see them, archived ones last."""
    rows = view.where(DispositionRow)
    return tuple(sorted(rows, key=lambda row: (row.archived, row.position, row.name.casefold())))


def switches_of(view: ReplicaView, staff: StaffRow) -> tuple[Switch, ...]:
    """What a person is told, their role's switches included."""
    return tuple(
        Switch(module, channel, is_on(view, staff, module, channel))
        for module in NoticeModule
        for channel in NoticeChannel
    )


def switches_of_role(view: ReplicaView, role: Role) -> tuple[Switch, ...]:
    """What a role is told where nobody chose otherwise for themselves."""
    return switches_of(view, StaffRow(id=RowId(""), role=role))
