"""What a role may do: the defaults, and an administrator's table over them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.values import Module, Role, Verb
from sync_server.rules.effects import Circumstances, Reason, Refused
from sync_server.rules.view import View


@dataclass(frozen=True, slots=True)
class Right:
    """One box of the permissions table."""

    module: Module
    verb: Verb

    def __str__(self) -> str:
        return f"{self.module}:{self.verb}"


M, V = Module, Verb
OFFERED: Mapping[Module, tuple[Verb, ...]] = {
    M.CUSTOMERS: (V.SEE, V.ADD, V.EDIT, V.MERGE, V.EXPORT),
    M.INQUIRIES: (V.SEE, V.ADD, V.EDIT, V.REMOVE, V.EXPORT),
    M.QUOTES: (V.SEE, V.ADD, V.EDIT, V.REMOVE, V.EXPORT),
    M.BOOKINGS: (V.SEE, V.SEE_OWN, V.ADD, V.EDIT, V.REMOVE, V.EXPORT),
    M.INVOICES: (V.SEE, V.ADD, V.EDIT, V.REMOVE, V.STATEMENT, V.EXPORT),
    M.ISSUES: (V.SEE, V.SEE_OWN, V.ADD, V.EDIT, V.CLOSE, V.REMOVE, V.EXPORT),
    M.HOLDS: (V.SEE, V.ADD, V.RELEASE, V.CLOSE, V.EXPORT),
    M.CALLS: (V.SEE, V.EDIT, V.REMOVE, V.EXPORT),
    M.MESSAGES: (V.SEE, V.ADD),
    M.SETTINGS: (V.EDIT,),
}
"""Every box there is. Customers are seen by everyone at a desk."""

EVERYTHING = frozenset(str(Right(m, v)) for m, verbs in OFFERED.items() for v in verbs)
_OWN_ONLY = frozenset(str(Right(m, V.SEE_OWN)) for m in M)
_SPECIAL = frozenset(
    {"settings:edit", "calls:remove", "issues:close", "issues:remove"}
    | {"holds:add", "holds:release", "holds:close"}
)
_WORK = EVERYTHING - _OWN_ONLY - _SPECIAL
_SEES = frozenset(right for right in EVERYTHING if right.endswith((":see", ":export")))

DEFAULTS: Mapping[Role, frozenset[str]] = {
    Role.OWNER: EVERYTHING - _OWN_ONLY,
    Role.ADMIN: EVERYTHING - _OWN_ONLY,
    Role.FINANCE: _WORK | {"holds:add", "holds:release", "holds:close"},
    Role.AGENT: _WORK,
    Role.SUPERVISOR: _WORK | {"issues:close", "holds:add"},
    Role.TECHNICIAN: frozenset(
        {"customers:see", "bookings:see", "bookings:edit"}
        | {"issues:see", "issues:add", "issues:edit"}
    ),
    Role.READ_ONLY: _SEES | {"invoices:statement"},
}
"""Roles that work at a desk. Fieldworkers, customers and the system have fixed rights."""

DESK_ROLES = frozenset(DEFAULTS)
FIXED = frozenset({Role.OWNER, Role.ADMIN})
"""Nobody can lock themselves out."""


def grants_of(view: View, role: Role) -> frozenset[str]:
    """Every right of a role as `module:verb`; none for roles without a desk."""
    usual = DEFAULTS.get(role, frozenset())
    if role in FIXED or role not in DEFAULTS:
        return usual
    row = view.get(PermissionRow, permission_id(role))
    return usual if row is None else frozenset(row.grants) & EVERYTHING


def has(view: View, role: Role, module: Module, verb: Verb) -> bool:
    return str(Right(module, verb)) in grants_of(view, role)


def check(view: View, here: Circumstances, module: Module, verb: Verb) -> None:
    """Raise Refused when this person's role lacks the right."""
    if not has(view, here.role, module, verb):
        raise Refused(Reason.NOT_ALLOWED, f"Your role ({here.role}) may not {verb} {module}.")


def whole(grants: frozenset[str]) -> frozenset[str]:
    """Who may work on something sees it, at least their own.

    Own jobs and own issues come together, in the scope of the person: whoever sees one of them
    sees the other, so the table says so.
    """
    seen = set(grants)
    if any(right in grants for right in _OWN_ONLY):
        seen |= {right for right in EVERYTHING if right in _OWN_ONLY}
    for module in (Module(right.split(":")[0]) for right in grants):
        see, own = str(Right(module, V.SEE)), str(Right(module, V.SEE_OWN))
        if see in grants:
            seen.discard(own)
        if module is not M.SETTINGS and not {see, own} & grants:
            seen.add(see)
    return frozenset(seen)
