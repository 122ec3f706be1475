"""The desk of one signed-in person: store, pages, sync and phone, started and stopped together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.qt.formatting import Clock
from desktop.qt.hop import GuiThread
from desktop.qt.signals import wish
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.shell.access import Access
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.office import Office
from desktop.shell.sync_words import sync_notice, sync_shown
from desktop.shell.top_bar import PhoneShown, PhoneState
from desktop.store import Store
from desktop.sync.status import NeedsSignIn, Status

if TYPE_CHECKING:
    from desktop.shell.syncing import Syncing

NO_PHONE = "Your account has no phone. Ask your administrator to add one."


class SignedInDesk(QObject):
    """Lives from signing in to signing out."""

    sign_in_requested = wish()
    sign_out_requested = wish()
    wiped = wish()

    def __init__(self, window: MainWindow, access: Access, clock: Clock, gui: GuiThread) -> None:
        super().__init__(window)
        self._window = window
        self.access = access
        self._gui = gui
        self.store = Store(access.profile, clock, gui.run_soon)
        self.office = Office(window, self.store, clock)
        self._is_open = False
        self._needs_sign_in = False
        self._clock = clock
        self._syncing: Syncing | None = None
        self._deafen = self.store.listen(self._changed)
        window.banner.acted.connect(self._banner_acted)
        window.rail.sign_out_requested.connect(self.sign_out_requested.emit)
        window.top_bar.sync_clicked.connect(self._retry)
        self._hear: Callable[[bytes], None] = _nobody

    def open(self) -> None:
        """Show what is here already."""
        me = self.store.me
        if me is not None:
            self._window.rail.show_user(UserShown(me.name))
        self._window.top_bar.show_phone(PhoneShown(PhoneState.NONE, NO_PHONE))
        self._open_pages()

    def begin_sync(self) -> None:
        """Talk to the server from now on."""
        from desktop.shell.syncing import Syncing  # noqa: PLC0415 - after the first rows
        from desktop.sync.engine import Listeners  # noqa: PLC0415

        listeners = Listeners(self._status_changed, self._passed, self._wiped, self._lost)
        self._syncing = Syncing(self.access, self.store, listeners, self._clock)
        self.store.wake_by(self._syncing.wake)
        self._syncing.start()

    def hear(self, passed: Callable[[bytes], None]) -> None:
        """Pass on what the server says in passing."""
        self._hear = passed

    def hush(self) -> None:
        """Show nothing any more: what pages read from is about to close, in another thread."""
        self._deafen()
        self.office.stop()

    def close(self) -> None:
        if self._syncing is not None:
            self._syncing.stop()
        self.access.profile.close()

    def _open_pages(self) -> None:
        if not self._is_open and self.store.is_ready:
            self._is_open = True
            self.office.open_first()

    def _retry(self) -> None:
        if self._syncing is not None:
            self._syncing.retry()

    # -- from the engine's thread

    def _status_changed(self, status: Status) -> None:
        self._gui.run(lambda: self._show_status(status))

    def _passed(self, body: bytes) -> None:
        self._gui.run(lambda: self._heard(body))

    def _lost(self) -> None:
        self._gui.run(self.store.viewing.forget)

    def _wiped(self) -> None:
        self._gui.run(self.wiped.emit)

    # -- in the window

    def _heard(self, body: bytes) -> None:
        self.store.viewing.hear(body)
        self._hear(body)

    def _show_status(self, status: Status) -> None:
        self._open_pages()
        self._window.top_bar.show_sync(sync_shown(status))
        self._needs_sign_in = isinstance(status, NeedsSignIn)
        notice = sync_notice(status)
        if notice is not None:
            self._window.banner.say(notice)
        elif not self._show_rejection():
            self._window.banner.hide()

    def _show_rejection(self) -> bool:
        """A command that was refused after it was shown: say so, with what was written."""
        refused = self.store.rejections()
        if not refused:
            return False
        first = refused[0]
        text = getattr(first.command, "body", "") or getattr(first.command, "description", "")
        kept = f" You wrote: “{text}”" if text else ""
        self._window.banner.say(
            Notice(f"{first.sentence}{kept}", Tone.RED, "circle-alert", action="I have read it")
        )
        return True

    def _changed(self, entities: frozenset[str]) -> None:
        self._open_pages()
        if self._is_open:
            self.office.refresh(entities)

    def _banner_acted(self) -> None:
        if self._needs_sign_in:
            self.sign_in_requested.emit()
            return
        refused = self.store.rejections()
        if refused:
            self.store.dismiss(refused[0].id)
        if not self._show_rejection():
            self._window.banner.hide()


def _nobody(_body: bytes) -> None:
    """Until there is a phone nobody listens."""
