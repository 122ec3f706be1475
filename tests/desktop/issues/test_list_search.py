"""Issues found from the search box, offline: by code, by draft code, by label, by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.replica.profile import Profile
from desktop.replica.search import search
from tests.desktop.issues import complaints
from tests.desktop.issues.complaints import complaint, surroundings


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    worn = complaint("00000000abcd", 77, label_ids=(complaints.WARRANTY,))
    plain = complaint("00000000ef01", 78, description="Paint on the driveway")
    made = complaints.desk(tmp_path, [*surroundings(), worn, plain])
    while made.replica.index_slice():
        pass
    yield made
    made.close()


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("CMP-00077", ["00000000abcd"]),
        ("cmp 77", ["00000000abcd"]),
        ("CMP-draft-abcd", ["00000000abcd"]),
        ("cmp-draft-EF01", ["00000000ef01"]),
        ("label:warranty", ["00000000abcd"]),
        ("label:Warr type:issue", ["00000000abcd"]),
        ("label:vip type:issue", []),
        ("driveway", ["00000000ef01"]),
    ],
)
def test_an_issue_is_found_by_what_a_person_has(
    profile: Profile, words: str, wanted: list[str]
) -> None:
    """ISS-13, ISS-69: codes, drafts that have a number by now, labels and words."""
    found = search(profile.replica.reader(), words)
    assert [each.id for each in found if each.kind == "issue"] == wanted


def test_the_label_of_an_issue_is_not_its_customers(profile: Profile) -> None:
    found = search(profile.replica.reader(), "label:warranty type:customer")
    assert found == ()
