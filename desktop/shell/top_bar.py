"""The bar at the top: back and forward, search, how sync and phone are, light or dark."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QWidget

from desktop.qt import theme
from desktop.qt.buttons import Button, icon_button
from desktop.qt.formatting import number
from desktop.qt.signals import signal, wish
from desktop.qt.statuses import Badge
from desktop.qt.tones import Scheme, Tone
from desktop.qt.widgets import row
from desktop.shell.search_box import SearchBox
from desktop.shell.status_pill import StatusPill

HEIGHT = 52


class SyncState(StrEnum):
    UP_TO_DATE = "up_to_date"
    SENDING = "sending"
    OFFLINE = "offline"
    NEEDS_SIGN_IN = "needs_sign_in"


class PhoneState(StrEnum):
    READY = "ready"
    REGISTERING = "registering"
    NONE = "none"
    OFFLINE = "offline"
    """There is an account, but the phone system does not have this phone."""
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class SyncShown:
    """How sync is; `waiting` counts what is not sent yet."""

    state: SyncState
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class PhoneShown:
    """How the phone is; `why` says in plain words why there is none."""

    state: PhoneState
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Whether there is a page to go back or forward to."""

    back: bool = False
    forward: bool = False


class TopBar(QFrame):
    """Always there, always the same height."""

    back_requested = wish()
    forward_requested = wish()
    scheme_requested = signal(Scheme)
    sync_clicked = wish()
    phone_clicked = wish()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self.setFixedHeight(HEIGHT)
        self._back = icon_button("Back", "arrow-left", "go.back")
        self._forward = icon_button("Forward", "arrow-right", "go.forward")
        self.search = SearchBox()
        self._sync = StatusPill("sync_status")
        self._phone = StatusPill("phone_status")
        self._scheme = icon_button("Dark colours", "moon", "look.scheme")
        self._lay_out()
        self._back.clicked.connect(self.back_requested)
        self._forward.clicked.connect(self.forward_requested)
        self._sync.clicked.connect(self.sync_clicked)
        self._phone.clicked.connect(self.phone_clicked)
        self._scheme.clicked.connect(self._tell_scheme)
        self.show_ways(Ways())
        self.show_scheme(theme.scheme())

    def show_ways(self, ways: Ways) -> None:
        """Where one can go from here."""
        self._back.setEnabled(ways.back)
        self._forward.setEnabled(ways.forward)

    def show_sync(self, shown: SyncShown) -> None:
        """How sync is."""
        self._sync.show_status(sync_badge(shown), sync_words(shown))

    def show_phone(self, shown: PhoneShown) -> None:
        """How the phone is."""
        self._phone.show_status(phone_badge(shown), phone_words(shown))

    def phone_corner(self) -> QPoint:
        """Where the menu of the phone's pill opens: under its right edge."""
        return self._phone.mapToGlobal(QPoint(self._phone.width(), self._phone.height() + 4))

    def show_scheme(self, scheme: Scheme) -> None:
        """Offer the other scheme."""
        dark = scheme is Scheme.DARK
        self._scheme.relabel("Light colours" if dark else "Dark colours")
        self._scheme.swap_icon("sun" if dark else "moon")

    def _tell_scheme(self) -> None:
        other = Scheme.LIGHT if theme.scheme() is Scheme.DARK else Scheme.DARK
        self.scheme_requested.emit(other)

    def _lay_out(self) -> None:
        named: dict[str, Button] = {
            "go_back": self._back,
            "go_forward": self._forward,
            "scheme_switch": self._scheme,
        }
        for name, button in named.items():
            button.setObjectName(name)
        self.search.setMinimumWidth(320)
        self.search.setMaximumWidth(560)
        line = row(self, gap=8)
        line.setContentsMargins(12, 8, 16, 8)
        line.addWidget(self._back)
        line.addWidget(self._forward)
        line.addWidget(self.search, 10)
        line.addStretch(1)
        line.addWidget(self._phone)
        line.addWidget(self._sync)
        line.addWidget(self._scheme)


def sync_badge(shown: SyncShown) -> Badge:
    """The pill for sync."""
    waiting = number(shown.waiting)
    return {
        SyncState.UP_TO_DATE: Badge("Up to date", Tone.GREEN, "circle-check"),
        SyncState.SENDING: Badge(f"Sending {waiting}", Tone.BLUE, "cloud-upload"),
        SyncState.OFFLINE: Badge(
            f"Offline, {waiting} waiting" if shown.waiting else "Offline", Tone.ORANGE, "wifi-off"
        ),
        SyncState.NEEDS_SIGN_IN: Badge("Sign in again", Tone.RED, "key-round"),
    }[shown.state]


def sync_words(shown: SyncShown) -> str:
    """The same in a sentence."""
    return {
        SyncState.UP_TO_DATE: "Everything is sent and you see the latest.",
        SyncState.SENDING: "Your changes are on their way to the server.",
        SyncState.OFFLINE: "The server cannot be reached. Go on working: everything you do is kept"
        " on this computer and sent when the connection is back.",
        SyncState.NEEDS_SIGN_IN: "Your sign-in has ended. Click to sign in again; nothing is lost.",
    }[shown.state]


def phone_badge(shown: PhoneShown) -> Badge:
    """The pill for the phone."""
    return {
        PhoneState.READY: Badge("Phone ready", Tone.GREEN, "phone"),
        PhoneState.REGISTERING: Badge("Phone connecting", Tone.BLUE, "refresh-cw"),
        PhoneState.NONE: Badge("No phone", Tone.GREY, "phone-off"),
        PhoneState.OFFLINE: Badge("Phone offline", Tone.RED, "phone-off"),
        PhoneState.AWAY: Badge("Phone off", Tone.GREY, "phone-off"),
    }[shown.state]


def phone_words(shown: PhoneShown) -> str:
    """The same in a sentence."""
    return {
        PhoneState.READY: shown.why or "Calls ring here.",
        PhoneState.OFFLINE: shown.why or "The phone system cannot be reached.",
        PhoneState.AWAY: shown.why or "You are away; calls do not ring here.",
        PhoneState.REGISTERING: "Connecting to the phone system. Calls do not ring here yet.",
        PhoneState.NONE: shown.why or "This desk is not connected to a phone system.",
    }[shown.state]
