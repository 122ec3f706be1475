"""Opens the page of one issue, and closes it again."""

from __future__ import annotations

from tests.desktop.issues.issue_office import opened  # noqa: F401 - a fixture
