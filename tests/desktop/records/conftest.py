"""A window with the records of one desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.replica.profile import Profile
from desktop.shell.main_window import MainWindow
from desktop.shell.office import Office
from desktop.store import Store
from tests.desktop.records import office_of_records as office


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path)
    while made.replica.index_slice():
        pass
    yield made
    made.close()


@pytest.fixture
def store(profile: Profile) -> Store:
    return Store(profile, office.clock)


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    return made


@pytest.fixture
def place(window: MainWindow, store: Store) -> Iterator[Office]:
    made = Office(window, store, office.clock)
    store.listen(made.refresh)
    made.open_first()
    yield made
    made.stop()
