"""The store as a fixture, once on each kind of database."""

from __future__ import annotations

import pytest

from sync_server.store.database import Database
from tests.server.shop import Shop


@pytest.fixture
def shop(database: Database) -> Shop:
    """An empty store with six people."""
    return Shop(database)
