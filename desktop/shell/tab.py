"""One tab: its way back and forward, what it is called, and its window if it has one."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.shell.navigation import Navigation
from desktop.shell.place_titles import title_of
from desktop.shell.tab_window import TabWindow
from desktop.shell.tabs_kept import TabKept, kept_tab
from desktop.store import Store


@dataclass(slots=True)
class Tab:
    """One tab. `number` tells its pages from those of the others."""

    number: int
    navigation: Navigation
    title: str
    window: TabWindow | None = None

    def kept(self) -> TabKept | None:
        """As it is kept for the next start; None while it shows nothing."""
        place = self.navigation.place()
        if place is None:
            return None
        return kept_tab(place, self.title, detached=self.window is not None)

    def rename(self, store: Store, entities: frozenset[str]) -> None:
        """Rows of these changed, of any when none is named: call it by what it shows now."""
        place = self.navigation.place()
        if place is None or place.link is None:
            return
        if entities and place.link.kind not in entities:
            return
        self.title = title_of(store, place)
        if self.window is not None:
            self.window.show_title(self.title)
