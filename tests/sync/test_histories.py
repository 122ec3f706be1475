"""Random histories of a whole office over a bad network: nothing lost, doubled, stale or leaked."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.sync.driver import History, fresh_copy

STEPS = 80
QUICK = 10
MANY = int(os.environ.get("RINGDESK_HISTORIES", "240"))
"""More for a night: half a second each."""


def live_through(template: Path, folder: Path, seed: int) -> None:
    history = History(fresh_copy(template, folder), seed)
    try:
        history.run(STEPS)
    finally:
        history.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("first", range(0, QUICK, 10))
def test_histories_keep_every_promise(template: Path, tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 10):
        live_through(template, tmp_path / f"history-{seed}", seed)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(100_000, 100_000 + MANY, 30))
def test_many_more_histories_keep_every_promise(template: Path, tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 30):
        live_through(template, tmp_path / f"history-{seed}", seed)
