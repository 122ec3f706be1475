"""Who is named in a post: `@Sarah Lee`, or `@Sarah` where there is only one (ISS-23)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow
from sync_server.contract.values import Role
from sync_server.rules.view import View
from sync_server.rules.visibility import may_see

_AT = re.compile(r"(?<![\w@.])@(?=\w)")
MOST = 50
"""Mentions of one post; what comes after is not read."""


def mentioned(view: View, post: PostRow) -> tuple[StaffRow, ...]:
    """Active colleagues named in a post who may read it, its author left out. Customers name
    nobody, and an unknown name is a word like any other."""
    if "@" not in post.body or post.removed or post.author_role is Role.CUSTOMER:
        return ()
    names = _names(view.where(StaffRow, active=True))
    found = {}
    for at in list(_AT.finditer(post.body))[:MOST]:
        staff = _named(post.body[at.end() :], names)
        if staff is not None and staff.id != post.author_id:
            found[staff.id] = staff
    return tuple(s for s in found.values() if may_see(view, post, s.role, s.id))


def _names(people: Sequence[StaffRow]) -> Mapping[str, StaffRow | None]:
    """Whole names and first names, the longest first; None where two have the same."""
    found: dict[str, StaffRow | None] = {}
    for staff in people:
        whole = " ".join(staff.name.split()).casefold()
        for name in {whole, whole.partition(" ")[0]} - {""}:
            found[name] = None if name in found else staff
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _named(text: str, names: Mapping[str, StaffRow | None]) -> StaffRow | None:
    words = " ".join(text[:200].split()).casefold()
    for name, staff in names.items():
        if words.startswith(name) and not words[len(name) : len(name) + 1].isalnum():
            return staff
    return None
