"""What is asked before pay is withheld or released, and the commands an answer becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.qt.formatting import listed, money
from desktop.records import dates
from desktop.records.ask_dialog import Ask, AskField, AskKind
from desktop.records.asks import Unclear
from desktop.records.dates import NotADate
from desktop.records.pay_model import (
    RELEASE,
    WITHHOLD,
    Share,
    cause,
    first_release,
    is_large,
    name_of,
    shares,
)
from sync_server.contract.base import RowId
from sync_server.contract.commands import AnyCommand
from sync_server.contract.holds import (
    HoldReasonRow,
    HoldRow,
    PlaceHold,
    ReleaseHold,
    ReleaseHolds,
    SeenHold,
)
from sync_server.contract.issues import IssueRow
from sync_server.contract.records import BookingRow
from sync_server.contract.values import RecordKind, code
from sync_server.rules.clocks import settings_of
from sync_server.rules.pay import pay_lines
from sync_server.rules.view import View

MOST_TICKS = 10
"""With more lines of pay than that whole shares are offered: the dialog must fit the screen."""
_WHOSE = "pay:"
FINAL = "A release is final: nobody can take it back."


@dataclass(frozen=True, slots=True)
class About:
    """Whose pay a question is about. No fieldworker: everybody on the booking is offered."""

    booking_id: RowId
    worker_id: RowId | None = None
    invoice_id: RowId | None = None
    holds: tuple[HoldRow, ...] = ()
    """As they were read: what changed since is not released unseen."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Something that can be withheld: a line of pay, or a whole share."""

    worker_id: RowId
    line_id: RowId | None
    title: str

    @property
    def key(self) -> str:
        return f"{_WHOSE}{self.worker_id}:{self.line_id or ''}"


def withholding(view: View, about: About) -> Ask | None:
    """The question; None where nothing is left to withhold."""
    offered = portions(view, about)
    if not offered:
        return None
    is_one = len(offered) == 1
    ticks = [
        AskField(each.key, each.title, "yes" if is_one else "", AskKind.TICK) for each in offered
    ]
    fields = (
        *ticks,
        _reason(view, for_release=False),
        *_issues(view, about),
        AskField("day", "Expected release (optional)", hint="Such as 25 Nov, fri or +14."),
        AskField("note", "Note for the office (optional)"),
    )
    words = f"{_booking(view, about.booking_id)}. It is not paid out until somebody releases it."
    return Ask(WITHHOLD, "Withhold pay", words, "Withhold", fields)


def portions(view: View, about: About) -> tuple[Portion, ...]:
    """What is not withheld by hand yet, line by line where pay is written so."""
    who = [
        each
        for each in shares(view, about.booking_id)
        if each.worker_id == (about.worker_id or each.worker_id)
        and not each.is_whole
        and each.pay.earned > 0
    ]
    lines = [line for line in pay_lines(view, about.booking_id) if line.amount_cents]
    theirs = {each.worker_id: each for each in who}
    offered = [line for line in lines if line.worker_id in theirs]
    if not lines or len(offered) > MOST_TICKS:
        return tuple(_whole(each) for each in who)
    taken = {line_id for each in who for hold in each.holds for line_id in hold.pay_line_ids}
    return tuple(
        Portion(
            line.worker_id,
            line.id,
            f"{theirs[line.worker_id].name}, {line.text or 'pay'}: {money(line.amount_cents)}",
        )
        for line in offered
        if line.id not in taken
    )


def _whole(each: Share) -> Portion:
    went = " (paid out: it is to be recovered)" if each.pay.paid and not each.pay.payable else ""
    return Portion(each.worker_id, None, f"{each.name}: {money(each.pay.earned)}{went}")


def withheld(
    about: About, values: Mapping[str, str], now: datetime, new_id: Callable[[], RowId]
) -> tuple[PlaceHold, ...]:
    """One hold for each fieldworker ticked. Raises Unclear with the field that cannot be read."""
    chosen: dict[RowId, list[RowId]] = {}
    ticks = [key for key in values if key.startswith(_WHOSE)]
    for key in ticks:
        if values[key]:
            worker, _, line = key.removeprefix(_WHOSE).partition(":")
            lines = chosen.setdefault(RowId(worker), [])
            lines += [RowId(line)] if line else []
    if not chosen:
        raise Unclear(ticks[0], "Tick whose pay to withhold.")
    if not values["reason"].strip():
        raise Unclear("reason", "Say why: it stays with the hold.")
    issue = values.get("issue", "")
    return tuple(
        PlaceHold(
            hold_id=new_id(),
            booking_id=about.booking_id,
            worker_id=worker,
            reason=values["reason"].strip(),
            issue_id=RowId(issue) if issue else None,
            invoice_id=about.invoice_id,
            pay_line_ids=tuple(lines),
            note=values["note"].strip(),
            expected_on=_day(values["day"], now),
        )
        for worker, lines in chosen.items()
    )


def releasing(view: View, about: About) -> Ask:
    """The question names the sum and the fieldworkers."""
    holds = about.holds
    names = listed(tuple(dict.fromkeys(name_of(view, hold.worker_id) for hold in holds)))
    total = sum(hold.amount_cents for hold in holds)
    words = f"{money(total)} withheld from {names} for {_booking(view, about.booking_id)}."
    ticks = [
        AskField(f"{_WHOSE}{hold.id}", _named(view, hold), "yes", AskKind.TICK) for hold in holds
    ]
    fields = (*(ticks if len(holds) > 1 else ()), _reason(view, for_release=True))
    save = f"Release {money(total)}" if len(holds) == 1 else "Release what is ticked"
    return Ask(RELEASE, "Release pay", f"{words} {_second(view, holds)}", save, fields)


def _second(view: View, holds: Sequence[HoldRow]) -> str:
    """What comes of it: final, or waiting for a second person."""
    large = [hold for hold in holds if is_large(view, hold)]
    first = [hold for hold in large if hold.first_by is not None]
    if first:
        return f"{first_release(first[0])}: you are the second. {FINAL}"
    if large:
        limit = money(settings_of(view).two_person_cents)
        return f"Above {limit} a second person must release it too."
    return FINAL


def released(about: About, values: Mapping[str, str]) -> AnyCommand:
    """Raises Unclear where nothing is ticked."""
    wanted = [hold for hold in about.holds if values.get(f"{_WHOSE}{hold.id}", "yes")]
    if not wanted:
        raise Unclear(f"{_WHOSE}{about.holds[0].id}", "Tick what to release.")
    reason = values["reason"].strip()
    if len(wanted) == 1:
        only = wanted[0]
        return ReleaseHold(hold_id=only.id, seen_version=only.version, reason=reason)
    seen = tuple(SeenHold(hold.id, hold.version) for hold in wanted)
    return ReleaseHolds(holds=seen, reason=reason)


def told(view: View, about: About) -> str:
    """What became of it, read from the rows."""
    now = [view.get(HoldRow, hold.id) for hold in about.holds]
    free = [hold for hold in now if hold is not None and not hold.is_active]
    waits = [hold for hold in now if hold is not None and hold.is_active and hold.first_by]
    said = []
    if free:
        names = listed(tuple(dict.fromkeys(name_of(view, hold.worker_id) for hold in free)))
        said.append(f"{money(sum(hold.amount_cents for hold in free))} released for {names}.")
    if waits:
        said.append("A second person must release it too; it stays withheld until then.")
    return " ".join(said)


def _named(view: View, hold: HoldRow) -> str:
    words, _ = cause(view, hold)
    return f"{name_of(view, hold.worker_id)}, {words}: {money(hold.amount_cents)}"


def _reason(view: View, *, for_release: bool) -> AskField:
    """Out of the catalogue; where nobody filled one, in one's own words."""
    rows = [row for row in view.where(HoldReasonRow, for_release=for_release) if not row.archived]
    rows.sort(key=lambda row: (row.position, row.name.casefold()))
    title = "Why may it be paid?" if for_release else "Why is it withheld?"
    if rows:
        options = {row.name: row.name for row in rows}
        return AskField("reason", title, rows[0].name, AskKind.CHOICE, options=options)
    return AskField("reason", title, hint="Up to 100 characters. It stays with the hold for ever.")


def _issues(view: View, about: About) -> tuple[AskField, ...]:
    """Issues about the invoice or booking it may be for."""
    about_it = [
        issue
        for record in filter(None, (about.invoice_id, about.booking_id))
        for issue in view.where(IssueRow, record_id=record)
    ]
    if not about_it:
        return ()
    options = {"": "No issue"} | {
        issue.id: f"{code(RecordKind.ISSUE, issue.number, issue.id)} {issue.issue_type}"
        for issue in about_it
    }
    hint = "Then it stays until the issue is closed."
    return (AskField("issue", "For which issue", "", AskKind.CHOICE, hint, options),)


def _booking(view: View, booking_id: RowId) -> str:
    row = view.get(BookingRow, booking_id)
    return f"{code(RecordKind.BOOKING, row.number, row.id)} {row.title}" if row else "a booking"


def _day(text: str, now: datetime) -> str:
    try:
        found = dates.day(text, now.astimezone().date())
    except NotADate as problem:
        raise Unclear("day", str(problem)) from None
    return found.isoformat() if found is not None else ""
