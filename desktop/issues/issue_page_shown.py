"""One issue as its page shows it: head, facts and sections, made from its sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from desktop.issues.issue_clocks import clock_badges
from desktop.issues.issue_facts import FactsShown, ticks
from desktop.issues.issue_letters import assignee, letter_offers
from desktop.issues.issue_page_model import Address, HeadShown, Tie
from desktop.issues.issue_parts import Offer
from desktop.issues.issue_sheet import (
    IssueSheet,
    code_of,
    colleagues,
    labels_offered,
    name_of,
    types_offered,
)
from desktop.issues.issue_steps import steps_of
from desktop.links import Link, LinkKind
from desktop.qt.formatting import counted, exact, listed
from desktop.qt.statuses import ISSUES, Badge
from desktop.qt.tones import Tone
from desktop.qt.widgets import Notice
from desktop.rights import Rights
from sync_server.contract.base import RowId
from sync_server.contract.issue_work import AnswerSurvey
from sync_server.contract.issues import (
    DeleteIssue,
    EditIssue,
    IssueOrigin,
    IssuePriority,
    MergeIssues,
    ReportIssue,
    SetParent,
    WatchIssue,
)
from sync_server.contract.records import BookingRow
from sync_server.contract.scheduling import AddAppointment
from sync_server.contract.values import IssueStatus, RecordKind, code
from sync_server.rules.view import View

PRIORITIES: Mapping[IssuePriority, Badge] = {
    IssuePriority.LOW: Badge("Low priority", Tone.GREY, "arrow-down"),
    IssuePriority.NORMAL: Badge("Normal", Tone.GREY),
    IssuePriority.HIGH: Badge("High priority", Tone.ORANGE, "arrow-up"),
    IssuePriority.URGENT: Badge("Urgent", Tone.RED, "circle-alert"),
}
NOT_SENT = Badge("Not sent yet", Tone.GREY, "clock")


def head_of(view: View, sheet: IssueSheet, rights: Rights, now: datetime) -> HeadShown:
    row = sheet.row
    buttons, others = steps_of(sheet, rights)
    moves = tuple(Offer(s.key, s.label, s.icon, refusal=s.refusal) for s in others)
    return HeadShown(
        code=sheet.code,
        title=row.issue_type,
        status=ISSUES[row.status],
        badges=_badges(sheet),
        clocks=clock_badges(row, now),
        ties=_ties(sheet),
        steps=buttons,
        more=(*moves, *_more(sheet, rights), *letter_offers(sheet, rights), *_erasing(rights)),
        addresses=_addresses(view, sheet),
        notices=_notices(sheet, rights),
    )


def facts_of(view: View, sheet: IssueSheet, rights: Rights, me: RowId) -> FactsShown:
    row = sheet.row
    may_edit = rights.may(EditIssue)
    everybody = colleagues(view)
    owners = {"": "Nobody"} | {each.id: each.name for each in everybody}
    if row.owner_id and row.owner_id not in owners:
        owners[row.owner_id] = name_of(view, row.owner_id)
    kept = types_offered(view, row.issue_type)
    watching = [(each.id, each.name, each.id in row.watcher_ids) for each in everybody]
    watching.sort(key=lambda each: each[0] != me)
    return FactsShown(
        issue_id=row.id,
        description=row.description,
        fields={
            "issue_type": row.issue_type,
            "priority": row.priority,
            "owner_id": row.owner_id or "",
        },
        options={
            "issue_type": {name: name for name in kept},
            "priority": {str(each): str(each).capitalize() for each in IssuePriority},
            "owner_id": owners,
            "responsible": workers_of(view, sheet) if _may_name(sheet) else {},
        },
        follow_up=_day_words(row.follow_up_on) if row.follow_up_required else "",
        follow_ups=_follow_ups() if may_edit else (),
        labels=tuple(Badge(each.name, Tone(each.tone), "tag") for each in sheet.labels),
        label_offers=ticks(
            [(each.id, each.name, each.id in row.label_ids) for each in labels_offered(view)],
            "label:",
        )
        if may_edit
        else (),
        watchers=_watchers(view, sheet, me),
        watch_offers=ticks(watching, "watch:") if rights.may(WatchIssue) else (),
        responsible=listed(tuple(name_of(view, each) for each in row.responsible_ids))
        or "Nobody: this issue holds no pay",
        reported=_reported(sheet),
        may_edit=may_edit,
    )


def workers_of(view: View, sheet: IssueSheet) -> dict[str, str]:
    """Who may be named: everybody on the booking, and who was named already."""
    record = sheet.record
    ids = record.worker_ids if isinstance(record, BookingRow) else ()
    every = dict.fromkeys((*ids, *sheet.row.responsible_ids))
    return {each: name_of(view, each) for each in every}


def _may_name(sheet: IssueSheet) -> bool:
    """Only bookings hold pay; while it is provisional the banner asks, and a closed one is over."""
    row = sheet.row
    is_open = row.status is not IssueStatus.CLOSED and not row.is_provisional
    return is_open and row.record_kind is RecordKind.BOOKING and sheet.record is not None


def _badges(sheet: IssueSheet) -> tuple[Badge, ...]:
    row = sheet.row
    found = [NOT_SENT] if row.number is None else []
    if row.priority is not IssuePriority.NORMAL:
        found.append(PRIORITIES[row.priority])
    if row.reopen_count:
        found.append(Badge(f"Reopened {row.reopen_count}×", Tone.RED, "rotate-ccw"))  # noqa: RUF001
    if row.origin is IssueOrigin.IMPORT:
        found.append(Badge("Imported", Tone.GREY, "file-down"))
    return tuple(found)


def _ties(sheet: IssueSheet) -> tuple[Tie, ...]:
    row = sheet.row
    customer = sheet.customer.name if sheet.customer else "This customer"
    ties = [Tie(customer, Link(LinkKind.CUSTOMER, row.customer_id))]
    if sheet.record is not None:
        number = code(row.record_kind, sheet.record.number, sheet.record.id)
        words = f"{number} {sheet.record.title}".strip()
        ties.append(Tie(words, Link(LinkKind(row.record_kind.value), sheet.record.id)))
    if row.call_id is not None:
        ties.append(Tie("The call it was reported in", Link(LinkKind.CALL, row.call_id)))
    return tuple(ties)


def _more(sheet: IssueSheet, rights: Rights) -> tuple[Offer, ...]:
    offers = []
    is_merged = sheet.row.merged_into_id is not None
    if rights.may(AddAppointment):
        offers.append(Offer("visit", "Add a follow-up appointment", "calendar"))
    if rights.may(AnswerSurvey):
        late = "" if sheet.row.status is IssueStatus.CLOSED else "once the issue is closed"
        offers.append(Offer("survey", "Log phone feedback", "phone", refusal=late))
    if rights.may(MergeIssues):
        merged = "it is merged already" if is_merged else ""
        offers.append(Offer("merge", "Merge with another issue", "merge", refusal=merged))
    if rights.may(SetParent):
        part_of = "Part of another issue" if sheet.row.parent_id is None else "Not part of it"
        key = "parent" if sheet.row.parent_id is None else "unparent"
        offers.append(Offer(key, part_of, "link"))
    if rights.may(ReportIssue):
        offers.append(Offer("report", "Report another issue", "triangle-alert"))
    return tuple(offers)


def _erasing(rights: Rights) -> tuple[Offer, ...]:
    if not rights.may(DeleteIssue):
        return ()
    return (Offer("erase", "Delete forever…", "trash-2", Tone.RED),)


def _addresses(view: View, sheet: IssueSheet) -> tuple[Address, ...]:
    customer = sheet.customer.name if sheet.customer else "the customer"
    addresses = [
        Address("mail_customer", f"E-mail {customer}", "mail"),
        Address("text_customer", f"Text {customer}", "message-square"),
    ]
    who = assignee(view, sheet)
    if who is not None:
        no_mail = "" if who.email else f"{who.name} has no e-mail address"
        no_phone = "" if who.phone else f"{who.name} has no mobile number"
        mail = Address("mail_assignee", f"E-mail {who.name}", "send", no_mail)
        text = Address("text_assignee", f"Text {who.name}", "messages-square", no_phone)
        addresses += [mail, text]
    return tuple(addresses)


def _notices(sheet: IssueSheet, rights: Rights) -> tuple[tuple[Notice, str], ...]:
    notices = []
    family, row = sheet.family, sheet.row
    may_edit = rights.may(EditIssue)
    if row.is_provisional and row.status is not IssueStatus.CLOSED:
        held = counted(sum(hold.is_active for hold in sheet.holds), "fieldworker")
        words = f"Pay is held for {held} until you name who is responsible."
        ask = "Name who is responsible" if may_edit else ""
        notices.append((Notice(words, Tone.ORANGE, "lock", ask), "name_responsible"))
    if row.merged_into_id is not None:
        into = code_of(family.into) if family.into else "another issue"
        by = f" by {row.merged_by_name}" if row.merged_by_name else ""
        words = f"Merged into {into}{by}. It is worked on there; this number leads there, too."
        notices.append((Notice(words, Tone.BLUE, "merge", f"Open {into}"), "open_into"))
    return tuple(notices)


def _watchers(view: View, sheet: IssueSheet, me: RowId) -> str:
    names = ["You" if each == me else name_of(view, each) for each in sheet.row.watcher_ids]
    if not names:
        return "Nobody"
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _reported(sheet: IssueSheet) -> str:
    row = sheet.row
    if row.reported_at is None:
        return f"Reported by {row.reporter_name}, not sent yet"
    how = {IssueOrigin.PORTAL: " in the portal", IssueOrigin.FIELD: " on site"}.get(row.origin, "")
    words = f"Reported {exact(row.reported_at)} by {row.reporter_name}{how}"
    if row.closed_at is not None:
        by = f" by {row.closed_by_name}" if row.closed_by_name else ""
        return f"{words} · Closed {exact(row.closed_at)}{by}"
    if row.resolved_at is not None:
        return f"{words} · Resolved {exact(row.resolved_at)} by {row.resolved_by_name}"
    return words


def _day_words(text: str) -> str:
    if not text:
        return "some day"
    day = date.fromisoformat(text)
    return f"{day:%a} {day.day} {day:%b}"


def _follow_ups() -> tuple[Offer, ...]:
    return (
        Offer("follow:1", "Tomorrow", "calendar"),
        Offer("follow:7", "In a week", "calendar"),
        Offer("follow:30", "In 30 days", "calendar"),
        Offer("follow", "Choose a day", "calendar"),
        Offer("follow:", "Nothing to follow", "calendar-x"),
    )


def day_after(now: datetime, days: int) -> str:
    return (now.astimezone().date() + timedelta(days=days)).isoformat()
