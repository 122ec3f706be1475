"""Deleting issues forever in the office: the dialog, once an administrator asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.actions import Action
from desktop.links import EraseWish, LinkKind
from desktop.qt.formatting import Clock
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from desktop.shell.main_window import MainWindow
from desktop.shell.tabs import Tabs
from desktop.store import Store
from sync_server.contract.base import RowId
from sync_server.contract.issues import DeleteIssue

if TYPE_CHECKING:
    from desktop.issues.erasing import Erasing


class ErasingOffice(QObject):
    """An action for the issue in view; `open` is also for pages that know one."""

    def __init__(
        self,
        window: MainWindow,
        store: Store,
        clock: Clock,
        tabs: Tabs,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._store, self._clock, self._tabs = window, store, clock, tabs
        self._erasing: Erasing | None = None

    def action(self) -> Action:
        """For the list of everything that can be done here."""
        return Action(
            "issue.delete_forever",
            "Delete this issue forever…",
            self._open_shown,
            "Issues",
            icon="trash-2",
            keywords="erase remove forever gdpr forget",
            enabled=self._may,
        )

    def open(self, issue_id: RowId) -> None:
        """Show what would go."""
        if self._erasing is None:
            from desktop.issues.erasing import Erasing  # noqa: PLC0415 - start fast

            self._erasing = Erasing(self._store, self._clock, self._window)
            self._erasing.said.connect(lambda words: self._say(words, Tone.GREEN))
            self._erasing.refused.connect(lambda words: self._say(words, Tone.ORANGE))
        self._erasing.open(issue_id)

    def answer(self, wish: EraseWish) -> None:
        """A page wished for it."""
        self.open(wish.issue_id)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._erasing is not None:
            self._erasing.refresh(entities)

    def end(self) -> None:
        """The desk closes."""
        if self._erasing is not None:
            self._erasing.end()

    def _issue(self) -> RowId | None:
        place = self._tabs.navigation.place()
        link = place.link if place is not None else None
        return link.id if link is not None and link.kind is LinkKind.ISSUE else None

    def _may(self) -> bool:
        return self._issue() is not None and Rights(self._store).may(DeleteIssue)

    def _open_shown(self) -> None:
        issue = self._issue()
        if issue is not None:
            self.open(issue)

    def _say(self, words: str, tone: Tone) -> None:
        icon = "circle-check" if tone is Tone.GREEN else "info"
        self._window.say(Notice(words, tone, icon))
