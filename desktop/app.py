"""Composition root of the desktop: builds the window first, everything else after it is painted."""

from __future__ import annotations

import gc
import logging
import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from desktop import settings as names
from desktop.qt import theme
from desktop.qt.tones import Scheme, Tone
from desktop.qt.widgets import Notice
from desktop.settings import DEFAULT_SERVER, Credentials, DeskSettings
from desktop.shell.crash import CrashReports
from desktop.shell.first_frame import FirstFrame
from desktop.shell.main_window import MainWindow, WindowPlace
from desktop.shell.pages import PAGES
from desktop.shell.sign_in import OnClose, SignInForm, SignInState, SignInView

if TYPE_CHECKING:
    import asyncio

    from desktop.shell.access import Access
    from desktop.shell.desk import SignedInDesk
    from desktop.shell.entrance import Entrance
    from desktop.shell.other_starts import OtherStarts
    from desktop.shell.phone_desk import PhoneDesk

log = logging.getLogger(__name__)
BREATH = 0.1
"""Seconds for the first rows to be painted, before imports share the processor with that."""


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the desktop's one clock


class App:
    """The program: a window, then a desk in it."""

    def __init__(self, application: QApplication, profile: Path, arguments: Sequence[str]) -> None:
        self._application = application
        self._profile = profile
        self._arguments = tuple(arguments)
        self._settings = DeskSettings(profile)
        kept = self._settings.text(names.SCHEME)
        # Before any widget is made: a font is taken when its widget is built.
        theme.apply(application, Scheme(kept) if kept else theme.system_scheme(application))
        self._window = MainWindow()
        for page in PAGES:
            self._window.rail.announce_page(page)
        self._sign_in: SignInView | None = None
        self._desk: SignedInDesk | None = None
        self._phone: PhoneDesk | None = None
        self._entrance: Entrance | None = None
        self._given: Credentials | None = None
        self._closed: asyncio.Event | None = None
        self._others: OtherStarts | None = None
        self._to_call = ("", False)

    def run(self, given: Credentials | None) -> int:
        """Show the window, then work until it is closed."""
        self._given = given
        self._dress()
        is_known = given is not None or bool(self._settings.text(names.EMAIL))
        first = self._window if is_known else self._show_sign_in()
        painted = FirstFrame(self._application)
        first.installEventFilter(painted)
        gc.disable()
        first.show()
        self._application.exec()
        self._work()
        return 0

    def _work(self) -> None:
        import asyncio  # noqa: PLC0415 - after the first frame

        from qasync import QEventLoop  # noqa: PLC0415

        with asyncio.Runner(loop_factory=lambda: QEventLoop(self._application)) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        import asyncio  # noqa: PLC0415 - after the first frame

        self._closed = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._closed.set)
        self._window.close_requested.connect(self._closed.set)
        CrashReports(self._profile, self._tell_fault).install()
        loop.set_exception_handler(lambda _loop, told: self._fault(told.get("exception")))
        self._open_door()
        await self._enter()
        gc.enable()
        await self._closed.wait()
        await self._leave()

    async def _enter(self) -> None:
        from desktop.qt.tasks import in_thread, load, spawn  # noqa: PLC0415 - after the first frame

        await load("desktop.shell.entrance")
        from desktop.shell.entrance import Entrance  # noqa: PLC0415

        self._entrance = entrance = Entrance(self._profile)
        if self._given is not None:
            await self._try(self._given)
            return
        server = self._settings.text(names.SERVER, DEFAULT_SERVER)
        email = self._settings.text(names.EMAIL)
        pages = spawn(load("desktop.shell.desk"), "load the desk")
        access = await in_thread(lambda: entrance.remembered(server, email))
        await pages
        if access is not None:
            await self._open(access)
        else:
            self._ask()

    # -- signing in

    def _show_sign_in(self) -> SignInView:
        if self._sign_in is None:
            view = SignInView()
            view.setWindowTitle("Sign in – Ringdesk")  # noqa: RUF001 - a dash is meant
            view.resize(1040, 720)
            view.prefill(
                self._settings.text(names.SERVER, DEFAULT_SERVER), self._settings.text(names.EMAIL)
            )
            view.sign_in_requested.connect(self._asked)
            view.installEventFilter(OnClose(self.closed, view))
            self._sign_in = view
        return self._sign_in

    def _ask(self, state: SignInState = SignInState.IDLE, words: str = "") -> None:
        view = self._show_sign_in()
        view.show_state(state, words)
        view.show()
        view.raise_()
        self._window.hide()

    def _asked(self, form: SignInForm) -> None:
        from desktop.qt.tasks import spawn  # noqa: PLC0415 - after the first frame

        self._show_sign_in().show_state(SignInState.WORKING)
        server = form.server if "://" in form.server else f"https://{form.server}"
        spawn(self._try(Credentials(server, form.name, form.password)), "sign in")

    async def _try(self, given: Credentials) -> None:
        from desktop.qt.tasks import in_thread  # noqa: PLC0415
        from desktop.shell.entrance import NoServer, NotLetIn  # noqa: PLC0415

        entrance = self._entrance
        if entrance is None:
            return
        await self._close_desk()
        try:
            access = await in_thread(lambda: entrance.with_password(given))
        except NotLetIn as refusal:
            self._ask(SignInState.REFUSED, str(refusal))
        except NoServer:
            self._ask(SignInState.NOT_REACHABLE)
        else:
            self._settings.set_text(names.SERVER, given.server)
            self._settings.set_text(names.EMAIL, given.email)
            await self._open(access)

    # -- the desk

    async def _open(self, access: Access) -> None:
        """Rows first; what talks to the server and the phone loads while they are being read."""
        from desktop.qt.hop import GuiThread  # noqa: PLC0415
        from desktop.qt.tasks import load  # noqa: PLC0415
        from desktop.shell.desk import SignedInDesk  # noqa: PLC0415

        self._window.show()
        if self._sign_in is not None:
            self._sign_in.hide()
        gui = GuiThread(self._window)
        self._desk = desk = SignedInDesk(self._window, access, now, gui)
        self._desk.sign_in_requested.connect(self._ask)
        self._desk.sign_out_requested.connect(self._sign_out)
        self._desk.wiped.connect(self._wiped)
        self._desk.open()
        await load("desktop.shell.syncing", "desktop.shell.phone_desk", after=BREATH)
        if self._desk is not desk:
            return
        desk.begin_sync()
        self._open_phone(access)
        # All that was loaded lives as long as the program; the collector need not look at it.
        gc.freeze()

    def _open_phone(self, access: Access) -> None:
        from desktop.calls.parts import RECORDINGS  # noqa: PLC0415
        from desktop.calls.phone_process import engine_command  # noqa: PLC0415
        from desktop.shell.entrance import sip_account  # noqa: PLC0415
        from desktop.shell.phone_desk import PhoneDesk  # noqa: PLC0415

        account = sip_account(access.profile.outbox.setting)
        desk = self._desk
        if desk is None:
            return
        command = engine_command(self._arguments, desk.store.folder / RECORDINGS)
        self._phone = phone = PhoneDesk(self._window, desk.store, command, now, self._settings)
        phone.serve(desk.office)
        desk.hear(phone.heard)
        phone.start(account, access.secrets.sip_password)
        if self._others is not None:
            self._others.phone_came(phone)

    def ask_to_call(self, target: str, *, is_link: bool) -> None:
        """Call this once there is a phone."""
        self._to_call = (target, is_link)

    def _open_door(self) -> None:
        from desktop.shell.handlers import Told  # noqa: PLC0415 - after the first frame
        from desktop.shell.other_starts import OtherStarts  # noqa: PLC0415

        self._others = OtherStarts(self._profile, self._window, Told(*self._to_call))

    async def _close_desk(self) -> None:
        from desktop.qt.tasks import in_thread  # noqa: PLC0415

        if self._phone is not None:
            self._phone.stop()
            self._phone = None
            if self._others is not None:
                self._others.phone_left()
        if self._desk is not None:
            desk, self._desk = self._desk, None
            desk.hush()
            await in_thread(desk.close)

    def _sign_out(self) -> None:
        from desktop.qt.tasks import spawn  # noqa: PLC0415

        spawn(self._go_out(), "sign out")

    async def _go_out(self) -> None:
        """Only the token goes: what waits to be sent stays here, locked, for the next sign-in."""
        from desktop.qt.tasks import in_thread  # noqa: PLC0415

        desk, entrance = self._desk, self._entrance
        await self._close_desk()
        self._ask()
        if desk is not None and entrance is not None:
            email = self._settings.text(names.EMAIL)
            await in_thread(lambda: entrance.sign_out(desk.access, email))

    def _wiped(self) -> None:
        if self._entrance is not None:
            self._entrance.forget(
                self._settings.text(names.SERVER), self._settings.text(names.EMAIL)
            )
        self._ask(SignInState.REFUSED, "Your access has ended. Nothing is left on this computer.")

    async def _leave(self) -> None:
        from desktop.qt.tasks import end_all  # noqa: PLC0415

        end_all()
        if self._others is not None:
            self._others.close()
        self._settings.save()
        self._window.hide()
        await self._close_desk()

    def closed(self) -> None:
        """The last window was closed by its person."""
        if self._closed is not None:
            self._closed.set()

    # -- looks and faults

    def _dress(self) -> None:
        self._window.resize(1440, 900)
        place = WindowPlace(self._settings.geometry(), self._settings.flag(names.FOLDED))
        if place.geometry:
            self._window.show_place(place)
        self._window.place_changed.connect(self._keep_place)
        self._window.scheme_changed.connect(self._keep_scheme)

    def _keep_place(self, place: WindowPlace) -> None:
        self._settings.set_geometry(place.geometry)
        self._settings.set_flag(names.FOLDED, place.is_folded)

    def _keep_scheme(self, scheme: Scheme) -> None:
        self._settings.set_text(names.SCHEME, scheme)

    def _fault(self, fault: object) -> None:
        if isinstance(fault, BaseException):
            log.error("fault in a task: %s", type(fault).__name__, exc_info=fault)
            self._tell_fault("Something went wrong in Ringdesk. Your work is kept.")

    def _tell_fault(self, sentence: str) -> None:
        self._window.say(Notice(sentence, Tone.RED, "circle-alert"))
