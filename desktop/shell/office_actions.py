"""Everything the shell itself can do, as actions: pages, states, colours, calls, signing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.actions import Action
from desktop.qt import theme
from desktop.qt.key_table import FIND, GO
from desktop.qt.statuses import AGENT_STATES
from desktop.qt.tones import Scheme
from desktop.shell.actions import Actions
from desktop.shell.actions_here import actions_in
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import BREAKS, StateChoice
from desktop.shell.pages import PAGES
from sync_server.contract.values import AgentState

BOUND = (
    "keys.list",
    "keys.list_too",
)
"""Listed keys that no button has."""


@dataclass(frozen=True, slots=True)
class Doors:
    """What the office does when it is asked to."""

    go: Callable[[str], object]
    back: Callable[[], object]
    forward: Callable[[], object]
    add_customer: Callable[[], object]
    report: Callable[[], object]
    show_keys: Callable[[], object]


class OfficeActions(QObject):
    """Fills the registry once; pages may add their own to `actions`."""

    def __init__(self, window: MainWindow, doors: Doors, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._doors = window, doors
        self.actions = Actions(window)
        self.actions.look_around(self._here)
        self.actions.add(*self._doing(), *self._going(), *self._states(), *self._finding())
        self.actions.bind(*BOUND)

    def end(self) -> None:
        """Signed out: its keys work no more."""
        self.actions.clear()

    def _here(self) -> Iterator[Action]:
        yield from actions_in(self._window.content())

    def _finding(self) -> Iterator[Action]:
        box = self._window.top_bar.search
        for key, run in (
            ("palette.open", box.open_with),
            ("search.open", box.start),
            ("search.open_too", box.start),
        ):
            yield Action(key, "Search", run, FIND, icon="search", is_listed=False)
        for key in ("keys.list", "keys.list_too"):
            shows = self._doors.show_keys
            words = "shortcuts keyboard help"
            yield Action(
                key,
                "Keyboard shortcuts",
                shows,
                FIND,
                icon="key-round",
                keywords=words,
                is_listed=key == "keys.list",
            )

    def _going(self) -> Iterator[Action]:
        for page in PAGES:
            yield Action(
                f"page.{page.key}", f"Go to {page.title}", _Go(self._doors.go, page.key), GO,
                icon=page.icon, keywords=f"{page.title} open page",
            )  # fmt: skip
        yield Action("go.back", "Back", self._doors.back, GO, icon="arrow-left")
        yield Action("go.forward", "Forward", self._doors.forward, GO, icon="arrow-right")

    def _doing(self) -> Iterator[Action]:
        window, doors = self._window, self._doors
        yield Action(
            "customers.new",
            "New customer",
            doors.add_customer,
            "Customers and records",
            icon="user-plus",
            keywords="add create",
        )
        yield Action(
            "issue.report",
            "Report an issue",
            doors.report,
            "Issues and pay",
            icon="triangle-alert",
            keywords="complaint new",
        )
        yield Action(
            "call.number",
            "Call a number…",
            self._type_number,
            "Calls",
            icon="phone-outgoing",
            keywords="dial phone",
        )
        yield Action(
            "look.scheme",
            "Switch between light and dark",
            self._change_scheme,
            "Looks",
            icon="moon",
            keywords="theme colours mode",
        )
        yield Action(
            "rail.fold",
            "Fold or unfold the list of pages",
            window.rail.toggle,
            "Looks",
            icon="panel-left-close",
            keywords="sidebar collapse",
        )
        yield Action(
            "sync.now",
            "Check for news now",
            window.top_bar.sync_clicked.emit,
            "General",
            icon="refresh-cw",
            keywords="sync refresh retry",
        )
        yield Action(
            "phone.menu",
            "Phone and sound",
            window.top_bar.phone_clicked.emit,
            "Calls",
            icon="headset",
            keywords="headset microphone devices speaker",
        )
        yield Action("session.end", "Sign out", window.rail.sign_out_requested.emit, "General",
                     icon="lock", keywords="leave log out")  # fmt: skip

    def _states(self) -> Iterator[Action]:
        chosen = self._window.rail.state_chosen
        for state in (AgentState.AVAILABLE, AgentState.WRAP_UP, AgentState.AWAY):
            badge = AGENT_STATES[state]
            yield Action(
                f"state.{state}",
                f"State: {badge.text}",
                _Choose(chosen.emit, StateChoice(state)),
                "Your state",
                icon=badge.icon,
            )
        for reason in BREAKS:
            name = reason.lower().replace(" ", "_")
            choice = StateChoice(AgentState.BREAK, reason)
            yield Action(f"state.break.{name}", f"State: Break, {reason.lower()}",
                         _Choose(chosen.emit, choice), "Your state", icon="coffee")  # fmt: skip

    def _type_number(self) -> None:
        self._window.top_bar.search.open_with("+")

    def _change_scheme(self) -> None:
        self._window.dress(Scheme.LIGHT if theme.scheme() is Scheme.DARK else Scheme.DARK)


@dataclass(frozen=True, slots=True)
class _Go:
    go: Callable[[str], object]
    key: str

    def __call__(self) -> None:
        self.go(self.key)


@dataclass(frozen=True, slots=True)
class _Choose:
    choose: Callable[[StateChoice], object]
    choice: StateChoice

    def __call__(self) -> None:
        self.choose(self.choice)
