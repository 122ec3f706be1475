"""The table of rights in words: what a role sees and does, and what a change would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.qt.formatting import counted, listed, number
from sync_server.contract.values import Module, Role, Verb
from sync_server.rules import access

M, V = Module, Verb

ROLES: Mapping[Role, str] = {
    Role.AGENT: "Agents",
    Role.SUPERVISOR: "Supervisors",
    Role.TECHNICIAN: "Technicians",
    Role.FINANCE: "Finance",
    Role.READ_ONLY: "Read only",
}
"""Roles whose rights can be changed; owners and administrators may do everything."""
MODULES: Mapping[Module, str] = {
    M.CUSTOMERS: "Customers",
    M.INQUIRIES: "Inquiries",
    M.QUOTES: "Quotes",
    M.BOOKINGS: "Bookings and calendar",
    M.INVOICES: "Invoices and prices",
    M.ISSUES: "Issues",
    M.HOLDS: "Payment holds",
    M.CALLS: "Calls and voicemail",
    M.MESSAGES: "E-mail and SMS",
    M.SETTINGS: "Settings",
}
COLUMNS: Mapping[Verb, str] = {
    V.ADD: "Add",
    V.EDIT: "Edit",
    V.REMOVE: "Remove",
    V.EXPORT: "Export",
}
SPECIAL: Mapping[Verb, str] = {
    V.MERGE: "Merge",
    V.STATEMENT: "Statements",
    V.CLOSE: "Close",
    V.RELEASE: "Release pay",
}
_ROWS: Mapping[Module, tuple[str, str]] = {
    M.INQUIRIES: ("inquiry", "inquiries"),
    M.QUOTES: ("quote", "quotes"),
    M.BOOKINGS: ("booking", "bookings"),
    M.INVOICES: ("invoice", "invoices"),
    M.ISSUES: ("issue", "issues"),
    M.HOLDS: ("payment hold", "payment holds"),
    M.CALLS: ("call", "calls"),
    M.MESSAGES: ("message", "messages"),
}


class Sight(StrEnum):
    ALL = "all"
    OWN = "own"
    NONE = "none"


SIGHTS: Mapping[Sight, str] = {
    Sight.ALL: "All",
    Sight.OWN: "Own only",
    Sight.NONE: "Nothing",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A role's rights while somebody changes them."""

    role: Role
    seen: frozenset[str]
    """What they were when the person began."""
    grants: frozenset[str]

    @property
    def is_changed(self) -> bool:
        return self.seen != self.grants

    def has(self, module: Module, verb: Verb) -> bool:
        return f"{module}:{verb}" in self.grants

    def sight(self, module: Module) -> Sight:
        return _sight(self.grants, module)

    def with_sight(self, module: Module, sight: Sight) -> Draft:
        """Who sees nothing of a module can do nothing in it."""
        kept = {right for right in self.grants if not right.startswith(f"{module}:see")}
        if sight is Sight.NONE:
            kept = {right for right in kept if not right.startswith(f"{module}:")}
            if module in OWN:  # own jobs and own issues are seen together
                kept -= {f"{other}:{V.SEE_OWN}" for other in OWN}
        else:
            kept.add(f"{module}:{V.SEE if sight is Sight.ALL else V.SEE_OWN}")
        return Draft(self.role, self.seen, access.whole(frozenset(kept)))

    def with_right(self, module: Module, verb: Verb) -> Draft:
        return Draft(self.role, self.seen, access.whole(self.grants | {f"{module}:{verb}"}))

    def without(self, module: Module, verb: Verb) -> Draft:
        return Draft(self.role, self.seen, self.grants - {f"{module}:{verb}"})

    def reset(self) -> Draft:
        return Draft(self.role, self.seen, access.DEFAULTS[self.role])


OWN = frozenset(module for module, verbs in access.OFFERED.items() if V.SEE_OWN in verbs)


def differs(draft: Draft, module: Module) -> bool:
    """Whether anything of this module is not as Ringdesk comes."""
    usual = access.DEFAULTS[draft.role]
    return any(
        (right in draft.grants) is not (right in usual)
        for right in access.EVERYTHING
        if right.startswith(f"{module}:")
    )


def consequences(draft: Draft, rows: Mapping[Module, int]) -> tuple[str, ...]:
    """What saving would do, one sentence each; `rows` is how many there are of each module."""
    who = ROLES[draft.role]
    told = [_sight_sentence(draft, module, who, rows.get(module, 0)) for module in _ROWS]
    gone = {module for module in MODULES if draft.sight(module) is Sight.NONE} - {M.SETTINGS}
    told += [f"{who} may now {words}." for words in _named(draft.grants - draft.seen)]
    lost = frozenset(r for r in draft.seen - draft.grants if Module(r.split(":")[0]) not in gone)
    told += [f"{who} may no longer {words}." for words in _named(lost)]
    return tuple(sentence for sentence in told if sentence)


def _sight_sentence(draft: Draft, module: Module, who: str, count: int) -> str:
    before, after = _sight(draft.seen, module), draft.sight(module)
    one, many = _ROWS[module]
    if before is after:
        return ""
    if after is Sight.NONE:
        shown = f"all {many}" if before is Sight.OWN else counted(count, one, many)
        return f"{who} will lose {shown} on their desks."
    if after is Sight.OWN and before is Sight.ALL:
        return f"{who} will keep only their own of {number(count)} {many} on their desks."
    gets = "their own" if after is Sight.OWN else number(count)
    return f"{who} will see {gets} {one if gets == '1' else many}."


def _sight(grants: frozenset[str], module: Module) -> Sight:
    if f"{module}:{V.SEE}" in grants:
        return Sight.ALL
    return Sight.OWN if f"{module}:{V.SEE_OWN}" in grants else Sight.NONE


def _named(rights: frozenset[str]) -> tuple[str, ...]:
    """`add and edit invoices`, one for each module; seeing is told by its own sentence."""
    words = {**COLUMNS, **SPECIAL}
    told = []
    for module in MODULES:
        verbs = tuple(_DOES[verb] for verb in words if f"{module}:{verb}" in rights)
        if verbs:
            told.append(f"{listed(verbs)} {_NOUNS[module]}")
    return tuple(told)


_DOES: Mapping[Verb, str] = {
    V.ADD: "add",
    V.EDIT: "edit",
    V.REMOVE: "remove",
    V.EXPORT: "export",
    V.MERGE: "merge",
    V.STATEMENT: "make statements of",
    V.CLOSE: "close",
    V.RELEASE: "release",
}
_NOUNS: Mapping[Module, str] = {
    **{module: many for module, (_one, many) in _ROWS.items()},
    M.CUSTOMERS: "customers",
    M.SETTINGS: "settings",
}
