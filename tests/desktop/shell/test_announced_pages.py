"""Pages in the rail before they are loaded: to be seen, not yet to be chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.shell.nav_rail import NavRail
from desktop.shell.pages import CUSTOMERS, PAGES
from tests.support.windows import find


def titles(rail: NavRail) -> list[str]:
    names = [f"nav_{page.key}" for page in PAGES]
    return [b.objectName() for b in rail.findChildren(QWidget) if b.objectName() in names]


def test_an_announced_page_can_be_chosen_once_it_is_added(qapp):
    rail = NavRail()
    for page in PAGES:
        rail.announce_page(page)
    button = find(rail, QPushButton, "nav_customers")
    assert not button.isEnabled()
    rail.add_page(CUSTOMERS)
    assert button.isEnabled()


def test_a_page_added_again_after_signing_in_anew_stands_there_once(qapp):
    rail = NavRail()
    for _ in range(2):
        for page in PAGES:
            rail.add_page(page)
    assert titles(rail) == [f"nav_{page.key}" for page in PAGES]
