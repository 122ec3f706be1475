"""The driver is worth something: it finds every planted fault in a bounded number of histories."""

from __future__ import annotations

import itertools
import logging
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from tests.sync.driver import History, fresh_copy
from tests.sync.planted import PLANTED, planted

AT_MOST = 300
"""Histories until a fault has to be found; the rarest took 35 when this was written."""
QUICK = {
    "no_dependents",
    "no_dedupe",
    "no_drop_on_revoke",
    "no_backfill",
    "drop_on_push_ack",
    "no_undo",
    "redo_acked",
}
"""Found in the first few histories; the others need a rare meeting of events."""


@pytest.fixture(autouse=True)
def _faults_log_as_they_like(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def is_found(template: Path, folder: Path, name: str, seed: int) -> bool:
    with planted(name):
        history = History(fresh_copy(template, folder), seed)
        try:
            history.run(80)
        except (AssertionError, SQLAlchemyError):
            return True
        finally:
            with suppress(Exception):
                history.close()
            shutil.rmtree(folder)
    return False


def marked(name: str) -> object:
    marks = () if name in QUICK else (pytest.mark.slow, pytest.mark.timeout(600))
    return pytest.param(name, marks=marks)


@pytest.mark.parametrize("name", [marked(name) for name in PLANTED])
def test_the_driver_finds(template: Path, tmp_path: Path, name: str) -> None:
    seeds = itertools.count(3000)
    found = any(
        is_found(template, tmp_path / f"history-{seed}", name, seed)
        for seed in itertools.islice(seeds, AT_MOST)
    )
    assert found, f"{name} lived through {AT_MOST} histories"
