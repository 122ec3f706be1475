"""The lists around calls are read through indexes, at a million rows too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.replica import badges, call_log, callbacks, voicemails
from desktop.replica.profile import Profile
from desktop.replica.tables import Statement
from tests.desktop.calls import office_of_calls as office

_BIG = re.compile(r"SCAN (call|voicemail|recording|notice|customer|booking|quote|invoice|issue)\b")
_SORT = "USE TEMP B-TREE FOR ORDER BY"
_STATEMENTS: dict[str, Statement] = {
    "newest calls": call_log._NEWEST_FIRST,
    "oldest calls": call_log._OLDEST_FIRST,
    "a page of calls": call_log._THESE,
    "one call": call_log._ONE,
    **{f"calls of a {kind}": each for kind, each in call_log._OF_RECORD.items()},
    "call-backs": callbacks._WAITING,
    "voicemails to do": voicemails._TO_DO,
    "voicemails done": voicemails._DONE,
    "one voicemail": voicemails._ONE,
}


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = office.desk(tmp_path, office.four_kinds())
    yield made
    made.close()


def plan(profile: Profile, sql: str, constants: dict[str, object]) -> list[str]:
    named = dict.fromkeys(re.findall(r":(\w+)", sql), 1) | {"ids": "[1]"} | constants
    rows = profile.replica.reader().execute(f"EXPLAIN QUERY PLAN {sql}", named)
    return [row[3] for row in rows]


@pytest.mark.parametrize("name", _STATEMENTS)
def test_no_list_of_calls_reads_a_whole_table(profile: Profile, name: str) -> None:
    statement = _STATEMENTS[name]
    steps = plan(profile, statement.sql, dict(statement.constants))
    assert not [step for step in steps if _BIG.match(step)], steps


@pytest.mark.parametrize("name", ["newest calls", "oldest calls"])
def test_a_page_of_calls_is_cut_out_of_an_index_that_is_in_order(
    profile: Profile, name: str
) -> None:
    statement = _STATEMENTS[name]
    steps = plan(profile, statement.sql, dict(statement.constants))
    assert "COVERING INDEX" in steps[0]
    assert _SORT not in steps


@pytest.mark.parametrize("sql", [badges.COUNTS, badges.UNHEARD_SOUNDS, badges.UNREAD])
def test_what_waits_is_counted_through_indexes(profile: Profile, sql: str) -> None:
    assert not [step for step in plan(profile, sql, {}) if _BIG.match(step)]
