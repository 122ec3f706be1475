"""Words the list of issues can be filtered by: types, labels with their tones, services."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop.lists.filter_bar import FilterBar
from desktop.qt.background import Background, Cancelled
from desktop.qt.statuses import Badge, label
from desktop.qt.tones import Tone
from desktop.replica.listing_issues_fields import NO_SERVICE, SERVICE, TYPE
from desktop.replica.root_causes import read_services
from desktop.store import Store
from sync_server.contract.complaints import IssueLabelRow, IssueTypeRow

_CATALOGUE = frozenset({"issue_label", "issue_type"})
_TITLED = frozenset({"booking", "quote", "invoice", "issue"})
"""Whose titles are the services issues are about, and which of them are."""


class Catalogue(QObject):
    """Keeps what the filters offer as it is on this desk."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._tones: dict[str, Tone] = {}
        self._filters: FilterBar | None = None
        self._reading = Background("services of issues", self, store.is_there)

    def fill(self, filters: FilterBar) -> None:
        """Offer everything here, from now on."""
        self._filters = filters
        self.refresh(frozenset())

    def label(self, name: str) -> Badge:
        """A label in its own tone."""
        tone = self._tones.get(name)
        return label(name) if tone is None else Badge(name, tone)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows of these entities changed; none named: any may have."""
        if not entities or entities & _CATALOGUE:
            self._read()
        if not entities or entities & _TITLED:
            self._reading.run(self._services, self._show_services)

    def end(self) -> None:
        """The desk closes."""
        self._reading.end()

    def _read(self) -> None:
        view = self._store.view
        self._tones = {each.name: Tone(each.tone) for each in view.where(IssueLabelRow)}
        types = sorted(view.where(IssueTypeRow), key=lambda each: (each.position, each.name))
        if self._filters is not None:
            self._filters.show_choices(TYPE, [each.name for each in types])

    def _services(self, _cancelled: Cancelled) -> tuple[str, ...]:
        return (*read_services(self._store.reader()), NO_SERVICE)

    def _show_services(self, found: tuple[str, ...]) -> None:
        if self._filters is not None:
            self._filters.show_choices(SERVICE, found)
