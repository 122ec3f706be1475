"""Finance on a desk: the grid, a release being asked for, pay runs, the reconciliation."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.holds.page import BOOKS, RUNS, HoldsPage
from desktop.replica.listing_query import Query, Sort
from desktop.shell.main_window import MainWindow
from desktop.shell.nav_rail import UserShown
from desktop.shell.pages import PAGES
from desktop.store import Store
from sync_server.contract.base import Row
from sync_server.contract.values import AgentState, HoldState
from tests.desktop.holds import office_of_holds as office
from tests.desktop.holds.desk import idle

HOSTS: list[QWidget] = []


@lru_cache(maxsize=1)
def store() -> Store:
    """One desk for all pictures; it is taken down when the program ends."""
    folder = Path(tempfile.mkdtemp())
    profile = office.desk(folder, [*office.office(), *_more()])
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(profile.close)
    return Store(profile, office.clock)


def _more() -> list[Row]:
    """Enough rows for the table to look like a real one."""
    made: list[Row] = []
    workers, states = tuple(office.PEOPLE), (HoldState.HELD, HoldState.READY_TO_RELEASE)
    for n in range(7, 29):
        status = office.IS.IN_PROGRESS if n % 2 else office.IS.CLOSED
        worker, cents = workers[n % 3], 8_000 + n * 7391 % 40_000
        made += office.booking(n, (worker,), cents)
        made.append(office.issue(n, status))
        late = office.day(n - 20) if n % 3 == 0 else ""
        made += office.hold(n, worker, states[(n + 1) % 2], cents, expected_on=late)
    return made


def window(dress: Callable[[HoldsPage], None]) -> MainWindow:
    main = MainWindow()
    page = HoldsPage(store(), office.clock)
    for entry in PAGES:
        main.add_page(entry, lambda: page)
    main.rail.show_user(UserShown("Amy Grant", AgentState.AVAILABLE, "ext 101"))
    main.rail.show_count("holds", 26)
    main.resize(1440, 900)
    main.show_page("holds")
    main.show()
    idle(page)
    dress(page)
    idle(page)
    return main


def _grid(page: HoldsPage) -> None:
    grid = page.holds.view.grid
    grid.selectRow(2)


def _selected(page: HoldsPage) -> None:
    grid = page.holds.view.grid
    for at in (1, 2, 4):
        grid.toggle_row(grid.model_of_rows().row(at).id)


def _grouped(page: HoldsPage) -> None:
    page.holds.desk.show_query(Query(sorts=(Sort("since"),), group_by="worker"))


def _runs(page: HoldsPage) -> None:
    page.show_part(RUNS)


def _books(page: HoldsPage) -> None:
    page.show_part(BOOKS)


def paying() -> QWidget:
    main = window(_runs)
    page = main.findChild(HoldsPage)
    assert page is not None
    page.runs().view.put_in_requested.emit()
    idle(page)
    HOSTS.append(main)
    return page.runs().dialog()


def asking() -> QWidget:
    main = window(_selected)
    page = main.findChild(HoldsPage)
    assert page is not None
    page.holds.view.add_requested.emit()
    idle(page)
    dialog = page.holds.releasing.dialog()
    HOSTS.append(main)
    return dialog


HOLD_SCENES: dict[str, Callable[[], QWidget]] = {
    "holds": lambda: window(_grid),
    "holds_selected": lambda: window(_selected),
    "holds_grouped": lambda: window(_grouped),
    "holds_release": asking,
    "holds_runs": lambda: window(_runs),
    "holds_put_in": paying,
    "holds_books": lambda: window(_books),
}
