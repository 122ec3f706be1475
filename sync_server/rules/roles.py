"""Changing what a role may do; who loses sight of something keeps no notice of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sync_server.contract.access import PermissionRow, SavePermissions, permission_id
from sync_server.contract.base import Row
from sync_server.contract.calls import CallRow, VoicemailRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.staff import ChangeRole, StaffRow
from sync_server.contract.threads import ThreadRow
from sync_server.contract.values import NoticeModule
from sync_server.rules import access, staff
from sync_server.rules.effects import Circumstances, Effects, Reason, Refused
from sync_server.rules.view import View
from sync_server.rules.visibility import Audience, audience, scopes_with


def save_permissions(view: View, command: SavePermissions, here: Circumstances) -> Effects:
    """Set a role's rights, if they still are what the person saw (TML-29)."""
    if command.role not in access.DESK_ROLES - access.FIXED:
        raise Refused(Reason.INVALID, f"The rights of {command.role} cannot be changed.")
    unknown = sorted(set(command.grants) - access.EVERYTHING)
    if unknown:
        raise Refused(Reason.INVALID, f"{unknown[0]} is not a right that can be given.")
    now = access.grants_of(view, command.role)
    wanted = access.whole(frozenset(command.grants))
    if now == wanted:
        return Effects()
    if now != frozenset(command.seen):
        raise Refused(Reason.CHANGED, "Someone else changed these rights. Look at them again.")
    row = view.get(PermissionRow, permission_id(command.role))
    blank = row or PermissionRow(id=permission_id(command.role), version=-1)
    changed = msgspec.structs.replace(
        blank, version=blank.version + 1, grants=tuple(sorted(wanted))
    )
    people = view.where(StaffRow, role=command.role)
    return Effects(rows=(changed, *_withdrawn(view, people, wanted, here)))


def change_role(view: View, command: ChangeRole, here: Circumstances) -> Effects:
    """Give a colleague another role; an owner's role and one's own stay as they are."""
    effects = staff.change_role(view, command, here)
    people = [row for row in effects.rows if isinstance(row, StaffRow)]
    grants = access.grants_of(view, command.role)
    return Effects(rows=(*effects.rows, *_withdrawn(view, people, grants, here)))


def _withdrawn(
    view: View, people: Iterable[StaffRow], grants: frozenset[str], here: Circumstances
) -> Iterator[NoticeRow]:
    """Notices about what these people see no more: they hold words of it."""
    if not here.on_server:
        return
    for person in people:
        scopes = scopes_with(grants, person.role, person.id)
        for notice in view.where(NoticeRow, recipient_id=person.id):
            if not notice.gone and not _about(view, notice) & scopes:
                yield msgspec.structs.replace(notice, version=notice.version + 1, gone=True)


def _about(view: View, notice: NoticeRow) -> Audience:
    row: Row | None = view.get(_ABOUT[notice.module], notice.about_id)
    return audience(view, row) if row is not None else frozenset()


_ABOUT: Mapping[NoticeModule, type[Row]] = {
    NoticeModule.CALLS: CallRow,
    NoticeModule.VOICEMAIL: VoicemailRow,
    NoticeModule.POSTS: ThreadRow,
    NoticeModule.ISSUES: IssueRow,
}
