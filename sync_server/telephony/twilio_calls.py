"""Turns Twilio's webhooks into the phone system's events and says what happens to the call next.

Webhooks come late, twice and out of order. Each is translated by itself, at the time Twilio states
where it states one, and the rule that merges reports makes one story of them. Only the final status
of the caller's own call ends it: that page must be entered at the number as its status callback.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from softphone import address
from sync_server.contract.calls import CallRow, call_id
from sync_server.contract.staff import StaffRow
from sync_server.contract.values import CallOutcome, StepKind
from sync_server.store.view import SqlView
from sync_server.telephony import twilio_twiml
from sync_server.telephony.call_reports import MAILBOX_USER
from sync_server.telephony.pbx_events import FallbackKind, MissedWhy, PbxEvent, PbxEventKind
from sync_server.telephony.pbx_tables import DEFAULT_RING_SECONDS
from sync_server.telephony.twilio_hooks import Hook, transferred_key
from sync_server.telephony.twilio_plan import CallPlan, Forward, Goodbye, Plans, Route, Voicemail
from sync_server.telephony.twilio_recordings import Waiting
from sync_server.telephony.twilio_twiml import Twiml

log = logging.getLogger(__name__)
K = PbxEventKind

_LEG = {
    "ringing": K.RINGING,
    "in-progress": K.ANSWERED,
    "busy": K.DECLINED,
    "failed": K.DECLINED,
}
_WHY_MISSED = {"busy": "all-declined", "failed": "nobody-registered"}
_TIMED_OUT = "ring-timeout"
_OUTSIDE = re.compile(r"\+[0-9]{7,15}")
_SECOND = timedelta(seconds=1)
Page = Callable[[Hook], str]


@dataclass(frozen=True, slots=True)
class _Part:
    """Which call an event is about where the webhook does not say it."""

    call: str
    dialled: str


class TwilioCalls:
    """`take` performs what an event says; `keep` remembers a recording to fetch.

    A page answers TwiML, or nothing where Twilio only tells.
    """

    def __init__(
        self,
        plans: Plans,
        twiml: Twiml,
        take: Callable[[PbxEvent], None],
        keep: Callable[[Waiting], None],
    ) -> None:
        self._plans = plans
        self._server = plans.server
        self._twiml = twiml
        self._take = take
        self._keep = keep
        self.pages: Mapping[str, Page] = {
            "voice": self.incoming,
            "status": self.status,
            "dialled": self.dialled,
            "leg": self.leg,
            "refer": self.refer,
            "transferred": self.transferred,
            "transfer-leg": self.transfer_leg,
            "forwarded": self.forwarded,
            "forward-leg": self.forward_leg,
            "recorded": self.recorded,
            "recording": self.recording,
        }

    def incoming(self, hook: Hook) -> str:
        """A caller has dialled one of our numbers."""
        plan = self._plans.plan(hook.group)
        if plan is None:
            log.warning("call %s came for a number without a ring group", hook.call)
            return twilio_twiml.reject()
        self._tell(K.INCOMING, hook, part=_Part(hook.call, plan.number))
        if plan.closed is not None:
            return self._miss(hook, plan, "closed", plan.closed)
        if not plan.rounds:
            return self._miss(hook, plan, "nobody-registered", plan.fallback)
        return self._twiml.ring(plan, hook.call, 0)

    def dialled(self, hook: Hook) -> str:
        """A round of the group has rung to its end."""
        plan = self._plan(hook)
        if hook.was_bridged:
            self._answered_unheard(hook)
        elif hook.is_over:
            self._gave_up(hook)
        elif hook.turn + 1 < len(plan.rounds):
            return self._twiml.ring(plan, hook.call, hook.turn + 1)
        else:
            why = _WHY_MISSED.get(hook.dial_status, _TIMED_OUT)
            return self._miss(hook, plan, why, plan.fallback)
        return twilio_twiml.hang_up()

    def leg(self, hook: Hook) -> str:
        """What one member's phone does, or a number outside that rings along."""
        kind = _LEG.get(hook.leg_status)
        if kind is K.ANSWERED and self._is_late(hook):
            kind = K.ANSWERED_LATE
        if kind is not None:
            code = hook.form.get("SipResponseCode", "486")
            user = "" if hook.outside else hook.user
            detail = code if kind is K.DECLINED else hook.outside
            self._tell(kind, hook, user=user, detail=detail)
        return ""

    def status(self, hook: Hook) -> str:
        """The caller's own call has ended."""
        row = self._row(hook.call)
        plan = self._plans.plan(hook.group)
        if not hook.is_over or (row is None and plan is None):
            return ""
        at = self._end(hook, hook.call)
        whole = _Part(hook.call, row.dialled if row else plan.number if plan else "")
        if row is None or row.outcome is CallOutcome.RINGING:
            began = row.started_at if row else at
            self._tell(K.MISSED, hook, part=whole, detail=MissedWhy.CALLER_HUNG_UP, at=began)
            self._tell(K.FAILED, hook, part=whole, at=at)
        else:
            seconds = str(hook.seconds("CallDuration"))
            self._tell(K.ENDED, hook, part=whole, detail=seconds, at=at)
        return ""

    def refer(self, hook: Hook) -> str:
        """Whoever has the call hands it to a colleague or to a number outside."""
        plan = self._plan(hook)
        by = self._answerer(hook)
        target = address.parse(hook.form.get("ReferTransferTarget", "")).user
        number = address.normalise(target)
        if self._is_phone(target):
            self._transfer(hook, by, target)
            return self._twiml.hand_over(plan, hook.call, target)
        if _OUTSIDE.fullmatch(number):
            self._transfer(hook, by, number)
            return self._twiml.hand_out(plan, hook.call, number)
        log.warning("call %s was referred to nowhere we can reach", hook.call)
        if by:
            return self._twiml.hand_over(plan, hook.call, by)
        return self._go_on(hook, plan, plan.fallback)

    def transferred(self, hook: Hook) -> str:
        """The phone a call was handed to has rung to its end."""
        if hook.was_bridged or hook.is_over:
            return twilio_twiml.hang_up()
        plan = self._plan(hook)
        return self._go_on(hook, plan, plan.fallback)

    def transfer_leg(self, hook: Hook) -> str:
        """The second part of a transferred call is a call of its own that continues the first."""
        part = _Part(transferred_key(hook.call, hook.user), hook.user)
        if hook.leg_status == "in-progress":
            self._tell(K.ANSWERED, hook, part=part, user=hook.user)
        elif hook.is_over:
            self._tell(K.ENDED, hook, part=part, user=hook.user, at=self._end(hook, part.call))
        return ""

    def forwarded(self, hook: Hook) -> str:
        """The number outside has rung to its end; voicemail when nobody was there."""
        if hook.was_bridged or hook.is_over:
            return twilio_twiml.hang_up()
        self._tell(K.FALLBACK_FAILED, hook, detail=hook.dial_status)
        return self._twiml.voicemail(self._plan(hook), hook.call)

    def forward_leg(self, hook: Hook) -> str:
        if hook.leg_status == "in-progress":
            self._tell(K.FALLBACK_ANSWERED, hook, detail=FallbackKind.EXTERNAL)
        return ""

    def recorded(self, _hook: Hook) -> str:
        return twilio_twiml.hang_up()

    def recording(self, hook: Hook) -> str:
        """A message is there to be fetched, or it was none: too short, or silence."""
        state = hook.form.get("RecordingStatus", "")
        if state == "absent":
            self._gave_up(hook)
        elif state == "completed":
            seconds = hook.seconds("RecordingDuration")
            began = hook.moment("RecordingStartTime")
            at = began + timedelta(seconds=seconds) if began else self._server.clock()
            self._keep(Waiting(hook.recording, hook.call, hook.group, seconds, at))
        return ""

    def _miss(self, hook: Hook, plan: CallPlan, why: str, route: Route) -> str:
        self._tell(K.MISSED, hook, part=_Part(hook.call, plan.number), detail=why)
        return self._go_on(hook, plan, route)

    def _transfer(self, hook: Hook, by: str, target: str) -> None:
        self._tell(K.REFER, hook, user=by, detail=target)
        part = _Part(transferred_key(hook.call, target), target)
        known = self._row(part.call)  # told before: the same moment makes it the same event
        at = known.started_at if known else None
        self._tell(K.TRANSFERRED, hook, part=part, user=by, detail=hook.call, at=at)

    def _go_on(self, hook: Hook, plan: CallPlan, route: Route) -> str:
        if not isinstance(route, Goodbye) and not self._was_forwarded(hook):
            where = route.number if isinstance(route, Forward) else MAILBOX_USER
            self._tell(K.FALLBACK, hook, part=_Part(hook.call, plan.number), detail=_uri(where))
        return self._twiml.route(plan, hook.call, route)

    def _was_forwarded(self, hook: Hook) -> bool:
        """A copy of a webhook comes at another time and must not forward a second time."""
        row = self._row(hook.call)
        return row is not None and any(step.kind is StepKind.FORWARDED for step in row.steps)

    def _answered_unheard(self, hook: Hook) -> None:
        """The leg's own word is late or lost; of two answer times the earlier stands, so this one
        is a second later than it can have been: Twilio counts whole seconds."""
        row = self._row(hook.call)
        if row is None or row.answered_at is None:
            now = self._server.clock()
            spoken = timedelta(seconds=hook.seconds("DialCallDuration"))
            self._tell(K.ANSWERED, hook, at=min(now, now - spoken + _SECOND))

    def _gave_up(self, hook: Hook) -> None:
        """The end follows with the status of the call; until then the call has no length."""
        row = self._row(hook.call)
        if row is not None and row.outcome is CallOutcome.RINGING:
            self._tell(K.MISSED, hook, detail=MissedWhy.CALLER_HUNG_UP, at=row.started_at)

    def _tell(
        self,
        kind: PbxEventKind,
        hook: Hook,
        *,
        part: _Part | None = None,
        user: str = "",
        detail: str = "",
        at: datetime | None = None,
    ) -> None:
        self._take(
            PbxEvent(
                kind=kind,
                call_key=part.call if part else hook.call,
                from_number=hook.caller,
                dialled=part.dialled if part else hook.group,
                user=user,
                detail=detail,
                at=at or hook.moment("Timestamp") or self._server.clock(),
            )
        )

    def _plan(self, hook: Hook) -> CallPlan:
        """A number that is taken away while a call rings leaves the caller the mailbox."""
        gone = CallPlan(hook.group, (), DEFAULT_RING_SECONDS, Voicemail(), None)
        return self._plans.plan(hook.group) or gone

    def _row(self, call: str) -> CallRow | None:
        with self._server.database.reading() as connection:
            return SqlView(connection).get(CallRow, call_id(call))

    def _end(self, hook: Hook, call: str) -> datetime:
        """When it ended; a copy of a webhook without a time must not make the call longer."""
        row = self._row(call)
        known = row.ended_at if row else None
        return hook.moment("Timestamp") or known or self._server.clock()

    def _answerer(self, hook: Hook) -> str:
        """Who has the call, as the name of their phone."""
        row = self._row(hook.call)
        if row is None or row.answered_by is None:
            return ""
        with self._server.database.reading() as connection:
            staff = SqlView(connection).get(StaffRow, row.answered_by)
        return (staff.sip_user if staff else None) or ""

    def _is_late(self, hook: Hook) -> bool:
        """Somebody else has the call: of two who answer at once the first keeps it."""
        return self._was_forwarded(hook) or self._answerer(hook) not in ("", hook.user)

    def _is_phone(self, user: str) -> bool:
        with self._server.database.reading() as connection:
            return bool(user and SqlView(connection).where(StaffRow, active=True, sip_user=user))


def _uri(user: str) -> str:
    """Where a call goes, written as the phone system's events write it."""
    return f"sip:{user}@twilio"
