"""What each role may do, as an administrator set it."""

from __future__ import annotations

from sync_server.contract.base import Command, Row, RowId
from sync_server.contract.values import Role


class PermissionRow(Row, frozen=True, tag="permission"):
    """The rights of one role as `module:verb`; its id is the role. No row: Ringdesk's defaults."""

    grants: tuple[str, ...] = ()


class SavePermissions(Command, frozen=True, tag="permission.save"):
    role: Role
    seen: tuple[str, ...]
    grants: tuple[str, ...]


def permission_id(role: Role) -> RowId:
    return RowId(str(role))
