"""What the person at this desk may do, asked by pages before they offer it."""

from __future__ import annotations

from desktop.store import Store
from sync_server.contract.base import Command
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import Module, Role, Verb
from sync_server.rules import access
from sync_server.rules.permissions import may


class Rights:
    """Reads the rows each time: a right can be taken away while a page is open.

    Hiding is a courtesy; the rule refuses anyway, and the rows are not on this desk at all.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def has(self, module: Module, verb: Verb) -> bool:
        role = self._role()
        return role is not None and access.has(self._store.view, role, module, verb)

    def sees(self, module: Module) -> bool:
        """At least their own."""
        return self.has(module, Verb.SEE) or self.has(module, Verb.SEE_OWN)

    def may(self, command: type[Command]) -> bool:
        role = self._role()
        return role is not None and may(self._store.view, role, command)

    def _role(self) -> Role | None:
        me = self._store.me
        if me is None:
            return None
        row = self._store.view.get(StaffRow, me.id)
        return row.role if row is not None else me.role
