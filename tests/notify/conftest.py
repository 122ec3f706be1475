"""A served office for the delivery tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.web import WebOffice, web_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[WebOffice]:
    with web_office(tmp_path) as office:
        yield office
