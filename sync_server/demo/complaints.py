"""How the demo business handled its complaints: owners, labels, clocks, and what became of pay."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import Row, RowId
from sync_server.contract.columns import to_ms
from sync_server.contract.complaints import SETTINGS_ID, ComplaintSettingsRow, IssueLabelRow
from sync_server.contract.holds import HoldAction, HoldEventRow, HoldRow
from sync_server.contract.issues import IssueOrigin, IssuePriority, IssueRow
from sync_server.contract.records import BookingMoneyRow, BookingRow
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import HoldState, IssueStatus, StatusTone
from sync_server.demo.people import People
from sync_server.rules.clocks import set_clocks
from sync_server.rules.effects import Circumstances
from sync_server.rules.holds import event_of, stepped

S, P = IssueStatus, IssuePriority
RELEASED_AFTER = timedelta(days=20)
_LABELS = (
    ("Insurance", StatusTone.ORANGE),
    ("Second visit", StatusTone.PURPLE),
    ("Refund asked", StatusTone.RED),
)
SETTINGS = ComplaintSettingsRow(
    id=SETTINGS_ID,
    two_person_cents=50_000,
    wip_limits=("in_progress 12",),
    time_zone="Australia/Sydney",
    hours=tuple(f"{day} 08:00-17:00" for day in ("mon", "tue", "wed", "thu", "fri")),
)


def catalogues() -> tuple[Row, ...]:
    labels = (
        IssueLabelRow(id=_label_id(at), name=name, tone=tone)
        for at, (name, tone) in enumerate(_LABELS)
    )
    return (SETTINGS, *labels)


@dataclass(frozen=True, slots=True)
class Office:
    """Who handles complaints, and what day it is."""

    people: People
    now: datetime

    def by(self, staff: StaffRow, at: datetime) -> Circumstances:
        return Circumstances(staff.id, staff.name, staff.role, at, on_server=True)


def handled(rows: Sequence[Row], people: People, now: datetime) -> list[Row]:
    """One customer's rows with their issues and holds as the office worked on them."""
    issues = {row.id: row for row in rows if isinstance(row, IssueRow)}
    if not issues:
        return list(rows)
    office = Office(people, now)
    worked = {row_id: _issue(row, office) for row_id, row in issues.items()}
    shares = _shares(rows)
    told: list[Row] = []
    for row in rows:
        if isinstance(row, IssueRow):
            told.append(worked[row.id])
        elif isinstance(row, HoldRow):
            share = shares.get((row.booking_id, row.worker_id), row.amount_cents)
            told += _hold(row, share, worked[row.issue_id], office)
        else:
            told.append(row)
    return told


def _issue(row: IssueRow, office: Office) -> IssueRow:
    rng = random.Random(str(row.id))  # noqa: S311 - demo data
    at = row.reported_at or office.now
    is_new = row.status is S.NEW
    agents = [staff for staff in office.people.office if staff.sip_user]
    owner = None if is_new and rng.random() < 0.6 else rng.choice(agents).id
    acknowledged = at + timedelta(minutes=rng.choice((2, 6, 14, 55, 300, 1700)))
    done = row.closed_at or min(at + timedelta(days=rng.randrange(1, 4)), office.now)
    stops = row.status in {S.AWAITING_APPROVAL, S.CLOSED}
    worker = _named(office.people, row.responsible_ids[:1])
    return set_clocks(
        SETTINGS,
        msgspec.structs.replace(
            row,
            origin=IssueOrigin.PORTAL,
            priority=rng.choices((P.LOW, P.NORMAL, P.HIGH, P.URGENT), (2, 6, 3, 1))[0],
            owner_id=owner,
            label_ids=(_label_id(rng.randrange(len(_LABELS))),) if rng.random() < 0.3 else (),
            acknowledged_at=acknowledged if acknowledged < office.now else None,
            pauses=(f"{to_ms(done)}-",) if stops else (),
            resolved_at=done if stops else None,
            resolved_by_name=worker if stops else "",
            closed_by_name=office.people.named("Nina").name if row.status is S.CLOSED else "",
            **_follow_up(rng, row, office),
        ),
    )


def _follow_up(rng: random.Random, row: IssueRow, office: Office) -> Mapping[str, object]:
    if row.status in {S.CLOSED, S.AWAITING_APPROVAL} or rng.random() < 0.7:
        return {}
    day = (office.now + timedelta(days=rng.randrange(-1, 5))).date().isoformat()
    return {"follow_up_required": True, "follow_up_on": day}


def _hold(row: HoldRow, share: int, issue: IssueRow, office: Office) -> Iterable[Row]:
    """The hold and everything that was done to it, as events."""
    nina, grace = office.people.named("Nina"), office.people.named("Grace")
    began = office.by(nina, row.held_at or office.now)
    held = msgspec.structs.replace(
        row,
        state=HoldState.HELD,
        amount_cents=share,
        held_by=nina.id,
        held_by_name=nina.name,
    )
    events: list[HoldEventRow] = [event_of(held, HoldAction.HELD, began, held.reason)]
    if issue.closed_at is not None:
        closing = office.by(nina, issue.closed_at)
        held, event = stepped(held, HoldAction.READY, closing, state=HoldState.READY_TO_RELEASE)
        events.append(event)
        is_lucky = random.Random(str(row.id)).random() < 0.7  # noqa: S311 - demo data
        if is_lucky and office.now - issue.closed_at > RELEASED_AFTER:
            held, event = _released(held, office.by(grace, issue.closed_at + timedelta(days=5)))
            events.append(event)
    return [held, *events]


def _released(hold: HoldRow, here: Circumstances) -> tuple[HoldRow, HoldEventRow]:
    reason = "Work put right"
    return stepped(
        hold,
        HoldAction.RELEASED,
        here,
        reason,
        state=HoldState.RELEASED,
        released_by=here.by,
        released_by_name=here.by_name,
        released_at=here.now,
        release_reason=reason,
    )


def _shares(rows: Sequence[Row]) -> dict[tuple[RowId, RowId], int]:
    """Each fieldworker's pay of each booking, as `rules.pay.earned` shares it out."""
    pay = {row.id: row.pay_cents for row in rows if isinstance(row, BookingMoneyRow)}
    shares: dict[tuple[RowId, RowId], int] = {}
    for row in rows:
        if isinstance(row, BookingRow) and row.worker_ids:
            share, rest = divmod(pay.get(row.id, 0), len(row.worker_ids))
            shares |= {(row.id, w): share + (at < rest) for at, w in enumerate(row.worker_ids)}
    return shares


def _named(people: People, ids: Sequence[RowId]) -> str:
    return next((staff.name for staff in people.fieldworkers if staff.id in ids), "")


def _label_id(at: int) -> RowId:
    return RowId(f"issuelabel{at}".ljust(32, "0"))
