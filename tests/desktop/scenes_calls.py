"""Scenes around calls that are not live: the log, call-backs, voicemail, settings, notices."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.admin.checkup_page import CheckupPage
from desktop.admin.fields import Section
from desktop.admin.number_editor import NumberEditor
from desktop.admin.number_model import Problem
from desktop.admin.switches_page import SwitchMatrix
from desktop.calls.callback_view import CallbackView
from desktop.calls.log_link_dialog import LinkDialog, LinkOption
from desktop.calls.log_view import LogView
from desktop.calls.voicemail_bar import PlayerBar
from desktop.calls.voicemail_player import PlayerShown, Playing
from desktop.calls.voicemail_view import VoicemailView
from desktop.links import LinkKind
from desktop.notices.notices_view import NoticesView
from desktop.qt.buttons import Button
from desktop.qt.labels import Label, Look
from desktop.qt.statuses import AgentState
from desktop.qt.table_model import Rows
from desktop.qt.tones import Kind, Tone
from desktop.qt.widgets import Notice, column, row
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.pages import PAGES
from desktop.shell.top_bar import PhoneShown, PhoneState, SyncShown, SyncState
from tests.desktop import samples, samples_calls

SIZE = (1440, 900)


def window(page: str, make: Callable[[], QWidget]) -> MainWindow:
    main = MainWindow()
    for entry in PAGES:
        main.add_page(entry, make)
    for key, count in {"issues": 26, "holds": 21, "calls": 9, "notices": 3}.items():
        main.rail.show_count(key, count)
    main.rail.show_user(UserShown("Sarah Lee", AgentState.AVAILABLE, "ext 101"))
    main.top_bar.show_sync(SyncShown(SyncState.UP_TO_DATE))
    main.top_bar.show_phone(PhoneShown(PhoneState.READY))
    main.resize(*SIZE)
    main.show_page(page)
    return main


def in_tabs(view: QWidget, chosen: str) -> QWidget:
    """As the page frames it."""
    page = QWidget()
    page.setObjectName("page")
    head = row(gap=16)
    head.addWidget(Label("Calls", Look.TITLE))
    head.addSpacing(8)
    for words in ("Recent calls", "Call back (7)", "Voicemail (3)"):
        button = Button(words, Kind.TAB)
        button.setObjectName(f"tab_{words[:4].lower()}")
        button.setCheckable(True)
        button.setChecked(words.startswith(chosen))
        head.addWidget(button)
    head.addStretch(1)
    stack = column(page, gap=12, edge=16)
    stack.addLayout(head)
    stack.addWidget(view, 1)
    return page


def recent_calls(*, chosen: bool = False, empty: bool = False) -> MainWindow:
    view = LogView(samples.clock)
    view.show_choices(samples_calls.CHOICES)
    view.show_source(Rows(() if empty else samples_calls.calls()))
    if chosen:
        view.grid.selectRow(0)
        view.detail.show_call(samples_calls.call_shown())
        view.show_detail()
    return window("calls", lambda: in_tabs(view, "Recent"))


def call_back(*, empty: bool = False) -> MainWindow:
    view = CallbackView(samples.clock)
    view.show_colleagues(samples_calls.COLLEAGUES)
    view.show_lines(() if empty else samples_calls.callbacks(), "a1")
    main = window("calls", lambda: in_tabs(view, "Call back"))
    if not empty:
        view.banner.say(Notice("Tom Baker spoke to Mei Chen at 10:32.", Tone.GREEN, "phone-call"))
    return main


def voicemail(problem: str = "") -> MainWindow:
    view = VoicemailView(samples.clock)
    view.show_lines(samples_calls.voicemails())
    main = window("calls", lambda: in_tabs(view, "Voicemail"))
    bar = PlayerBar()
    main.set_call_bar(bar)
    bar.show_title("Voicemail from Olivia Smith", "Thu 9 Oct 2025, 10:19")
    state = Playing.FAILED if problem else Playing.PLAYING
    bar.show_player(PlayerShown(state, 4.2, 12.0, 1.0, problem))
    return main


def linking() -> LinkDialog:
    dialog = LinkDialog()
    dialog.offer()
    dialog.show_options(
        (
            LinkOption("b1", LinkKind.BOOKING, "BOK-20418", "Window repair"),
            LinkOption("i1", LinkKind.ISSUE, "CMP-00274", "Scratched glass in hallway window"),
            LinkOption("v1", LinkKind.INVOICE, "INV-18007", "Window repair"),
        )
    )
    return dialog


CALL_SCENES: dict[str, Callable[[], QWidget]] = {
    "calls": recent_calls,
    "calls_story": lambda: recent_calls(chosen=True),
    "calls_empty": lambda: recent_calls(empty=True),
    "calls_call_back": call_back,
    "calls_call_back_empty": lambda: call_back(empty=True),
    "calls_voicemail": voicemail,
    "calls_voicemail_offline": lambda: voicemail(
        "The server cannot be reached, and this sound is not on this computer yet. "
        "Play it again once you are connected."
    ),
    "calls_link": linking,
}


def settings_of(title: str, view: QWidget) -> MainWindow:
    """As the page of settings frames it."""
    page = QWidget()
    page.setObjectName("page")
    side = column(gap=4)
    for words in ("Phone numbers", "Dispositions", "Notifications", "Diagnostics"):
        button = Button(words, Kind.CHOICE)
        button.setObjectName(f"section_{words[:5].lower()}")
        button.setCheckable(True)
        button.setChecked(words == title)
        button.setFixedWidth(168)
        side.addWidget(button)
    side.addStretch(1)
    body = row(gap=16)
    body.addLayout(side)
    body.addWidget(view, 1)
    stack = column(page, gap=16, edge=16)
    stack.addWidget(Label("Settings", Look.TITLE))
    stack.addLayout(body, 1)
    return window("settings", lambda: page)


def number_edited() -> MainWindow:
    editor = NumberEditor()
    editor.show_form(samples_calls.FORM, samples_calls.MEMBERS)
    editor.show_problem(Problem("ring_seconds", "5 to 120 seconds; 25 is usual."))
    return settings_of("Phone numbers", editor)


def switches() -> MainWindow:
    matrix = SwitchMatrix("own")
    matrix.show_switches(samples_calls.SWITCHES)
    section = Section("What I am told")
    section.inside.addWidget(matrix)
    section.inside.addStretch(1)
    return settings_of("Notifications", section)


def checkup() -> MainWindow:
    page = CheckupPage(lambda: samples_calls.CONNECTIONS, lambda: samples_calls.FINDINGS)
    page._found(samples_calls.FINDINGS)
    return settings_of("Diagnostics", page)


def notices(*, empty: bool = False) -> MainWindow:
    view = NoticesView(samples.clock)
    view.show_lines(() if empty else samples_calls.notices(), 0 if empty else 3)
    return window("notices", lambda: view)


CALL_SCENES |= {
    "settings_number": number_edited,
    "settings_switches": switches,
    "settings_checkup": checkup,
    "notices": notices,
    "notices_empty": lambda: notices(empty=True),
}
