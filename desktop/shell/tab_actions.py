"""What can be done with tabs, as actions with their keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from desktop.actions import Action
from desktop.qt.key_table import TABS
from desktop.shell.tabs import Tabs

BOUND = (
    "tab.new",
    "tab.close",
    "tab.reopen",
    "tab.next",
    "tab.previous",
    "tab.left",
    "tab.right",
    "tab.detach",
)


def tab_actions(tabs: Tabs) -> Iterator[Action]:
    """One for each key."""
    yield Action("tab.new", "New tab", tabs.open_new, TABS, icon="plus")
    yield Action("tab.close", "Close this tab", tabs.close, TABS, icon="x")
    yield Action("tab.close_others", "Close the other tabs", tabs.close_others, TABS, icon="x")
    yield Action(
        "tab.reopen",
        "Reopen the last closed tab",
        tabs.reopen,
        TABS,
        icon="rotate-ccw",
        enabled=tabs.can_reopen,
    )
    yield Action("tab.next", "Next tab", partial(tabs.turn, 1), TABS, icon="arrow-right")
    yield Action("tab.previous", "Tab before", partial(tabs.turn, -1), TABS, icon="arrow-left")
    yield Action(
        "tab.left", "Move this tab to the left", partial(tabs.move, -1), TABS, icon="arrow-left"
    )
    yield Action(
        "tab.right", "Move this tab to the right", partial(tabs.move, 1), TABS, icon="arrow-right"
    )
    yield Action("tab.detach", "Move this tab to its own window", tabs.detach, TABS,
                 icon="square", keywords="detach pop out")  # fmt: skip
