"""A signed-in office in a real window over a small replica, without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from tests.desktop.replica.rows import profile_with
from tests.desktop.replica.test_search import office as rows
from tests.support.windows import settle

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def indexed_profile(folder: Path) -> Profile:
    profile = profile_with(folder, rows())
    while profile.replica.index_slice():
        pass
    return profile


@contextmanager
def working(profile: Profile) -> Iterator[tuple[MainWindow, Office]]:
    """The window with its first page open."""
    window = MainWindow()
    window.resize(1280, 800)
    office = Office(window, Store(profile, clock), clock)
    office.open_first()
    window.show()
    window.activateWindow()
    settle()
    yield window, office
    office.stop()
    window.close()
