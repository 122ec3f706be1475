"""The office shows each role its own pages and buttons, also when rights change meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.links import Link, LinkKind
from desktop.replica.profile import Profile
from desktop.replica.undo import put
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.shell.office_rights import NEEDS
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.access import PermissionRow, permission_id
from sync_server.contract.base import RowId
from sync_server.contract.values import Module, Role
from sync_server.rules import access
from tests.desktop.calls import office_of_calls as office
from tests.support.windows import click, find

Opened = tuple[MainWindow, Office, Profile]
ALWAYS = {"customers", "notices", "settings"}


@pytest.fixture
def opened(qtbot, tmp_path: Path) -> Iterator[Callable[[Role], Opened]]:
    profiles: list[Profile] = []
    offices: list[Office] = []

    def make(role: Role) -> Opened:
        profile = office.desk(tmp_path, [], role)
        profiles.append(profile)
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        store = Store(profile, office.clock)
        made = Office(window, store, office.clock)
        store.listen(made.refresh)
        made.open_first()
        offices.append(made)
        return window, made, profile

    yield make
    for each in offices:
        each.stop()
    for profile in profiles:
        profile.close()


def rail(window: MainWindow) -> set[str]:
    buttons = window.rail.findChildren(QPushButton)
    names = {b.objectName() for b in buttons if b.isVisible()}
    return {name.removeprefix("nav_") for name in names if name.startswith("nav_")} - {"fold"}


def take(opened: Opened, *kept: str) -> None:
    """An administrator leaves agents only these rights; the rows of that arrive."""
    _window, shown, profile = opened
    row = PermissionRow(id=permission_id(Role.AGENT), grants=tuple(sorted(kept)))
    with profile.replica.writing() as db:
        put(db, [row])
    shown.refresh(frozenset({"permission"}))


@pytest.mark.parametrize("role", sorted(access.DESK_ROLES))
def test_each_role_sees_exactly_the_pages_its_rights_open(opened, role: Role) -> None:
    """TML-29: role by module in the window."""
    window, _office, _profile = opened(role)
    seen = {
        entry.key
        for entry in PAGES
        if entry.key in ALWAYS
        or any(f"{module}:see" in access.DEFAULTS[role] for module in NEEDS[entry.key])
    }
    assert rail(window) == seen


def test_a_page_that_is_taken_away_is_left_at_once_and_comes_back(opened) -> None:
    """TML-29: while it is open."""
    here = opened(Role.AGENT)
    window, _office, _profile = here
    click(find(window, QPushButton, "nav_issues"))
    assert window.pages.in_view() == {"issues"}
    kept = {r for r in access.DEFAULTS[Role.AGENT] if not r.startswith("issues:")}
    take(here, *kept)
    assert window.pages.in_view() == {"customers"}
    assert "issues" not in rail(window)
    assert "rights were changed" in window.toast.text()
    take(here, *access.DEFAULTS[Role.AGENT])
    assert "issues" in rail(window)
    click(find(window, QPushButton, "nav_issues"))
    assert window.pages.in_view() == {"issues"}


def test_a_link_to_a_page_that_is_not_seen_leads_nowhere_and_says_so(opened) -> None:
    """TML-29: a notice or a search result may still name it."""
    here = opened(Role.AGENT)
    window, shown, _profile = here
    take(here, *(r for r in access.DEFAULTS[Role.AGENT] if not r.startswith("issues:")))
    shown.open(Link(LinkKind.ISSUE, RowId("gone")))
    assert window.pages.in_view() == {"customers"}
    assert "does not see this page" in window.toast.text()


@pytest.mark.parametrize(
    ("page", "button", "right"),
    [("issues", "report_issue", "issues:add"), ("holds", "release_selected", "holds:release")],
)
def test_a_button_of_what_a_role_may_not_do_is_not_there(opened, page, button, right) -> None:
    """TML-29: module by verb in the window."""
    here = opened(Role.AGENT)
    window, _office, _profile = here
    everything = access.EVERYTHING - {"bookings:see_own", "issues:see_own"}
    take(here, *(everything - {right}))
    click(find(window, QPushButton, f"nav_{page}"))
    assert not find(window, QPushButton, button).isVisible()
    take(here, *everything)
    assert find(window, QPushButton, button).isVisible()


def test_every_page_about_one_part_of_the_work_has_its_module() -> None:
    assert {entry.key for entry in PAGES} == ALWAYS | set(NEEDS)
    assert {module for needed in NEEDS.values() for module in needed} <= set(Module)
