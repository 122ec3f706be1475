"""Every change of an issue, comment, mention and visit finds who is to be told of it.

Read from the rows a command writes: no rule has to remember to tell anybody.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from sync_server.contract.base import Row, RowId
from sync_server.contract.issues import IssueRow
from sync_server.contract.notices import NoticeRow
from sync_server.contract.scheduling import AppointmentRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.threads import PostRow, ThreadRow
from sync_server.contract.values import (
    AppointmentStatus,
    IssueStatus,
    RecordKind,
    Role,
    Visibility,
)
from sync_server.rules import issue_notices
from sync_server.rules.effects import Circumstances, Effects, Notice, NoticeKind
from sync_server.rules.mentions import mentioned
from sync_server.rules.view import View

S = IssueStatus
_STATUS_WORDS = {
    S.NEW: "put back",
    S.IN_PROGRESS: "began to work on",
    S.REOPENED: "reopened",
    S.AWAITING_APPROVAL: "asks to approve",
    S.CLOSED: "closed",
}
_WORDS = (
    ("owner_id", "assigned"),
    ("responsible_ids", "named who is responsible for"),
    ("priority", "prioritised"),
    ("follow_up_on", "set the day to follow of"),
    ("label_ids", "labelled"),
    ("parent_id", "regrouped"),
    ("issue_type", "changed"),
    ("description", "changed"),
    ("follow_up_required", "changed"),
)
"""Clocks, stamps and watchers move by themselves: nobody is told of them."""


def with_telling(view: View, effects: Effects, here: Circumstances) -> Effects:
    """The effects with notices for colleagues; who the rule itself has told is not told twice."""
    if not here.on_server or not effects.rows:
        return effects
    told = {row.id for row in effects.rows if isinstance(row, NoticeRow)}
    rows: dict[RowId, NoticeRow] = {}
    for each in _notices(view, effects.rows, here):
        if each.id not in told:
            rows.setdefault(each.id, each)
    outward = tuple(_outward(view, effects.rows, here))
    return dataclasses.replace(
        effects, rows=(*effects.rows, *rows.values()), notices=(*effects.notices, *outward)
    )


def _notices(view: View, rows: Sequence[Row], here: Circumstances) -> Iterator[NoticeRow]:
    for row in rows:
        if isinstance(row, IssueRow):
            yield from _of_issue(view, row, here)
        elif isinstance(row, PostRow):
            yield from _of_post(view, row, here)
        elif isinstance(row, AppointmentRow) and row.issue_id:
            yield from _of_visit(view, row, row.issue_id, here)


def _outward(view: View, rows: Sequence[Row], here: Circumstances) -> Iterator[Notice]:
    """Reasons to tell somebody outside the feed; who and how is decided in `routing`."""
    for row in rows:
        if isinstance(row, AppointmentRow) and row.issue_id and _visit_words(view, row):
            event = RowId(f"{row.id}:{row.version}")
            yield Notice(NoticeKind.VISIT_CHANGED, row.issue_id, event, here.by, Visibility.STAFF)
        elif isinstance(row, PostRow) and _newly_mentioned(view, row):
            known = view.get(PostRow, row.id)
            if known is not None:
                yield Notice(NoticeKind.MENTIONED, row.thread_id, row.id, here.by, row.visibility)


def _of_issue(view: View, after: IssueRow, here: Circumstances) -> Iterator[NoticeRow]:
    before = view.get(IssueRow, after.id)
    if before is None or after.gone:
        return
    if after.status is S.REOPENED and before.status is S.CLOSED and here.role is Role.CUSTOMER:
        yield from issue_notices.of_reopening(view, after, here)
    elif what := _what(view, before, after):
        kept = _kept(view, before, after)
        also = issue_notices.followers(before) | (issue_notices.followers(kept) if kept else set())
        yield from issue_notices.of_change(view, after, what, here, also)


def _kept(view: View, before: IssueRow, after: IssueRow) -> IssueRow | None:
    """What an issue was merged into, or taken out of."""
    if before.merged_into_id == after.merged_into_id:
        return None
    kept_id = after.merged_into_id or before.merged_into_id
    return view.get(IssueRow, kept_id) if kept_id else None


def _what(view: View, before: IssueRow, after: IssueRow) -> str:
    """What was done, as the words before the issue's code; empty: nothing anybody is told of."""
    if before.status is not after.status:
        return _STATUS_WORDS[after.status]
    if kept := _kept(view, before, after):
        step = "merged {} into" if after.merged_into_id else "took {} apart from"
        return f"{step} {issue_notices.code_of(kept)}"
    changed = (words for name, words in _WORDS if getattr(before, name) != getattr(after, name))
    return next(changed, "")


def _of_post(view: View, post: PostRow, here: Circumstances) -> Iterator[NoticeRow]:
    named = _newly_mentioned(view, post)
    yield from issue_notices.of_mention(view, post, named, here)
    thread = view.get(ThreadRow, post.thread_id)
    is_new = view.get(PostRow, post.id) is None
    if is_new and thread is not None and thread.record_kind is RecordKind.ISSUE:
        issue = view.get(IssueRow, thread.record_id)
        if issue is not None:
            yield from issue_notices.of_comment(view, post, issue, here)


def _newly_mentioned(view: View, post: PostRow) -> tuple[StaffRow, ...]:
    """Whom this version of a post names and the last one did not."""
    if "@" not in post.body:
        return ()
    before = view.get(PostRow, post.id)
    if before is not None and (before.body, before.visibility) == (post.body, post.visibility):
        return ()
    known = {staff.id for staff in mentioned(view, before)} if before else frozenset()
    return tuple(staff for staff in mentioned(view, post) if staff.id not in known)


def _of_visit(
    view: View, row: AppointmentRow, issue_id: RowId, here: Circumstances
) -> Iterator[NoticeRow]:
    issue, what = view.get(IssueRow, issue_id), _visit_words(view, row)
    if issue is not None and what:
        yield from issue_notices.of_visit(view, row, issue, what, here)


def _visit_words(view: View, after: AppointmentRow) -> str:
    """What became of a visit; a proposal is told of by its own rule."""
    before = view.get(AppointmentRow, after.id)
    if after.status is AppointmentStatus.PROPOSED:
        return ""
    if before is None or before.status is AppointmentStatus.PROPOSED:
        return "planned" if after.status is AppointmentStatus.PLANNED else "cancelled"
    if before.status is not after.status:
        return {
            AppointmentStatus.DONE: "ticked off",
            AppointmentStatus.CANCELLED: "cancelled",
        }.get(after.status, "planned")
    when = (before.starts_at, before.ends_at, before.worker_ids)
    return "moved" if when != (after.starts_at, after.ends_at, after.worker_ids) else ""
