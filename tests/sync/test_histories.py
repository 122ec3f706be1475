"""Random histories of a whole office over a bad network: nothing lost, doubled, stale or leaked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.sync.driver import History, fresh_copy

STEPS = 80
FIRST = range(100)
NIGHT = range(100_000, 103_000)


def live_through(template: Path, folder: Path, seed: int) -> None:
    history = History(fresh_copy(template, folder), seed)
    try:
        history.run(STEPS)
    finally:
        history.close()
        shutil.rmtree(folder)


@pytest.mark.parametrize("first", range(FIRST.start, FIRST.stop, 20))
def test_histories_keep_every_promise(template: Path, tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 20):
        live_through(template, tmp_path / f"history-{seed}", seed)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_thousands_of_histories_keep_every_promise(template: Path, tmp_path: Path) -> None:
    for seed in NIGHT:
        live_through(template, tmp_path / f"history-{seed}", seed)
