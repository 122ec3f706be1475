"""Settings in the office: built at the first visit, with what the window knows of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import SETTINGS
from desktop.shell.status_pill import StatusPill
from desktop.store import Store

if TYPE_CHECKING:
    from desktop.admin.checkup import Connections
    from desktop.admin.greeting_page import Listen
    from desktop.admin.settings_page import SettingsPage
    from desktop.shell.office_letter_sections import LetterSections


class SettingsOffice(QObject):
    greeting_requested = signal(str)
    """The checksum of a greeting somebody wants to hear."""
    tone_requested = signal(str)
    """The name of a ringtone somebody wants to hear; empty for the standard one."""
    refused = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._clock = clock
        self._page: SettingsPage | None = None
        self._letters: LetterSections
        window.add_page(SETTINGS, self._build)

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh(entities)
            self._letters.refresh(entities)

    def show(self) -> None:
        """The page was gone to: show what is so now."""
        if self._page is not None:
            self._page.refresh(frozenset())

    def show_keys(self) -> None:
        """The list of keys; the page has been gone to."""
        if self._page is not None:
            self._page.show_keys()

    def end(self) -> None:
        if self._page is not None:
            self._page.end()
            self._letters.end()

    def _build(self) -> QWidget:
        from desktop.admin.greeting import SystemMicrophone  # noqa: PLC0415 - start fast
        from desktop.admin.settings_page import SettingsPage  # noqa: PLC0415
        from desktop.shell.office_letter_sections import LetterSections  # noqa: PLC0415

        self._page = page = SettingsPage(
            self._store, self._clock, SystemMicrophone(), self._connections
        )
        page.listen_requested.connect(self._listen)
        page.tone_requested.connect(self.tone_requested.emit)
        page.refused.connect(self.refused.emit)
        page.said.connect(self._said)
        self._letters = LetterSections(page, self._store, self._said)
        return page

    def _connections(self) -> Connections:
        """In the words of the two pills at the top."""
        from desktop.admin.checkup import Connections  # noqa: PLC0415 - loaded with the page

        phone, server = self._pill("phone_status"), self._pill("sync_status")
        return Connections(
            phone.startswith("Phone ready"), phone, not server.startswith("Offline"), server
        )

    def _pill(self, name: str) -> str:
        pill = self._window.top_bar.findChild(StatusPill, name)
        return pill.accessibleName() if pill is not None else ""

    def _listen(self, wanted: Listen) -> None:
        self.greeting_requested.emit(wanted.sha256)

    def _said(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))
