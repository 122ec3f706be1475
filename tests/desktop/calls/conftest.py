"""A desk with a phone whose engine the test plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.desktop.calls.scripted_phone import PhoneAtDesk


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[PhoneAtDesk]:
    made = PhoneAtDesk(tmp_path)
    yield made
    made.close()
