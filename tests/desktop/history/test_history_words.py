"""The history's words are the words of every other page; times are this computer's."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest

from desktop.history.history_model import MachineZone
from desktop.qt import statuses
from desktop.qt.statuses import Badge
from sync_server.rules.history_values import label

SHOWN = [
    badges
    for badges in vars(statuses).values()
    if isinstance(badges, Mapping) and badges and isinstance(next(iter(badges.values())), Badge)
    if isinstance(next(iter(badges)), StrEnum)
]
"""Every set of badges there is, also those to come."""


@pytest.mark.parametrize("badges", SHOWN, ids=lambda badges: type(next(iter(badges))).__name__)
def test_a_status_is_called_the_same_in_the_history_as_on_its_badge(badges) -> None:
    assert {value: label(value) for value in badges} == {
        value: badge.text for value, badge in badges.items()
    }


@pytest.fixture
def sydney(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Australia/Sydney")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_times_are_told_in_this_computers_zone_summer_and_winter(sydney: None) -> None:
    zone = MachineZone()
    summer = datetime(2026, 1, 5, 12, 0, tzinfo=UTC).astimezone(zone)
    winter = datetime(2026, 7, 5, 12, 0, tzinfo=UTC).astimezone(zone)
    assert (summer.hour, winter.hour) == (23, 22)
    assert (summer.utcoffset(), winter.utcoffset()) == (timedelta(hours=11), timedelta(hours=10))
