"""Colleagues who look at an issue are on its card, and gone with the word that they left."""

from __future__ import annotations

from tests.desktop.issues import complaints


def test_who_looks_at_an_issue_stands_on_its_card(open_issues) -> None:
    page = open_issues(complaints.busy()).page
    board = page.board
    issue = "i1"
    viewing = page._store.viewing
    viewing.hear(f'{{"issue":"{issue}","viewers":[{{"id":"zed","name":"Zed"}}]}}'.encode())
    assert board.viewers_of(issue) == ("Zed",)
    viewing.hear(f'{{"issue":"{issue}","viewers":[]}}'.encode())
    assert board.viewers_of(issue) == ()
