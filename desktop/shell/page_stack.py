"""Pages by key, built on first visit; some once, some once for each tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QStackedWidget, QWidget

Factory = Callable[[], QWidget]
SHARED = 0
"""Stands for every tab: a page of which there is one."""


@runtime_checkable
class Ends(Protocol):
    """A page that reads in the background."""

    def end(self) -> None: ...


class PageStack:
    """What stands in the window, and in windows of their own that tabs were taken to."""

    def __init__(self, shown_in: QStackedWidget) -> None:
        self._main = shown_in
        self._factories: dict[str, Factory] = {}
        self._per_tab: set[str] = set()
        self._built: dict[tuple[int, str], QWidget] = {}
        self._homes: dict[int, QStackedWidget] = {}
        self.tab = 1
        """The tab whose pages are meant."""

    def add(self, key: str, factory: Factory, *, per_tab: bool = False) -> None:
        """`factory` runs on the first visit, or on the first of each tab."""
        self._factories[key] = factory
        (self._per_tab.add if per_tab else self._per_tab.discard)(key)

    def knows(self, key: str) -> bool:
        return key in self._factories

    def is_shared(self, key: str) -> bool:
        """Whether all tabs show the same one."""
        return key not in self._per_tab

    def page(self, key: str) -> QWidget | None:
        """The page of the tab that is meant, if it was visited."""
        return self._built.get(self._place(key))

    def in_view(self) -> frozenset[str]:
        """Keys of the pages that are shown, in the window and in tabs of their own."""
        homes = (self._main, *self._homes.values())
        shown = [home.currentWidget() for home in homes]
        return frozenset(key for (_, key), page in self._built.items() if page in shown)

    def pages(self, key: str) -> tuple[QWidget, ...]:
        """Every page of this kind, in whichever tab."""
        return tuple(page for (_, each), page in self._built.items() if each == key)

    def show(self, key: str) -> QWidget:
        """Put a page into view, building it where it was not there."""
        place = self._place(key)
        page = self._built.get(place)
        if page is None:
            page = self._built[place] = self._factories[key]()
        home = self._homes.get(place[0], self._main)
        if home.indexOf(page) < 0:
            home.addWidget(page)
        home.setCurrentWidget(page)
        return page

    def has_pages(self, tab: int) -> bool:
        """Whether anything of this tab is built."""
        return any(each == tab for each, _ in self._built)

    def live_in(self, tab: int, home: QStackedWidget | None) -> None:
        """Show this tab's pages there from now on; nowhere named: in the main window again."""
        if home is None:
            self._homes.pop(tab, None)
        else:
            self._homes[tab] = home
        for (each, _), page in self._built.items():
            if each == tab:
                (home or self._main).addWidget(page)

    def drop(self, tab: int) -> None:
        """Let the pages of a tab go; they are built again where they are visited again."""
        for place in [place for place in self._built if place[0] == tab]:
            self._let_go(self._built.pop(place))

    def forget(self) -> None:
        """Let every page go: whoever they were built for has signed out."""
        for page in self._built.values():
            self._let_go(page)
        self._built.clear()
        self._factories.clear()
        self._homes.clear()
        self.tab = 1

    def _place(self, key: str) -> tuple[int, str]:
        return (self.tab if key in self._per_tab else SHARED), key

    def _let_go(self, page: QWidget) -> None:
        # Here, not when Qt deletes it: a page that ends inside its own deletion crashes.
        if isinstance(page, Ends):
            page.end()
        page.hide()
        page.setParent(None)
        page.deleteLater()
