"""Tabs: each with its own way back and forward and its own pages; all come back at a start."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.shell.main_window import MainWindow
from desktop.shell.navigation import Navigation, Place
from desktop.shell.place_titles import title_of
from desktop.shell.tab import Tab
from desktop.shell.tab_strip import Moved, Wanted
from desktop.shell.tab_window import TabWindow
from desktop.shell.tabs_kept import TabKept, place_of, read, write
from desktop.store import Store

HOME = Place("customers")
MOST_BUILT = 6
"""Tabs whose pages are held; those not looked at for longest are built again when chosen."""
MOST_CLOSED = 20
SAVE_PAUSE_MS = 400
KEPT = "tabs"


class Tabs(QObject):
    """The tabs of one signed-in person. There is always one in the main window."""

    def __init__(
        self, window: MainWindow, show: Callable[[Place], None], store: Store, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._show, self._store = window, show, store
        self._strip = window.tab_strip
        self._numbers = self._asides = 0
        self._closed: list[TabKept] = []
        self._pause = QTimer(self, singleShot=True, interval=SAVE_PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        first = self._make("")
        self._tabs, self._current = [first], first
        self._looked_at = [first.number]
        window.pages.tab = first.number
        self._strip.chosen.connect(self.choose)
        self._strip.close_requested.connect(self.close_at)
        self._strip.dragged.connect(self._dragged)
        self._strip.wanted.connect(self._wanted)

    @property
    def navigation(self) -> Navigation:
        """The way of the tab the person works in."""
        return self._active().navigation

    def go(self, place: Place) -> None:
        """Show a place in the tab the person works in; a page there is one of, in the window."""
        tab = self._active()
        if tab.window is not None and self._window.pages.is_shared(place.page):
            tab = self._current
            self._window.activateWindow()
        tab.navigation.go(place)

    def add(self, place: Place, *, aside: bool = False) -> None:
        """One more tab, after the one in view; `aside`: what is in view stays in view."""
        tab = self._make(title_of(self._store, place))
        tab.navigation.begin(place)
        self._tabs.insert(self._tabs.index(self._current) + 1 + self._asides, tab)
        if aside:
            self._asides += 1  # the next one stands after this one
            self._redraw()
        else:
            self._bring(tab)

    def open_new(self) -> None:
        """An empty start, in front."""
        self.add(HOME)

    def choose(self, at: int) -> None:
        """The tab at this place of the strip."""
        inside = self._inside()
        if 0 <= at < len(inside) and inside[at] is not self._current:
            self._bring(inside[at])

    def turn(self, by: int) -> None:
        """The next tab, or the one before."""
        inside = self._inside()
        self._bring(inside[(inside.index(self._current) + by) % len(inside)])

    def close(self) -> None:
        """The tab the person works in."""
        self._close(self._active())

    def close_at(self, at: int) -> None:
        """The tab at this place of the strip."""
        self._close(self._inside()[at])

    def close_others(self) -> None:
        for tab in [tab for tab in self._inside() if tab is not self._current]:
            self._close(tab)

    def reopen(self) -> None:
        """The tab that was closed last."""
        if self._closed:
            self.add(self._closed.pop().place())

    def can_reopen(self) -> bool:
        return bool(self._closed)

    def move(self, by: int) -> None:
        """Move the tab in view one place along."""
        inside = self._inside()
        at = inside.index(self._current)
        if 0 <= at + by < len(inside):
            self._dragged(Moved(at, at + by))
            self._redraw()

    def detach(self) -> None:
        """Move the tab in view to a window of its own; the last one leaves a fresh one behind."""
        tab = self._current
        place = tab.navigation.place()
        if place is None or self._window.pages.is_shared(place.page):
            return
        if len(self._inside()) == 1:
            self.open_new()
        else:
            self.turn(1)
        self._take_out(tab)

    def restore(self) -> bool:
        """Open what was open; answers whether there was anything to bring back."""
        found = read(self._store.setting(KEPT))
        knows = self._window.pages.knows
        every = [(one, place_of(one)) for one in found.tabs]
        places = [(one, place) for one, place in every if place and knows(place.page)]
        if len(places) < 2:
            return False
        for one, place in places:
            tab = self._make(one.title or title_of(self._store, place))
            tab.navigation.begin(place)
            self._tabs.append(tab)
            if one.detached and not self._window.pages.is_shared(place.page):
                self._take_out(tab)
        self._tabs.pop(0)
        if not (inside := self._inside()):
            inside = [self._make("")]
            inside[0].navigation.begin(HOME)
            self._tabs += inside
        wanted = self._tabs[found.current] if 0 <= found.current < len(self._tabs) else inside[0]
        self._bring(wanted if wanted.window is None else inside[0])
        return True

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed: what is open is called by its name of now, or by its page's if it left."""
        was = [tab.title for tab in self._tabs]
        for tab in self._tabs:
            tab.rename(self._store, entities)
        if was != [tab.title for tab in self._tabs]:
            self._redraw()

    def end(self) -> None:
        """Signed out: every tab goes, and the windows of those that had one."""
        self._pause.stop()
        self._keep()
        for tab in self._tabs:
            if tab.window is not None:
                tab.window.blockSignals(True)  # noqa: FBT003 - nothing is brought back any more
                tab.window.close()
                tab.window.deleteLater()
        self._strip.show_tabs((), 0)

    def back(self) -> None:
        self.navigation.back()

    def forward(self) -> None:
        self.navigation.forward()

    # -- inside

    def _keep(self) -> None:
        tabs = tuple(kept for tab in self._tabs if (kept := tab.kept()) is not None)
        if tabs and self._store.is_ready:  # not after everything here was erased
            self._store.set_setting(KEPT, write(tabs, self._tabs.index(self._current)))

    def _make(self, title: str) -> Tab:
        self._numbers += 1
        number = self._numbers
        navigation = Navigation(lambda place: self._arrived(number, place), self)
        tab = Tab(number, navigation, title)
        navigation.ways_changed.connect(self._show_ways)
        return tab

    def _inside(self) -> list[Tab]:
        """Those in the strip."""
        return [tab for tab in self._tabs if tab.window is None]

    def _active(self) -> Tab:
        window = QApplication.activeWindow()
        return next((t for t in self._tabs if window and t.window is window), self._current)

    def _arrived(self, number: int, place: Place) -> None:
        """A tab has gone somewhere: show it where the tab is."""
        tab = next(tab for tab in self._tabs if tab.number == number)
        self._window.pages.tab = number
        tab.title = title_of(self._store, place)
        self._show(place)
        self._window.pages.tab = self._active().number
        if tab.window is not None:
            tab.window.show_title(tab.title)
        self._redraw()

    def _bring(self, tab: Tab) -> None:
        self._current, self._asides = tab, 0
        self._window.pages.tab = tab.number
        tab.navigation.again()
        self._looked_at = [*(one for one in self._looked_at if one != tab.number), tab.number]
        self._let_old_ones_go()
        self._redraw()

    def _let_old_ones_go(self) -> None:
        out = {tab.number for tab in self._tabs if tab.window is not None}
        held = [n for n in self._looked_at if n not in out and self._window.pages.has_pages(n)]
        for number in held[: max(0, len(held) - MOST_BUILT)]:
            self._window.pages.drop(number)

    def _close(self, tab: Tab) -> None:
        inside = self._inside()
        if inside == [tab]:
            return  # the window always shows something
        if (kept := tab.kept()) is not None:
            self._closed = [*self._closed, kept][-MOST_CLOSED:]
        at = inside.index(tab) if tab in inside else 0
        self._tabs.remove(tab)
        self._asides = 0
        if tab.window is not None:
            tab.window.blockSignals(True)  # noqa: FBT003 - it is closed, not brought back
            tab.window.close()
            tab.window.deleteLater()
        if tab is self._current:
            left = self._inside()
            self._bring(left[min(at, len(left) - 1)])
        self._window.pages.live_in(tab.number, None)
        self._window.pages.drop(tab.number)
        self._redraw()

    def _take_out(self, tab: Tab) -> None:
        tab.window = window = TabWindow(tab.number, self._window)
        window.brought_back.connect(self._brought_back)
        window.close_requested.connect(self._close_number)
        window.back_requested.connect(tab.navigation.back)
        window.forward_requested.connect(tab.navigation.forward)
        self._window.pages.live_in(tab.number, window.pages)
        window.show()
        tab.navigation.again()
        self._redraw()

    def _by_number(self, number: int) -> Tab:
        return next(tab for tab in self._tabs if tab.number == number)

    def _brought_back(self, number: int) -> None:
        tab = self._by_number(number)
        window, tab.window = tab.window, None
        self._window.pages.live_in(number, None)
        if window is not None:
            window.deleteLater()
        self._bring(tab)

    def _close_number(self, number: int) -> None:
        self._close(self._by_number(number))

    def _dragged(self, moved: Moved) -> None:
        inside = self._inside()
        inside.insert(moved.now, inside.pop(moved.was))
        self._tabs = [*inside, *(tab for tab in self._tabs if tab.window is not None)]
        self._pause.start()

    def _wanted(self, wanted: Wanted) -> None:
        self.choose(wanted.at)
        does = {
            "tab.detach": self.detach,
            "tab.close": self.close,
            "tab.close_others": self.close_others,
            "tab.reopen": self.reopen,
        }
        does[wanted.action]()

    def _redraw(self) -> None:
        inside = self._inside()
        self._strip.show_tabs([tab.title for tab in inside], inside.index(self._current))
        self._show_ways(None)
        self._pause.start()

    def _show_ways(self, _ways: object) -> None:
        self._window.top_bar.show_ways(self._current.navigation.ways())
