"""The tabs as they are kept for the next start; what cannot be read is left out."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from desktop.links import Link, LinkKind
from desktop.shell.navigation import Place
from sync_server.contract.base import RowId


class TabKept(msgspec.Struct, frozen=True):
    """A tab as it is kept for the next start."""

    page: str
    title: str
    kind: str = ""
    id: str = ""
    detached: bool = False

    def place(self) -> Place:
        """Raises ValueError for a kind this program does not know."""
        link = Link(LinkKind(self.kind), RowId(self.id)) if self.kind else None
        return Place(self.page, link)


class TabsKept(msgspec.Struct, frozen=True):
    tabs: tuple[TabKept, ...] = ()
    current: int = 0


def kept_tab(place: Place, title: str, *, detached: bool) -> TabKept:
    """One tab, to be kept."""
    if place.link is None:
        return TabKept(place.page, title, detached=detached)
    return TabKept(place.page, title, place.link.kind, place.link.id, detached)


def write(tabs: tuple[TabKept, ...], current: int) -> str:
    return msgspec.json.encode(TabsKept(tabs, current)).decode()


def without_aside(link: Link) -> Link:
    """The thing itself, wherever it opens."""
    return replace(link, aside=False)


def read(kept: str | None) -> TabsKept:
    try:
        return msgspec.json.decode(kept or "{}", type=TabsKept)
    except (msgspec.DecodeError, ValueError):
        return TabsKept()


def place_of(kept: TabKept) -> Place | None:
    try:
        return kept.place()
    except ValueError:
        return None
