"""List and board of issues ask the database only what an index answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.replica import listing_statements
from desktop.replica.listing_issues import ISSUE_LIST
from desktop.replica.listing_issues_board import _places
from desktop.replica.listing_query import Query, Sort
from desktop.replica.profile import Profile
from desktop.replica.tables import Statement
from tests.desktop.issues import complaints


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    made = complaints.desk(tmp_path, complaints.busy(50))
    yield made
    made.close()


def plan(profile: Profile, statement: Statement, **binds: object) -> str:
    db = profile.replica.reader()
    sql = f"EXPLAIN QUERY PLAN {statement.sql}"
    return "\n".join(str(row[3]) for row in db.execute(sql, {**statement.constants, **binds}))


def test_the_newest_issues_are_read_from_their_index_without_sorting(profile: Profile) -> None:
    query = Query(sorts=(Sort("reported", descending=True),))
    said = plan(profile, listing_statements.head(ISSUE_LIST, query, frozenset()), size=64)
    assert "USING INDEX" in said
    assert "TEMP B-TREE" not in said


def test_the_board_never_looks_at_issues_closed_long_ago(profile: Profile) -> None:
    said = plan(profile, _places(Query()), since=0)
    assert "SEARCH issue USING INDEX" in said
    assert "status=? AND closed_at>?" in said
    assert "SCAN issue" not in said
