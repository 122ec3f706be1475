"""A finance page over a small office, for the tests of its parts."""

from __future__ import annotations

from desktop.holds.page import HoldsPage
from tests.support.windows import settle, wait_until


def idle(page: HoldsPage) -> None:
    """Until nothing is worked out any more."""
    wait_until(lambda: not page.is_busy(), "the page is at rest")
    settle()
    wait_until(lambda: not page.is_busy(), "the page is at rest again")
