"""A served office and a browser for the portal's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser

from tests.support.web import WebOffice, chromium, web_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[WebOffice]:
    with web_office(tmp_path) as office:
        yield office


@pytest.fixture
def customer() -> Iterator[requests.Session]:
    """A customer's browser without JavaScript: cookies and redirects, nothing else."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
