"""The page of one issue and what it asks, with everything that can hang on an issue."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.issues.issue_ask import AskSheet
from desktop.issues.issue_page import IssuePage
from desktop.issues.reporting import Reporting
from desktop.links import ReportIssueWish
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.base import Row
from sync_server.contract.values import AgentState, IssueStatus, RecordKind
from tests.desktop.issues import issue_desk as desk
from tests.desktop.records.office_of_records import JOB, OLIVIA
from tests.support.windows import find

KEPT: list[QWidget] = []


def store(*rows: Row) -> Store:
    """A desk of its own for each picture; taken down when the program ends."""
    folder = Path(tempfile.mkdtemp())
    profile = desk.desk(folder, *rows)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(profile.close)
    return Store(profile, desk.clock)


def page(*rows: Row) -> tuple[MainWindow, IssuePage]:
    main, its = MainWindow(), IssuePage(store(*rows), desk.clock)
    for entry in PAGES:
        main.add_page(entry, lambda: its)
    main.rail.show_user(UserShown("Amy Grant", AgentState.AVAILABLE, "ext 101"))
    main.resize(1440, 900)
    main.show_page("issues")
    its.open_issue(desk.CMP)
    return main, its


def open_issue() -> MainWindow:
    main, its = page()
    viewers = b'{"issue":"cmp9","viewers":[{"id":"zoe","name":"Zoe Park","typing":true}]}'
    its._store.viewing.hear(viewers)
    return main


def closed() -> MainWindow:
    return page(*desk.closed())[0]


def telling() -> MainWindow:
    main, its = page()
    its._chosen(f"to_{IssueStatus.AWAITING_APPROVAL}")
    its.refresh(frozenset())
    return main


def asked(key: str, *rows: Row) -> AskSheet:
    main, its = page(*rows)
    its._chosen(key)
    KEPT.append(main)
    return find(main, AskSheet, "issue_ask")


def reporting() -> QWidget:
    host = QWidget()
    KEPT.append(host)
    made = Reporting(store(), desk.clock, host)
    made.open(ReportIssueWish(OLIVIA, RecordKind.BOOKING, JOB))
    return made._dialog


ISSUE_PAGE_SCENES = {
    "issue_page": open_issue,
    "issue_page_closed": closed,
    "issue_page_telling": telling,
    "issue_responsible": lambda: asked("name_responsible"),
    "issue_closing": lambda: asked(f"to_{IssueStatus.CLOSED}"),
    "issue_visit": lambda: asked("visit"),
    "issue_cost": lambda: asked("cost"),
    "issue_posting": lambda: asked("post_variation"),
    "issue_survey": lambda: asked("survey", *desk.closed()),
    "issue_report": reporting,
}
