"""Calls in the office: their page, the player under all pages, and what waits, in the rail."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.links import Link
from desktop.qt.background import Background
from desktop.qt.formatting import Clock
from desktop.qt.signals import signal
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.replica.badges import all_sounds, badges, unheard_sounds
from desktop.shell.main_window import MainWindow
from desktop.shell.pages import CALLS
from desktop.store import Store
from sync_server.contract.base import RowId

if TYPE_CHECKING:
    from desktop.calls.calls_page import CallsPage
    from desktop.calls.voicemail_listening import Listening, Playable

log = logging.getLogger(__name__)
COUNTED = frozenset({"call", "voicemail"})


class CallsOffice(QObject):
    """Builds the page at its first visit and the player at the first sound."""

    dial_requested = signal(str)
    link_requested = signal(Link)
    refused = signal(str)

    def __init__(self, window: MainWindow, store: Store, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._clock = clock
        self._page: CallsPage | None = None
        self._listening: Listening | None = None
        self._work = Background("sweep sounds", self, store.is_there)
        self._has_swept = False
        self._speaker: Callable[[], str] = _default
        window.add_page(CALLS, self._build)

    def speak_through(self, chosen: Callable[[], str]) -> None:
        """Where the name of the chosen loudspeaker is found; empty for the system's default."""
        self._speaker = chosen

    def refresh(self, entities: frozenset[str]) -> None:
        """Rows changed."""
        if self._page is not None and self._page.isVisible():
            self._page.refresh(entities)
        if not entities or entities & COUNTED:
            self.show_counts()
            self._sweep_once()

    def show(self) -> None:
        """The page was gone to: show what is so now."""
        if self._page is not None:
            self._page.refresh(frozenset())

    def show_counts(self) -> None:
        counts = badges(self._store.reader())
        self._window.rail.show_count(CALLS.key, counts.callbacks + counts.voicemails)
        self._store.prefetch(unheard_sounds(self._store.reader()))

    def open_call(self, call_id: RowId) -> None:
        """One call with its story; the page is in view already."""
        if self._page is not None:
            self._page.open_call(call_id)

    def open_voicemail(self) -> None:
        if self._page is not None:
            from desktop.calls.calls_page import Tab  # noqa: PLC0415 - loaded with the page

            self._page.show_tab(Tab.VOICEMAIL)

    def play_voicemail(self, voicemail_id: str) -> None:
        """Play a voicemail from wherever it is listed."""
        from desktop.calls.voicemail_page import playable  # noqa: PLC0415 - start fast
        from desktop.replica.voicemails import one_voicemail  # noqa: PLC0415

        line = one_voicemail(self._store.reader(), RowId(voicemail_id))
        if line is None or not line.sha256:
            self.refused.emit("This voicemail does not exist any more.")
            return
        self.play(playable(line))

    def play_greeting(self, sha256: str) -> None:
        """What callers of a business number hear."""
        from desktop.calls.voicemail_listening import Playable  # noqa: PLC0415 - start fast

        self.play(Playable(sha256, "Greeting", "What callers hear", "greeting.wav"))

    def play_tone(self, name: str) -> None:
        """How a number rings."""
        import resources  # noqa: PLC0415 - start fast

        path = resources.path(f"sounds/{name or 'ringtone'}.wav")
        self._built_listening().play_file(path, "Ringtone")

    def end(self) -> None:
        """The desk closes: nothing reads or sounds any more."""
        self._work.end()
        if self._page is not None:
            self._page.end()
        if self._listening is not None:
            self._listening.end()

    def play(self, wanted: Playable) -> None:
        """Play a sound in the bar under the pages."""
        self._built_listening().play(wanted)

    def _built_listening(self) -> Listening:
        if self._listening is None:
            from desktop.calls.voicemail_listening import Listening  # noqa: PLC0415 - start fast
            from desktop.calls.voicemail_output import Loudspeaker  # noqa: PLC0415

            speaker = Loudspeaker(self._speaker)
            self._listening = Listening(self._store, speaker, self)
            self._listening.said.connect(self._said)
            self._window.set_call_bar(self._listening.bar)
        return self._listening

    def _sweep_once(self) -> None:
        """Sounds whose rows went while this desk was off do not stay on its disk."""
        if self._has_swept:
            return
        self._has_swept = True
        store = self._store
        self._work.run(
            lambda _cancelled: store.sweep_sounds(all_sounds(store.reader())), self._swept
        )

    def _swept(self, removed: int) -> None:
        log.info("%d sounds removed from this computer", removed)

    def _build(self) -> QWidget:
        from desktop.calls.calls_page import CallsPage  # noqa: PLC0415 - start fast

        self._page = page = CallsPage(self._store, self._clock)
        page.dial_requested.connect(self.dial_requested.emit)
        page.link_requested.connect(self.link_requested.emit)
        page.play_requested.connect(self.play)
        page.refused.connect(self.refused.emit)
        page.said.connect(self._said)
        return page

    def _said(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.GREEN, "circle-check"))


def _default() -> str:
    """Nobody chose a loudspeaker."""
    return ""
