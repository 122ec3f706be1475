"""A finance page over a small office."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.holds.page import HoldsPage
from desktop.qt.hop import GuiThread
from desktop.replica.profile import Profile
from desktop.store import Store
from tests.desktop.holds import office_of_holds as office
from tests.desktop.holds.desk import idle


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, office.office())
    yield made
    made.close()


@pytest.fixture
def gui(qapp) -> GuiThread:
    return GuiThread()


@pytest.fixture
def store(profile: Profile, gui: GuiThread) -> Store:
    return Store(profile, office.clock, gui.run)


@pytest.fixture
def page(qapp, store: Store) -> Iterator[HoldsPage]:
    made = HoldsPage(store, office.clock)
    made.resize(1440, 900)
    made.show()
    stop = store.listen(made.refresh)
    idle(made)
    yield made
    stop()
    made.end()
