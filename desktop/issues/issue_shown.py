"""One issue's rows as list and panel show them: facts in words, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.issues.issue_model import Action, Fact, IssueShown
from desktop.issues.list_model import HELD, NOT_SENT, IssueLine
from desktop.qt.formatting import exact, listed, money
from desktop.qt.statuses import HOLDS, ISSUES
from desktop.qt.tones import Kind
from desktop.replica.issues import IssueSummary
from desktop.replica.outbox import Person
from sync_server.contract.holds import HoldRow
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import HoldState, IssueStatus, Module, RecordKind, Verb, code
from sync_server.rules import access
from sync_server.rules.issue_moves import MOVES
from sync_server.rules.view import View

MOST_ACTIONS = 3
"""What fits beside one another in the panel of one issue."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do with an issue, as a button."""

    to: IssueStatus
    label: str
    icon: str
    kind: Kind = Kind.PLAIN
    releases: bool = False


ACTIONS: Mapping[str, Step] = {
    "start": Step(IssueStatus.IN_PROGRESS, "Start work", "play"),
    "resolve": Step(IssueStatus.AWAITING_APPROVAL, "Ask for approval", "hourglass"),
    "close": Step(IssueStatus.CLOSED, "Close", "circle-check", Kind.PRIMARY),
    "close_release": Step(IssueStatus.CLOSED, "Close & release pay", "lock-open", releases=True),
    "reopen": Step(IssueStatus.REOPENED, "Reopen", "rotate-ccw"),
}


def issue_line(found: IssueSummary) -> IssueLine:
    return IssueLine(
        found.id,
        code(RecordKind.ISSUE, found.number, found.id),
        title_of(found),
        found.customer_name,
        found.status,
        found.reported_at or _NEVER,
        listed(found.responsible),
        found.is_held,
        found.number is None,
    )


def title_of(found: IssueSummary) -> str:
    first = " ".join(found.description.split())
    return f"{found.issue_type}: {first}" if first else found.issue_type


def shown_issue(
    view: View,
    found: IssueSummary,
    row: IssueRow,
    holds: Sequence[HoldRow],
    me: Person | None,
) -> IssueShown:
    badges = [NOT_SENT] if found.number is None else []
    badges.append(ISSUES[found.status])
    if any(hold.state is HoldState.HELD for hold in holds):
        badges.append(HELD)
    return IssueShown(
        id=found.id,
        code=code(RecordKind.ISSUE, found.number, found.id),
        title=found.issue_type,
        badges=tuple(badges),
        facts=_facts(view, found, row, holds),
        actions=_actions(view, found, holds, me),
        description=found.description,
    )


def _facts(
    view: View, found: IssueSummary, row: IssueRow, holds: Sequence[HoldRow]
) -> tuple[Fact, ...]:
    facts = [Fact("Customer", found.customer_name)]
    booking = view.get(BookingRow, found.record_id)
    if booking is not None:
        number = code(RecordKind.BOOKING, booking.number, booking.id)
        facts.append(Fact("Booking", f"{number} {booking.title}"))
    if row.reported_at is not None:
        facts.append(Fact("Reported", f"{exact(row.reported_at)} by {row.reporter_name}"))
    facts.append(Fact("Responsible", listed(found.responsible) or "Nobody yet"))
    facts += [_hold_fact(view, hold) for hold in holds]
    return tuple(facts)


def _hold_fact(view: View, hold: HoldRow) -> Fact:
    worker = view.get(StaffRow, hold.worker_id)
    name = worker.name if worker else "a former colleague"
    by = view.get(StaffRow, hold.released_by) if hold.released_by else None
    words = f"{HOLDS[hold.state].text}: {money(hold.amount_cents)} of {name}"
    return Fact("Pay", f"{words}, by {by.name}" if by else words)


def _actions(
    view: View, found: IssueSummary, holds: Sequence[HoldRow], me: Person | None
) -> tuple[Action, ...]:
    actions = []
    for key, step in ACTIONS.items():
        if step.to not in MOVES[found.status]:
            continue
        if step.releases and not _may_release_now(view, holds, me):
            continue
        label = _label(key, step, found.status)
        actions.append(Action(key, label, step.kind, step.icon, refusal=_refusal(view, step, me)))
    if len(actions) < MOST_ACTIONS:
        actions.append(Action("customer", "Open customer", Kind.QUIET, "users"))
    return tuple(actions)


def _label(key: str, step: Step, status: IssueStatus) -> str:
    """The same step has another name where it approves somebody's work or sends it back."""
    if status is IssueStatus.AWAITING_APPROVAL:
        return {"start": "Back to work", "close": "Approve & close"}.get(key, step.label)
    return step.label


def _may_release_now(view: View, holds: Sequence[HoldRow], me: Person | None) -> bool:
    """A button nobody at this desk may press would only take room."""
    is_held = any(hold.state is HoldState.HELD for hold in holds)
    return is_held and me is not None and _may_close(view, me) and _may_release(view, me)


def _may_close(view: View, me: Person) -> bool:
    return access.has(view, me.role, Module.ISSUES, Verb.CLOSE)


def _may_release(view: View, me: Person) -> bool:
    return access.has(view, me.role, Module.HOLDS, Verb.RELEASE)


def _refusal(view: View, step: Step, me: Person | None) -> str:
    if me is None:
        return "Sign in first."
    if step.to is IssueStatus.CLOSED and not _may_close(view, me):
        return "Your role may not close issues."
    return ""
