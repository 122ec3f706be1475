"""One story of a call out of many reports: what is merged, and how transferred legs belong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec

from sync_server.contract.base import RowId
from sync_server.contract.calls import CallRow, CallStep, LogCall
from sync_server.contract.values import CallOutcome, Direction, HungUpBy, StepKind
from sync_server.rules.view import View

C = CallOutcome
_STRENGTH = {
    C.RINGING: 0,
    C.ABANDONED: 1,
    C.MISSED: 2,
    C.DECLINED: 3,
    C.VOICEMAIL: 4,
    C.ANSWERED: 5,
}
"""Of two reports on one call the stronger fact stands: whoever heard more knows more."""

_SAME_STEP = timedelta(seconds=10)
"""A desk and the phone system tell of one step by two clocks."""


def merge(base: CallRow, report: LogCall, answerer_name: str) -> CallRow:
    """The call after one more report; the version stays for the caller to raise."""
    stronger = _STRENGTH[report.outcome] > _STRENGTH[base.outcome]
    heard = report.quality
    known = base.hung_up_by is not HungUpBy.UNKNOWN
    if report.direction is Direction.OUTBOUND and base.direction is Direction.INBOUND:
        # Between colleagues one phone says out and the other in: the caller's side is told.
        base = msgspec.structs.replace(
            base, direction=report.direction, number=report.number, dialled=report.dialled
        )
    return msgspec.structs.replace(
        base,
        outcome=report.outcome if stronger else base.outcome,
        number=base.number or report.number,
        dialled=base.dialled or report.dialled,
        customer_id=report.customer_id or base.customer_id,
        # The first answer is final: a second desk that raced it lost the call (telephony facts, 2).
        answered_by=base.answered_by or report.answered_by,
        answered_by_name=answerer_name,
        started_at=_one(min, (base.started_at, report.started_at)),
        answered_at=_one(min, (base.answered_at, report.answered_at)),
        ended_at=_one(max, (base.ended_at, report.ended_at)),
        steps=steps_of(*base.steps, *report.steps),
        hung_up_by=base.hung_up_by if known else report.hung_up_by,
        loss_permille=heard.loss_permille if heard else base.loss_permille,
        jitter_ms=heard.jitter_ms if heard else base.jitter_ms,
        rtt_ms=heard.rtt_ms if heard else base.rtt_ms,
        mos_hundredths=heard.mos_hundredths if heard else base.mos_hundredths,
    )


def steps_of(*told: CallStep) -> tuple[CallStep, ...]:
    """Steps in the order they happened, each once however many told of it."""
    kept: list[CallStep] = []
    for step in sorted(told, key=_place):
        if not any(_is_same(step, one) for one in kept):
            kept.append(step)
    return tuple(kept)


def with_leg(whole: CallRow, leg: CallRow) -> CallRow:
    """The call with what one of its transferred legs tells; the version stays.

    A leg may be over while its first agent still talks: only their own end ends the call, and
    with it begins their wrap-up.
    """
    is_over = whole.ended_at is not None
    return msgspec.structs.replace(
        whole,
        steps=steps_of(*whole.steps, *leg.steps, *_steps_of_leg(leg)),
        ended_at=_one(max, (whole.ended_at, leg.ended_at)) if is_over else None,
    )


def carried_on(view: View, leg: CallRow) -> CallRow | None:
    """The whole call as a transferred leg changes it, None where nothing changes."""
    whole = view.get(CallRow, leg.continues_id) if leg.continues_id else None
    if whole is None:
        return None
    after = with_leg(whole, leg)
    return None if after == whole else msgspec.structs.replace(after, version=whole.version + 1)


def root_id(view: View, row_id: RowId) -> RowId:
    """The first call of a chain of transfers; a leg points there directly."""
    call = view.get(CallRow, row_id)
    return call.continues_id if call is not None and call.continues_id else row_id


def _steps_of_leg(leg: CallRow) -> tuple[CallStep, ...]:
    if leg.direction is Direction.OUTBOUND:
        return ()  # a colleague was asked first: `answered_by` is who asked
    if leg.answered_at is not None:
        kind, at = StepKind.ANSWERED, leg.answered_at
    elif leg.ended_at is not None and leg.outcome is C.VOICEMAIL:
        kind, at = StepKind.VOICEMAIL, leg.ended_at
    else:
        return ()
    return (CallStep(at=at, kind=kind, by=leg.answered_by, who=leg.answered_by_name),)


def _place(step: CallStep) -> tuple[datetime, str, str, str]:
    return (step.at, step.kind, step.who, step.detail)


def _is_same(one: CallStep, other: CallStep) -> bool:
    same = (one.kind, one.by, one.who) == (other.kind, other.by, other.who)
    return same and abs(one.at - other.at) <= _SAME_STEP


def _one(
    pick: Callable[[Iterable[datetime]], datetime], times: Iterable[datetime | None]
) -> datetime | None:
    known = [at for at in times if at is not None]
    return pick(known) if known else None
