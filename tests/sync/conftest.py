"""One populated office, made once and copied for every history."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.driver import populated


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return populated(tmp_path_factory.mktemp("populated"))
