"""What of the office a person sees: pages of the rail, and where to go when one is taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desktop.rights import Rights
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import CALENDAR, CALLS, HOLDS, ISSUES, PAGES, RECORDS, REPORTS
from desktop.store import Store
from sync_server.contract.values import Module

NEEDS: Mapping[str, tuple[Module, ...]] = {
    RECORDS.key: (Module.INQUIRIES, Module.QUOTES, Module.BOOKINGS, Module.INVOICES),
    ISSUES.key: (Module.ISSUES,),
    HOLDS.key: (Module.HOLDS,),
    CALENDAR.key: (Module.BOOKINGS,),
    CALLS.key: (Module.CALLS,),
    REPORTS.key: (Module.ISSUES,),
}
"""Pages that are about some parts of the work, any of them; all others are for everybody."""
SHOWN = frozenset({"permission", "staff"})


class RightsOffice:
    """Hiding is a courtesy: the rows are not on this desk at all, and the rules refuse anyway."""

    def __init__(self, window: MainWindow, store: Store, leave: Callable[[], None]) -> None:
        self._window = window
        self._rights = Rights(store)
        self._store = store
        self._leave = leave

    def refresh(self, entities: frozenset[str]) -> None:
        """Rights may have changed: offer what may be gone to, and leave what may not be seen."""
        if (entities and not entities & SHOWN) or not self._store.is_ready:
            return
        seen = frozenset(entry.key for entry in PAGES if self.may_open(entry.key))
        self._window.rail.offer_pages(seen)
        if self._window.pages.in_view() - seen:
            self._leave()

    def may_open(self, page: str) -> bool:
        needed = NEEDS.get(page)
        return needed is None or any(map(self._rights.sees, needed))
